"""What can happen to a plan; each event changes the floor and names the operations that it hits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from foundation.plain.errors import Invalid
from fulfilment.scheduling.floor import Floor
from fulfilment.scheduling.values import Operation, Span


class Event(Protocol):
    def hits(self, floor: Floor) -> Iterable[int]:
        """Enter the event; operations that can no longer stay where they are."""


@dataclass(frozen=True, slots=True)
class Down:
    """A unit is not there during positions [start, end)."""

    unit: int
    start: int
    end: int

    def hits(self, floor: Floor) -> Iterable[int]:
        lane = floor.lane(self.unit)
        lane.close(self.start, self.end)
        return [one for one in lane.during(self.start, self.end) if not floor.operations[one].started]


@dataclass(frozen=True, slots=True)
class Overran:
    """Started work will be done at position `end` of its unit, later (or earlier) than booked."""

    operation: int
    end: int

    def hits(self, floor: Floor) -> Iterable[int]:
        booked = floor.plan.get(self.operation)
        if booked is None or self.end <= booked.start:
            raise Invalid("Work cannot end before it began. Please check the time.")
        floor.take_off(self.operation)
        floor.operations[self.operation] = replace(floor.operations[self.operation], started=True)
        longer = Span(booked.unit, booked.start, self.end)
        hit = [one for one in floor.in_the_way(longer) if not floor.operations[one].started]
        floor.put(self.operation, longer)
        return [*hit, *floor.too_early_after(self.operation)]


@dataclass(frozen=True, slots=True)
class LateMaterial:
    """The operation cannot begin before the minute `release`."""

    operation: int
    release: int

    def hits(self, floor: Floor) -> Iterable[int]:
        operation = floor.operations[self.operation]
        if operation.started:
            return ()
        floor.operations[operation.id] = replace(operation, release=max(operation.release, self.release))
        booked = floor.plan.get(operation.id)
        return (operation.id,) if booked is not None and floor.begins(booked) < self.release else ()


@dataclass(frozen=True, slots=True)
class Added:
    """A new operation (rework, a forgotten step), and those that must now wait for it."""

    operation: Operation
    before: tuple[int, ...] = ()

    def hits(self, floor: Floor) -> Iterable[int]:
        floor.add(self.operation, self.before)
        return (self.operation.id,)


@dataclass(frozen=True, slots=True)
class Removed:
    """An operation that is not wanted any more: its time is free, nobody moves."""

    operation: int

    def hits(self, floor: Floor) -> Iterable[int]:
        floor.drop(self.operation)
        return ()
