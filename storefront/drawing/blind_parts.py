"""What a blind hangs from, ends in and is worked by."""

from __future__ import annotations

from storefront.drawing.blind_cloth import span
from storefront.drawing.blind_spec import ALUMINIUM, BlindSpec
from storefront.drawing.canvas import Canvas, Space, flat_points, project
from storefront.drawing.palette import CHROME, CLAY, PAPER, RUBBER, STEEL, mix
from storefront.drawing.pipes import hose, pipe
from storefront.drawing.solids import box, turned


def draw_head(canvas: Canvas, blind: BlindSpec) -> None:
    """Brackets, cassette or the headrail of a roman blind."""
    left, right = blind.clear / 2, blind.width - blind.clear / 2
    high = blind.drop - 4
    if blind.roman:
        box(canvas, (left, -48, high - 34), (right - left, 42, 34), blind.cloth)
    elif blind.cassette:
        box(canvas, (left, -96, high - 88), (right - left, 92, 88), ALUMINIUM)
        for x in (left - 7, right - 7):
            box(canvas, (x, -100, high - 92), (14, 98, 94), PAPER)
    else:
        for x in (left, right - 9):
            box(canvas, (x, -84, high - 62), (9, 78, 60), CHROME)


def draw_bottom(canvas: Canvas, blind: BlindSpec) -> None:
    """The bar: bare aluminium, or in the same cloth with its seam."""
    left, right, low, _ = span(blind)
    y = blind.hang if not blind.roman else -70.0 - 9 * blind.gathered
    material = blind.cloth if blind.wrapped else ALUMINIUM
    tall = 34.0 if blind.wrapped else 24.0
    box(canvas, (left - 4, y - 12, low - tall + 6), (right - left + 8, 22, tall), material)
    seam = flat_points([(left + 6, y - 12, low - 2), (right - 6, y - 12, low - 2)])
    tone = mix(material.line, material.front, 0.2)
    canvas.line(seam, "mark", f' stroke="{tone}" stroke-width="1" stroke-opacity="{0.8 if blind.wrapped else 0.0}"'
                ' stroke-dasharray="4 3"')  # fmt: skip


def draw_control(canvas: Canvas, blind: BlindSpec) -> None:
    """Chain with its child-safety holder, spring knob, or a motor with what feeds it and its remote."""
    _CONTROLS[blind.control.partition("_")[0]](canvas, blind)


def _chain(canvas: Canvas, blind: BlindSpec) -> None:
    x = 4.0 if blind.control == "chain_l" else blind.width - 4
    y, top = -86.0, blind.drop - (96 if blind.cassette else 36)
    end = max(60.0, blind.drop * 0.2)
    if not blind.cassette:
        pipe(canvas, (x, y - 14, top), (x, y + 16, top), 46, PAPER)
    for aside in (-9, 9):
        points = flat_points([(x, y + aside, top), (x, y + aside, end)])
        canvas.line(points, "mark", ' stroke="#6f6e6a" stroke-width="0.8"')
        canvas.line(points, "mark", ' stroke="#4a4845" stroke-width="2.4" stroke-dasharray="0 4.4"')
    box(canvas, (x - 12, y - 16, end - 34), (24, 32, 44), PAPER)


def _spring(canvas: Canvas, blind: BlindSpec) -> None:
    low = blind.drop - blind.lowered
    x, y = blind.width / 2, (blind.hang if not blind.roman else -76) - 14
    canvas.line(flat_points([(x, y, low - 20), (x, y, low - 74)]), "ink")
    profile = [(7.0, 0.0), (16.0, 8.0), (19.0, 24.0), (14.0, 42.0), (8.0, 52.0)]
    turned(canvas, (x, y, low - 126), profile, CLAY)


def _motor(canvas: Canvas, blind: BlindSpec) -> None:
    x, z = blind.width - blind.clear / 2, blind.drop - 10 - blind.roll / 2
    mains = blind.control == "motor_mains"
    if not blind.cassette:
        pipe(canvas, (x - 46, -52, z), (x + 2, -52, z), blind.roll * 0.9 + 6, STEEL if mains else PAPER)
    if mains:
        # Over the frame to a box on the wall.
        cable: list[Space] = [(x, -50, z), (x + 46, -30, z + 26), (x + 92, -6, z + 78), (x + 104, 0, z + 150)]
        hose(canvas, cable, 11, RUBBER)
        box(canvas, (x + 66, -24, z + 140), (80, 24, 80), PAPER)
    else:
        # Its charging socket and a green light, on the motor's cap or on the end of the cassette.
        spot = (x + 8, -62, z - 12) if blind.cassette else (x - 22, -52 - blind.roll * 0.4, z - 4)
        mark = project(spot)
        canvas.curve([(mark[0] + a, mark[1] + b) for a, b in ((7, 0), (0, 5), (-7, 0), (0, -5))], "#6fae7c", "ink hair")
        canvas.line([(mark[0] + 14, mark[1] + 5), (mark[0] + 24, mark[1] + 8)], "ink")
    _remote(canvas, blind)


def _remote(canvas: Canvas, blind: BlindSpec) -> None:
    """On the sill, at the right."""
    x, y = blind.width * 0.74, -128.0
    box(canvas, (x, y, 0), (128, 44, 14), PAPER)
    for index, tone in enumerate(("#5f594e", "#2f5d46", "#5f594e")):
        at = project((x + 30 + 34 * index, y + 22, 14))
        ring = ((10, 2), (2, 5), (-9, 2), (-10, -2), (-2, -5), (9, -2))
        canvas.curve([(at[0] + a, at[1] + b) for a, b in ring], tone, "ink hair")


_CONTROLS = {"chain": _chain, "spring": _spring, "motor": _motor}
