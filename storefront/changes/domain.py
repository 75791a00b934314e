"""What a change costs: fee by stage, the line's new sum, what is asked for at once. Decisions on plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foundation.plain.money import Money

Stage = Literal["free", "begun", "late"]
BASIS_POINTS = 10_000
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class LineSold:
    """The money of a line as it stands. `fee`: what earlier changes cost, without tax where tax comes on top."""

    quantity: int
    amount: Money
    fee: Money
    tax_rate: int  # basis points
    tax_inclusive: bool


@dataclass(frozen=True)
class NewSum:
    """The line's sum after a change: `unit` is one piece, `fee` all fees so far, `tax` is in `amount`."""

    unit: Money
    fee: Money
    amount: Money
    tax: Money


@dataclass(frozen=True)
class Cost:
    """What the customer reads of it: before, after, the fee of this change within it."""

    was: Money
    amount: Money
    fee: Money

    @property
    def difference(self) -> Money:
        return self.amount - self.was


def stage_of(*, begun: bool, late: bool, revised: bool) -> Stage:
    """Free before work begins, and always after we have moved the day ourselves."""
    if revised:
        return "free"
    return "late" if late else "begun" if begun else "free"


def fee_of(stage: Stage, fees: Mapping[str, int], currency: str) -> Money:
    """The seller's fee for a change at `stage`; a stage without a fee costs nothing."""
    return Money(max(int(fees.get(stage, 0)), 0), currency)


def new_sum(line: LineSold, unit: Money, fee: Money) -> NewSum:
    """The line at its new price with one more fee, taxed with the rate it was sold with."""
    fees = line.fee + fee
    price = unit * line.quantity + fees
    if line.tax_inclusive:
        return NewSum(unit, fees, price, price.share(line.tax_rate, BASIS_POINTS + line.tax_rate))
    tax = price.share(line.tax_rate, BASIS_POINTS)
    return NewSum(unit, fees, price + tax, tax)


def asked_at_once(cost: Cost, *, balance_open: bool, demanded: bool) -> Money:
    """The difference joins the unpaid balance; it is asked for first only where the balance is taken already, or the
    seller demands it."""
    if cost.difference.minor <= 0 or (balance_open and not demanded):
        return Money.zero(cost.was.currency)
    return cost.difference


def digest(ref: str, snapshot: str, cost: Cost, day: date, at_once: Money) -> str:
    """A fingerprint of exactly what was shown: the button says yes to this and to nothing else."""
    told = [ref, snapshot, cost.was.minor, cost.amount.minor, cost.fee.minor, day.isoformat(), at_once.minor]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def changed_pairs(before: Pairs, after: Pairs) -> list[tuple[str, str, str]]:
    """What differs between two sheets, as (label, was, now); "" for what is not on one of them."""
    was, now = dict(before), dict(after)
    labels = list(dict.fromkeys([*now, *was]))
    return [(label, was.get(label, ""), now.get(label, "")) for label in labels if was.get(label) != now.get(label)]


def halves(amount: Money, balance: Money, tax: Money) -> tuple[Money, Money, Money]:
    """(deposit, its tax, the balance's tax): every cent and its tax in exactly one half."""
    balance_tax = tax.share(balance.minor, amount.minor) if amount.minor else tax
    return amount - balance, tax - balance_tax, balance_tax
