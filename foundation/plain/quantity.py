"""Quantities are whole numbers of an item's base unit; buying and showing units convert at the edge."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from foundation.plain.errors import Invalid

BaseUnit = Literal["piece", "mm", "cm2", "cm3", "ml", "g"]
BASE_UNITS: tuple[str, ...] = get_args(BaseUnit)

# unit people read -> (base unit, how many base units one of it is)
DISPLAY: dict[str, tuple[str, int]] = {
    "piece": ("piece", 1),
    "m": ("mm", 1_000),
    "m2": ("cm2", 10_000),
    "m3": ("cm3", 1_000_000),
    "l": ("ml", 1_000),
    "kg": ("g", 1_000),
}
_LARGE = {base: unit for unit, (base, _) in DISPLAY.items()}
_WORDS = {"m2": "m²", "m3": "m³", "piece": "pcs"}


def whole_positive(value: int, field: str = "quantity") -> int:
    """`value` if it is a whole number of at least one; raises `Invalid` otherwise."""
    if type(value) is not int or value < 1:
        raise Invalid("Choose a quantity of at least 1.", field=field)
    return value


def describe(quantity: int, unit: str) -> str:
    """`describe(84500, "cm3") == "0.0845 m³"`: the quantity in the unit a person would read."""
    if unit not in BASE_UNITS:
        raise Invalid(f"{unit} is not a base unit; use one of {', '.join(BASE_UNITS)}.")
    large = _LARGE[unit]
    if large == "piece":
        return f"{quantity} {'pc' if quantity == 1 else 'pcs'}"
    value = (Decimal(quantity) / DISPLAY[large][1]).normalize()
    return f"{value:f} {_WORDS.get(large, large)}"
