"""What a change costs: fee by stage, the line's new sum, what is asked for at once. Decisions on plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


def share_of(line: LineSold, pieces: int, of: int) -> LineSold:
    """The money of so many pieces of a line; fees of earlier changes stay with the others."""
    if pieces >= of:
        return line
    minor = (line.amount - line.fee).minor * pieces // of
    return replace(line, quantity=pieces, amount=Money(minor, line.amount.currency), fee=Money.zero(line.fee.currency))


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


@dataclass(frozen=True)
class Parts:
    """A line's sums in two parts, by column; `paid` of what was paid for it was paid for the rest."""

    first: dict[str, int]
    rest: dict[str, int]
    paid: int


def parts_of(sums: Mapping[str, int], *, fee: int, paid: int, owes: bool, pieces: int, of: int) -> Parts:
    """`pieces` of the `of` pieces of a line as a line of their own: both together are the line, to the cent.

    Fees of earlier changes stay with the first. `paid`: net of what went back. What is still owed (`owes`) is each
    line's balance, so that what was paid is its deposit."""
    amount, tax = sums["amount_minor"], sums["tax_minor"]
    mine = (amount - fee) * pieces // of
    rest = {"amount_minor": mine, "tax_minor": tax * mine // amount if amount else 0}
    moved = min(paid * mine // amount if amount else 0, mine)
    deposit = moved if owes else sums["deposit_minor"] * mine // amount if amount else 0
    rest |= {"deposit_minor": deposit, "balance_minor": mine - deposit}
    deposit_tax = rest["tax_minor"] * deposit // mine if mine else 0
    rest |= {"deposit_tax_minor": deposit_tax, "balance_tax_minor": rest["tax_minor"] - deposit_tax}
    return Parts({name: minor - rest[name] for name, minor in sums.items()}, rest, moved)


def halves(amount: Money, balance: Money, tax: Money) -> tuple[Money, Money, Money]:
    """(deposit, its tax, the balance's tax): every cent and its tax in exactly one half."""
    balance_tax = tax.share(balance.minor, amount.minor) if amount.minor else tax
    return amount - balance, tax - balance_tax, balance_tax
