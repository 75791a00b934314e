"""What the scheduling engine takes and gives: plain values, no database, no clock.

Two scales of time, as everywhere in the house: *minutes* are minutes since 1970 on the wall; *positions* are working
minutes on the axis of one unit. An operation is one interval of positions; a shift's end does not interrupt it unless
it is not splittable. Waiting (glue, drying) runs on the wall. Release and due are minutes on the wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

FOREVER = 1 << 50
NOWHERE = -1  # the unit of an operation that needs none


class Clock(Protocol):
    """What the engine asks of a working-minute axis; `fulfilment.capacity.domain.Axis` is one."""

    def position_of(self, minute: int, /) -> int: ...

    def start_of(self, position: int, /) -> int: ...

    def end_of(self, position: int, /) -> int: ...

    def whole_from(self, position: int, minutes: int, /) -> int: ...


class Always:
    """The axis of a place that never closes: positions are minutes."""

    def position_of(self, minute: int, /) -> int:
        return max(minute, 0)

    def start_of(self, position: int, /) -> int:
        return position

    def end_of(self, position: int, /) -> int:
        return position

    def whole_from(self, position: int, minutes: int, /) -> int:
        return position


ALWAYS = Always()


class Span(NamedTuple):
    """Positions [start, end) on unit `unit`."""

    unit: int
    start: int
    end: int


class Mode(NamedTuple):
    """One way to do an operation: on this unit, in so many working minutes (setup included)."""

    unit: int
    minutes: int


class Draw(NamedTuple):
    """How many of a pool's people or places an operation needs while it runs."""

    pool: int
    amount: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One machine, bench or person. `closed` are positions when it is not there or busy with what is not ours."""

    id: int
    axis: Clock = ALWAYS
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """`after` names operations that must be done, and dry, before it begins; `wait` is its own drying, in minutes.

    `minutes` counts only when it has no modes: then it needs no unit, just its draws (and is
    `NOWHERE`). `started` work never moves.
    """

    id: int
    order: str
    modes: tuple[Mode, ...] = ()
    after: tuple[int, ...] = ()
    wait: int = 0
    release: int = 0
    minutes: int = 0
    splittable: bool = True
    started: bool = False
    draws: tuple[Draw, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """`due`: the minute by which its last operation must be done and dry for the promise to hold. `rank` breaks ties
    between equal days: class, confirmation time, line id."""

    id: str
    due: int = FOREVER
    weight: int = 1
    rank: tuple[str | int, ...] = ()

    @property
    def key(self) -> tuple[int, tuple[str | int, ...], str]:
        """The promise order: who comes first when two cannot both be on time."""
        return (self.due, self.rank, self.id)


@dataclass(frozen=True)
class Problem:
    """Operations that are to be planned, by id, and everything they refer to."""

    operations: Mapping[int, Operation]
    units: Mapping[int, Unit] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    pools: Mapping[int, int] = field(default_factory=dict)

    def order_of(self, operation: Operation) -> Order:
        return self.orders.get(operation.order) or Order(operation.order)

    def axis_of(self, unit: int) -> Clock:
        return ALWAYS if unit == NOWHERE else self.units[unit].axis

    def modes_of(self, operation: Operation) -> tuple[Mode, ...]:
        return operation.modes or (Mode(NOWHERE, operation.minutes),)


Plan = Mapping[int, Span]
"""Where each operation is: by operation id. Positions on the axis of its unit."""
