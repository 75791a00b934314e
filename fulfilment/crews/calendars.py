"""A calendar that is edited: bookings move with its shifts, and whoever stands by them is found anew."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Forbidden, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, setup
from fulfilment.capacity.domain import CalendarIn
from fulfilment.capacity.models import Booking, WorkCalendar, WorkCentre
from fulfilment.crews.models import CrewMember
from fulfilment.crews.service import hours_changed
from fulfilment.crews.settling import hand_over
from fulfilment.keeping.asking import Happened, all_centres, as_one, ask_repair
from fulfilment.keeping.service.displacing import displace

REASON = "Our working hours have changed."


def put_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    """Write a calendar. Bookings on it keep their length and their order: each starts again at its old instant or as
    soon after it as the new shifts and the booking before it allow, with the same person where they are free, else
    with another; where nobody is, it is displaced and planned anew. Raises `Invalid` for bad shifts or zones, and when
    work that cannot be interrupted would fit into none."""
    before = work.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == calendar.code))
    people = _attended(work, before) if before is not None else {}
    setup.put_calendar(work, scope, calendar)
    if before is None:
        return
    with as_one(work, "away", "Shifts have changed", REASON):
        _find_people(work, people)
        hours_changed(work, before)


def add_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    """A new calendar. Raises `Conflict` when the name is taken, `Invalid` like `put_calendar`."""
    taken = work.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == calendar.code))
    if taken is not None:
        raise Conflict("There is a calendar of that name already. Choose another.", field="code")
    put_calendar(work, scope, calendar)


def edit_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    """`put_calendar` for a calendar that only sellers in view work by. Raises `NotFound` for one that is not there,
    `Forbidden` for one that others work by as well."""
    found = work.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == calendar.code))
    if found is None:
        raise NotFound("There is no such calendar.")
    users = {
        *work.session.scalars(select(WorkCentre.seller_ref).where(WorkCentre.calendar_id == found)),
        *work.session.scalars(select(CrewMember.seller_ref).where(CrewMember.calendar_id == found)),
    }
    if any(not scope.covers(seller) for seller in users):
        raise Forbidden("Others work by this calendar, too. Make one of your own.")
    put_calendar(work, scope, calendar)


def _attended(work: Work, calendar_id: int) -> dict[int, int]:
    rows = work.session.execute(
        select(Booking.id, Booking.person_id)
        .join(WorkCentre, WorkCentre.id == Booking.work_centre_id)
        .where(
            WorkCentre.calendar_id == calendar_id,
            Booking.person_id.is_not(None),
            Booking.state != "displaced",
            Booking.ends_at > work.now(),
        )
    )
    return {id_: person for id_, person in rows if person is not None}


def _find_people(work: Work, people: dict[int, int]) -> None:
    """Somebody for each booking that has lost its person; lines of those without are planned anew."""
    rows = work.session.scalars(
        select(Booking)
        .where(Booking.id.in_(people), Booking.person_id.is_(None))
        .order_by(Booking.starts_at, Booking.id)
        .execution_options(populate_existing=True)
    ).all()
    lost: dict[str, list[str]] = {}
    for row in rows:
        centre = next(iter(ledger.centres(work, [row.work_centre_id]).values()), None)
        if centre is not None and centre.skill and not hand_over(work, row, centre, people[row.id]):
            lost.setdefault(centre.seller_ref, []).extend(displace(work, centre.id, centre.axis, Booking.id == row.id))
    for seller, lines in lost.items():
        ask_repair(work, Happened("away", "Shifts", REASON, all_centres(work, seller), sorted(set(lines))))
