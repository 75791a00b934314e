"""Round things: tapered pipes, bent hoses, tyres. Each is an outline, a shaded flank and a lit line: three elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from storefront.drawing.canvas import Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import Material

# Thinner than this (mm), a bar is three pixels on a card.
_THIN = 14.0


def pipe(canvas: Canvas, start: Space, end: Space, thick: float, material: Material, tip: float = 0.0) -> None:
    """A straight round bar, `thick` at its start and `tip` (else the same) at its end, in mm."""
    _round(canvas, flat_points([start, end]), [thick, tip or thick], material)


def hose(canvas: Canvas, points: Sequence[Space], thick: float, material: Material, tip: float = 0.0) -> None:
    """A bent round bar through the points, smooth between them."""
    line, last = flat_points(points), len(points) - 1
    _round(canvas, line, [thick + ((tip or thick) - thick) * at / last for at in range(last + 1)], material)


def _round(canvas: Canvas, line: Sequence[Point], widths: Sequence[float], material: Material) -> None:
    sides = _normals(line)

    def edge(share: float) -> list[Point]:
        return [
            (x + nx * wide / 2 * share, y + ny * wide / 2 * share)
            for (x, y), (nx, ny), wide in zip(line, sides, widths, strict=True)
        ]

    draw: Callable[..., None] = canvas.band if len(line) > 2 else _straight_band(canvas)
    # What is thin on the sheet has room for one tone only, and for a thin outline.
    draw(edge(1), edge(-1), material.front, "ink" if max(widths) > _THIN else "ink hair")
    if max(widths) > _THIN:
        draw(edge(-0.25), edge(-0.84), material.side, "plain")
        pen = canvas.thread if len(line) > 2 else canvas.line
        pen(edge(0.5), "glow", f' stroke="{material.top}" stroke-width="1.6"')


def _straight_band(canvas: Canvas) -> Callable[..., None]:
    def draw(one: Sequence[Point], other: Sequence[Point], fill: str, css: str = "ink") -> None:
        canvas.shape([*one, *reversed(other)], fill, css)

    return draw


def _normals(line: Sequence[Point]) -> list[Point]:
    """Unit normals along a line, all to the side from which the light comes: the upper left, over the whole line."""
    found = []
    for index in range(len(line)):
        before, after = line[max(0, index - 1)], line[min(len(line) - 1, index + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        size = math.hypot(dx, dy) or 1.0
        found.append((-dy / size, dx / size))
    if sum(-0.5 * nx - ny for nx, ny in found) < 0:
        found = [(-nx, -ny) for nx, ny in found]
    return found


def wheel_plane(hub: tuple[float, float]) -> Callable[[float, float, float], Point]:
    """A spot of a wheel on the sheet, by radius, angle in degrees (0 forward, 90 up) and y."""

    def spot(radius: float, degrees: float, y: float = 0.0) -> Point:
        turn = math.radians(degrees)
        return project((hub[0] + radius * math.cos(turn), y, hub[1] + radius * math.sin(turn)))

    return spot


def torus(canvas: Canvas, hub: tuple[float, float], radius: float, thick: float, material: Material) -> None:
    """A tyre: its silhouette is the circle of its core, widened by half its thickness on the sheet; a lit tread."""
    centre = (hub[0], 0.0, hub[1])
    canvas.rounds([(centre, radius, thick / 2), (centre, radius, -thick / 2)], material.front, "ink tyre")
    spot = wheel_plane(hub)
    lit = [spot(radius + thick * 0.28, turn, 0.0) for turn in (86, 106, 126, 146, 166, 186)]
    canvas.thread(lit, "glow", f' stroke="{material.top}" stroke-width="1.6"')
