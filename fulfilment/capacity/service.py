"""Verbs of capacity: what production tells about its operations, and rework."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from fulfilment.api.workspec import OperationSpec
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import BookingView, Centre, Job, Slot, Trial
from fulfilment.capacity.models import Booking, WorkCentre
from fulfilment.capacity.queries import bookings, work_centres
from fulfilment.capacity.setup import put_calendar, put_work_centre

__all__ = [
    "BookingView",
    "begin",
    "book_more",
    "bookings",
    "finish",
    "put_calendar",
    "put_work_centre",
    "reopen",
    "work_centres",
]


def begin(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    """Work has started: the booking is frozen, nobody plans it away. A no-op for an operation without a booking.

    One that was displaced, and begun before it was planned anew, takes its own place where that is still free, else
    the earliest gap from `at` on; where there is none at all it stays displaced, and the next repair plans it."""
    booking = _latest(work, line_ref, operation)
    if booking is None or booking.state == "frozen":
        return
    if booking.state == "displaced":
        _place_again(work, booking, at, "frozen")
        return
    booking.state = "frozen"
    work.session.flush()
    if booking.batch:
        memory.moved(work, [booking.work_centre_id])  # a load that has begun takes no more pieces


def _place_again(work: Work, booking: Booking, at: datetime, state: str) -> None:
    """Minutes for a displaced booking: its old ones may be somebody else's by now."""
    ledger.lock(work, [booking.work_centre_id])
    for centre in ledger.centres(work, [booking.work_centre_id]).values():
        slot = _own_place(booking, centre) or _next_place(booking, centre, at)
        if slot is None:
            return
        kept = slot._replace(batch=booking.batch, pieces=booking.pieces)
        ledger.move(work, booking, state=state, **ledger.columns_of(centre, kept))


def _next_place(booking: Booking, centre: Centre, at: datetime) -> Slot | None:
    try:
        return Trial().job_slot(centre, centre.axis.position(at), _job(booking))
    except Invalid:
        return None


def finish(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    """Work is done: what is left of the booking from `at` on is free again."""
    booking = _latest(work, line_ref, operation)
    if booking is None:
        return
    ledger.lock(work, [booking.work_centre_id])
    axis = _centre(work, booking.work_centre_id).axis
    end = axis.position(at)
    if end <= booking.start_minute:
        ledger.move(work, booking, state="displaced")  # done before its turn: it takes no time of its unit
    elif end < booking.end_minute:
        ledger.move(work, booking, end_minute=end, ends_at=axis.end_at(end))


def reopen(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    """A tap was taken back: the operation has its planned minutes again, in its own place where that is still free,
    else in the earliest gap from `at` on."""
    booking = _latest(work, line_ref, operation)
    if booking is None:
        return
    ledger.lock(work, [booking.work_centre_id])
    ledger.move(work, booking, state="displaced")
    _place_again(work, booking, at, "firm")


def _job(booking: Booking) -> Job:
    return Job(booking.minutes, booking.attended, booking.whole)


def _own_place(booking: Booking, centre: Centre) -> Slot | None:
    """The slot that it had, where unit and person are still free."""
    unit = tuple(unit for unit in centre.units if unit.unit_id == booking.unit_id)
    crew = tuple(person for person in centre.crew if person.free.unit_id == booking.person_id)
    if not unit or (booking.attended and not crew):
        return None
    try:
        slot = Trial().job_slot(replace(centre, units=unit, crew=crew), booking.start_minute, _job(booking))
    except Invalid:
        return None
    return slot if slot.start == booking.start_minute else None


def book_more(
    work: Work,
    line_ref: str,
    operations: Sequence[OperationSpec],
    after: datetime,
    quantity: int,
    *,
    seller_ref: str | None = None,
) -> datetime:
    """Firm time for more work on a line (rework, scrap): `operations` in topological order, none before `after`.

    Predecessors that are not among `operations` count as done. `seller_ref` says whose work centres, for a line that
    has no booking yet. Returns the instant at which the last is done and dry. Raises `NotFound` for an unknown work
    centre.
    """
    whole_positive(quantity)
    seller = seller_ref or _seller_of(work, line_ref)
    ids = ledger.centre_ids(work, {(seller, code) for op in operations for code in op.work_centres})
    ledger.lock(work, ids.values())
    centres = ledger.centres(work, ids.values())
    trial, done = Trial(), dict[int, datetime]()
    planned = []
    for op in operations:
        release = max([after, *(done[number] for number in op.after if number in done)])
        centre = centres.get((seller, op.work_centre))
        if centre is None:
            raise NotFound(f"There is no work centre {op.work_centre}. Set it up first, then try again.")
        end, slot = _place(trial, centre, release, op, quantity)
        planned += [ledger.Planned(line_ref, op.number, centre, slot)] if slot else []
        done[op.number] = end + timedelta(minutes=op.wait_minutes)
    ledger.book(work, planned, state="firm")
    return max(done.values(), default=after)


def _place(
    trial: Trial, centre: Centre, release: datetime, op: OperationSpec, quantity: int
) -> tuple[datetime, Slot | None]:
    setup, run, over = op.setup_minutes, op.run_minutes, op.over_minutes
    if setup + run * quantity + over == 0:
        return release, None
    at, whole = centre.axis.position(release), not op.splittable
    slot = trial.work_slot(centre, at, setup, run, quantity, whole=whole, batch=op.batch_key, over=over)
    trial.take(centre, slot)
    return centre.axis.end_at(slot.end), slot


def _seller_of(work: Work, line_ref: str) -> str:
    seller = work.session.scalar(
        select(WorkCentre.seller_ref)
        .join(Booking, Booking.work_centre_id == WorkCentre.id)
        .where(Booking.line_ref == line_ref)
        .limit(1)
    )
    if seller is None:
        raise Conflict("This line has no time planned yet, so nothing can be added to it.")
    return seller


def _latest(work: Work, line_ref: str, operation: int) -> Booking | None:
    """The newest booking of an operation: rework and scrap book the same number again."""
    return work.session.scalar(
        select(Booking)
        .where(Booking.line_ref == line_ref, Booking.operation == operation)
        .order_by(Booking.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _centre(work: Work, centre_id: int) -> Centre:
    return next(iter(ledger.centres(work, [centre_id]).values()))
