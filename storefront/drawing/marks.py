"""Marks: a bicycle and a blind for the swatch of an option, 36 pixels wide, with nothing that would blur there."""

from __future__ import annotations

from markupsafe import Markup

from storefront.drawing.canvas import Canvas, project
from storefront.drawing.cycle_frame import Frame, Spot, frame_of, read_cycle
from storefront.drawing.cycle_seat import BARS
from storefront.drawing.palette import CHROME, LEATHER, RUBBER, flat, paint
from storefront.drawing.pipes import hose, pipe
from storefront.drawing.solids import box
from storefront.drawing.spec import Spec, choice, said, word


def bicycle_mark(spec: Spec) -> Markup:
    """A bicycle by model, bar and colour: wheels, tubes, saddle, bar."""
    cycle = read_cycle(spec)
    canvas, frame = Canvas(), frame_of(cycle)
    for hub in (frame.rear, frame.front):
        centre = (hub[0], 0.0, hub[1])
        canvas.rounds([(centre, frame.radius, 6), (centre, frame.bead - 30, -6)], RUBBER.front, "plain tyre")
    for start, end, thick in _tubes(frame, cycle.model):
        colour = paint(cycle.colour).front
        canvas.cord([project((x, 0, z)) for x, z in (start, end)], thick * 1.5, colour)
    x, z = frame.saddle
    pipe(canvas, (x - 130, 0, z), (x + 120, 0, z - 14), 80, LEATHER, 40)
    points, _ = BARS[cycle.bar]
    for side in (1, -1):
        hose(canvas, [(frame.clamp[0] + a, side * b, frame.clamp[1] + c) for a, b, c in points], 62, CHROME)
    title, desc = said(spec, f"{cycle.model.capitalize()} bicycle")
    return canvas.svg(title, desc, width=72, margin=0.02)


def _tubes(frame: Frame, model: str) -> list[tuple[Spot, Spot, float]]:
    top = frame.along(frame.crown, frame.head, 0.72 if model == "city" else 0.84)
    return [
        (frame.rear, frame.crank, 34), (frame.rear, frame.seat, 34), (frame.head, frame.front, 42),
        (frame.crank, frame.saddle, 42), (frame.joint, top, 42), (frame.crank, top, 46),
    ]  # fmt: skip


def blind_mark(spec: Spec) -> Markup:
    """A window with a roller or roman blind, by style and colour."""
    style, cloth = choice(spec, "style", ("roller", "roman")), paint(word(spec, "colour", "sand"))
    canvas = Canvas()
    box(canvas, (-60, 0, -60), (920, 60, 1120), flat("#dfe6e2"))
    folds = 4 if style == "roman" else 1
    for index in range(folds):
        tall = 620 / folds
        box(canvas, (0, -60 - 12 * index, 960 - tall * (index + 1)), (800, 60, tall), cloth)
    if style == "roller":
        pipe(canvas, (-20, -70, 950), (820, -70, 950), 120, cloth)
    title, desc = said(spec, f"{style.capitalize()} blind")
    return canvas.svg(title, desc, width=72, margin=0.02)
