"""What planning yields: a line as the house would do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fulfilment.api.workspec import DeliveryClass
from fulfilment.capacity.domain import Centre, Slot, instant
from fulfilment.promise.domain.wanted import Reason
from fulfilment.stock.domain import Take


class Step(NamedTuple):
    """An operation in its slot; `released` is when it could have begun, in minutes since 1970."""

    operation: int
    centre: Centre
    slot: Slot
    released: int

    @property
    def release(self) -> datetime:
        return instant(self.released)

    @property
    def start(self) -> datetime:
        """When it does begin."""
        return self.centre.axis.start_at(self.slot.start)


@dataclass(frozen=True)
class LinePlan:
    """One line as the house would do it; `ready_at` None: it cannot, and the first reason says why."""

    line_ref: str
    method: DeliveryClass
    made: bool
    seller_ref: str
    ready_at: datetime | None
    takes: tuple[Take, ...] = ()
    steps: tuple[Step, ...] = ()
    reasons: tuple[Reason, ...] = ()
    in_stock: int = 0
    sku: str = ""
    load: float = 0.0  # of the work centres that it needs


class Impossible(Exception):
    """This line cannot be made; carries the sentence."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence)
        self.reason = reason
