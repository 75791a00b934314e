"""The price with its parts, in whole minor units.

Stated rounding: the exact sum of the parts is rounded half up to the model's `round_to` (100: whole euros). The shown
parts are the steps of the rounded running sum, so each is a whole euro and together they are the price, always.
"""

from __future__ import annotations

from dataclasses import dataclass

from foundation.plain.money import Money
from storefront.configurator.domain.choices import Choices, environment
from storefront.configurator.domain.model import Model, text
from storefront.configurator.expressions.closures import Env


@dataclass(frozen=True)
class PriceLine:
    id: str
    label: str
    amount: Money


@dataclass(frozen=True)
class Price:
    """`total` is the sum of `lines`; `deposit` is what is paid today, the rest when the piece is ready."""

    total: Money
    lines: tuple[PriceLine, ...]
    deposit: Money

    @property
    def balance(self) -> Money:
        return self.total - self.deposit


def price(model: Model, choices: Choices, locale: str = "en") -> Price:
    """The price of structurally valid `choices`. Lines that come to nothing are left out."""
    lines, exact, so_far = [], 0, 0
    for part_id, label, amount in _amounts(model, environment(model, choices), locale):
        exact += amount
        step = rounded(exact, model.round_to) - so_far
        so_far += step
        if step:
            lines.append(PriceLine(part_id, label, Money(step, model.currency)))
    total = Money(so_far, model.currency)
    return Price(total, tuple(lines), total.share(model.deposit_percent, 100))


def total_minor(model: Model, choices: Choices) -> int:
    """Only the rounded total in minor units: what the price of every option on a page is made of."""
    amounts = _amounts(model, environment(model, choices), "en")
    return rounded(sum(amount for _, _, amount in amounts), model.round_to)


def _amounts(model: Model, env: Env, locale: str) -> list[tuple[str, str, int]]:
    found = [
        (part.id, text(part.label, locale), part.amount(env)) for part in model.price_parts if part.when.holds(env)
    ]
    for words in model.texts:
        if words.price_per_letter:
            letters = int(env[words.counter])
            found.append((words.id, text(words.label, locale), letters * words.price_per_letter))
    return found


def rounded(amount: int, to: int) -> int:
    """`amount` rounded half up to a multiple of `to`: never falls where the amount rises."""
    return (2 * amount + to) // (2 * to) * to
