"""Variants as the questions a shopper answers: one list of values per option, each leading to a variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Options = tuple[tuple[str, str], ...]
PLAIN = "Default Title"  # how Shopify's files name the one variant of a product without options


@dataclass(frozen=True)
class OptionValue:
    """One value: choosing it leads to `sku`; `chosen` where it is the value now."""

    value: str
    sku: str
    chosen: bool


@dataclass(frozen=True)
class OptionQuestion:
    """One option (Size, Colour) and its values in the variants' order."""

    name: str
    values: tuple[OptionValue, ...]


def questions(variants: Sequence[tuple[str, Options]], chosen: str) -> tuple[OptionQuestion, ...]:
    """The options of a product whose variants are (sku, options), with `chosen` selected.

    A value leads to the variant that differs from the chosen one in as little else as possible. A product without
    real options has no questions.
    """
    mine = next((dict(options) for sku, options in variants if sku == chosen), {})
    names = list(dict.fromkeys(name for _, options in variants for name, value in options if value != PLAIN))
    return tuple(OptionQuestion(name, _values(name, variants, mine)) for name in names)


def _values(name: str, variants: Sequence[tuple[str, Options]], mine: dict[str, str]) -> tuple[OptionValue, ...]:
    best: dict[str, tuple[int, str]] = {}
    for sku, options in variants:
        theirs = dict(options)
        if name not in theirs:
            continue
        distance = sum(theirs.get(other) != value for other, value in mine.items() if other != name)
        if theirs[name] not in best or distance < best[theirs[name]][0]:
            best[theirs[name]] = (distance, sku)
    return tuple(OptionValue(value, sku, mine.get(name) == value) for value, (_, sku) in best.items())


def variant_words(options: Options) -> str:
    """`Large, blue`: what tells this variant from its siblings, empty for the only one."""
    return ", ".join(value for _, value in options if value != PLAIN)
