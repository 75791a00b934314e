"""Materials in sentences: how an item stands, what a line waits for. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foundation.plain.quantity import describe
from foundation.plain.states import Tone
from fulfilment.api.purchasing import MaterialRow, PegView, Shortage


def standing(row: MaterialRow, next_day: str) -> tuple[str, Tone]:
    """What to know about one item, and how pressing it is. `next_day`: the next arrival as one says it, or ""."""
    day = f" on {next_day}" if next_day else ""
    if row.short:
        wanted = describe(row.short, row.unit)
        if row.drafted >= row.short:
            return f"{wanted} short; a draft has {describe(row.drafted, row.unit)}. Send it.", "warn"
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


def comes(peg: PegView, here_on: str) -> tuple[str, Tone]:
    """Where a line's goods come from, and how that stands. `here_on`: the day as one says it, or ""."""
    if peg.source == "shelf":
        return f"Lies at {peg.place}", "ok"
    if peg.source == "order":
        return f"Comes with {peg.number} on {here_on}", "bad" if peg.breaks else "warn" if peg.late else "info"
    if not here_on:
        return "On no order, and nobody is known to sell it", "bad"
    return f"On no order; ordered today it is here on {here_on}", "bad" if peg.breaks else "warn"


def biting(row: Shortage, today: date, day: str) -> tuple[str, Tone]:
    """When a shortage bites, as a badge. `day`: that day as one says it."""
    if row.bites_on < today:
        return f"Bites since {day}", "bad"
    return f"Bites on {day}", "bad" if row.broken else "warn"


def by_supply(pegs: Sequence[PegView]) -> list[tuple[tuple[str, str], list[PegView]]]:
    """Pegs by what they stand on, in the order of time: shelves, purchase orders, nothing yet."""
    rank = {"shelf": 0, "order": 1, "nothing": 2}
    grouped: dict[tuple[str, str], list[PegView]] = {}
    for one in sorted(pegs, key=lambda peg: (rank[peg.source], peg.here_on or date.min)):
        grouped.setdefault((one.source, one.place or one.number), []).append(one)
    return list(grouped.items())
