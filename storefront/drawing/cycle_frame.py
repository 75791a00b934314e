"""A bicycle's numbers: the points of its frame by model, size, wheel, inseam and reach, in its own plane.

The plane: x forward, z up from the ground, the rear hub above x = 0, mm. Stack, reach, angles and the drop of the
bottom bracket are what a frame builder's table holds; everything else follows from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from storefront.drawing.spec import Spec, choice, number, word

Spot = tuple[float, float]
MODELS: Final = ("allroad", "city", "tour")
SIZES: Final = ("M", "S", "L", "XL")
DRIVES: Final = ("deore1x11", "single", "alfine8", "nexus_belt", "grx1x12")
BRAKES: Final = ("disc_hyd", "rim", "disc_mech")
WHEELS: Final = ("w700", "w650b")
BARS: Final = ("flat", "swept", "drop")
RACKS: Final = ("none", "rear", "both")
SADDLES: Final = ("std", "leather")
# Where a rim holds its tyre: bead seat radius, half of ISO 5775's 622 and 584 mm.
_BEAD: Final = {"w700": 311.0, "w650b": 292.0}
# From the middle of the bottom bracket to the top of the saddle, a share of the inseam (the racing rule of LeMond).
_SADDLE_SHARE: Final = 0.883


@dataclass(frozen=True)
class CycleSpec:
    """What a bicycle drawing knows. Lengths in mm."""

    model: str
    size: str
    drive: str
    brake: str
    colour: str
    wheel: str
    tyre: float
    bar: str
    lights: bool
    rack: str
    guards: bool
    saddle: str
    inseam: float
    reach: float
    badge: str


@dataclass(frozen=True)
class _Plan:
    """A model's table for size M: stays and seat tube in mm, angles in degrees."""

    stay: float
    drop: float
    seat_angle: float
    head_angle: float
    stack: float
    reach: float
    seat_tube: float
    fork: float
    rake: float
    stem: float
    joint: float  # where the top tube meets the seat tube, a share of its length


_PLANS: Final = {
    "city": _Plan(465, 58, 70.5, 68.5, 612, 352, 480, 392, 60, 60, 0.40),
    "allroad": _Plan(440, 72, 73.0, 71.0, 582, 386, 480, 395, 48, 80, 0.93),
    "tour": _Plan(460, 75, 72.0, 71.5, 604, 376, 540, 395, 50, 80, 0.95),
}
# By how much a size differs from M: stack, reach, seat tube.
_STEPS: Final = {"S": (-34, -12, -50), "M": (0, 0, 0), "L": (26, 10, 40), "XL": (54, 20, 80)}


@dataclass(frozen=True)
class Frame:
    """The points of one frame, wheels and seat included."""

    bead: float
    radius: float  # of the wheel with its tyre
    rear: Spot
    front: Spot
    crank: Spot
    seat: Spot  # top of the seat tube
    joint: Spot  # where the top tube meets the seat tube
    saddle: Spot  # middle of the saddle's upper side
    crown: Spot  # lower end of the head tube
    head: Spot  # upper end of it
    stem: Spot  # where the stem holds the steerer
    clamp: Spot  # where the stem holds the bar
    seat_angle: float
    head_angle: float
    stack: float
    reach: float
    seat_tube: float

    def along(self, start: Spot, end: Spot, share: float) -> Spot:
        """A point between two others."""
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def read_cycle(spec: Spec) -> CycleSpec:
    """The bicycle of a spec dict, bounded to what can be drawn."""
    return CycleSpec(
        model=choice(spec, "model", MODELS),
        size=choice(spec, "frame", SIZES),
        drive=choice(spec, "drive", DRIVES),
        brake=choice(spec, "brake", BRAKES),
        colour=word(spec, "colour", "ral7016"),
        wheel=choice(spec, "wheel", WHEELS),
        tyre=number(spec, "tyre", 40, 25, 60),
        bar=choice(spec, "bar", BARS),
        lights=word(spec, "dynamo") == "hub",
        rack=choice(spec, "rack", RACKS),
        guards=word(spec, "mudguard") in ("yes", "true") or spec.get("mudguard") is True,
        saddle=choice(spec, "saddle", SADDLES),
        inseam=number(spec, "inseam_mm", 820, 600, 1050),
        reach=number(spec, "reach_mm", 0, -40, 40),
        badge=word(spec, "badge").strip()[:14],
    )


def frame_of(cycle: CycleSpec) -> Frame:
    """The frame of a bicycle: the fork's length fixes where the head tube ends, the ground where the wheels stand."""
    plan, (up, out, tall) = _PLANS[cycle.model], _STEPS[cycle.size]
    bead = _BEAD[cycle.wheel]
    radius = bead + cycle.tyre
    crank = (math.sqrt(plan.stay**2 - plan.drop**2), radius - plan.drop)
    head = (crank[0] + plan.reach + out, crank[1] + plan.stack + up)
    down = _direction(plan.head_angle)
    # From the head's top down the steering axis to the level of the axle, less what the rake lifts.
    turn = math.radians(plan.head_angle)
    length = (head[1] + plan.rake * math.cos(turn) - radius) / math.sin(turn)
    crown = _go(head, down, length - plan.fork)
    front = (head[0] + down[0] * length + plan.rake * math.sin(turn), radius)
    back = _direction(plan.seat_angle)
    tube = plan.seat_tube + tall
    seat = _go(crank, back, -tube)
    saddle = _go(crank, back, -max(tube + 75.0, cycle.inseam * _SADDLE_SHARE))
    stem = _go(head, down, -34.0)
    return Frame(
        bead, radius, (0.0, radius), front, crank, seat, _go(crank, back, -tube * plan.joint), saddle, crown, head,
        stem, (stem[0] + plan.stem + cycle.reach, stem[1] + 14.0), plan.seat_angle, plan.head_angle, plan.stack + up,
        plan.reach + out, tube,
    )  # fmt: skip


def _direction(angle: float) -> Spot:
    """Down and forward along a tube that leans back by `angle` degrees from the level."""
    turn = math.radians(angle)
    return math.cos(turn), -math.sin(turn)


def _go(start: Spot, way: Spot, length: float) -> Spot:
    return start[0] + way[0] * length, start[1] + way[1] * length


def cycle_words(cycle: CycleSpec) -> tuple[str, str]:
    """Title and description in a shopper's words."""
    bars = {"flat": "a flat bar", "swept": "a swept-back bar", "drop": "drop bars"}
    drives = {
        "single": "one gear",
        "alfine8": "eight gears in the hub",
        "nexus_belt": "a belt and eight gears in the hub",
        "deore1x11": "eleven gears",
        "grx1x12": "twelve gears",
    }
    extras = [
        *(["lights"] if cycle.lights else []),
        *({"rear": ["a rear rack"], "both": ["racks front and rear"]}.get(cycle.rack, [])),
        *(["mudguards"] if cycle.guards else []),
        *(["a leather saddle"] if cycle.saddle == "leather" else []),
    ]
    desc = f"Frame {cycle.size}, {bars[cycle.bar]}, {drives[cycle.drive]}, {cycle.tyre:g} mm tyres."
    if extras:
        desc += f" With {', '.join(extras)}."
    return f"{cycle.model.capitalize()} bicycle", desc
