"""The dimensioned views of a blind: front and side, let down, and its top enlarged."""

from __future__ import annotations

from storefront.drawing.blind import draw_blind
from storefront.drawing.blind_spec import BlindSpec
from storefront.drawing.canvas import Canvas, Point
from storefront.drawing.dimensions import HIDDEN, THIN, across, cm, extension, note, upright
from storefront.drawing.palette import mix
from storefront.drawing.views import Views

# Depths from the wall (mm): what is bought in, as its makers give it.
_TOP = 150.0  # how much of the top the enlarged view shows
_CASSETTE, _OPEN, _ROMAN = 92.0, 84.0, 54.0


def blind_views(blind: BlindSpec, letter: float) -> Views:
    """Front, side and the enlarged top beside each other, the window small beneath; figures `letter` mm high."""
    canvas, piece = Canvas(), Canvas()
    made = blind.width - blind.clear
    side_at = blind.width + letter * (8.6 if blind.control.startswith("chain") else 3.5)
    _front(canvas, blind, made)
    _side(canvas, blind, side_at, 1.0)
    _sizes(canvas, blind, letter, made, side_at)
    detail_at = side_at + depth(blind) + letter * 5
    grow = max(2.0, min(letter * 6 / depth(blind), blind.drop * 0.4 / _TOP))
    _detail(canvas, blind, letter, detail_at, grow)
    draw_blind(piece, blind)
    top = _TOP * grow + letter * 3
    room = max(letter * 11, blind.drop + letter * 2 - top)
    return Views(canvas, piece, (detail_at - letter, top, max(letter * 12, room * 0.8), room))


def depth(blind: BlindSpec) -> float:
    """How far the blind stands out."""
    return _ROMAN if blind.roman else _CASSETTE if blind.cassette else _OPEN


def _box(x: float, y: float, wide: float, high: float) -> list[Point]:
    return [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]


def _front(canvas: Canvas, blind: BlindSpec, made: float) -> None:
    left, material = blind.clear / 2, blind.cloth
    if blind.recess:
        canvas.shape(_box(0, 0, blind.width, blind.drop), "none", "plan-hidden", HIDDEN)
    canvas.shape(_box(left + 17, 20, made - 35, blind.drop - 42), material.front, "ink hair")
    if blind.roman:
        for index in range(1, blind.folds + 1):
            y = 30 + index * blind.panel
            canvas.line([(left + 17, y - 6), (left + made - 17, y - 6)], "ink hair")
    bar = material.side if blind.wrapped else "#e4dfd5"
    canvas.shape(_box(left + 13, blind.drop - 30, made - 27, 30), bar, "ink hair")
    if blind.roman:
        canvas.shape(_box(left, 0, made, 36), material.top)
    elif blind.cassette:
        canvas.shape(_box(left, 0, made, 92), "#efeae0")
    else:
        canvas.shape(_box(left + 9, 8, made - 18, blind.roll), material.top)
        for x in (left, left + made - 9):
            canvas.shape(_box(x, 0, 9, 62), "#bfbeb9", "ink hair")
    _control(canvas, blind, made)


def _control(canvas: Canvas, blind: BlindSpec, made: float) -> None:
    left = blind.clear / 2
    if blind.control.startswith("chain"):
        x = left + 4 if blind.control == "chain_l" else left + made - 4
        for aside in (-6, 6):
            canvas.line([(x + aside, 40), (x + aside, chain_drop(blind))], "dim", ' stroke="#1e1c18" stroke-width="1"')
        canvas.shape(_box(x - 10, chain_drop(blind) - 20, 20, 40), "#fbf8f1", "ink hair")
    elif blind.control == "spring":
        x = left + made / 2
        canvas.line([(x, blind.drop), (x, blind.drop + 50)], "ink hair")
        canvas.shape(_box(x - 14, blind.drop + 50, 28, 40), "#d8cfc0", "ink hair")
    else:
        fill = "#fbf8f1" if blind.control == "motor_bat" else "#44433f"
        canvas.shape(_box(left + made - 60, 10, 56, blind.roll), fill, "ink hair")


