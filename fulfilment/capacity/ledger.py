"""Capacity as the promise sees it: units locked in a stable order, read, booked. This module alone writes bookings'
minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from fulfilment.capacity import memory
from fulfilment.capacity.domain import Axis, Centre, Slot
from fulfilment.capacity.memory import Change
from fulfilment.capacity.models import Booking, WorkCentre, WorkUnit

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
    """Ids of the work centres that exist. One statement."""
    rows = work.session.execute(
        select(WorkCentre.seller_ref, WorkCentre.code, WorkCentre.id).where(
            WorkCentre.code.in_({code for _, code in keys}), WorkCentre.seller_ref.in_({seller for seller, _ in keys})
        )
    )
    return {(seller, code): id_ for seller, code, id_ in rows if (seller, code) in keys}


def lock(work: Work, centres: Collection[int]) -> None:
    """Wait for everybody who plans on these work centres: their units by ascending id, so that nobody waits in a
    circle. On SQLite the write transaction is the lock."""
    work.session.execute(
        select(WorkUnit.id).where(WorkUnit.work_centre_id.in_(centres)).order_by(WorkUnit.id).with_for_update()
    ).all()


def centres(work: Work, ids: Collection[int]) -> dict[CentreKey, Centre]:
    """Work centres with their free time: one statement when nothing moved since this process last looked.

    A reservation whose time is over still books until somebody lets go of it: a reservation that is made does so
    first, and so does the worker every few seconds.
    """
    return memory.centres_where(work, WorkCentre.id.in_(ids))


def centres_of(work: Work, keys: Collection[CentreKey]) -> dict[CentreKey, Centre]:
    """The same by seller and code; those that do not exist are left out."""
    sellers, codes = {seller for seller, _ in keys}, {code for _, code in keys}
    found = memory.centres_where(work, WorkCentre.code.in_(codes) & WorkCentre.seller_ref.in_(sellers))
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
            "unit_id": plan.slot.unit_id,
            **minutes_of(plan.centre.axis, plan.slot.start, plan.slot.end),
            "minutes": plan.slot.end - plan.slot.start,
            "line_ref": plan.line_ref,
            "operation": plan.operation,
            "checkout_id": plan.checkout_id,
            "state": state,
            "expires_at": expires_at,
        }
        for plan in sorted(planned, key=lambda p: (p.slot.unit_id, p.slot.start))
    ]
    if not rows:
        return
    try:
        work.session.execute(insert(Booking), rows)
    except IntegrityError:
        memory.forget_all(work)
        raise
    memory.tell(work, [_change(taken=True, **row) for row in rows])


def _change(*, work_centre_id: int, unit_id: int, start_minute: int, end_minute: int, taken: bool, **_: Any) -> Change:
    return Change(work_centre_id, unit_id, start_minute, end_minute, taken)


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
    columns = (Booking.work_centre_id, Booking.unit_id, Booking.start_minute, Booking.end_minute, Booking.state)
    gone = work.session.execute(
        delete(Booking).where(condition).returning(*columns).execution_options(synchronize_session=False)
    ).all()
    memory.tell(work, [_change(taken=False, **row._mapping) for row in gone if row.state != "displaced"])


def move(work: Work, booking: Booking, **values: Any) -> None:
    """Give a booking another state, unit or time, and tell what that takes and frees. Callers hold the locks."""
    before = _held(booking)
    for name, value in values.items():
        setattr(booking, name, value)
    work.session.flush()
    after = _held(booking)
    freed = [Change(*one, taken=False) for one in before if before != after]
    memory.tell(work, freed + [Change(*one, taken=True) for one in after if before != after])


def _held(booking: Booking) -> list[tuple[int, int, int, int]]:
    if booking.state == "displaced":
        return []
    return [(booking.work_centre_id, booking.unit_id, booking.start_minute, booking.end_minute)]


def make_firm(work: Work, checkout_id: str) -> None:
    """A checkout's reserved time becomes its order's."""
    _set(work, checkout_id, state="firm", expires_at=None)


def renew(work: Work, checkout_id: str, expires_at: datetime) -> None:
    """Hold a checkout's time for longer."""
    _set(work, checkout_id, expires_at=expires_at)


def _set(work: Work, checkout_id: str, **values: Any) -> None:
    work.session.execute(
        update(Booking)
        .where(Booking.checkout_id == checkout_id, Booking.state == "reserved")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
