"""Materials in sentences, purchase orders as one meets them at the dock. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foundation.plain.quantity import describe
from foundation.plain.states import Tone
from fulfilment.api.purchasing import MaterialRow, PurchaseLineView, PurchaseOrderView


def standing(row: MaterialRow, next_day: str) -> tuple[str, Tone]:
    """What to know about one item, and how pressing it is. `next_day`: the next arrival as one says it, or ""."""
    day = f" on {next_day}" if next_day else ""
    if row.short:
        wanted = describe(row.short, row.unit)
        source = f" from {row.supplier}" if row.supplier else ""
        coming = f"; {describe(row.incoming, row.unit)} already coming{day}" if row.incoming else ""
        return f"{wanted} short. Order it{source}{coming}.", "bad" if row.awaited else "warn"
    if row.awaited:
        return f"Orders wait for {describe(row.awaited, row.unit)}; it arrives{day}.", "info"
    if row.incoming:
        here = "Enough here" if row.on_hand else "None here"
        return f"{here}; {describe(row.incoming, row.unit)} more{day}.", "ok" if row.on_hand else "info"
    if not row.on_hand:
        return "None here, and nothing asks for it.", "ok"
    return "Enough for everything that is sold.", "ok"


def narrowed(rows: Sequence[MaterialRow], show: str, search: str) -> list[MaterialRow]:
    """`show` is `short`, `awaited` or empty for all; `search` looks into SKU and name."""
    word = search.casefold()
    return [
        row
        for row in rows
        if (show != "short" or row.short)
        and (show != "awaited" or row.awaited)
        and (not word or word in row.sku.casefold() or word in row.name.casefold())
    ]


def to_come(line: PurchaseLineView) -> int:
    return line.quantity - line.received


def expected(order: PurchaseOrderView) -> date:
    """The day of the first line that is still to come, or of the last when all are here."""
    coming = [line.expected for line in order.lines if to_come(line)]
    return min(coming) if coming else max(line.expected for line in order.lines)
