"""Takes bookings off minutes that are no longer there. Callers hold the locks of the units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, select

from foundation.data.work import Work
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import Axis
from fulfilment.capacity.models import Booking
from fulfilment.promise import holding


def let_go_of_checkouts(work: Work, condition: Any) -> None:
    """Reservations that hold such minutes end: whoever is at the till is told, and holds another date. Takes supply's
    locks before those of units, as every verb does."""
    held = work.session.scalars(
        select(Booking.checkout_id).where(condition, Booking.state == "reserved", Booking.checkout_id.is_not(None))
    )
    checkouts = sorted({one for one in held if one})
    holding.lock_for(work, checkouts, [], [])
    holding.let_go(work, checkouts)


def displace(work: Work, centre: int, axis: Axis, condition: Any) -> list[str]:
    """Mark bookings displaced; returns their lines. Work that has begun keeps what it has done, and what is left of it
    is displaced as a booking of its own."""
    rows = list(
        work.session.scalars(
            select(Booking)
            .where(condition, Booking.state != "displaced", Booking.ends_at > work.now())
            .order_by(Booking.id)
            .execution_options(populate_existing=True)
        )
    )
    lines = sorted({row.line_ref for row in rows})
    for row in rows:
        work.session.refresh(row)  # whoever led its load may have left it the lead, and the person
        if row.state == "frozen" and row.starts_at < work.now():
            _cut(work, row, axis)
        else:
            ledger.move(work, row, state="displaced", expires_at=None)
    memory.moved(work, [centre])  # whoever remembers this work centre reads it anew, exceptions and all
    return lines


def lift(work: Work, ids: Collection[int]) -> None:
    """Take bookings off their places, to be planned anew."""
    rows = work.session.scalars(
        select(Booking)
        .where(Booking.id.in_(ids), Booking.state != "displaced")
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        work.session.refresh(row)
        ledger.move(work, row, state="displaced")


def _cut(work: Work, row: Booking, axis: Axis) -> None:
    """[start, end) becomes [start, now), and [now, end) waits for another place."""
    at = min(max(axis.position(work.now()), row.start_minute + 1), row.end_minute)
    left, end = row.end_minute - at, row.end_minute
    values = {column.key: getattr(row, column.key) for column in Booking.__table__.columns if column.key != "id"}
    ledger.move(work, row, end_minute=at, ends_at=axis.end_at(at))
    if left:
        rest = ledger.minutes_of(axis, at, end) | {"minutes": left, "state": "displaced"}
        work.session.execute(insert(Booking), [values | rest])


def on_units(units: Sequence[int], start: int, end: int) -> Any:
    """Bookings of these units in any of the minutes [start, end)."""
    return Booking.unit_id.in_(units) & (Booking.start_minute < end) & (Booking.end_minute > start)
