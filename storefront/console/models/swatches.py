"""The little pictures beside options, as a list to choose from: nobody types a drawing spec."""

from __future__ import annotations

import json
from typing import Any

from storefront.configurator.document.editing.parts import Document

WOODS = ("oak", "ash", "walnut")
COLOURS = (
    "white", "sand", "grey", "navy", "black", "terracotta", "linen", "green", "sage", "red", "blue", "mustard", "clay",
    "cream", "brown", "ral9005", "ral7016", "ral6005", "ral3003", "ral5014", "custom_ral",
)  # fmt: skip
TINS = ("oil", "hardwax", "lacquer", "soap")
Choice = tuple[str, str]


def swatch_value(swatch: object) -> str:
    """A swatch as the value of a form field; "" for none."""
    return json.dumps(swatch, sort_keys=True, ensure_ascii=False) if isinstance(swatch, dict) and swatch else ""


def swatch_from(value: str) -> dict[str, str] | None:
    """The swatch of a form field; what is no swatch is none."""
    try:
        found = json.loads(value[:400]) if value else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not found or not all(isinstance(word, str) for word in found.values()):
        return None
    return {str(name): str(word) for name, word in found.items()}


def choices(document: Document, glyphs: tuple[str, ...]) -> list[tuple[str, list[Choice]]]:
    """(heading, [(value, words)]): this model's own pictures first, then woods, colours, tins and signs."""
    mine: dict[str, str] = {}
    for group in document.get("groups", []):
        for option in group.get("options", []):
            swatch = option.get("swatch")
            if isinstance(swatch, dict) and swatch:
                mine.setdefault(swatch_value(swatch), _words(swatch))
    known = [
        ("Woods", [({"kind": "sample_chip", "species": wood}, wood.title()) for wood in WOODS]),
        ("Colours", [({"kind": "swatch", "colour": colour}, _said(colour)) for colour in COLOURS]),
        ("Tins", [({"kind": "tin", "variant": tin}, _said(tin)) for tin in TINS]),
        ("Signs", [({"glyph": glyph}, _said(glyph)) for glyph in glyphs]),
    ]
    listed = [(heading, [(swatch_value(spec), words) for spec, words in specs]) for heading, specs in known]
    every = {value for _, specs in listed for value, _ in specs}
    own = [(value, words) for value, words in mine.items() if value not in every]
    return [("In this model", own), *listed] if own else listed


def _words(swatch: dict[str, Any]) -> str:
    return _said(" ".join(str(word) for word in swatch.values()))


def _said(word: str) -> str:
    plain = word.replace("_", " ").replace("-", " ")
    return plain[:1].upper() + plain[1:]
