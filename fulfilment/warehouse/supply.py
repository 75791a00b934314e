"""Is what a pick wants already on the shelf? Decided over the line as a whole, because receipts split allocations."""

from __future__ import annotations

from collections.abc import Sequence

from fulfilment.stock.domain import AllocationView
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