def chain_drop(blind: BlindSpec) -> float:
    """How far a chain hangs down: two thirds of the drop, never so low that a child reaches it from the floor."""
    return blind.drop * 0.8


def _side(canvas: Canvas, blind: BlindSpec, at: float, grow: float) -> None:
    """From the right: the wall at the left, the blind in front of it, `grow` times as large."""
    material, deep = blind.cloth, depth(blind)
    hang = deep - 12 if blind.front or blind.roman else 22.0
    if blind.roman:
        hang = 40.0
    foot = (blind.drop + 60) if grow == 1 else _TOP * grow
    canvas.line([(at, -40 * grow), (at, foot)], "plan-line",
                ' stroke="#1e1c18" stroke-width="1.5"')  # fmt: skip
    step = max(60.0, foot / 14)
    rows = int((foot + 40 * grow) / step)
    canvas.hatch([((at, -40 * grow + step * (row + 0.4)), (at - step * 0.45, -40 * grow + step * (row + 0.85)))
                  for row in range(rows)], "dim", THIN)  # fmt: skip
    end = blind.drop - 20 if grow == 1 else _TOP * grow
    canvas.line([(at + hang * grow, 30 * grow), (at + hang * grow, end)], "mark", f' stroke="{material.side}"')
    if blind.roman:
        canvas.shape(_box(at + 8 * grow, 0, 42 * grow, 34 * grow), material.top, "ink hair")
    else:
        if blind.cassette:
            canvas.shape(_box(at + 2, 0, (deep - 2) * grow, 92 * grow), "#efeae0", "ink hair")
        else:
            canvas.shape(_box(at, 0, (deep - 6) * grow, 10 * grow), "#bfbeb9", "ink hair")
        _disc(canvas, (at + 48 * grow, 40 * grow), blind.roll / 2 * grow, mix(material.front, material.top, 0.5))
        _disc(canvas, (at + 48 * grow, 40 * grow), (16 if blind.width <= 1600 else 22.5) * grow, "#bfbeb9")
    if grow == 1:
        canvas.shape(_box(at + hang - 8, blind.drop - 30, 16, 30), "#e4dfd5", "ink hair")


def _disc(canvas: Canvas, at: Point, radius: float, fill: str) -> None:
    ring = ((1, 0), (0.707, 0.707), (0, 1), (-0.707, 0.707), (-1, 0), (-0.707, -0.707), (0, -1), (0.707, -0.707))
    canvas.curve([(at[0] + a * radius, at[1] + b * radius) for a, b in ring], fill, "ink hair")


def _sizes(canvas: Canvas, blind: BlindSpec, letter: float, made: float, side_at: float) -> None:
    left = blind.clear / 2
    low = blind.drop + (100 if blind.control == "spring" else 0)
    across(canvas, left, left + made, low, letter, f"{cm(made)} cm")
    if blind.recess:
        across(canvas, 0, blind.width, 0, letter, f"recess {cm(blind.width)} cm", -1.0)
    upright(canvas, -letter * 1.4, 0, blind.drop, letter, cm(blind.drop))
    if blind.control.startswith("chain"):
        upright(canvas, blind.width + letter * 1.1, 0, chain_drop(blind), letter, f"chain {cm(chain_drop(blind))}", 1)
    across(canvas, side_at, side_at + depth(blind), blind.drop + 60, letter, cm(depth(blind)))


def _detail(canvas: Canvas, blind: BlindSpec, letter: float, at: float, grow: float) -> None:
    """The top from the side, enlarged, with its depth."""
    _side(canvas, blind, at, grow)
    across(canvas, at, at + depth(blind) * grow, -46 * grow, letter, cm(depth(blind)), -1.0)
    name = "headrail" if blind.roman else "cassette" if blind.cassette else "roll"
    extension(canvas, (at, -46 * grow), (at, -40 * grow))
    note(canvas, (at + depth(blind) * grow / 2, _TOP * grow + letter * 1.3), name, letter * 0.85)
