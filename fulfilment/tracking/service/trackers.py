"""Trackers: one per carrier and number, made by our label or by whoever told us first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from fulfilment.shipping.domain import Poll
from fulfilment.tracking.domain import Heard, next_poll
from fulfilment.tracking.models import Tracker


def follow(work: Work, carrier: str, numbers: Sequence[str], shipment_ref: str) -> list[Tracker]:
    """The trackers of a new label's numbers, now ours. One that somebody told us about before keeps its scans."""
    followed = []
    for number in sorted(numbers):
        tracker = tracker_of(work, carrier, number)
        tracker.shipment_ref, tracker.ship_date = shipment_ref, work.now().date()
        followed.append(tracker)
    work.session.flush()
    return followed


def unfollow(work: Work, shipment_ref: str) -> None:
    """The label was given up: its numbers are nobody's, and nobody asks about them."""
    for tracker in work.session.scalars(select(Tracker).where(Tracker.shipment_ref == shipment_ref)):
        tracker.shipment_ref, tracker.next_poll_at = None, None
    work.session.flush()


def tracker_of(work: Work, carrier: str, number: str) -> Tracker:
    """The tracker of a number, locked; made when nobody knew it: two that tell us at once make one."""
    work.session.execute(
        insert_into(work.session, Tracker)
        .values(
            ref=work.new_id(),
            carrier=carrier,
            tracking_number=number,
            status="unknown",
            reopened=False,
            decided_by="",
            pushed=False,
            polls=0,
            last_error="",
            headers=[],
            created_at=work.now(),
        )
        .on_conflict_do_nothing(index_elements=["carrier", "tracking_number"])
    )
    return work.session.scalars(
        select(Tracker)
        .where(Tracker.carrier == carrier, Tracker.tracking_number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def schedule(work: Work, tracker: Tracker) -> None:
    """Set when to ask about a number next; numbers that are not ours are never asked about."""
    if tracker.shipment_ref is None:
        tracker.next_poll_at = None
        return
    heard = Heard(
        ref=tracker.ref,
        polls=tracker.polls,
        status=tracker.status,
        eta=tracker.eta,
        pushed=tracker.pushed,
        delivered_at=tracker.delivered_at,
        last_news=tracker.last_event_at or tracker.created_at,
    )
    tracker.next_poll_at = next_poll(heard, work.now(), work.now().date())


def due_polls(work: Work, carriers: Sequence[str], *, limit: int = 200) -> list[Poll]:
    """Numbers of `carriers` (those that can be asked) to ask about now, longest due first. Reads only: give every
    result and every error to `ingest`, which sets the next time."""
    rows = work.session.execute(
        select(Tracker.carrier, Tracker.tracking_number, Tracker.ship_date)
        .where(
            Tracker.next_poll_at <= work.now(), Tracker.shipment_ref.is_not(None), Tracker.carrier.in_(sorted(carriers))
        )
        .order_by(Tracker.next_poll_at, Tracker.ref)
        .limit(limit)
    )
    return [Poll(carrier, number, ship_date) for carrier, number, ship_date in rows]
