"""Money as integer minor units with a currency; no float ever touches it.

The exponents are those of ISO 4217 for currencies the shop has verified against Stripe's own list
(https://docs.stripe.com/currencies#zero-decimal); any other currency is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from foundation.plain.errors import Invalid

EXPONENTS = {
    "EUR": 2,
    "USD": 2,
    "GBP": 2,
    "CHF": 2,
    "DKK": 2,
    "NOK": 2,
    "SEK": 2,
    "PLN": 2,
    "CAD": 2,
    "AUD": 2,
    "JPY": 0,
}


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (cents for EUR, whole yen for JPY)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money takes integer minor units, not {self.minor!r}.")
        if self.currency not in EXPONENTS:
            raise Invalid(f"{self.currency} is not a currency this shop can take.")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a decimal amount such as `24.90`. Raises `Invalid` when it is no amount or too fine for the currency."""
        try:
            value = Decimal(text.strip())
            scaled = value.scaleb(EXPONENTS[currency])
        except (InvalidOperation, KeyError):
            raise Invalid(f"“{text}” is not an amount of {currency}. Write it like 24.90.") from None
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise Invalid(f"“{text}” has more decimals than {currency} knows.")
        return cls(int(scaled), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact: `Money(2490, "EUR").decimal == Decimal("24.90")`."""
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Invalid(f"Amounts in {self.currency} and {other.currency} cannot be added up.")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise TypeError("Money is multiplied by whole numbers only; use `share` for fractions.")
        return Money(self.minor * count, self.currency)

    def share(self, numerator: int, denominator: int) -> Money:
        """This amount times a fraction, rounded half up to the minor unit (a deposit, a tax rate in basis points)."""
        exact = Decimal(self.minor * numerator) / Decimal(denominator)
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split by `weights` with the largest remainder method; the parts always sum to the whole.

        Raises `Invalid` for negative weights or weights that sum to zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise Invalid("An amount is split by weights that are not negative and not all zero.")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        left = abs(self.minor) - sum(quotient for quotient, _ in shares)
        by_remainder = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
        extra = set(by_remainder[:left])
        return [Money(sign * (shares[i][0] + (i in extra)), self.currency) for i in range(len(shares))]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, which may be none; raises `Invalid` on a foreign currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
