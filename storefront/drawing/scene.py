"""What gives scale and life: a chair behind the table, a vase with a twig, a plant in its pot."""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

from storefront.drawing.canvas import Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import CLAY, LEAF, Material, mix
from storefront.drawing.solids import beam, prism, turned


def chair(canvas: Canvas, at: Space, facing: int, material: Material, seat: Material) -> None:
    """A dining chair, 45 cm wide; facing 1 looks away from the viewer (+y), -1 towards, its middle at `at`."""
    canvas.stamp(_chair(facing, material, seat), project(at))


@lru_cache(maxsize=64)  # a table has up to four of them, and they stay the same when it is made longer
def _chair(facing: int, material: Material, seat: Material) -> Canvas:
    canvas = Canvas()
    x = y = z = 0.0
    back, front = y - facing * 200, y + facing * 200
    rest = (x, back, z)
    for row in sorted((back, front), reverse=True):
        for side in (-195, 195):
            _chair_leg(canvas, (x + side, row, z), facing, row == back, material)
        if row == back and facing < 0:
            _rest(canvas, rest, facing, material)
    ring = [(x - 225, y - 215), (x + 225, y - 215), (x + 225, y + 215), (x - 225, y + 215)]
    prism(canvas, [(a, b, z + 430) for a, b in ring], [(a, b, z + 462) for a, b in ring], seat)
    if facing > 0:
        _rest(canvas, rest, facing, material)
    return canvas


def _chair_leg(canvas: Canvas, foot: Space, facing: int, rear: bool, material: Material) -> None:
    x, y, z = foot
    splay = -facing * 40 if rear else facing * 15
    beam(canvas, (x, y + splay, z), (x, y, z + 430), (17, 0, 0), (0, 17, 0), material)


def _rest(canvas: Canvas, at: Space, facing: int, material: Material) -> None:
    """The backrest: two posts and two rails, leaning away from the sitter."""
    x, y, z = at
    lean = -facing * 70
    for side in (-195, 195):
        beam(canvas, (x + side, y, z + 440), (x + side, y + lean, z + 830), (16, 0, 0), (0, 14, 0), material)
    for low, high in ((690, 800), (560, 610)):
        a, b = lean * (low - 440) / 390, lean * (high - 440) / 390
        ring_low = [(x - 195, y + a - 10), (x + 195, y + a - 10), (x + 195, y + a + 10), (x - 195, y + a + 10)]
        ring_high = [(x - 195, y + b - 10), (x + 195, y + b - 10), (x + 195, y + b + 10), (x - 195, y + b + 10)]
        prism(canvas, [(p, q, z + low) for p, q in ring_low], [(p, q, z + high) for p, q in ring_high], material)


def leaf(canvas: Canvas, root: Point, tip: Point, fat: float, material: Material) -> None:
    """One leaf between two points of the sheet, its darker half below."""
    dx, dy = tip[0] - root[0], tip[1] - root[1]
    nx, ny = -dy * fat, dx * fat
    upper = [
        root,
        (root[0] + dx * 0.35 - nx, root[1] + dy * 0.35 - ny),
        (root[0] + dx * 0.7 - nx * 0.8, root[1] + dy * 0.7 - ny * 0.8),
        tip,
    ]
    lower = [
        tip,
        (root[0] + dx * 0.7 + nx * 0.8, root[1] + dy * 0.7 + ny * 0.8),
        (root[0] + dx * 0.35 + nx, root[1] + dy * 0.35 + ny),
        root,
    ]
    canvas.shape(upper + lower[1:-1], material.top, "ink hair")
    canvas.shape([root, *reversed(lower[1:-1]), tip], material.side, "plain")
    canvas.line([root, tip], "ink hair")


def vase(canvas: Canvas, at: Space, size: float = 1.0) -> None:
    """A small clay vase with one twig, about 45 cm high in all."""
    canvas.stamp(_vase(size), project(at))


@lru_cache(maxsize=8)
def _vase(size: float) -> Canvas:
    canvas = Canvas()
    _twig(canvas, (0.0, -165 * size), size)
    profile = [(38, 0), (62, 35), (70, 75), (56, 120), (26, 158), (24, 185), (31, 198)]
    turned(canvas, (0, 0, 0), [(r * size, h * size) for r, h in profile], CLAY, lid=mix(CLAY.side, "#1e1c18", 0.35))
    return canvas


def _twig(canvas: Canvas, mouth: Point, size: float) -> None:
    for bend, high, leaves in ((0.42, 300, 5), (-0.3, 230, 4)):
        stem = [
            (
                mouth[0] + bend * high * (step / 6) ** 1.6 * size,
                mouth[1] - high * size * step / 6 * (1 - 0.06 * step / 6),
            )
            for step in range(7)
        ]
        canvas.thread(stem, "ink")
        for index in range(leaves):
            spot = stem[2 + index % 5]
            way = 1 if index % 2 else -1
            tip = (spot[0] + way * 62 * size + bend * 30 * size, spot[1] - (34 + 8 * index) * size)
            leaf(canvas, spot, tip, 0.24, LEAF)
        leaf(canvas, stem[-1], (stem[-1][0] + bend * 70 * size, stem[-1][1] - 66 * size), 0.22, LEAF)


def plant(canvas: Canvas, at: Space, size: float = 1.0, pot: Material = CLAY) -> None:
    """A plant in its pot, about 80 cm high, to stand beside things."""
    foot = project(at)
    dice = Random("plant")  # noqa: S311
    crown = (foot[0], foot[1] - 215 * size)
    turns = [(-78, 0.95), (70, 0.9), (-52, 1.1), (48, 1.15), (-24, 1.3), (26, 1.25), (0, 1.42), (-66, 0.7), (62, 0.68)]
    for degrees, reach in turns:
        turn = math.radians(degrees + dice.uniform(-5, 5))
        long = 330 * reach * size
        root = (crown[0] + math.sin(turn) * long * 0.35, crown[1] - math.cos(turn) * long * 0.42)
        tip = (
            crown[0] + math.sin(turn) * long * 1.05,
            crown[1] - math.cos(turn) * long * 0.92 + abs(math.sin(turn)) * 70 * size,
        )
        canvas.line([crown, root], "ink hair")
        leaf(canvas, root, tip, 0.2, LEAF)
    turned(
        canvas,
        at,
        [(88 * size, 0), (118 * size, 215 * size), (126 * size, 225 * size), (126 * size, 250 * size)],
        pot,
        lid="#4a3a2c",
    )


def slab(canvas: Canvas, corner: Space, size: tuple[float, float, float], material: Material, radius: float) -> None:
    """A level board with rounded corners."""
    x, y, z = corner
    w, d, h = size
    centres = ((x + radius, y + radius, 180), (x + w - radius, y + radius, 270),
               (x + w - radius, y + d - radius, 0), (x + radius, y + d - radius, 90))  # fmt: skip
    plan = [
        (cx + radius * math.cos(math.radians(start + stop)), cy + radius * math.sin(math.radians(start + stop)))
        for cx, cy, start in centres
        for stop in (0, 30, 45, 60, 90)
    ]
    low, high = [(a, b, z) for a, b in plan], [(a, b, z + h) for a, b in plan]
    front, right = range(1, 8), range(7, 12)
    for span, fill in ((right, material.side), (front, material.front)):
        canvas.shape(flat_points([high[i] for i in span]) + flat_points([low[i] for i in reversed(span)]), fill)
    canvas.shape(flat_points(high), material.top)
