"""The dimensioned views of a bicycle: its side with the frame's geometry, its front, and the piece itself."""

from __future__ import annotations

import math

from storefront.drawing.canvas import Canvas, Point
from storefront.drawing.cycle import draw_cycle
from storefront.drawing.cycle_drive import DRIVES
from storefront.drawing.cycle_frame import CycleSpec, Frame, Spot, frame_of
from storefront.drawing.cycle_seat import BARS
from storefront.drawing.dimensions import HIDDEN, THIN, across, cm, extension, upright
from storefront.drawing.letters import run
from storefront.drawing.palette import CHROME, LEATHER, RUBBER, STEEL, paint
from storefront.drawing.views import Views


def cycle_views(cycle: CycleSpec, letter: float) -> Views:
    """Side above, front beside it, the piece beneath; figures `letter` mm high."""
    canvas, piece, frame = Canvas(), Canvas(), frame_of(cycle)
    side = _Side(canvas, frame)
    side.draw(cycle)
    _sizes(canvas, frame, letter)
    right = frame.front[0] + frame.radius + letter * 8 + 340
    _front(canvas, cycle, frame, right, letter)
    draw_cycle(piece, cycle)
    below = letter * 6.5
    wide = right + 360 + frame.radius
    _table(canvas, cycle, frame, (-frame.radius, below + letter * 2), letter)
    return Views(canvas, piece, (wide * 0.42 - frame.radius, below, wide * 0.58, letter * 20))


class _Side:
    """The bicycle from its driven side, flat: x to the right, the ground at 0, up is negative."""

    def __init__(self, canvas: Canvas, frame: Frame) -> None:
        self._canvas, self._frame = canvas, frame

    def tube(self, start: Spot, end: Spot, thick: float, fill: str) -> None:
        dx, dy = end[0] - start[0], end[1] - start[1]
        size = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / size * thick / 2, dx / size * thick / 2
        corners = [(start[0] + nx, start[1] + ny), (end[0] + nx, end[1] + ny),
                   (end[0] - nx, end[1] - ny), (start[0] - nx, start[1] - ny)]  # fmt: skip
        self._canvas.shape([(x, -z) for x, z in corners], fill, "ink hair")

    def disc(self, at: Spot, radius: float, fill: str) -> None:
        self._canvas.curve(_round(at, radius), fill, "ink hair")

    def ring(self, at: Spot, outer: float, inner: float, fill: str, css: str = "ink hair") -> None:
        self._canvas.ring(_round(at, outer), _round(at, inner)[::-1], fill, css)

    def draw(self, cycle: CycleSpec) -> None:
        frame, tone = self._frame, paint(cycle.colour).front
        for hub in (frame.rear, frame.front):
            self._wheel(cycle, hub)
        self._tubes(cycle, tone)
        self._extras(cycle)
        drive = DRIVES[cycle.drive]
        self.disc(frame.rear, drive.sprockets[0], CHROME.front)
        self.ring(frame.crank, drive.ring, drive.ring - 14, STEEL.front)
        for way in (1, -1):
            start = (frame.crank[0], frame.crank[1] + way * drive.ring)
            self.tube(start, (frame.rear[0], frame.rear[1] + way * drive.sprockets[-1]), 7, STEEL.front)
        self.tube(frame.crank, (frame.crank[0] + 170, frame.crank[1]), 22, CHROME.front)

    def _wheel(self, cycle: CycleSpec, hub: Spot) -> None:
        frame = self._frame
        self.ring(hub, frame.radius, frame.bead, RUBBER.front, "ink tyre")
        self.ring(hub, frame.bead, frame.bead - 18, CHROME.top)
        turns = [2 * math.pi * step / 20 for step in range(20)]
        spokes = [((hub[0] + 24 * math.cos(t + 0.9), -hub[1] - 24 * math.sin(t + 0.9)),
                   (hub[0] + (frame.bead - 18) * math.cos(t), -hub[1] - (frame.bead - 18) * math.sin(t)))
                  for t in turns]  # fmt: skip
        self._canvas.hatch(spokes, "dim", THIN)
        if cycle.brake != "rim":
            self.ring(hub, 80, 64, CHROME.front)
        large = DRIVES[cycle.drive].shell if hub == frame.rear else 34.0 if cycle.lights else 15.0
        self.disc(hub, large, CHROME.front)

    def _tubes(self, cycle: CycleSpec, tone: str) -> None:
        frame = self._frame
        crown, head, crank, seat = frame.crown, frame.head, frame.crank, frame.seat
        self.tube(crank, frame.rear, 20, tone)
        self.tube(frame.along(crank, seat, 0.94), frame.rear, 16, tone)
        self.tube(seat, frame.saddle, 27, CHROME.front)
        self.tube(frame.along(crown, head, -0.1), frame.front, 24, tone)
        self.tube(frame.joint, frame.along(crown, head, 0.72 if cycle.model == "city" else 0.84), 32, tone)
        self.tube(crank, frame.along(crown, head, 0.3), 40, tone)
        self.tube(crank, seat, 34, tone)
        self.tube(crown, head, 46, tone)
        self.tube(head, frame.stem, 34, STEEL.front)
        self.tube(frame.stem, frame.clamp, 30, STEEL.front)
        x, z = frame.saddle
        plan = [(-142, 4), (-60, 4), (60, -4), (146, -8), (140, -26), (0, -36), (-130, -44)]
        skin = LEATHER if cycle.saddle == "leather" else RUBBER
        self._canvas.curve([(x + a, -(z + b)) for a, b in plan], skin.front, "ink hair")
        points, _ = BARS[cycle.bar]
        self._canvas.thread([(frame.clamp[0] + a, -frame.clamp[1] - c) for a, _, c in points], "plan-line",
                            ' stroke-width="3"')  # fmt: skip

    def _extras(self, cycle: CycleSpec) -> None:
        frame, high = self._frame, 2 * self._frame.radius + 44
        if cycle.guards:
            for hub, (start, end) in ((frame.rear, (24, 206)), (frame.front, (-4, 152))):
                turns = [math.radians(start + (end - start) * at / 12) for at in range(13)]
                arc = [(hub[0] + (frame.radius + 14) * math.cos(t), -hub[1] - (frame.radius + 14) * math.sin(t))
                       for t in turns]  # fmt: skip
                self._canvas.thread(arc, "plan-line", ' stroke-width="3"')
        decks = {"rear": [(-250.0, 168.0, frame.rear)], "both": [(-250.0, 168.0, frame.rear),
                 (frame.front[0] - 118, frame.front[0] + 172, frame.front)]}.get(cycle.rack, [])  # fmt: skip
        for left, right, hub in decks:
            self.tube((left, high), (right, high), 13, STEEL.front)
            for share in (0.2, 0.8):
                self.tube(hub, (left + (right - left) * share, high), 9, STEEL.front)
        if cycle.lights:
            self.disc((frame.crown[0] + 88, frame.crown[1] + 44), 28, "#fff3c4")


