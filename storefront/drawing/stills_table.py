"""The table's pictures: in its room, and turning into others for the front page."""

from __future__ import annotations

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, Point, wrap
from storefront.drawing.palette import LEATHER, PAPER, wood
from storefront.drawing.scene import chair, vase
from storefront.drawing.spec import Spec, said
from storefront.drawing.table import TableSpec, draw_table, read_table, table_room, table_words


def table_still(spec: Spec) -> Markup:
    """The table with a chair behind it and a vase on it."""
    table = read_table(spec)
    canvas = _furnished(table)
    title, desc = said(spec, *table_words(table))
    return canvas.svg(title, desc, frame=table_room(table))


def _furnished(table: TableSpec) -> Canvas:
    canvas = Canvas()
    other = wood("oak" if table.species == "walnut" else "walnut")
    seats = max(1, int((table.length - 300) // 640))
    with canvas.part("chairs", f"{seats}"):
        for index in range(seats):
            x = table.length * (index + 0.5) / seats
            chair(canvas, (x, table.width + 90, 0), -1, other, LEATHER if table.species != "walnut" else PAPER)
    draw_table(canvas, table)
    with canvas.part("vase", "vase"):
        vase(canvas, (table.length * 0.68, table.width * 0.6, table.height))
    return canvas


HERO: tuple[dict[str, object], ...] = (
    {"length_mm": 2100, "width_mm": 950, "species": "oak", "edge": "chamfer", "base": "taper4", "finish": "oil"},
    {"length_mm": 2600, "width_mm": 1000, "species": "walnut", "edge": "live", "base": "trestle", "finish": "hardwax"},
    {"length_mm": 1700, "width_mm": 900, "species": "ash", "edge": "rounded", "base": "steelX", "finish": "soap"},
)


def hero(spec: Spec) -> Markup:
    """Three tables in one frame, faded into one another by the stylesheet (one alone when motion is unwelcome)."""
    sheets = [_furnished(read_table(variant)) for variant in HERO]
    extents = [sheet.extent() for sheet in sheets]
    wide = max(right - left for left, _, right, _ in extents) * 1.02
    high = max(bottom - top for _, top, _, bottom in extents) * 1.02
    scale = 600 / wide
    takes = []
    for index, (sheet, (left, _, right, bottom)) in enumerate(zip(sheets, extents, strict=True), start=1):
        origin: Point = ((left + right) / 2 - wide / 2, bottom - high * 0.99)
        takes.append(f'<g class="take take-{index}">{sheet.body(scale, *origin)}</g>')
    title, desc = said(
        spec, "A table being redrawn", "An oak table, then a longer one in walnut, then a small one in ash."
    )
    return wrap("".join(takes), (600, round(high * scale)), title, desc, "dw dw-hero")
