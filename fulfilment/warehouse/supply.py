"""Is what a pick wants already on the shelf? Decided over the line as a whole, because receipts split allocations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fulfilment.stock.domain import AllocationView
from fulfilment.stock.wording import say_day, say_weekday
from fulfilment.warehouse.models import PickTask


def missing_sentence(allocations: Sequence[AllocationView], tasks: Sequence[PickTask], task: PickTask) -> str | None:
    """Why `task` cannot be picked yet, or None. `allocations` and `tasks` are all of its line, `task` among them."""
    if task.allocation_ref is None:
        return f"{task.name} is missing on the shelf. Order more, or find it and count it in."
    here = sum(one.quantity for one in allocations if one.state != "awaited")
    gone = sum(other.quantity for other in tasks if other.state in ("picked", "short"))
    if here - gone >= task.quantity:
        return None
    days = [one.expected for one in allocations if one.state == "awaited" and one.expected is not None]
    if not days:
        return f"{task.name} is not here yet, and no day is known. Ask for it under Purchases."
    day = min(days)
    return f"{task.name} is not here yet; it arrives on {day:%A} {day.day} {day:%B}."


def comes(name: str, day: date) -> tuple[str, str]:
    """The shelf had less than the books, and the rest is on a purchase order: what the customer reads, what the picker
    is told."""
    customer = f"{name} was missing on our shelf; more is ordered and comes on {say_day(day)}."
    return customer, f"The rest arrives on {say_weekday(day)}."


def to_be_ordered(name: str, day: date) -> tuple[str, str]:
    """The same when nobody has ordered the rest yet: nothing is on its way, and nobody reads that it is. `day` is when
    it is here if it is ordered today."""
    customer = f"{name} was missing on our shelf, and we have to order it again."
    picker = f"The rest is on no purchase order. Ordered today it is here on {say_weekday(day)}: see To order."
    return customer, picker
