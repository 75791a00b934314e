"""Quantities as people type them: metres, square metres, litres; kept as whole base units."""

from __future__ import annotations

from decimal import Decimal

from foundation.plain.errors import Invalid
from foundation.plain.quantity import DISPLAY

LARGEST = 10**12
_WORDS = {"m2": "m²", "m3": "m³", "piece": "pieces"}
_LARGE = {base: (unit, size) for unit, (base, size) in DISPLAY.items()}


def unit_word(unit: str) -> str:
    """The unit people type in for a base unit: `m³` for `cm3`."""
    large = _LARGE[unit][0]
    return _WORDS.get(large, large)


def written(quantity: int, unit: str) -> str:
    """A base quantity as it stands in a field: `84500` of `cm3` is `0.0845`."""
    return f"{(Decimal(quantity) / _LARGE[unit][1]).normalize():f}"


def parse(text: str, unit: str, field: str = "quantity") -> int:
    """The base quantity of what was typed in the unit of `unit_word`. Decimal comma and point are both fine.

    Raises `Invalid` for no number, a negative one, or a part of a base unit.
    """
    word = unit_word(unit)
    try:
        base = Decimal(text.strip().replace(",", ".")) * _LARGE[unit][1]
    except ArithmeticError:
        raise Invalid(f"Type a number of {word}.", field=field) from None
    if not base.is_finite() or base < 0:
        raise Invalid("Type a number that is not negative.", field=field)
    if base > LARGEST:
        raise Invalid("That is more than fits into the hall. Look at the number again.", field=field)
    if base != base.to_integral_value():
        raise Invalid(f"{text.strip()} {word} is too fine; the shop counts in {_small(unit)}.", field=field)
    return int(base)


def _small(unit: str) -> str:
    return {"cm2": "cm²", "cm3": "cm³", "piece": "whole pieces"}.get(unit, unit)
