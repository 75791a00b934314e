"""The bicycle, drawn from its numbers. Every choice shows; each part is a group that keeps its elements.

A group's `data-choice` names what decides which elements it holds: where it is equal in two pictures, a script may move
one into the other point by point.
"""

from __future__ import annotations

from markupsafe import Markup

from storefront.drawing.canvas import Canvas
from storefront.drawing.cycle_drive import DRIVES, draw_drive, draw_far_crank, draw_sprockets
from storefront.drawing.cycle_fittings import draw_far_rack, draw_far_stays, draw_lights, draw_rack, draw_rim_brake
from storefront.drawing.cycle_frame import CycleSpec, Frame, cycle_words, frame_of, read_cycle
from storefront.drawing.cycle_seat import draw_bar, draw_saddle, draw_stem
from storefront.drawing.cycle_tubes import draw_far_tubes, draw_tubes
from storefront.drawing.cycle_wheel import draw_disc, draw_guard, draw_wheel
from storefront.drawing.palette import paint
from storefront.drawing.solids import shadow
from storefront.drawing.spec import Spec, said


def bicycle(spec: Spec) -> Markup:
    """A bicycle by model, frame, drive, brake, colour, wheel, tyre, bar, dynamo, rack, mudguard, saddle, inseam_mm and
    reach_mm."""
    cycle = read_cycle(spec)
    canvas = Canvas()
    draw_cycle(canvas, cycle)
    title, desc = said(spec, *cycle_words(cycle))
    return canvas.svg(title, desc, frame=(1580, 1250))


def draw_cycle(canvas: Canvas, cycle: CycleSpec) -> None:
    """The whole bicycle on its shadow, far parts first."""
    frame = frame_of(cycle)
    shadow(canvas, (frame.front[0] / 2, 10, 0), frame.front[0] / 2 + 270, 135)
    _far(canvas, cycle, frame)
    _wheels(canvas, cycle, frame)
    _near(canvas, cycle, frame)


def _far(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    with canvas.part("bar-far", f"{cycle.bar}-{cycle.saddle}"):
        draw_bar(canvas, cycle, frame, 1)
    with canvas.part("crank-far", "crank"):
        draw_far_crank(canvas, frame)
    with canvas.part("rack-far", cycle.rack):
        draw_far_rack(canvas, cycle, frame)
    with canvas.part("stays-far", f"{cycle.guards}"):
        draw_far_stays(canvas, cycle, frame)
    with canvas.part("tubes-far", "tubes"):
        draw_far_tubes(canvas, frame, paint(cycle.colour))
    with canvas.part("discs", cycle.brake):
        if cycle.brake != "rim":
            draw_disc(canvas, frame.rear, cycle.brake, 52)
            draw_disc(canvas, frame.front, cycle.brake, 128)


def _wheels(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    shells = {"rear": DRIVES[cycle.drive].shell, "front": 34.0 if cycle.lights else 15.0}
    for name, hub in (("rear", frame.rear), ("front", frame.front)):
        with canvas.part(f"wheel-{name}", "wheel"):
            draw_wheel(canvas, cycle, frame, hub, shell=shells[name])
    with canvas.part("brakes", cycle.brake):
        if cycle.brake == "rim":
            draw_rim_brake(canvas, frame, frame.rear, frame.along(frame.crank, frame.seat, 0.9))
            draw_rim_brake(canvas, frame, frame.front, frame.crown)
    with canvas.part("guards", f"{cycle.guards}"):
        if cycle.guards:
            draw_guard(canvas, frame, frame.rear, (24, 206), cycle.tyre)
            draw_guard(canvas, frame, frame.front, (-4, 152), cycle.tyre)


def _near(canvas: Canvas, cycle: CycleSpec, frame: Frame) -> None:
    with canvas.part("sprockets", cycle.drive):
        draw_sprockets(canvas, frame, cycle.drive)
    with canvas.part("tubes", cycle.model):
        draw_tubes(canvas, cycle, frame, paint(cycle.colour))
    with canvas.part("drive", cycle.drive):
        draw_drive(canvas, frame, cycle.drive)
    with canvas.part("rack", cycle.rack):
        draw_rack(canvas, cycle, frame)
    with canvas.part("saddle", cycle.saddle):
        draw_saddle(canvas, cycle, frame)
    with canvas.part("lights", f"{cycle.lights}"):
        draw_lights(canvas, cycle, frame)
    with canvas.part("stem", "stem"):
        draw_stem(canvas, frame)
    with canvas.part("bar", f"{cycle.bar}-{cycle.saddle}"):
        draw_bar(canvas, cycle, frame, -1)
