"""What nobody taps: work that takes longer than planned, and work that was not begun. Looked for every few minutes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import Centre, Slot
from fulfilment.capacity.domain.trial import presence
from fulfilment.capacity.models import Booking
from fulfilment.keeping.asking import Happened, ask_repair
from fulfilment.keeping.domain.outage import longer
from fulfilment.keeping.reading.floor import centres_by_id
from fulfilment.keeping.reading.orders import OVER, Held, newest_bookings, open_orders
from fulfilment.keeping.service.displacing import displace, on_units
from fulfilment.production.models import Operation, ProductionOrder

SLOW = "Work in our workshop is taking longer than we had planned."


@dataclass(frozen=True)
class _Late:
    operation: Operation
    order: ProductionOrder
    held: Held


def watch(work: Work) -> int:
    """Give overrunning work more time, displace what should have been done and is not begun, and leave one repair for
    all of it; returns how many steps were found. Nothing happens while everything goes as planned, nor when the clock
    has gone back."""
    late, lines = _settled(work)
    if not late:
        return 0
    touched = {one.held.work_centre_id for one in late}
    names = sorted({f"{one.order.order_number} {one.operation.name}" for one in late})
    running = any(one.operation.state == "running" for one in late)
    title = ("Taking longer: " if running else "Not begun in time: ") + ", ".join(names[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    ask_repair(work, Happened("overrun", title + more, SLOW, touched, lines))
    return len(late)


def make_room(work: Work) -> set[str]:
    """The same without a repair: whoever calls it plans anew what it took off; returns the lines."""
    return _settled(work)[1]


def _settled(work: Work) -> tuple[list[_Late], set[str]]:
    """What is over and not done, and the lines that this touches."""
    found = _overdue(work)
    if not found:
        return [], set()
    centres = centres_by_id(work, EVERY_SELLER)
    touched = {one.held.work_centre_id for one in found} & centres.keys()
    ledger.lock(work, touched)
    lines: set[str] = set()
    late = [one for one in found if one.held.work_centre_id in touched and _is_over(work, centres, one.held)]
    for one in late:
        lines |= _prolong(work, centres, one) if one.operation.state == "running" else _take_off(work, centres, one)
    return late, lines


def _overdue(work: Work) -> list[_Late]:
    orders = open_orders(work, EVERY_SELLER)
    held = newest_bookings(work, [order.line_ref for order in orders])
    found = []
    for order in orders:
        for operation in order.operations:
            booked = held.get((order.line_ref, operation.number))
            if operation.state in OVER or booked is None or booked.state == "displaced":
                continue
            if booked.ends_at < work.now() and operation.paused_at is None:
                found.append(_Late(operation, order, booked))
    return found


def _is_over(work: Work, centres: dict[int, Centre], held: Held) -> bool:
    """By working minutes: what ends with a shift is not over before the next one has begun."""
    return centres[held.work_centre_id].axis.position(work.now()) > held.end


def _prolong(work: Work, centres: dict[int, Centre], late: _Late) -> set[str]:
    """It runs on: it takes more of its unit from now on, as a booking of its own, and who was booked there goes; so
    does what its person had to do meanwhile."""
    centre, held = centres[late.held.work_centre_id], late.held
    now = centre.axis.position(work.now())
    more = Slot(held.unit_id, now, now + longer(held.minutes))
    away = displace(work, centre.id, centre.axis, on_units([held.unit_id], more.start, more.end))
    person = work.session.scalar(
        select(Booking.person_id).where(Booking.id == held.id, Booking.attended >= Booking.minutes)
    )
    if person is not None:
        away += _called_away(work, centres, person, centre, more)
        more = more._replace(person_id=person, attended=more.end - more.start)
    ledger.book(work, [ledger.Planned(late.order.line_ref, late.operation.number, centre, more)], state="frozen")
    memory.moved(work, [centre.id])
    return {late.order.line_ref, *away}


def _called_away(work: Work, centres: dict[int, Centre], person: int, centre: Centre, more: Slot) -> list[str]:
    """What somebody had to do in these minutes is planned anew, with whoever is there; returns its lines."""
    first, last = presence(centre, more._replace(person_id=person, attended=more.end - more.start))
    meanwhile = (Booking.person_id == person) & (Booking.attended_from < last) & (Booking.attended_until > first)
    lines: list[str] = []
    for id_ in work.session.scalars(
        select(Booking.work_centre_id).where(meanwhile, Booking.state != "displaced").distinct()
    ).all():
        if id_ in centres:
            lines += displace(work, id_, centres[id_].axis, meanwhile)
    return lines


def _take_off(work: Work, centres: dict[int, Centre], late: _Late) -> set[str]:
    row = work.session.get_one(Booking, late.held.id, populate_existing=True)
    if row.state == "displaced":
        return {late.order.line_ref}
    ledger.move(work, row, state="displaced")
    memory.moved(work, [late.held.work_centre_id])
    return {late.order.line_ref}
