"""What is fitted to a bicycle: racks, lights, rim brakes."""

from __future__ import annotations

import math

from storefront.drawing.canvas import Canvas, Space, project
from storefront.drawing.cycle_frame import CycleSpec, Frame, Spot
from storefront.drawing.palette import CHROME, RUBBER, STEEL
from storefront.drawing.pipes import hose, pipe, wheel_plane

_HALF = 62.0


def _decks(frame: Frame, rack: str) -> list[tuple[float, float, float, Spot]]:
    """From, to, height and foot of each deck."""
    high = 2 * frame.radius + 44
    decks = [(-250.0, 168.0, high, frame.rear)]
    if rack == "both":
        decks.append((frame.front[0] - 118, frame.front[0] + 172, high, frame.front))
    return decks


def draw_far_rack(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    """The struts of the racks behind the wheels."""
    if cycle.rack != "none":
        for start, end, high, foot in _decks(frame, cycle.rack):
            _struts(canvas, (start, end, high, foot), _HALF)


def draw_rack(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    """Decks and near struts; the rear one leans on the frame."""
    if cycle.rack == "none":
        return
    for index, (start, end, high, foot) in enumerate(_decks(frame, cycle.rack)):
        for y in (_HALF, 20.0, -20.0):
            pipe(canvas, (start, y, high), (end, y, high), 10, STEEL)
        for share in (0.02, 0.34, 0.66, 0.98):
            x = start + (end - start) * share
            pipe(canvas, (x, _HALF, high), (x, -_HALF, high), 10, STEEL)
        if index == 0:
            seat = frame.along(frame.crank, frame.seat, 0.9)
            pipe(canvas, (end, -20, high), (seat[0], -20, seat[1] - 10), 9, STEEL)
        pipe(canvas, (start, -_HALF, high), (end, -_HALF, high), 14, STEEL)
        _struts(canvas, (start, end, high, foot), -_HALF)


def _struts(canvas: Canvas, deck: tuple[float, float, float, Spot], y: float) -> None:
    start, end, high, (x, z) = deck
    for share in (0.16, 0.52, 0.84):
        top = start + (end - start) * share
        pipe(canvas, (x + (share - 0.5) * 22, y + (4 if y > 0 else -4), z + 6), (top, y, high), 10, STEEL)


def draw_far_stays(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    """The far stays of the mudguards."""
    if not cycle.guards:
        return
    half = cycle.tyre / 2 + 8
    for hub, turns in ((frame.rear, (112.0, 178.0)), (frame.front, (98.0, 150.0))):
        spot = wheel_plane(hub)
        canvas.hatch([(spot(12, turn, half + 10), spot(frame.radius + 3, turn, half + 2)) for turn in turns])


def draw_rim_brake(canvas: Canvas, frame: Frame, hub: Spot, bridge: Spot) -> None:
    """A calliper over the rim, hung on the bridge of the stays or the crown of the fork: two arms that hold pads."""
    turn = math.atan2(bridge[1] - hub[1], bridge[0] - hub[0])

    def spot(radius: float, y: float, aside: float = 0.0) -> Space:
        angle = turn + aside
        return hub[0] + radius * math.cos(angle), y, hub[1] + radius * math.sin(angle)

    top, wide = frame.radius + 22, (frame.radius - frame.bead) / 2 + 15
    for side in (1, -1):
        arm = [spot(top, side * 4), spot(top - 14, side * wide), spot(frame.bead + 6, side * (wide + 1)),
               spot(frame.bead - 8, side * 21)]  # fmt: skip
        hose(canvas, arm, 19, CHROME, 15)
        pipe(canvas, spot(frame.bead - 8, side * 19, -0.085), spot(frame.bead - 8, side * 19, 0.085), 17, RUBBER)
    pipe(canvas, spot(top - 6, 10), spot(top - 6, -12), 20, STEEL)


def draw_lights(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    """A lamp in front of the crown or at the front rack, a red one behind, and the dynamo's cable."""
    if not cycle.lights:
        return
    _tail(canvas, cycle, frame)
    x, z = (frame.front[0] + 196, 2 * frame.radius + 62) if cycle.rack == "both" else _crown_lamp(cycle, frame)
    low = (frame.crown[0] + 20, -20, frame.crown[1] - 30)
    near = (frame.front[0] - 20, -58, frame.front[1] + 20)
    canvas.thread([project(low), project((frame.crown[0] + 60, -60, frame.crown[1] - 150)), project(near)], "ink hair")
    back = (x - 64, 0.0, z - 34)
    hose(canvas, [(frame.crown[0] + 12, 0, frame.crown[1] - 14), back, (x - 20, 0, z - 6)], 10, STEEL)
    pipe(canvas, (x - 34, 0, z), (x + 18, 0, z), 46, STEEL, 62)
    cx, cy = project((x + 18, 0, z))
    for size, fill in ((1.0, CHROME.top), (0.74, "#fff3c4")):
        canvas.curve(_lens(cx, cy, size), fill, "ink" if size == 1.0 else "ink hair")


def _crown_lamp(cycle: CycleSpec, frame: Frame) -> Spot:
    lift = 58.0 if cycle.guards else 40.0
    return frame.crown[0] + 82, frame.crown[1] + lift


def _lens(x: float, y: float, size: float) -> list[tuple[float, float]]:
    turned = (
        (1.0, 0.0),
        (0.71, 0.71),
        (0.0, 1.0),
        (-0.71, 0.71),
        (-1.0, 0.0),
        (-0.71, -0.71),
        (0.0, -1.0),
        (0.71, -0.71),
    )
    return [(x + a * 17 * size - b * 4 * size, y + b * 31 * size) for a, b in turned]


def _tail(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    if cycle.rack != "none":
        x, z, y = -262.0, 2 * frame.radius + 34, 0.0
    else:
        post = frame.along(frame.seat, frame.saddle, 0.45)
        x, z, y = post[0] - 30, post[1], 0.0
    pipe(canvas, (x, y, z), (x + 26, y, z), 18, STEEL)
    shape = [(x - 6, -24.0, z - 17), (x - 6, 24.0, z - 17), (x - 6, 24.0, z + 17), (x - 6, -24.0, z + 17)]
    canvas.shape([project(point) for point in shape], "#c2382e")
    side = [(x - 6, -24.0, z - 17), (x + 8, -24.0, z - 17), (x + 8, -24.0, z + 17), (x - 6, -24.0, z + 17)]
    canvas.shape([project(point) for point in side], "#8f231c")
