"""A line of several pieces, some of which are begun, becomes two lines: what was begun, and what can still be changed.

Nothing else is another: the work, the material and the hours that the pieces had are theirs, so that no day moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import inspect

from foundation.data.base import Base
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.api.events import LineSplit
from fulfilment.changes.domain import Floor, shares
from fulfilment.changes.service.dividing import divide_material, divide_minutes, divide_time
from fulfilment.changes.service.holding import make_room
from fulfilment.changes.service.locking import PENDING, Desk, at_desk
from fulfilment.orders import progress
from fulfilment.production.models import Operation

WHOLE = "All pieces of this are begun, or none of them is. Look at it once more."
Row = TypeVar("Row", bound=Base)


def split_line(work: Work, order_ref: str, line_ref: str, rest_ref: str) -> int:
    """Make the pieces of a line that nobody has begun a line of their own, `rest_ref`; returns how many they are.

    Raises `Conflict` where no piece was left lying, and while somebody pays for a change of it. Emits `LineSplit`.
    """
    desk = at_desk(work, order_ref, line_ref)
    rest = desk.floor.rest
    if rest is None:
        raise Conflict(WHOLE)
    make_room(work, line_ref)
    many = desk.floor.quantity
    at = tuple(one.ref for one in desk.production.operations if one.state == "running")
    twins = _orders(work, desk, rest, rest_ref)
    divide_time(work, desk, rest, rest_ref)
    divide_material(work, line_ref, rest_ref, shares(rest.sold, rest.quantity), twins)
    divide_minutes(work, twins, rest.quantity, many)
    _words(work, desk, rest_ref)
    work.session.flush()
    lines = (line_ref, rest_ref)
    work.emit(LineSplit(order_ref, lines, work.now(), line_ref, rest_ref, rest.quantity, many, at))
    return rest.quantity


def _orders(work: Work, desk: Desk, rest: Floor, rest_ref: str) -> Mapping[str, Operation]:
    """Line and production order of the rest; by the first one's operation its twin."""
    production, first = desk.production, desk.production.line
    begun = production.quantity - rest.quantity
    position = max(line.position for line in production.fulfilment_order.lines) + 1
    line = _twin(first, id=work.new_id(), line_ref=rest_ref, position=position, quantity=rest.quantity)
    work.session.add(line)
    first.quantity = production.quantity = begun
    work.session.flush()
    state = "in_progress" if any(one.state == "done" for one in production.operations) else "released"
    made: dict[str, Any] = {"ref": work.new_id(), "fulfilment_line_id": line.id, "line_ref": rest_ref}
    other = _twin(production, **made, quantity=rest.quantity, state=state)
    work.session.add(other)
    work.session.flush()
    twins = {one.ref: _operation(work, one, other.ref, rest.quantity) for one in production.operations}
    for one in production.operations:
        one.pieces, one.begun = min(one.pieces, begun), None
    work.session.add_all(twins.values())
    work.session.flush()
    work.session.expire(production.fulfilment_order, ["lines"])
    return twins


def _operation(work: Work, one: Operation, order_ref: str, pieces: int) -> Operation:
    """What is done is done for the rest as well; what runs is ready for it."""
    left = {"state": "ready", "started_at": None, "person": "", "issued": False, "begun": 0}
    fresh = {"begun": None} | (left if one.state == "running" else {})
    return _twin(
        one,
        ref=work.new_id(),
        production_order_ref=order_ref,
        pieces=min(one.pieces, pieces),
        paused_at=None,
        undo_until=None,
        **fresh,
    )


def _words(work: Work, desk: Desk, rest_ref: str) -> None:
    """The promise is given for both, and what stops the one stops the other."""
    work.session.add(_twin(desk.own.promise, id=work.new_id(), line_ref=rest_ref))
    for hold in progress.open_holds(work, [desk.floor.line_ref]):
        if hold.kind != PENDING:
            work.session.add(_twin(hold, id=work.new_id(), line_ref=rest_ref))


def _twin(row: Row, **other: Any) -> Row:
    """A new row with the columns of another."""
    columns = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return type(row)(**(columns | other))
