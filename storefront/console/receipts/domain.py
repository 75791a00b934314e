"""A delivery as it is typed at the dock. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.plain.errors import Conflict, Invalid
from fulfilment.api.purchasing import PurchaseLineView, PurchaseOrderView
from storefront.console.purchasing.domain import COMING, expected
from storefront.console.quantities import parse

SOON = timedelta(days=7)


class TooMuch(Conflict):
    """More came than is still to come: all of it may be kept."""


@dataclass(frozen=True)
class Arrived:
    """So much of one line, in the item's base unit; `document_line` names the line of the delivery note for good."""

    sku: str
    quantity: int
    document_line: str


def awaited(orders: Iterable[PurchaseOrderView], search: str = "") -> list[PurchaseOrderView]:
    """Orders under way with something still to come, the earliest day first; `search` in number, supplier, item."""
    words = search.casefold().split()
    found = [order for order in orders if order.state in COMING and any(line.to_come > 0 for line in order.lines)]
    return sorted(
        (order for order in found if all(word in _said(order) for word in words)),
        key=lambda order: (expected(order) or date.max, order.number),
    )


def _said(order: PurchaseOrderView) -> str:
    lines = " ".join(f"{line.sku} {line.name} {line.their_sku}" for line in order.lines)
    return f"{order.number} {order.their_number} {order.supplier_name} {lines}".casefold()


def when(order: PurchaseOrderView, today: date) -> str:
    """`late`, `today`, `soon` (within a week) or `later`."""
    day = expected(order)
    if day is None or day > today + SOON:
        return "later"
    return "late" if day < today else "today" if day == today else "soon"


def delivery(lines: Sequence[PurchaseLineView], typed: Mapping[str, str], note: str) -> list[Arrived]:
    """What was typed beside the lines: an empty field is a line that did not come. The delivery note's number and the
    line's place make the name under which it is booked once.

    Raises `Invalid` for no number beside its field (`q-SKU`), and when nothing was typed at all.
    """
    found = []
    for place, line in enumerate(lines, start=1):
        text = typed.get(f"q-{line.sku}", "").strip()
        if not text:
            continue
        quantity = parse(text, line.unit, f"q-{line.sku}")
        if quantity:
            found.append(Arrived(line.sku, quantity, f"{note}/{place}"[:80]))
    if not found:
        raise Invalid("Type beside each line how much of it came. What did not come stays empty.", field="lines")
    return found


def too_much(lines: Sequence[PurchaseLineView], arrived: Sequence[Arrived]) -> None:
    """Raises `TooMuch` naming the first line of which more came than is still to come."""
    left = {line.sku: line for line in lines}
    for one in arrived:
        line = left[one.sku]
        if one.quantity > line.to_come:
            raise TooMuch(
                f"Of {line.name} more came than is still to come. Keep all of it, or type what was ordered and send "
                "the rest back.",
                field=f"q-{line.sku}",
            )
