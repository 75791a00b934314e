"""What turns: hub gear or cassette, chain or belt, cranks and pedals. The near side of a bicycle is its driven side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from storefront.drawing.canvas import Canvas, Point, Space, project
from storefront.drawing.cycle_frame import Frame, Spot
from storefront.drawing.palette import CHROME, RUBBER, STEEL, Material
from storefront.drawing.pipes import pipe, wheel_plane
from storefront.drawing.solids import box

_LINE: Final = -46.0  # where chain or belt run
_CRANK: Final = 170.0
_ANGLE: Final = -24.0


@dataclass(frozen=True)
class Drive:
    """Radii in mm (teeth times pitch over 2 pi): ring in front, sprockets from large to small, the hub's body."""

    ring: float
    sprockets: tuple[float, ...]
    shell: float
    cage: float = 0.0  # length of the derailleur's cage; 0: none
    belt: bool = False


DRIVES: Final = {
    "single": Drive(89, (35,), 17),
    "alfine8": Drive(79, (41,), 44),
    "nexus_belt": Drive(72, (36,), 48, belt=True),
    "deore1x11": Drive(65, (85, 72, 60, 49, 38, 26), 20, cage=92),
    "grx1x12": Drive(81, (92, 78, 66, 55, 45, 36, 27), 20, cage=78),
}


def draw_far_crank(canvas: Canvas, frame: Frame) -> None:
    """The crank and pedal of the other side, behind everything."""
    end = _end(frame, _ANGLE + 180)
    pipe(canvas, (frame.crank[0], 66, frame.crank[1]), (end[0], 74, end[1]), 22, CHROME, 17)
    box(canvas, (end[0] - 42, 84, end[1] - 10), (84, 92, 20), RUBBER)


def draw_sprockets(canvas: Canvas, frame: Frame, name: str) -> None:
    """The sprockets, from the wheel outwards."""
    drive = DRIVES[name]
    for index, radius in enumerate(drive.sprockets):
        y = _LINE + 5 - 4.5 * (index - len(drive.sprockets) / 2) if drive.cage else _LINE
        canvas.rounds([(_in(frame.rear, y), radius, 0)], CHROME.front if index % 2 else CHROME.side, "ink hair")
    canvas.rounds([(_in(frame.rear, _LINE - 12), 13, 0)], STEEL.front)


def draw_drive(canvas: Canvas, frame: Frame, name: str) -> None:
    """Chain or belt, derailleur, ring, near crank and pedal."""
    drive = DRIVES[name]
    material = RUBBER if drive.belt else Material("#8f8d87", "#66645f", "#4a4844", "#33312e")
    thick = 15.0 if drive.belt else 9.0
    if not drive.cage:
        small, half = drive.sprockets[0], thick / 2
        centre = _in(frame.rear, _LINE)
        canvas.rounds([(centre, small + half, 0), (centre, small - half, 0)], material.front)
    if drive.cage:
        _derailleur(canvas, frame, drive, material)
    else:
        below = _run(frame, drive, -1)
        pipe(canvas, below[0], below[1], thick, material)
    above = _run(frame, drive, 1)
    pipe(canvas, above[0], above[1], thick, material)
    if drive.belt:
        _teeth(canvas, frame, drive)
    _ring(canvas, frame, drive)
    end = _end(frame, _ANGLE)
    pipe(canvas, (frame.crank[0], -62, frame.crank[1]), (end[0], -72, end[1]), 26, CHROME, 19)
    canvas.rounds([(_in(frame.crank, -66), 17, 0)], CHROME.top)
    box(canvas, (end[0] - 42, -172, end[1] - 10), (84, 92, 20), RUBBER)
    pipe(canvas, (end[0], -66, end[1]), (end[0], -84, end[1]), 16, CHROME)


def _in(spot: Spot, y: float) -> Space:
    return spot[0], y, spot[1]


def _end(frame: Frame, angle: float) -> Spot:
    turn = math.radians(angle)
    return frame.crank[0] + _CRANK * math.cos(turn), frame.crank[1] + _CRANK * math.sin(turn)


def _run(frame: Frame, drive: Drive, way: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The straight run between sprocket and ring, above (1) or below (-1)."""
    small = drive.sprockets[len(drive.sprockets) // 2]
    (cx, cz), (rx, rz) = frame.crank, frame.rear
    return (cx, _LINE - 6, cz + way * drive.ring), (rx, _LINE, rz + way * small)


def _teeth(canvas: Canvas, frame: Frame, drive: Drive) -> None:
    for way in (1, -1):
        start, end = (project(point) for point in _run(frame, drive, way))
        spots = [(start[0] + (end[0] - start[0]) * at / 24, start[1] + (end[1] - start[1]) * at / 24)
                 for at in range(1, 24)]  # fmt: skip
        pairs: list[tuple[Point, Point]] = [((x, y - 5.0), (x + 3.0, y + 5.0)) for x, y in spots]
        canvas.hatch(pairs, "grain", ' stroke="#6a665f" stroke-width="1"')


def _ring(canvas: Canvas, frame: Frame, drive: Drive) -> None:
    spot, inner = wheel_plane(frame.crank), drive.ring - 15
    centre = _in(frame.crank, -54)
    canvas.rounds([(centre, drive.ring + 4, 0), (centre, inner, 0)], STEEL.top)
    arms = []
    for at in range(4):
        turn = 90 * at + 28
        arms.append((spot(10, turn, -56), spot(inner, turn, -56)))
    for start, end in arms:
        canvas.line([start, end], "ink", ' stroke-width="2.4"')


def _derailleur(canvas: Canvas, frame: Frame, drive: Drive, chain: Material) -> None:
    (rx, rz), low = frame.rear, drive.sprockets[0] * 0.55 + 34
    upper = (rx + 14, rz - low)
    lower = (rx + 44, rz - low - drive.cage)
    pipe(
        canvas, (frame.crank[0], _LINE - 6, frame.crank[1] - drive.ring), (lower[0], _LINE - 8, lower[1] - 18), 9, chain
    )
    pipe(canvas, (rx + 4, _LINE - 14, rz - 12), (upper[0], _LINE - 16, upper[1]), 26, STEEL, 30)
    pipe(canvas, (upper[0], _LINE - 10, upper[1]), (lower[0], _LINE - 12, lower[1]), 24, STEEL, 20)
    for at in (upper, lower):
        canvas.rounds([(_in(at, _LINE - 14), 19, 0)], RUBBER.top)
        canvas.rounds([(_in(at, _LINE - 16), 6, 0)], CHROME.front, "ink hair")
