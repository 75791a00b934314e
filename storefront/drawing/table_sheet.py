"""The dimensioned views of a table: front, side and plan in true proportion, with sizes in centimetres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from storefront.drawing.canvas import Canvas, Point
from storefront.drawing.dimensions import across, cm, upright
from storefront.drawing.palette import STEEL, Material, mix, wood
from storefront.drawing.table import TableSpec, draw_table, outline, rings
from storefront.drawing.views import Views

Shape = list[Point]


def table_views(table: TableSpec, letter: float) -> Views:
    """Front and side above, plan below, the piece itself small in the corner; figures `letter` mm high."""
    canvas, piece = Canvas(), Canvas()
    material = wood(table.species, table.finish)
    gap = letter * 6.4
    side_at = table.length + gap
    plan_at = table.height + gap * 0.85
    _front(canvas, table, material)
    _side_view(canvas, table, material, side_at)
    _plan(canvas, table, material, plan_at)
    _sizes(canvas, table, letter, side_at, plan_at)
    draw_table(piece, table)
    place = (side_at - letter * 1.2, plan_at - letter, table.width + letter * 2.4, table.width + letter * 2)
    return Views(canvas, piece, place)


def _down(table: TableSpec, shapes: list[Shape], shift: float) -> list[Shape]:
    """From height above the floor to the sheet's y, and sideways into place."""
    return [[(x + shift, table.height - z) for x, z in shape] for shape in shapes]


def _profile(table: TableSpec, across: float) -> Shape:
    """The top seen from its edge, with the shape of the edge."""
    high, low = table.height, table.height - table.top
    inset = {"square": 0.0, "chamfer": 16.0, "rounded": 13.0, "live": 26.0}[table.edge]
    drop = {"square": 0.0, "chamfer": 0.45, "rounded": 0.4, "live": 0.55}[table.edge] * table.top
    return [(0, low), (0, high - drop), (inset, high), (across - inset, high), (across, high - drop), (across, low)]


def _front(canvas: Canvas, table: TableSpec, material: Material) -> None:
    frame = STEEL if table.base.startswith("steel") else material
    for shape in _down(table, FRONTS[table.base](table), 0):
        canvas.shape(shape, frame.front, "ink hair")
    canvas.shape(_down(table, [_profile(table, table.length)], 0)[0], material.top)


def _side_view(canvas: Canvas, table: TableSpec, material: Material, shift: float) -> None:
    frame = STEEL if table.base.startswith("steel") else material
    for shape in _down(table, SIDES[table.base](table), shift):
        canvas.shape(shape, frame.front, "ink hair")
    canvas.shape(_down(table, [_profile(table, table.width)], shift)[0], material.top)


def _plan(canvas: Canvas, table: TableSpec, material: Material, drop: float) -> None:
    face, arris, _ = rings(table)

    def lay(ring: list[tuple[float, float, float]]) -> Shape:
        return [(x, drop + table.width - y) for x, y, _ in ring]

    canvas.shape(lay(outline(table, 0.0, 0.0)), mix(material.top, "#fff0d8", 0.4), "plain")
    canvas.shape(lay(arris), mix(material.top, "#fff0d8", 0.4))
    canvas.shape(lay(face), material.top, "ink hair")
    for index in range(1, 6):
        y = drop + table.width * index / 6
        canvas.thread([(table.length * u, y + 9 * (-1) ** step) for step, u in enumerate((0.06, 0.3, 0.55, 0.8, 0.94))],
                      "grain", f' stroke="{material.line}" stroke-opacity="0.45" stroke-width="1"')  # fmt: skip
    if table.extension != "none":
        middle = table.length / 2
        canvas.line([(middle, drop), (middle, drop + table.width)], "ink hair")
    for start, count in ((-500.0, table.leaves[0]), (table.length, table.leaves[1])):
        if count:
            leaf = [(start, drop), (start + 500, drop), (start + 500, drop + table.width), (start, drop + table.width)]
            canvas.shape(leaf, "none", "plan-hidden", ' stroke="#5f594e" stroke-dasharray="6 5"')
    if table.engraving:
        size = min(96.0, 0.7 * table.length / max(6, len(table.engraving)))
        place = (table.length / 2, drop + table.width * 0.86)
        canvas.text(place, table.engraving, size, "label-text", f' fill="{mix(material.side, "#1e1c18", 0.45)}"')


