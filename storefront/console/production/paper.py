"""The traveller on paper, as PDF by typst: drawing, choices, materials, each operation with its box and its code."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import segno

from foundation.plain.errors import Conflict
from fulfilment.api.production import MaterialLine, OperationView, Traveller
from storefront.console.production.domain import hours
from storefront.drawing import TitleBlock, sheet_svg
from storefront.drawing.pdf import fonts
from storefront.mount.blueprint import ROOT

_WORDS: Final = {
    "materials": "Materials",
    "material_heads": ["Material", "Quantity", "From", "For"],
    "operations": "Operations",
    "operation_heads": ["Step", "Operation", "Where", "Time", "Who, when"],
}


def traveller_pdf(
    sheet: Traveller,
    *,
    shop: str,
    locale: str,
    address: Callable[[str], str],
    describe: Callable[[int, str], str],
    day: Callable[[Any], str],
    clock: Callable[[Any], str],
    block: TitleBlock,
) -> bytes:
    """A4, as many pages as the routing needs. `address` is what an operation's code says; the others say words. Raises
    `Conflict` where nothing is left to be done."""
    import typst  # noqa: PLC0415 - heavy: 40 MB of compiler, needed for a download only

    order = sheet.order
    live = [o for o in order.operations if o.state != "cancelled"]
    if not live:
        raise Conflict(f"Order {order.order_number} is cancelled: there is nothing to make, and no sheet to print.")
    names = {o.number: o.name for o in live}
    first = next((o for o in live if o.state != "done"), live[-1])
    said = {
        "title": order.title,
        "kind": "Traveller",
        "shop": shop,
        "lang": locale[:2],
        "foot": f"Order {order.order_number} · {order.title}",
        "scan": "Scan here first",
        "alt": f"{order.title}, drawing with measures",
        "facts": [["Order", order.order_number], ["Pieces", str(order.quantity)], ["Due", day(order.promised)]],
        "code": _qr(address(first.ref)),
        "picks": [list(pick) for pick in order.summary] or [["Product", order.title]],
        "drawing": _views(order.drawing, block),
        "words": _WORDS,
        "materials": [_material(m, names.get(n, ""), describe, day) for n, ms in sheet.materials for m in ms],
        "operations": [_operation(o, address(o.ref), day, clock) for o in live],
    }
    made: bytes = typst.compile(
        _source(), format="pdf", font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"said": json.dumps(said)}
    )
    return made


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (ROOT / "templates" / "shop" / "console" / "production" / "traveller.typ").read_bytes()


def _views(drawing: dict[str, Any] | None, block: TitleBlock) -> str:
    """The dimensioned views; "" for a kind that has none, whose sheet is words only."""
    try:
        return sheet_svg(drawing, block) if drawing else ""
    except ValueError:
        return ""


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=2, omitsize=True)).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
    )


def _material(
    line: MaterialLine, step: str, describe: Callable[[int, str], str], day: Callable[[Any], str]
) -> dict[str, Any]:
    place = " · ".join(part for part in (line.location, line.bin) if part)
    if line.state == "awaited":
        place = f"arrives {day(line.expected)}" if line.expected else "not on order yet"
    return {
        "name": line.name,
        "sku": line.sku,
        "quantity": describe(line.quantity, line.unit),
        "place": place,
        "step": step,
        "done": line.state == "issued",
    }


def _operation(
    o: OperationView, address: str, day: Callable[[Any], str], clock: Callable[[Any], str]
) -> dict[str, Any]:
    who = f"{o.person}, {day(o.finished_at)} {clock(o.finished_at)}" if o.finished_at else ""
    planned = f"Planned {day(o.booked_start)} {clock(o.booked_start)}" if o.booked_start and not o.finished_at else ""
    return {
        "step": str(o.step),
        "name": o.name,
        "note": o.note or planned,
        "place": o.work_centre_name,
        "time": hours(o.minutes),
        "who": who,
        "done": o.state == "done",
        "code": _qr(address),
    }
