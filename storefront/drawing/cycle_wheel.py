"""Wheels: hub, brake disc, spokes, rim, tyre, mudguard."""

from __future__ import annotations

from storefront.drawing.canvas import Canvas, Point, Space
from storefront.drawing.cycle_frame import CycleSpec, Frame, Spot
from storefront.drawing.palette import CHROME, RUBBER, STEEL, Material
from storefront.drawing.pipes import torus, wheel_plane

_SPOKES = 28
ALLOY = Material("#f0efeb", "#d3d2cd", "#a9a8a2", "#6f6e6a")


def draw_wheel(canvas: Canvas, cycle: CycleSpec, frame: Frame, hub: Spot, *, shell: float) -> None:
    """One wheel, far things first; `shell` is the radius of its hub's body."""
    rim = frame.bead - 19

    def at(y: float) -> Space:
        return hub[0], y, hub[1]

    canvas.rounds([(at(11), frame.bead + 3, 0), (at(11), rim, 0)], ALLOY.side)
    _spokes(canvas, hub, rim, shell + 5)
    canvas.rounds([(at(32), shell + 5, 0)], CHROME.side)
    for y in (16, -8):
        canvas.rounds([(at(y), shell, 0)], CHROME.side if y > 0 else CHROME.front, "plain")
    canvas.rounds([(at(-32), shell + 5, 0)], ALLOY.front)
    canvas.rounds([(at(-33), shell * 0.72, 0)], CHROME.front, "ink hair")
    canvas.rounds([(at(-38), 9, 0)], STEEL.front)
    canvas.rounds([(at(-11), frame.bead + 3, 0), (at(-11), rim, 0)], ALLOY.front)
    torus(canvas, hub, frame.bead + cycle.tyre / 2, cycle.tyre + 5, RUBBER)


def _spokes(canvas: Canvas, hub: Spot, rim: float, flange: float) -> None:
    spot = wheel_plane(hub)
    pairs: list[tuple[Point, Point]] = []
    for index in range(_SPOKES):
        turn = 360 * index / _SPOKES
        # Crossed: each spoke leaves its flange well aside of where it meets the rim; flanges take turns.
        lead, y = turn + (52 if index % 4 < 2 else -52), 30.0 if index % 2 else -30.0
        pairs.append((spot(flange, lead, y), spot(rim, turn, 0)))
    canvas.hatch(pairs, "grain", ' stroke="#5c5b57" stroke-width="0.7"')


def draw_disc(canvas: Canvas, hub: Spot, brake: str, calliper: float) -> None:
    """A brake disc on the far side with its calliper at an angle; the cable's one is grey and has an arm."""
    spot = wheel_plane(hub)
    centre = (hub[0], 46.0, hub[1])
    canvas.rounds([(centre, 80, 0), (centre, 62, 0)], CHROME.top)
    canvas.hatch([(spot(22, 60 * at, 46), spot(62, 60 * at + 24, 46)) for at in range(6)], "ink hair")
    body = [spot(radius, calliper + turn, 52) for radius, turn in ((58, -22), (100, -20), (104, 18), (58, 20))]
    canvas.shape(body, STEEL.front if brake == "disc_hyd" else CHROME.front)
    if brake == "disc_mech":
        canvas.line([spot(96, calliper - 8, 54), spot(132, calliper + 22, 54), spot(150, calliper + 14, 54)], "ink")


def draw_guard(canvas: Canvas, frame: Frame, hub: Spot, span: tuple[float, float], tyre: float) -> None:
    """A full-length mudguard over `span` degrees: what is seen of its back, then its near lip and its stays."""
    spot, radius, half = wheel_plane(hub), frame.radius + 15, tyre / 2 + 8
    start, end = span
    # Its back turns away from the viewer at 139 degrees and at -41.
    shown = min(end, 139.0)
    back = [start + (shown - start) * at / 6 for at in range(7)]
    canvas.band([spot(radius, t, half) for t in back], [spot(radius, t, -half) for t in back], ALLOY.top)
    lip = [start + (end - start) * at / 8 for at in range(9)]
    canvas.band([spot(radius, t, -half) for t in lip], [spot(radius - 25, t, -half) for t in lip], ALLOY.front)
    for share in (0.12, 0.5) if start > 0 else (0.6, 0.93):
        angle = end - (end - start) * share if start > 0 else start + (end - start) * share
        canvas.line([spot(12, angle, -half - 10), spot(radius - 12, angle, -half - 2)], "ink hair")
