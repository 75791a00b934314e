"""Where the rider touches the bicycle: saddle, stem, bar, grips and levers."""

from __future__ import annotations

from typing import Final

from storefront.drawing.canvas import Canvas, Space, project
from storefront.drawing.cycle_frame import CycleSpec, Frame
from storefront.drawing.palette import BRASS, CHROME, LEATHER, RUBBER, STEEL, Material
from storefront.drawing.pipes import hose, pipe

_PLAN: Final = (
    (-145, 0), (-142, 46), (-112, 76), (-52, 68), (34, 34), (118, 23), (142, 0), (118, -23), (34, -34), (-52, -68),
    (-112, -76), (-142, -46),
)  # fmt: skip
# One half of each bar from the clamp outwards (forward, aside, up), and where its grip begins (an index).
BARS: Final[dict[str, tuple[tuple[Space, ...], int]]] = {
    "flat": (((0, 0, 0), (4, 90, 2), (-8, 205, 8), (-18, 330, 10)), 2),
    "swept": (((0, 0, 0), (20, 90, 34), (-22, 220, 58), (-112, 280, 52), (-218, 300, 44)), 3),
    "drop": (((0, 0, 0), (2, 150, 0), (18, 204, -2), (82, 216, -14), (96, 221, -74), (46, 226, -122),
              (-34, 232, -128)), 3),
}  # fmt: skip


def draw_saddle(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    """A padded black saddle, or one of leather with rivets; both on their rails."""
    x, z = frame.saddle
    leather = cycle.saddle == "leather"
    material = LEATHER if leather else RUBBER
    pipe(canvas, (x - 4, 0, z - 62), (x - 2, 0, z - 36), 30, STEEL)
    for y in (24, -24):
        hose(canvas, [(x - 100, y, z - 26), (x - 56, y, z - 54), (x + 56, y, z - 52), (x + 112, y, z - 22)], 9, CHROME)
    long = 1.06 if leather else 1.0
    low = [project((x + a * long, b, z - (38 if a < 60 else 26))) for a, b in _PLAN]
    canvas.curve(low, material.side)
    for share, fill in ((0.55, material.front), (1.0, material.top)):
        canvas.curve([project((x + a * long, b * 0.98, z - 38 + share * (44 if a < -60 else 36))) for a, b in _PLAN],
                     fill, "plain" if share < 1 else "ink")  # fmt: skip
    if leather:
        for a, b in ((-128, 40), (-128, -40), (-134, 14), (-134, -14), (132, 0)):
            cx, cy = project((x + a * long, b, z + (5 if a < 0 else -3)))
            canvas.curve([(cx + 5.5, cy), (cx, cy + 4), (cx - 5.5, cy), (cx, cy - 4)], BRASS.top, "ink hair")
    else:
        canvas.thread([project((x + a, 0, z + (6 if a < -60 else -2))) for a in (-96, -30, 40, 96)], "grain",
                      ' stroke="#6a665f" stroke-width="1.4"')  # fmt: skip


def draw_stem(canvas: Canvas, frame: Frame) -> None:
    """Spacers on the steerer and the stem to the clamp."""
    pipe(canvas, (frame.head[0], 0, frame.head[1]), (frame.stem[0], 0, frame.stem[1]), 36, STEEL)
    pipe(canvas, (frame.stem[0], 0, frame.stem[1]), (frame.clamp[0], 0, frame.clamp[1]), 32, STEEL, 28)


def draw_bar(canvas: Canvas, cycle: CycleSpec, frame: Frame, side: int) -> None:
    """One half of the bar with grip or tape, lever and cable; side 1 is the far one."""
    cx, cz = frame.clamp
    points, begin = BARS[cycle.bar]
    line = [(cx + a, side * b, cz + c) for a, b, c in points]
    grip = LEATHER if cycle.saddle == "leather" else RUBBER
    _cable(canvas, cycle, frame, side, line)
    hose(canvas, line, 27, CHROME if cycle.bar != "drop" else grip)
    if cycle.bar == "drop":
        hose(canvas, line[2:], 31, grip)
        _hood(canvas, line[3], side, grip)
        return
    start, end = line[begin], line[begin + 1]
    middle = tuple((a + b) / 2 for a, b in zip(start, end, strict=True))
    _lever(canvas, (start[0], start[1], start[2]), (middle[0], middle[1], middle[2]), cycle.bar)
    hose(canvas, [start, (middle[0], middle[1], middle[2]), end], 36, grip)


def _lever(canvas: Canvas, start: Space, middle: Space, bar: str) -> None:
    """A flat bar's lever lies before the grip, a swept one's beneath it."""
    away: Space = (34, 0, -14) if bar == "flat" else (18, 18 if start[1] > 0 else -18, -30)
    tip = (middle[0] + away[0], middle[1] + away[1], middle[2] + away[2])
    hose(canvas, [start, (start[0] + away[0], start[1] + away[1] * 0.6, start[2] + away[2] * 0.6), tip], 12, CHROME)
    pipe(canvas, (start[0] - 4, start[1] - 8, start[2]), (start[0] + 8, start[1] + 8, start[2]), 38, STEEL)


def _hood(canvas: Canvas, at: Space, side: int, grip: Material) -> None:
    x, y, z = at
    hose(canvas, [(x + 34, y + side * 4, z + 22), (x + 52, y + side * 4, z - 34), (x + 30, y + side * 4, z - 104)],
         14, STEEL)  # fmt: skip
    hose(canvas, [(x - 34, y, z + 6), (x + 8, y, z + 12), (x + 44, y, z + 32)], 42, grip, 30)


def _cable(canvas: Canvas, cycle: CycleSpec, frame: Frame, side: int, line: list[Space]) -> None:
    """A cable in a slack bow: the far one to the fork, the near one to the frame."""
    start = line[2] if cycle.bar != "drop" else line[3]
    reach = 60 if cycle.bar != "swept" else 90
    if side > 0:
        end: Space = (frame.crown[0] + 18, 30, frame.crown[1] - 40)
    else:
        low = frame.along(frame.crown, frame.head, 0.22)
        end = (low[0] - 60, -12, low[1] - 40)
    bow = [start, (start[0] + reach, start[1] * 0.75, start[2] - 10),
           (frame.clamp[0] + 46, start[1] * 0.3, frame.clamp[1] - 90), end]  # fmt: skip
    canvas.thread([project(point) for point in bow], "ink")
