"""Capacity as the promise sees it: units and people locked in a stable order, read, booked. This module alone writes
bookings' minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from fulfilment.bulk import insert_rows
from fulfilment.capacity import memory
from fulfilment.capacity.domain import Axis, Centre, Slot, minute_of, presence
from fulfilment.capacity.memory import Change
from fulfilment.capacity.models import Booking, WorkCentre, WorkUnit
from fulfilment.crews import memory as crews
from fulfilment.crews.models import CrewMember, CrewSkill

CentreKey = tuple[str, str]  # (seller_ref, code)


@dataclass(frozen=True)
class Planned:
    """One operation of a line in its slot, for a checkout or not."""

    line_ref: str
    operation: int
    centre: Centre
    slot: Slot
    checkout_id: str | None = None


def centre_ids(work: Work, keys: Collection[CentreKey]) -> dict[CentreKey, int]:
    """Ids of the work centres that exist. One statement, none for what nobody makes."""
    if not keys:
        return {}
    rows = work.session.execute(
        select(WorkCentre.seller_ref, WorkCentre.code, WorkCentre.id).where(
            WorkCentre.code.in_({code for _, code in keys}), WorkCentre.seller_ref.in_({seller for seller, _ in keys})
        )
    )
    return {(seller, code): id_ for seller, code, id_ in rows if (seller, code) in keys}


def lock(work: Work, centres: Collection[int]) -> None:
    """Wait for everybody who plans on these work centres: their units by ascending id, then the people who can attend
    them, so that nobody waits in a circle. On SQLite the write transaction is the lock."""
    if work.session.get_bind().dialect.name == "sqlite":
        return
    work.session.execute(
        select(WorkUnit.id).where(WorkUnit.work_centre_id.in_(centres)).order_by(WorkUnit.id).with_for_update()
    ).all()
    able = (
        select(CrewSkill.member_id)
        .join(WorkCentre, WorkCentre.skill == CrewSkill.skill)
        .where(WorkCentre.id.in_(centres))
    )
    work.session.execute(
        select(CrewMember.id).where(CrewMember.id.in_(able)).order_by(CrewMember.id).with_for_update()
    ).all()


def centres(work: Work, ids: Collection[int]) -> dict[CentreKey, Centre]:
    """Work centres with their free time: one statement when nothing moved since this process last looked.

    A reservation whose time is over still books until somebody lets go of it: a reservation that is made does so
    first, and so does the worker every few seconds.
    """
    return memory.centres_by_id(work, ids)


def centres_of(work: Work, keys: Collection[CentreKey]) -> dict[CentreKey, Centre]:
    """The same by seller and code; those that do not exist are left out."""
    sellers, codes = {seller for seller, _ in keys}, {code for _, code in keys}
    found = memory.centres_by_code(work, sellers, codes)
    return {key: centre for key, centre in found.items() if key in keys}


def book(
    work: Work,
    planned: Iterable[Planned],
    *,
    state: str,
    expires_at: datetime | None = None,
) -> None:
    """Write bookings, by unit and time so that the guard is met in a stable order."""
    rows = [
        {
            "work_centre_id": plan.centre.id,
            **columns_of(plan.centre, plan.slot),
            "minutes": plan.slot.end - plan.slot.start,
            "line_ref": plan.line_ref,
            "operation": plan.operation,
            "checkout_id": plan.checkout_id,
            "state": state,
            "expires_at": expires_at,
        }
        for plan in sorted(planned, key=lambda p: (p.slot.unit_id, p.slot.start, p.slot.rides))
    ]
    if not rows:
        return
    try:
        insert_rows(work.session, Booking, rows)
    except IntegrityError:
        memory.forget_all(work)
        raise
    _tell(work, [_Held._make(_HELD(row)) for row in rows], taken=True)


class _Held(NamedTuple):
    """What a booking that is not displaced takes of unit and person."""

    work_centre_id: int
    unit_id: int
    start_minute: int
    end_minute: int
    batch: str
    pieces: int
    rides: bool
    person_id: int | None
    attended_from: int | None
    attended_until: int | None
    attended: int

    def change(self, *, taken: bool) -> Change:
        pieces = self.pieces if self.batch else 0
        return Change(self.work_centre_id, self.unit_id, self.start_minute, self.end_minute, taken, self.batch, pieces)


_HELD = itemgetter(*_Held._fields)


def _tell(work: Work, held: Sequence[_Held], *, taken: bool) -> None:
    memory.tell(work, [one.change(taken=taken) for one in held])
    crews.tell(work, _people(held, taken=taken))


def _people(held: Iterable[_Held], *, taken: bool) -> list[crews.Change]:
    return [
        crews.Change(one.person_id, one.attended_from, one.attended_until, taken)
        for one in held
        if one.person_id is not None and one.attended_from is not None and one.attended_until is not None
    ]


def columns_of(centre: Centre, slot: Slot) -> dict[str, Any]:
    """A slot as columns of its booking: when, on which unit, with whom, in which load."""
    start, until = presence(centre, slot) if slot.person_id else (None, None)
    return {
        "unit_id": slot.unit_id,
        **minutes_of(centre.axis, slot.start, slot.end),
        "person_id": slot.person_id or None,
        "attended_from": start,
        "attended_until": until,
        "attended": slot.attended,
        "whole": slot.whole,
        "batch": slot.batch,
        "pieces": slot.pieces,
        "rides": slot.rides,
    }


def minutes_of(axis: Axis, start: int, end: int) -> dict[str, Any]:
    """The four columns that say when: on the axis and as instants."""
    return {
        "start_minute": start,
        "end_minute": end,
        "starts_at": axis.start_at(start),
        "ends_at": axis.end_at(end),
    }


def forget(work: Work, condition: Any) -> None:
    """Delete bookings: their time is free again. Callers hold the locks of their units."""
    columns = [getattr(Booking, name) for name in (*_Held._fields, "state")]
    rows = work.session.execute(
        delete(Booking).where(condition).returning(*columns).execution_options(synchronize_session=False)
    ).all()
    gone = [_Held(*row[:-1]) for row in rows if row.state != "displaced"]
    stays = {one for one in gone if one.batch and not one.rides and _led_on(work, one)}
    memory.tell(work, [one.change(taken=False) for one in gone])
    crews.tell(work, _people([one for one in gone if one not in stays], taken=False))


def _led_on(work: Work, left: _Held) -> bool:
    """The booking that had a load's minutes has left: the first that rode along has them now, and its person. False
    when the load is empty."""
    heir = work.session.scalar(
        select(Booking.id)
        .where(
            Booking.unit_id == left.unit_id,
            Booking.start_minute == left.start_minute,
            Booking.rides.is_(True),
            Booking.state != "displaced",
        )
        .order_by(Booking.id)
        .limit(1)
    )
    if heir is not None:
        person = {name: getattr(left, name) for name in ("person_id", "attended_from", "attended_until", "attended")}
        work.session.execute(update(Booking).where(Booking.id == heir).values(rides=False, **person))
    return heir is not None


def move(work: Work, booking: Booking, **values: Any) -> None:
    """Give a booking another state, unit or time, and tell what that takes and frees. Callers hold the locks.

    Who stands by leaves when it ends early; another start needs `columns_of` a slot, or nobody stands by.
    """
    before = _held(booking)
    for name, value in values.items():
        setattr(booking, name, value)
    _settle(booking, before, values)
    work.session.flush()
    after = _held(booking)
    if before == after:
        return
    stays = before is not None and before.batch != "" and not before.rides and _has_left(before, after)
    led_on = before is not None and stays and _led_on(work, before)
    if booking.batch:
        memory.moved(work, [booking.work_centre_id])  # loads are read anew: who is in them has changed
    else:
        freed = [before.change(taken=False)] if before else []
        memory.tell(work, [*freed, *([after.change(taken=True)] if after else [])])
    freed_people = _people([before] if before and not led_on else [], taken=False)
    crews.tell(work, [*freed_people, *_people([after] if after else [], taken=True)])


def _has_left(before: _Held, after: _Held | None) -> bool:
    return after is None or (after.unit_id, after.start_minute) != (before.unit_id, before.start_minute)


def _settle(booking: Booking, before: _Held | None, values: dict[str, Any]) -> None:
    """What a change of time means for the person and the load."""
    if "person_id" in values or before is None:
        return
    if (booking.unit_id, booking.start_minute) != (before.unit_id, before.start_minute):
        booking.rides = False
        booking.person_id = booking.attended_from = booking.attended_until = None
    elif booking.attended_until is not None and booking.attended_from is not None:
        booking.attended_until = min(booking.attended_until, max(minute_of(booking.ends_at), booking.attended_from + 1))


def _held(booking: Booking) -> _Held | None:
    if booking.state == "displaced":
        return None
    return _Held(*(getattr(booking, name) for name in _Held._fields))


def make_firm(work: Work, checkouts: Collection[str]) -> None:
    """Reserved time of checkouts becomes their orders'."""
    _set(work, checkouts, state="firm", expires_at=None)


def renew(work: Work, checkout_id: str, expires_at: datetime) -> None:
    """Hold a checkout's time for longer."""
    _set(work, [checkout_id], expires_at=expires_at)


def _set(work: Work, checkouts: Collection[str], **values: Any) -> None:
    work.session.execute(
        update(Booking)
        .where(Booking.checkout_id.in_(checkouts), Booking.state == "reserved")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
