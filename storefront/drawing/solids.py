"""Solid things on the canvas: prisms, turned bodies, tubes, and the soft shadow beneath."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from storefront.drawing.canvas import COS, SIN, Canvas, Point, Space, flat_points, project
from storefront.drawing.palette import Material


def prism(canvas: Canvas, low: Sequence[Space], high: Sequence[Space], material: Material) -> None:
    """A solid between two rings of equal length, both counter-clockwise seen from above; only seen faces are drawn."""
    count = len(low)
    for index in range(count):
        after = (index + 1) % count
        _face(canvas, [low[index], low[after], high[after], high[index]], material)
    lid = flat_points(high)
    if _turned_here(lid):
        canvas.shape(lid, material.top)


def _face(canvas: Canvas, face: Sequence[Space], material: Material) -> None:
    """One face in its tone, if it is seen."""
    points = flat_points(face)
    if _turned_here(points):
        canvas.shape(points, tone(face, material))


def box(canvas: Canvas, at: Space, size: Space, material: Material) -> None:
    """An upright box from its near-left-bottom corner."""
    x, y, z = at
    w, d, h = size
    ring = [(x, y), (x + w, y), (x + w, y + d), (x, y + d)]
    prism(canvas, [(a, b, z) for a, b in ring], [(a, b, z + h) for a, b in ring], material)


def beam(canvas: Canvas, start: Space, end: Space, across: Space, thick: Space, material: Material) -> None:
    """A straight bar from start to end with a rectangular section spanned by two half-vectors."""
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]

    def ring(centre: Space) -> list[Space]:
        return [_plus(centre, across, thick, a, b) for a, b in corners]

    first, last = ring(start), ring(end)
    faces = [[first[i], first[(i + 1) % 4], last[(i + 1) % 4], last[i]] for i in range(4)]
    faces += [first[::-1], last]
    outwards = _volume_sign(first, last) > 0
    for face in faces:
        _face(canvas, face if outwards else face[::-1], material)


def _plus(centre: Space, across: Space, thick: Space, a: int, b: int) -> Space:
    return (
        centre[0] + a * across[0] + b * thick[0],
        centre[1] + a * across[1] + b * thick[1],
        centre[2] + a * across[2] + b * thick[2],
    )


def _volume_sign(first: Sequence[Space], last: Sequence[Space]) -> float:
    way = _less(last[0], first[0])
    return _dot(_cross(_less(first[1], first[0]), _less(first[3], first[0])), way)


def seen(face: Sequence[Space]) -> bool:
    """True when the face turns towards the viewer (its ring runs clockwise on a sheet whose y points down)."""
    return _turned_here(flat_points(face))


def _turned_here(points: Sequence[Point]) -> bool:
    return _area(points) < -1e-6


def tone(face: Sequence[Space], material: Material) -> str:
    """The flat tone of a face by where its normal points: up, to the front, or to the right."""
    nx, ny, nz = _normal(face)
    if nz > 0.6:
        return material.top
    return material.side if nx > -ny * 0.8 and nx > 0 else material.front


def _normal(face: Sequence[Space]) -> Space:
    # Newell's method: sound for any planar ring, degenerate edges included.
    nx = ny = nz = 0.0
    for (ax, ay, az), (bx, by, bz) in zip(face, [*face[1:], face[0]], strict=True):
        nx += (ay - by) * (az + bz)
        ny += (az - bz) * (ax + bx)
        nz += (ax - bx) * (ay + by)
    size = math.sqrt(nx * nx + ny * ny + nz * nz) or 1.0
    return nx / size, ny / size, nz / size


def _area(points: Sequence[Point]) -> float:
    total, (ax, ay) = 0.0, points[0]
    for bx, by in (*points[1:], points[0]):
        total += ax * by - bx * ay
        ax, ay = bx, by
    return total / 2


def _less(a: Space, b: Space) -> Space:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _cross(a: Space, b: Space) -> Space:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: Space, b: Space) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def disc(at: Space, radius: float, count: int = 24) -> list[Point]:
    """A level circle on the sheet."""
    turns = (2 * math.pi * i / count for i in range(count))
    return [project((at[0] + radius * math.cos(t), at[1] + radius * math.sin(t), at[2])) for t in turns]


def turned(canvas: Canvas, at: Space, profile: Sequence[Point], material: Material, lid: str = "") -> None:
    """A body turned about an upright axis. profile: (radius, height) from bottom to top; lid: tone of the top."""
    foot = project(at)

    def spot(share: float, radius: float, height: float) -> Point:
        return foot[0] + share * radius, foot[1] - height * COS + SIN * radius * math.sqrt(max(0.0, 1 - share * share))

    def band(left: float, right: float) -> list[Point]:
        down = [spot(left, r, h) for r, h in reversed(profile)]
        shares = round_shares(left, right)
        low = [spot(share, *profile[0]) for share in shares[1:-1]]
        up = [spot(right, r, h) for r, h in profile]
        brim = [spot(share, *profile[-1]) for share in shares[-2:0:-1]]
        return down + low + up + brim

    for (radius, height), (inner, above) in pairwise(profile):
        # A shoulder flatter than the sight line shows its far half too, behind what stands on it.
        if (radius - inner) * SIN > (above - height) * COS:
            canvas.curve(disc((at[0], at[1], at[2] + height), radius), material.front)
    canvas.shape(band(-1, 1), material.front, "plain")
    canvas.shape(band(0.42, 1), material.side, "plain")
    canvas.shape(band(-0.78, -0.5), material.top, "plain")
    canvas.shape(band(-1, 1), "none")
    radius, height = profile[-1]
    canvas.curve(disc((at[0], at[1], at[2] + height), radius), lid or material.top)


def round_shares(left: float, right: float) -> list[float]:
    """Shares of a radius spaced evenly round the curve, so that it stays round at its ends."""
    start, end = math.asin(left), math.asin(right)
    return [math.sin(start + (end - start) * i / 14) for i in range(15)]


def tube(canvas: Canvas, start: Space, end: Space, thick: float, material: Material) -> None:
    """A round bar of equal thickness on the sheet, lit along its upper edge."""
    stroke(canvas, project(start), project(end), thick, material)


def stroke(canvas: Canvas, a: Point, b: Point, thick: float, material: Material) -> None:
    """A round bar between two points of the sheet."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = math.hypot(dx, dy) or 1.0
    nx, ny = -dy / size * thick / 2, dx / size * thick / 2
    if ny > 0 or (ny == 0 and nx > 0):
        nx, ny = -nx, -ny
    canvas.shape([(a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny), (b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)],
                 material.front)  # fmt: skip
    lit = [(a[0] + nx * 0.45, a[1] + ny * 0.45), (b[0] + nx * 0.45, b[1] + ny * 0.45)]
    canvas.line(lit, "glow", f' stroke="{material.top}" stroke-width="2"')


