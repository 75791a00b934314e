"""The frame and its fork: real tubes between the points of `Frame`."""

from __future__ import annotations

import math

from storefront.drawing.canvas import COS, Canvas
from storefront.drawing.cycle_frame import CycleSpec, Frame, Spot
from storefront.drawing.palette import CHROME, STEEL, Material, mix
from storefront.drawing.pipes import hose, pipe


def draw_far_tubes(canvas: Canvas, frame: Frame, material: Material) -> None:
    """The stays and the fork leg behind the wheels, a shade darker."""
    far = Material(material.front, material.side, mix(material.side, "#1e1c18", 0.3), material.line)
    _stays(canvas, frame, far, 1)
    _leg(canvas, frame, far, 1)


def draw_tubes(canvas: Canvas, cycle: CycleSpec, frame: Frame, material: Material) -> None:
    """Near stays, seat post, main tubes, head and near fork leg."""
    _stays(canvas, frame, material, -1)
    _leg(canvas, frame, material, -1)
    post = frame.along(frame.crank, frame.saddle, 1 - 42 / math.dist(frame.crank, frame.saddle))
    _tube(canvas, frame.along(frame.crank, frame.seat, 0.9), post, 27, CHROME)
    crown, head = frame.crown, frame.head
    _tube(canvas, frame.along(crown, head, -0.06), frame.along(crown, head, -0.16), 52, material)
    if cycle.model == "city":
        # A step-through has twin tubes, low and parallel.
        _tube(canvas, frame.joint, frame.along(crown, head, 0.72), 31, material)
    else:
        _tube(canvas, frame.joint, frame.along(crown, head, 0.84), 32, material)
    _tube(canvas, frame.crank, frame.seat, 34, material)
    _tube(canvas, frame.crank, frame.along(crown, head, 0.3), 40, material)
    pipe(canvas, (frame.crank[0], 36, frame.crank[1]), (frame.crank[0], -36, frame.crank[1]), 46, material)
    _tube(canvas, frame.along(frame.crank, frame.seat, 0.93), frame.along(frame.crank, frame.seat, 1.01), 41, STEEL)
    _tube(canvas, crown, head, 46, material)
    for share in (0.0, 1.0):
        spot = frame.along(crown, head, share)
        _tube(canvas, spot, frame.along(crown, head, share + (0.07 if share else -0.07)), 49, STEEL)
    middle = frame.along(crown, head, 0.6)
    canvas.rounds([((middle[0], -23, middle[1]), 12, 0)], "#dcb867", "ink hair")
    _badge(canvas, cycle, frame, material)


def _tube(canvas: Canvas, start: Spot, end: Spot, thick: float, material: Material) -> None:
    pipe(canvas, (start[0], 0, start[1]), (end[0], 0, end[1]), thick, material)


def _stays(canvas: Canvas, frame: Frame, material: Material, side: int) -> None:
    (cx, cz), (rx, rz), seat = frame.crank, frame.rear, frame.along(frame.crank, frame.seat, 0.94)
    pipe(canvas, (cx - 12, side * 32, cz), (rx, side * 62, rz), 25, material, 17)
    pipe(canvas, (seat[0], side * 18, seat[1]), (rx, side * 60, rz), 17, material, 15)


def _leg(canvas: Canvas, frame: Frame, material: Material, side: int) -> None:
    """A fork leg: straight down the steering axis, then forward to the hub in a soft bend."""
    top, turn = frame.along(frame.crown, frame.head, -0.1), math.radians(frame.head_angle)
    down = (math.cos(turn), -math.sin(turn))

    def spot(length: float, y: float) -> tuple[float, float, float]:
        return top[0] + down[0] * length, y, top[1] + down[1] * length

    x, z = frame.front
    hose(canvas, [spot(0, side * 38), spot(130, side * 52), spot(300, side * 56), (x, side * 58, z)], 27, material, 17)


def _badge(canvas: Canvas, cycle: CycleSpec, frame: Frame, material: Material) -> None:
    """The maker's name along the down tube."""
    start, end = frame.crank, frame.along(frame.crown, frame.head, 0.3)
    size = math.dist(start, end)
    along = ((end[0] - start[0]) / size, 0.0, (end[1] - start[1]) / size)
    up = (-along[2], 0.0, along[0])
    middle = frame.along(start, end, 0.55)
    letters = 27 / COS
    pale = mix(material.top, "#fff8ea", 0.72)
    canvas.slanted((middle[0] - up[0] * 9, -20, middle[1] - up[2] * 9), along, up, cycle.badge, letters,
                   f' fill="{pale}"')  # fmt: skip
