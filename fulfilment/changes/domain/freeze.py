"""What is frozen: derived from two explosions and the floor, never configured.

A change is allowed iff every operation whose inputs differ is unstarted and outside its fence. So the colour can still
change after the legs are cut: another colour leaves the hash of the cutting alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.production.domain.blockers import spoken

Kind = Literal["done", "running", "fenced"]
STARTED = ("running", "done")
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class OperationOnFloor:
    """One operation of the sold routing as it stands. `begins` is when it may begin at the earliest: not before its
    time, and not before what comes before it is done and dry."""

    number: int
    name: str
    state: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    begins: datetime | None = None
    begun: int | None = None  # of a running one: so many of its pieces, None for all of them

    @property
    def started(self) -> bool:
        return self.state in STARTED


@dataclass(frozen=True)
class Floor:
    """A made line as a change finds it: what was sold of it, and how far each operation is.

    `closed` is a sentence when nothing of the line can be changed at all, whatever is wanted.
    """

    order_ref: str
    line_ref: str
    title: str
    quantity: int
    sold: WorkSpec
    operations: tuple[OperationOnFloor, ...]
    closed: str = ""

    @property
    def by_number(self) -> Mapping[int, OperationOnFloor]:
        return {operation.number: operation for operation in self.operations}

    @property
    def begun(self) -> bool:
        return any(operation.started for operation in self.operations)

    @property
    def rest(self) -> Floor | None:
        """The line as it stands for the pieces that nobody has begun; None where none of them was left lying.

        They have no hour of their own until somebody begins them, so there is no fence around their step."""
        running = [one.begun for one in self.operations if one.state == "running"]
        partly = [many for many in running if many is not None]
        if not partly or len(partly) < len(running):
            return None
        steps = tuple(_left(one) if one.state == "running" else one for one in self.operations)
        return replace(self, quantity=self.quantity - max(partly), operations=steps)

    def about(self, wanted: WorkSpec, now: datetime) -> Floor:
        """The pieces that `wanted` can be about: all of them, or the rest where only that is not begun."""
        rest = self.rest
        if rest is None or not frozen(self, wanted, now, None) or frozen(rest, wanted, now, None):
            return self
        return rest


def _left(one: OperationOnFloor) -> OperationOnFloor:
    return replace(one, state="ready", started_at=None, begins=None, begun=None)


@dataclass(frozen=True)
class Frozen:
    """An operation that stands in the way of a change: it is done or running since `at`, or its time begins `at`."""

    number: int
    name: str
    kind: Kind
    at: datetime


def touched(sold: WorkSpec, wanted: WorkSpec) -> frozenset[int]:
    """The operations whose inputs differ: added, taken out, or made from something else."""
    before, after = _inputs(sold), _inputs(wanted)
    return frozenset(number for number in before.keys() | after.keys() if before.get(number) != after.get(number))


def frozen(floor: Floor, wanted: WorkSpec, now: datetime, fence: timedelta | None) -> tuple[Frozen, ...]:
    """What stands in the way of `wanted`, in the order of the routing; empty: it may be changed.

    Work that may begin within `fence` is in the way (None: only what has really begun is). A started operation
    is also in the way of work that would have had to come before it.
    """
    changed = touched(floor.sold, wanted) | _overtaken(floor, wanted)
    found = (_frozen(operation, now, fence) for operation in floor.operations if operation.number in changed)
    return tuple(one for one in found if one is not None)


def free_until(floor: Floor, wanted: WorkSpec, fence: timedelta) -> datetime | None:
    """Until when `wanted` can still be asked for: the first affected operation begins `fence` later. None: none of them
    is on the floor yet."""
    changed = touched(floor.sold, wanted) | _overtaken(floor, wanted)
    begins = [one.begins for one in floor.operations if one.number in changed and one.begins is not None]
    return min(begins) - fence if begins else None


def _frozen(operation: OperationOnFloor, now: datetime, fence: timedelta | None) -> Frozen | None:
    if operation.state == "done":
        return Frozen(operation.number, operation.name, "done", operation.finished_at or now)
    if operation.state == "running":
        return Frozen(operation.number, operation.name, "running", operation.started_at or now)
    if fence is not None and operation.begins is not None and operation.begins - fence <= now:
        return Frozen(operation.number, operation.name, "fenced", operation.begins)
    return None


def _overtaken(floor: Floor, wanted: WorkSpec) -> frozenset[int]:
    """Started operations before which `wanted` has work that is not done."""
    on_floor = floor.by_number
    after = {operation.number: operation.after for operation in wanted.operations}
    return frozenset(
        number
        for number in after
        if number in on_floor
        and on_floor[number].started
        and any(before not in on_floor or on_floor[before].state != "done" for before in after[number])
    )


def _inputs(spec: WorkSpec) -> dict[int, tuple[object, ...]]:
    """By operation: everything it is made from. The hash says it all; the rest stands beside it for specs without."""
    taken: dict[int, list[tuple[str, int, str]]] = {}
    for need in spec.materials:
        taken.setdefault(need.operation, []).append((need.sku, need.quantity, need.unit))
    return {op.number: (_work(op, spec), tuple(sorted(taken.get(op.number, ())))) for op in spec.operations}


def _work(op: OperationSpec, spec: WorkSpec) -> tuple[object, ...]:
    packed = spec.packed if op.packing else None
    times = (op.setup_minutes, op.run_minutes, op.wait_minutes)
    return (op.inputs_hash, op.name, op.work_centre, times, op.batch_key, op.inspection, op.packing, packed)


def since(one: Frozen, now: datetime, zone: tzinfo) -> str:
    """Why it cannot be changed any more, as a customer reads it: “Cut legs” is done since Tuesday."""
    if one.kind == "fenced":
        when = spoken(one.at, now, zone)
        return f"“{one.name}” begins {_soon(when) if one.at > now else 'any moment now'}."
    verb = "is done" if one.kind == "done" else "is running"
    return f"“{one.name}” {verb} since {_past(one.at, now, zone)}."


def _soon(when: str) -> str:
    return f"at {when}" if when[0].isdigit() else f"on {when}"


def _past(at: datetime, now: datetime, zone: tzinfo) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if today.date() - local.date() < _WEEK:
        return f"{local:%A}"
    return f"{local.day} {local:%B}"
