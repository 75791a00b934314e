"""May a line still be cancelled, and what has it cost so far: decisions on plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from foundation.plain.money import Money
from fulfilment.api.workspec import WorkSpec
from fulfilment.orders.domain.inputs import Cancellability


@dataclass(frozen=True)
class LineProgress:
    """How far a line has come. `started` names its first operation begun; `labelled`: a live shipment has it; `moved`:
    the shop has moved the day it had promised; `finished`: every piece is made."""

    title: str
    cancelled: bool
    made_to_order: bool
    started: str | None
    labelled: bool
    shipped: bool
    first_booked: datetime | None
    committed_cost: Money
    moved: bool = False
    finished: bool = False


def cancellability(line: LineProgress) -> Cancellability:
    """Free until the first operation starts (made) or the label is asked for (stocked). Whose day the shop has moved
    may take a made piece back, free of charge, for as long as it is being made."""
    if line.cancelled:
        return _no(line, f"{line.title} is cancelled already.")
    if line.shipped:
        return _no(line, f"{line.title} has left the house. You can send it back once it has arrived.")
    if line.started is not None and line.moved and not line.finished and not line.labelled:
        sentence = f"We have moved its day, so you can cancel {line.title} free of charge, although work has begun."
        return Cancellability(True, sentence, None, Money.zero(line.committed_cost.currency))
    if line.started is not None:
        return _no(line, f"{line.title} is being made: {line.started} has begun, so it can no longer be cancelled.")
    if line.labelled:
        return _no(line, f"{line.title} is packed with its label on. You can send it back once it has arrived.")
    until = "work on it begins" if line.made_to_order else "its parcel gets a label"
    sentence = f"You can cancel {line.title} free of charge until {until}."
    return Cancellability(True, sentence, line.first_booked if line.made_to_order else None, line.committed_cost)


def _no(line: LineProgress, sentence: str) -> Cancellability:
    return Cancellability(False, sentence, None, line.committed_cost)


def committed_cost(spec: WorkSpec, quantity: int, issued: Collection[int], currency: str) -> Money:
    """What the materials already issued for a line cost: those of the operations `issued`. Nothing before that."""
    minor = 0
    for need in spec.materials:
        if need.operation in issued:
            exact = need.quantity * quantity * need.unit_cost_minor
            minor += (exact + need.cost_per - 1) // need.cost_per
    return Money(minor, currency)
