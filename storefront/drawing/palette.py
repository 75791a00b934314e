"""Materials: three flat tones (lit from the upper left) and the grain's tone, each a hex colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INK: Final = "#1e1c18"


@dataclass(frozen=True)
class Material:
    """Top, front and side tone, and a line tone for grain or weave."""

    top: str
    front: str
    side: str
    line: str


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0..1) of `other` mixed in, both as #rrggbb."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def flat(base: str) -> Material:
    """Three tones around one colour: lifted on top, itself in front, shaded warmly at the side."""
    red, green, blue = _channels(base)
    # Lit with cream, a dark wood turns pink and a blue turns grey: each is lifted towards its own side.
    light = "#dbe8f3" if blue > red else "#ffe8c2" if red + green + blue > 330 else "#e6a765"
    return Material(
        top=mix(base, light, 0.16), front=mix(base, "#2a1a10", 0.07), side=mix(base, "#24160e", 0.27),
        line=mix(base, "#24160e", 0.34),
    )  # fmt: skip


def wood(species: str, finish: str = "") -> Material:
    """The tones of a species under a finish: oil deepens, soap pales, wax and lacquer keep it near raw."""
    base = WOODS.get(species, WOODS["oak"])
    tint, share = FINISHES.get(finish, ("#ffffff", 0.0))
    return flat(mix(base, tint, share))


def paint(name: str) -> Material:
    """A named or #rrggbb colour of cloth, powder coat or enamel; an unknown word gives linen."""
    if len(name) == 7 and name.startswith("#") and all(c in "0123456789abcdefABCDEF" for c in name[1:]):
        return flat(name.lower())
    return flat(COLOURS.get(name, COLOURS["linen"]))


WOODS: Final = {"oak": "#c79a63", "ash": "#dcc6a0", "walnut": "#6b4a34", "beech": "#d3a379", "bamboo": "#d8bd7e"}
# Where each finish pulls the wood, and how far.
FINISHES: Final = {
    "oil": ("#7a4a1c", 0.10),
    "hardwax": ("#a8742f", 0.05),
    "lacquer_matt": ("#e9dcc4", 0.08),
    "soap": ("#fdf8ee", 0.22),
}
COLOURS: Final = {
    "white": "#efece5", "sand": "#d8c7a6", "grey": "#9a9b98", "navy": "#33455f", "black": "#35332f",
    "terracotta": "#bd6a4a", "linen": "#dccfb6", "green": "#4f7a5c", "sage": "#93a58b", "red": "#a5402f",
    "blue": "#49708f", "mustard": "#c99a3c", "clay": "#b98468", "cream": "#ece2cf", "brown": "#77533a",
    "ral9005": "#2c2b29", "ral7016": "#4a5257", "ral6005": "#2f5547", "ral3003": "#8c2b2b", "ral5014": "#6d83a0",
    "custom_ral": "#c7873b",
}  # fmt: skip
STEEL: Final = Material("#5c5b57", "#44433f", "#2f2e2b", "#262522")
CHROME: Final = Material("#e3e2de", "#bfbeb9", "#93928d", "#6f6e6a")
BRASS: Final = Material("#dcb867", "#c29a49", "#957230", "#7a5c25")
CARD: Final = Material("#d9ba8e", "#c6a374", "#a68456", "#8c6d43")
CLAY: Final = Material("#e9e2d6", "#d8cfc0", "#b5aa98", "#968b79")
PAPER: Final = Material("#fbf8f1", "#efeadf", "#d6cfc0", "#b9b1a0")
RUBBER: Final = Material("#4a4743", "#35332f", "#232120", "#191817")
LEATHER: Final = Material("#a8703f", "#8d5a30", "#693f1f", "#4d2d15")
LEAF: Final = Material("#7c9a70", "#5f8159", "#466345", "#3b553b")
GLASS: Final = Material("#eef3f0", "#dbe6e1", "#b9cbc4", "#8fa59d")