def shadow(canvas: Canvas, at: Space, half_x: float, half_y: float) -> None:
    """Thin ellipses on the floor, one within the other: soft without a filter or a gradient's id."""
    # The light comes from the upper left, so the shadow leans to the lower right.
    centre = (at[0] + half_x * 0.05, at[1] - half_y * 0.06, at[2])
    for index in range(12):
        grow = 1.26 - 0.045 * index
        canvas.pool(centre, half_x * grow, half_y * grow, "#1e1c18", 0.019)


def grain(canvas: Canvas, corner: Space, along: Space, across: Space, material: Material, seed: str) -> None:
    """Six seeded threads over a plane spanned by two full vectors from a corner."""
    dice = Random(seed)  # noqa: S311 - the hand of the drawing, nothing secret
    for index in range(6):
        row = (index + 0.5) / 6 + dice.uniform(-0.05, 0.05)
        begin, finish = dice.uniform(0.02, 0.18), dice.uniform(0.82, 0.98)
        swing = dice.uniform(0.006, 0.02)
        phase = dice.uniform(0, 6.28)
        points = []
        for step in range(8):
            u = begin + (finish - begin) * step / 7
            v = min(0.96, max(0.04, row + swing * math.sin(phase + step * 1.1)))
            points.append(_on(corner, along, across, u, v))
        canvas.thread(flat_points(points), "grain", f' stroke="{material.line}" stroke-opacity="0.5" stroke-width="1"')


def _on(corner: Space, along: Space, across: Space, u: float, v: float) -> Space:
    return (
        corner[0] + along[0] * u + across[0] * v,
        corner[1] + along[1] * u + across[1] * v,
        corner[2] + along[2] * u + across[2] * v,
    )
