"""What a blind's drawing knows, and what follows from it: folds, roll, where the cloth hangs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from storefront.drawing.palette import Material, flat, mix, paint
from storefront.drawing.spec import Spec, choice, number, word

STYLES: Final = ("roller", "roman")
FABRICS: Final = ("dimout", "screen3", "screen5", "blackout", "linen")
CONTROLS: Final = ("chain_r", "chain_l", "spring", "motor_bat", "motor_mains")
_OPACITY: Final = {"dimout": 1.0, "screen3": 0.76, "screen5": 0.6, "blackout": 1.0, "linen": 0.94}
_ALONE: Final = 0.58  # how far a drawn blind is let down
GATHER: Final = 30.0  # what one gathered fold adds to the stack
ALUMINIUM: Final = flat("#e4dfd5")


@dataclass(frozen=True)
class BlindSpec:
    """A blind at its window. Lengths in mm; the window is as large as the blind is ordered."""

    style: str
    width: float
    drop: float
    fabric: str
    colour: str
    control: str
    cassette: bool
    wrapped: bool
    front: bool  # the cloth falls in front of its roll
    lining: bool
    recess: bool
    clear: float  # free air between blind and recess, both sides together: what is taken off a recess size

    @property
    def roman(self) -> bool:
        return self.style == "roman"

    @property
    def folds(self) -> int:
        """Panels of a roman blind: one rod every 30 cm, as it is made."""
        return max(2, math.ceil(self.drop / 300))

    @property
    def hanging(self) -> int:
        """Panels that hang flat; the others are gathered below them."""
        return max(1, math.floor(self.folds * 0.55))

    @property
    def lowered(self) -> float:
        """From the top to the lower edge of the cloth."""
        if not self.roman:
            return self.drop * _ALONE
        return min(self.drop * 0.9, 30 + self.hanging * self.panel + self.gathered * GATHER)

    @property
    def panel(self) -> float:
        return (self.drop - 30) / self.folds

    @property
    def gathered(self) -> int:
        return self.folds - self.hanging

    @property
    def roll(self) -> float:
        """Diameter of the roll: the tube and the cloth that is still on it."""
        tube = 32.0 if self.width <= 1600 else 45.0
        thick = {"blackout": 0.7, "linen": 0.9}.get(self.fabric, 0.55)
        return math.sqrt(tube**2 + 4 * thick * self.drop / math.pi) + 8

    @property
    def hang(self) -> float:
        """The y of the cloth: behind the roll it is close to the glass."""
        if self.roman:
            return -46.0
        return -50 - self.roll / 2 if self.front else -50 + self.roll / 2

    @property
    def opacity(self) -> float:
        return 1.0 if self.lining else _OPACITY[self.fabric]

    @property
    def cloth(self) -> Material:
        """The cloth's tones: unlined cloth glows a little, blackout swallows light."""
        tones = paint(self.colour)
        share = {"blackout": 0.0, "linen": 0.16, "dimout": 0.07}.get(self.fabric, 0.0)
        if self.fabric == "blackout" or self.lining:
            dark = "#1e1812"
            return Material(
                mix(tones.top, dark, 0.1), mix(tones.front, dark, 0.1), mix(tones.side, dark, 0.1), tones.line
            )
        lit = "#fff1d6"
        return Material(
            mix(tones.top, lit, share), mix(tones.front, lit, share), mix(tones.side, lit, share), tones.line
        )


def read_blind(spec: Spec) -> BlindSpec:
    """The blind of a spec dict, bounded to what can be drawn."""
    style = choice({"style": spec.get("style") or spec.get("type")}, "style", STYLES)
    return BlindSpec(
        style=style,
        width=number(spec, "width_mm", number(spec, "width", 1200, 300, 3200), 300, 3200),
        drop=number(spec, "drop_mm", number(spec, "drop", 1600, 300, 3200), 300, 3200),
        fabric=choice(spec, "fabric", FABRICS),
        colour=word(spec, "colour", "linen"),
        control=choice(spec, "control", CONTROLS),
        cassette=word(spec, "cassette") == "cassette" and style == "roller",
        wrapped=word(spec, "bottom") == "wrapped",
        front=word(spec, "roll") == "front",
        lining=word(spec, "lining") == "blackout" and style == "roman",
        recess=word(spec, "mount", "exact") == "recess",
        clear=number(spec, "clear_mm", 0, 0, 100),
    )


def blind_words(blind: BlindSpec) -> tuple[str, str]:
    """Title and description in a shopper's words."""
    cloth = {"screen3": "screen cloth, 3 % open", "screen5": "screen cloth, 5 % open", "dimout": "dim-out cloth",
             "blackout": "blackout cloth", "linen": "linen"}[blind.fabric]  # fmt: skip
    control = {"chain_l": "a chain on the left", "chain_r": "a chain on the right", "spring": "a spring",
               "motor_bat": "a battery motor", "motor_mains": "a mains motor"}[blind.control]  # fmt: skip
    more = " In a cassette." if blind.cassette else " Lined." if blind.lining else ""
    size = f"{blind.width / 10:g} by {blind.drop / 10:g} cm, half lowered"
    return f"{blind.style.capitalize()} blind, {blind.colour}", f"{size}, in {cloth}, with {control}.{more}"
