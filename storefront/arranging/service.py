"""Writing down the way to the room and the day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from storefront.arranging.domain import Access
from storefront.arranging.models import DeliveryDay
from storefront.orders.models import Contact
from storefront.orders.service.placing import locked
from storefront.timeline.service import append


def arrange(work: Work, order_ref: str, access: Access, day: date | None, line_refs: Sequence[str]) -> None:
    """Keep both; the same once more changes nothing. The way stands in the erasable contact, the day in the timeline.

    Raises `Conflict` for an order that is not placed or whose data was erased.
    """
    order = locked(work, order_ref)
    contact = work.session.get_one(Contact, order.contact_ref)
    if order.state != "placed" or contact.erased_at is not None:
        raise Conflict("There is nothing to bring for this order any more.")
    contact.phone, contact.floor, contact.lift, contact.notes = access.phone, access.floor, access.lift, access.notes
    known = work.session.get(DeliveryDay, order_ref)
    if day is not None and (known is None or known.day != day):
        if known is None:
            known = DeliveryDay(order_ref=order_ref, day=day, chosen_at=work.now())
            work.session.add(known)
        known.day, known.chosen_at = day, work.now()
        append(work, order_ref, line_refs, "day_picked", work.now(), {"day": day.isoformat()})
    work.session.flush()


def picked_days(work: Work, order_refs: Collection[str]) -> dict[str, date]:
    """The days of these orders, for whoever plans the tour. One statement."""
    rows = work.session.execute(
        select(DeliveryDay.order_ref, DeliveryDay.day).where(DeliveryDay.order_ref.in_(sorted(order_refs)))
    )
    return {ref: day for ref, day in rows}  # noqa: C416 - a Row is no pair to the type checker


def picked_day(work: Work, order_ref: str) -> date | None:
    """The day of one order. One statement."""
    return picked_days(work, [order_ref]).get(order_ref)
