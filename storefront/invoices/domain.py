"""What an invoice adds up to: the tax of each rate, apart. Plain values only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.plain.money import Money


@dataclass(frozen=True)
class Position:
    """One line of the paper; `amount` holds its tax."""

    title: str
    quantity: int
    unit: Money
    amount: Money
    tax: Money
    rate: int
    note: str = ""


@dataclass(frozen=True)
class TaxLine:
    """All that was taxed with one rate (basis points): what it comes to without the tax, and the tax."""

    rate: int
    net: Money
    tax: Money


def taxes(positions: Iterable[Position]) -> tuple[TaxLine, ...]:
    """One line a rate, the highest first. Their nets and taxes add up to the positions' amounts."""
    nets: dict[int, list[Money]] = defaultdict(list)
    for one in positions:
        nets[one.rate].append(one.amount - one.tax)
        nets[~one.rate].append(one.tax)
    rates = sorted((rate for rate in nets if rate >= 0), reverse=True)
    return tuple(TaxLine(rate, _sum(nets[rate]), _sum(nets[~rate])) for rate in rates)


def _sum(amounts: list[Money]) -> Money:
    first, *rest = amounts
    for one in rest:
        first += one
    return first
