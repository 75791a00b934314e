"""What is booked with somebody who cannot do it: handed over where it is, or displaced."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.capacity import ledger
from fulfilment.capacity.domain import Centre, axis_of, minute_of
from fulfilment.capacity.models import Booking, WorkCalendar
from fulfilment.crews import memory
from fulfilment.crews.domain import fits, stand_in
from fulfilment.crews.models import CrewMember, CrewSkill
from fulfilment.keeping.service.displacing import displace


@dataclass(frozen=True)
class Settled:
    """Bookings that have somebody else now, and lines that are planned anew."""

    handed: int
    displaced: list[str]


def settle(work: Work, member_id: int) -> Settled:
    """Go through what somebody still has to do, in order of time. Callers hold the locks."""
    rows = work.session.scalars(
        select(Booking)
        .where(
            Booking.person_id == member_id,
            Booking.state != "displaced",
            Booking.attended_until > minute_of(work.now()),
        )
        .order_by(Booking.attended_from)
        .execution_options(populate_existing=True)
    ).all()
    handed, lost = 0, list[str]()
    for row in rows:
        centre = next(iter(ledger.centres(work, [row.work_centre_id]).values()), None)
        if centre is None or _still_can(work, row, centre):
            continue
        if hand_over(work, row, centre):
            handed += 1
        else:
            lost += displace(work, centre.id, centre.axis, Booking.id == row.id)
    return Settled(handed, sorted(set(lost)))


def _still_can(work: Work, row: Booking, centre: Centre) -> bool:
    """Minutes that are over do not count: what is left is what somebody must be there for."""
    member, calendar = work.session.execute(
        select(CrewMember, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == CrewMember.calendar_id)
        .where(CrewMember.id == row.person_id)
    ).one()
    able = work.session.get(CrewSkill, (member.id, centre.skill)) is not None or not centre.skill
    start, until = max(row.attended_from or 0, minute_of(work.now())), row.attended_until or 0
    left = min(row.attended, centre.axis.position_of(until) - centre.axis.position_of(start))
    hours = axis_of(memory.hours_of(member, calendar), work.now())
    return able and not member.retired and fits(centre, hours, start, until, left)


def hand_over(work: Work, row: Booking, centre: Centre, first: int | None = None) -> bool:
    """Give a booking to somebody who is free at its time; `first` before anybody else. Work that has begun is handed
    over from now on. False when there is nobody."""
    now = centre.axis.position(work.now())
    start = max(row.start_minute, now) if row.state == "frozen" else row.start_minute
    attended = row.attended - (start - row.start_minute)
    if attended <= 0:
        return True
    person = stand_in(centre, start, attended, first)
    if person is None:
        return False
    begins = centre.axis.start_of(start)
    until = person.axis.end_of(person.axis.position_of(begins) + attended)
    ledger.move(work, row, person_id=person.free.unit_id, attended_from=begins, attended_until=until)
    return True
