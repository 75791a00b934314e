"""What a price becomes: percent, then an amount, then rounding. Plain values; money in minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from foundation.plain.errors import Invalid
from foundation.plain.money import EXPONENTS

# How prices end: what is rounded to, and what is taken off afterwards, both in hundredths of the main unit.
ROUNDING: Mapping[str, tuple[str, int, int]] = {
    "": ("As it comes", 1, 0),
    "10": ("To 0.10", 10, 0),
    "50": ("To 0.50", 50, 0),
    "100": ("To whole units", 100, 0),
    "90": ("Ending in .90", 100, 10),
    "500": ("To 5", 500, 0),
    "1000": ("To 10", 1000, 0),
}
MOST = 10**11


@dataclass(frozen=True)
class Rule:
    """What happens to every price: `percent` and `amount` may be below zero; `ending` is a key of `ROUNDING`."""

    percent: Decimal = Decimal(0)
    amount: int = 0
    ending: str = ""

    @property
    def changes(self) -> bool:
        return bool(self.percent or self.amount or self.ending)

    @classmethod
    def parse(cls, percent: str, amount: str, ending: str, currency: str) -> Rule:
        """Raises `Invalid` beside the field."""
        return cls(
            _number(percent, "percent", Decimal(-100), Decimal(1000)),
            int(_number(amount, "amount", Decimal(-(10**6)), Decimal(10**6)).scaleb(EXPONENTS[currency])),
            ending if ending in ROUNDING else "",
        )


def _number(text: str, field: str, low: Decimal, high: Decimal) -> Decimal:
    if not text.strip():
        return Decimal(0)
    try:
        value = Decimal(text.strip().replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        raise Invalid("Type a number such as 4 or -2.5.", field=field) from None
    if not value.is_finite() or not low <= value <= high:
        raise Invalid(f"Type a number between {low} and {high}.", field=field)
    return value


def repriced(minor: int, rule: Rule, currency: str) -> int:
    """The new price, never below zero. Rounding counts in hundredths, so a currency without them is rounded to whole
    units at least."""
    value = Decimal(minor) * (100 + rule.percent) / 100 + rule.amount
    _, step, off = ROUNDING[rule.ending]
    scale = Decimal(10) ** (EXPONENTS[currency] - 2)
    step_minor = max(Decimal(1), step * scale)
    rounded = (value / step_minor).to_integral_value(ROUND_HALF_UP) * step_minor
    if rounded <= 0 < value:
        rounded = step_minor
    return min(max(int(rounded) - (int(off * scale) if rounded > 0 else 0), 0), MOST)
