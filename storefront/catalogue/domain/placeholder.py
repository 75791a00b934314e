"""Which drawing stands in for a product that has no picture yet: chosen by the words that describe it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Any

# Words that name a drawing of its own. First match wins, so the narrower word stands before the wider one.
KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("bench", frozenset({"bench"})),
    ("stool", frozenset({"stool"})),
    ("chair", frozenset({"chair"})),
    ("table", frozenset({"table", "desk"})),
    ("tin", frozenset({"oil", "wax", "hardwax", "varnish"})),
    ("brush", frozenset({"brush"})),
    ("cloth", frozenset({"cloth", "clothes", "blanket", "towel", "linen"})),
    ("curtain_rod", frozenset({"curtain", "rod"})),
    ("blind", frozenset({"blind"})),
    ("bicycle", frozenset({"bicycle", "bike"})),
    ("saddle", frozenset({"saddle"})),
    ("pump", frozenset({"pump"})),
    ("bell", frozenset({"bell"})),
    ("lock", frozenset({"lock", "padlock"})),
    ("bottle", frozenset({"bottle"})),
)
# Words that name one of the placeholder's pictures, by the word it is asked for with.
PICTURES: tuple[tuple[str, frozenset[str]], ...] = (
    ("sofa", frozenset({"sofa", "couch", "armchair", "beanbag", "pillow", "cushion", "bed", "mattress"})),
    ("shoe", frozenset({"shoe", "boot", "sneaker", "sandal", "high"})),
    ("bag", frozenset({"bag", "backpack", "wallet", "purse", "handbag"})),
    ("plant", frozenset({"plant", "pot", "garden", "gardening", "flower", "seed", "watering", "trowel"})),
    ("lamp", frozenset({"lamp", "light", "lantern", "candle"})),
    ("shirt", frozenset({"shirt", "tee", "top", "jacket", "blouse", "jumper", "sweater", "dress", "skirt", "tuxedo"})),
    ("cup", frozenset({"cup", "mug", "bowl", "glass", "tea", "coffee"})),
    ("book", frozenset({"book", "card", "print", "poster", "stationery"})),
)
COLOURS = {
    "navy": "navy", "blue": "blue", "ocean": "blue", "denim": "navy", "green": "green", "olive": "green",
    "yellow": "mustard", "brown": "brown", "red": "red", "chequered": "red", "copper": "terracotta",
    "pink": "terracotta", "clay": "clay", "white": "white", "cream": "cream", "grey": "grey", "black": "black",
    "dark": "black",
}  # fmt: skip
USUAL = ("navy", "sage", "terracotta", "mustard", "sand", "clay")  # where the title tells no colour, its letters do
_WORD = re.compile(r"[a-z]+")


def placeholder(title: str, *others: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    """The spec of a stand-in drawing. The title speaks before type and tags; unknown things keep their own word."""
    told = (COLOURS[word] for word in reversed(_words(title)) if word in COLOURS)
    paint = {"colour": next(told, USUAL[zlib.crc32(title.encode()) % len(USUAL)])}
    for text in (title, *others, " ".join(tags)):
        words = set(_words(text))
        for kind, names in KINDS:
            if words & names:
                return {"kind": kind, "title": title[:80]}
        for picture, names in PICTURES:
            if words & names:
                return {"kind": "placeholder", "category": picture, "title": title[:80], **paint}
    last = next(iter(reversed(_words(title))), "thing")
    return {"kind": "placeholder", "category": last, "title": title[:80], **paint}


def _words(text: str) -> list[str]:
    return [form for word in _WORD.findall(text.casefold()) for form in (word, word.removesuffix("s"))]