def _sizes(canvas: Canvas, table: TableSpec, letter: float, side_at: float, plan_at: float) -> None:
    floor, below = table.height, plan_at + table.width
    across(canvas, 0, table.length, floor, letter, f"{cm(table.length)} cm")
    across(canvas, side_at, side_at + table.width, floor, letter, f"{cm(table.width)} cm")
    upright(canvas, -letter * 1.4, 0, floor, letter, cm(table.height))
    upright(canvas, table.length + letter * 1.3, 0, table.top, letter, cm(table.top), 1)
    upright(canvas, -letter * 1.4 - 500 * table.leaves[0], plan_at, below, letter, cm(table.width))


def _rect(x: float, z: float, w: float, h: float) -> Shape:
    return [(x, z), (x + w, z), (x + w, z + h), (x, z + h)]


def _taper(x: float, high: float) -> Shape:
    return [(x - 24, 0), (x + 24, 0), (x + 42, high), (x - 42, high)]


def _front_taper4(table: TableSpec) -> list[Shape]:
    high = table.height - table.top
    return [_rect(95, high - 100, table.length - 190, 100), _taper(95, high), _taper(table.length - 95, high)]


def _side_taper4(table: TableSpec) -> list[Shape]:
    high = table.height - table.top
    return [_rect(95, high - 100, table.width - 190, 100), _taper(95, high), _taper(table.width - 95, high)]


def _front_trestle(table: TableSpec) -> list[Shape]:
    high, stand = table.height - table.top, 0.19 * table.length
    shapes = [_rect(stand, 0.36 * high, table.length - 2 * stand, 90)]
    for x in (stand, table.length - stand):
        shapes += [_rect(x - 32, 0, 64, high - 80), _rect(x - 38, high - 80, 76, 80)]
    return shapes


def _side_trestle(table: TableSpec) -> list[Shape]:
    high, middle, width = table.height - table.top, table.width / 2, table.width
    shapes = [_rect(middle - 0.29 * width, 0.36 * high, 0.58 * width, 70)]
    for way in (1, -1):
        foot, head = middle + way * 0.40 * width, middle + way * 0.17 * width
        shapes.append([(foot - 36, 0), (foot + 36, 0), (head + 36, high - 70), (head - 36, high - 70)])
    return [*shapes, _rect(middle - 0.44 * width, high - 80, 0.88 * width, 80)]


def _front_steel_u(table: TableSpec) -> list[Shape]:
    high = table.height - table.top
    return [_rect(share * table.length - 40, 0, 80, high) for share in (0.13, 0.87)]


def _side_steel_u(table: TableSpec) -> list[Shape]:
    high, near, far = table.height - table.top, 0.12 * table.width, 0.88 * table.width
    bars = [_rect(near, 0, far - near, 26), _rect(near, high - 26, far - near, 26)]
    return [*bars, _rect(near - 25, 0, 50, high), _rect(far - 25, 0, 50, high)]


def _front_steel_x(table: TableSpec) -> list[Shape]:
    high = table.height - table.top
    return [_rect(share * table.length - 40, 0, 80, high) for share in (0.17, 0.83)]


def _side_steel_x(table: TableSpec) -> list[Shape]:
    high, near, far = table.height - table.top, 0.1 * table.width, 0.9 * table.width
    return [[(a - 26, 0), (a + 26, 0), (b + 26, high), (b - 26, high)] for a, b in ((near, far), (far, near))]


Outlines = dict[str, Callable[[TableSpec], list[Shape]]]
FRONTS: Final[Outlines] = {
    "taper4": _front_taper4, "trestle": _front_trestle, "steelU": _front_steel_u, "steelX": _front_steel_x,
}  # fmt: skip
SIDES: Final[Outlines] = {
    "taper4": _side_taper4, "trestle": _side_trestle, "steelU": _side_steel_u, "steelX": _side_steel_x,
}  # fmt: skip
