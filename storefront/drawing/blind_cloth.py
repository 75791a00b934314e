"""The cloth of a blind: its weave, its light, its folds."""

from __future__ import annotations

from random import Random

from storefront.drawing.blind_spec import BlindSpec
from storefront.drawing.canvas import Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import Material, mix
from storefront.drawing.solids import tube


def roller_cloth(canvas: Canvas, blind: BlindSpec) -> None:
    """One plain sheet from the roll down to the bar."""
    left, right, low, top = span(blind)
    y, material = blind.hang, blind.cloth
    face = flat_points([(left, y, low), (right, y, low), (right, y, top), (left, y, top)])
    canvas.shape(face, material.front, "plain", f' fill-opacity="{blind.opacity:.2f}"')
    if blind.fabric != "blackout":
        # Light of the upper left lies over the cloth in one broad slant.
        wide = right - left
        slant = [(left, low), (left + wide * 0.26, low), (left + wide * 0.6, top), (left, top)]
        canvas.shape(flat_points([(a, y, c) for a, c in slant]), material.top, "plain", ' fill-opacity="0.4"')
    weave(canvas, blind, (left, right, low, top), y)
    canvas.shape(face, "none")
    if blind.fabric == "blackout":
        # The white back of the coated cloth shows at its cut edge.
        canvas.line(flat_points([(right - 5, y, low), (right - 5, y, top)]), "mark",
                    ' stroke="#f4f1ea" stroke-width="2"')  # fmt: skip


def span(blind: BlindSpec) -> tuple[float, float, float, float]:
    """Left, right, lower and upper edge of the cloth."""
    inset = 17.5 if not blind.roman else 4.0
    left = blind.clear / 2 + inset
    return left, blind.width - left, blind.drop - blind.lowered, blind.drop - (38 if blind.cassette else 30)


def weave(canvas: Canvas, blind: BlindSpec, box: tuple[float, float, float, float], y: float) -> None:
    """Threads over an upright rectangle: a grid for screens, slubs for linen, a calm rib for the others."""
    left, right, low, top = box

    def at(u: float, v: float) -> Point:
        return project((left + (right - left) * u, y, low + (top - low) * v))

    line = blind.cloth.line
    if blind.fabric in ("screen3", "screen5"):
        count = 34 if blind.fabric == "screen3" else 22
        grid = [(at((i + 0.5) / count, 0.01), at((i + 0.5) / count, 0.99)) for i in range(count)]
        grid += [(at(0.01, (i + 0.5) / count), at(0.99, (i + 0.5) / count)) for i in range(count)]
        canvas.hatch(grid, "grain", f' stroke="{line}" stroke-opacity="0.4" stroke-width="0.7"')
        return
    if blind.fabric == "linen":
        canvas.hatch(_slubs(at), "grain", f' stroke="{line}" stroke-opacity="0.34" stroke-width="0.8"')
        return
    ribs = [(at(i / 6, 0.03), at(i / 6, 0.97)) for i in range(1, 6)]
    depth = "0.2" if blind.fabric == "dimout" else "0.1"
    canvas.hatch(ribs, "grain", f' stroke="{line}" stroke-opacity="{depth}" stroke-width="1"')


def _slubs(at: object) -> list[tuple[Point, Point]]:
    assert callable(at)
    dice, threads = Random("linen"), []  # noqa: S311 - the hand of the drawing, nothing secret
    for index in range(110):
        u, v, long = dice.uniform(0.02, 0.9), dice.uniform(0.03, 0.95), dice.uniform(0.02, 0.07)
        end = (min(0.98, u + long), v) if index % 3 else (u, min(0.97, v + long))
        threads.append((at(u, v), at(*end)))
    return threads


def roman_cloth(canvas: Canvas, blind: BlindSpec) -> None:
    """Flat panels with their rods, the others gathered in soft folds below."""
    left, right, _, _ = span(blind)
    high = blind.drop - 30
    for index in range(blind.hanging):
        top = high - index * blind.panel
        _panel(canvas, blind, (left, right, top - blind.panel, top), index)
    start = high - blind.hanging * blind.panel
    room = max(12.0, (start - (blind.drop - blind.lowered)) / max(1, blind.gathered))
    for index in range(blind.gathered - 1, -1, -1):
        _fold(canvas, blind, (left, right, start - room * (index + 1), start - room * index + 8), -70.0 - 9 * index)
    if blind.lining:
        _edge(canvas, (right, -47.0, high), (right, -63.0, start))


def _fold(canvas: Canvas, blind: BlindSpec, box: tuple[float, float, float, float], y: float) -> None:
    """One gathered fold: it turns towards the room, lit where it bends."""
    left, right, low, top = box
    material = blind.cloth
    canvas.shape(flat_points([(left, y + 6, top), (right, y + 6, top), (right, y - 12, low), (left, y - 12, low)]),
                 material.front)  # fmt: skip
    middle = low + (top - low) * 0.42
    shade = [(left, y - 6, middle), (right, y - 6, middle), (right, y - 12, low), (left, y - 12, low)]
    canvas.shape(flat_points(shade), material.side, "plain")


def _edge(canvas: Canvas, top: Space, low: Space) -> None:
    """The pale lining, seen at the right side of the panels."""
    strip = [top, (top[0] + 13, top[1] + 8, top[2]), (low[0] + 13, low[1] + 8, low[2]), low]
    canvas.shape(flat_points(strip), "#f4efe4")


def _panel(canvas: Canvas, blind: BlindSpec, box: tuple[float, float, float, float], index: int) -> None:
    left, right, low, top = box
    material: Material = blind.cloth
    front = material.front if index % 2 else mix(material.front, material.top, 0.6)
    face = flat_points([(left, -46, top), (right, -46, top), (right, -62, low), (left, -62, low)])
    canvas.shape(face, front, "plain", f' fill-opacity="{blind.opacity:.2f}"')
    # Each panel swells above its rod: the shade lies beneath the swelling.
    share = low + (top - low) * 0.2
    shade = flat_points([(left, -59, share), (right, -59, share), (right, -62, low), (left, -62, low)])
    canvas.shape(shade, material.side, "plain", ' fill-opacity="0.45"')
    weave(canvas, blind, (left, right, low, top), -54)
    canvas.shape(face, "none")
    rod = flat_points([(left, -62, low + 10), (right, -62, low + 10)])
    canvas.line(rod, "grain", f' stroke="{material.line}" stroke-opacity="0.55" stroke-width="1"')


def draw_roll(canvas: Canvas, blind: BlindSpec) -> None:
    """The roll between its brackets."""
    left, right, _, _ = span(blind)
    z = blind.drop - 10 - blind.roll / 2
    tube(canvas, (left - 8, -50, z), (right + 8, -50, z), blind.roll, blind.cloth)