def _round(at: Spot, radius: float) -> list[Point]:
    turns = (2 * math.pi * step / 24 for step in range(24))
    return [(at[0] + radius * math.cos(turn), -at[1] - radius * math.sin(turn)) for turn in turns]


def _sizes(canvas: Canvas, frame: Frame, letter: float) -> None:
    """Wheelbase and length below, saddle and stack at the sides, reach above."""
    across(canvas, 0, frame.front[0], 0, letter, f"wheelbase {cm(frame.front[0])} cm")
    across(canvas, -frame.radius, frame.front[0] + frame.radius, 0, letter,
           f"length {cm(frame.front[0] + 2 * frame.radius)} cm", 2.0)  # fmt: skip
    left = -frame.radius - letter * 1.2
    upright(canvas, left, -frame.saddle[1], 0, letter, cm(frame.saddle[1]))
    extension(canvas, (left, -frame.saddle[1]), (frame.saddle[0] - 150, -frame.saddle[1]))
    x = frame.front[0] + frame.radius + letter * 1.1
    upright(canvas, x, -frame.head[1], -frame.crank[1], letter, f"stack {cm(frame.stack)}", 1)
    for start, level in ((frame.head, frame.head[1]), (frame.crank, frame.crank[1])):
        canvas.line([(start[0], -level), (x, -level)], "plan-hidden", HIDDEN)
    top = -max(frame.head[1], frame.saddle[1]) - letter * 0.6
    across(canvas, frame.crank[0], frame.head[0], top, letter, f"reach {cm(frame.reach)}", -1.0)
    for spot in (frame.crank, frame.head):
        canvas.line([(spot[0], -spot[1]), (spot[0], top)], "plan-hidden", HIDDEN)


def _front(canvas: Canvas, cycle: CycleSpec, frame: Frame, middle: float, letter: float) -> None:
    """The bicycle from the front: wheel, fork, bar, saddle behind."""

    def box(half: float, low: float, high: float, fill: str) -> None:
        canvas.shape([(middle - half, -low), (middle + half, -low), (middle + half, -high), (middle - half, -high)],
                     fill, "ink hair")  # fmt: skip

    tone, points = paint(cycle.colour).front, BARS[cycle.bar][0]
    wide = max(abs(b) for _, b, _ in points)
    box(70, frame.saddle[1] - 40, frame.saddle[1], (LEATHER if cycle.saddle == "leather" else RUBBER).front)
    box(cycle.tyre / 2, 0, frame.radius * 2, RUBBER.front)
    for way in (1, -1):
        canvas.shape([(middle + way * a, -z) for a, z in ((46, frame.radius - 10), (64, frame.radius - 10),
                     (50, frame.crown[1] - 40), (32, frame.crown[1] - 40))], tone, "ink hair")  # fmt: skip
        canvas.thread([(middle + way * b, -frame.clamp[1] - c) for _, b, c in points], "plan-line", ' stroke-width="3"')
    box(52, frame.crown[1] - 50, frame.crown[1] - 16, tone)
    box(23, frame.crown[1] - 16, frame.head[1], tone)
    box(17, frame.head[1], frame.stem[1] + 20, STEEL.front)
    across(canvas, middle - wide, middle + wide, -max(frame.clamp[1] + 70, frame.saddle[1]), letter, cm(2 * wide), -1.0)
    across(canvas, middle - cycle.tyre / 2, middle + cycle.tyre / 2, 0, letter, cm(cycle.tyre))
    upright(canvas, middle + wide + letter, -frame.clamp[1], 0, letter, cm(frame.clamp[1]), 1)


def _table(canvas: Canvas, cycle: CycleSpec, frame: Frame, at: Point, letter: float) -> None:
    """The frame's numbers in words, as a fitter reads them."""
    saddle = math.dist(frame.crank, frame.saddle)
    rows = (
        f"Seat tube {cm(frame.seat_tube)} cm", f"Seat angle {frame.seat_angle:g}°", f"Head angle {frame.head_angle:g}°",
        f"Saddle above crank {cm(saddle)} cm", f"Stem {cm(frame.clamp[0] - frame.stem[0])} cm",
        f"Frame size {cycle.size}",
    )  # fmt: skip
    for index, words in enumerate(rows):
        spot = (at[0], at[1] + index * letter * 1.7)
        canvas.reach((spot[0] + run(words, letter * 0.9), spot[1]))
        canvas.text(spot, words, letter * 0.9, "dim-note", anchor="start")
