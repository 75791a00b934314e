"""Adding up: material at the moving average of the moment it was taken, labour by logged minutes, overhead on both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from foundation.plain.money import Money, total
from fulfilment.costing.domain.views import CostLine

NO_PRICE = "No price of it was ever booked; the product's own counts."
NO_LOG = "Nobody logged time; the planned minutes count."
MINUTES_AN_HOUR = 60
BASIS_POINTS = 10_000


class MaterialFacts(NamedTuple):
    """A material of one operation: what the product plans, and what was taken off the shelf for it (net of what was
    put back). `taken_value` None: the shelf did not know its price. `issued`: that operation has begun. `ahead_cost` is
    what is still to be taken for a step that repeats another, which nobody had planned."""

    sku: str
    name: str
    unit: str
    operation: int
    planned: int
    planned_cost: Money
    taken: int
    taken_value: Money | None
    issued: bool
    ahead_cost: Money | None = None


class LogFacts(NamedTuple):
    """Minutes of one person at a work centre with an hourly rate."""

    operation: int
    minutes: int
    rate: Money


class OperationFacts(NamedTuple):
    """`planned` minutes were sold with the piece; `ahead` minutes are what this step is planned to take, also where it
    repeats another (rework and replacement were not planned when it was sold)."""

    number: int
    name: str
    planned: int
    ahead: int
    rate: Money
    begun: bool
    done: bool


@dataclass(frozen=True)
class Rates:
    """Overhead in basis points of material and of labour."""

    material_bp: int = 0
    labour_bp: int = 0


@dataclass(frozen=True)
class Facts:
    """All that is known of one production order's cost."""

    currency: str
    materials: Sequence[MaterialFacts]
    operations: Sequence[OperationFacts]
    logs: Sequence[LogFacts]
    rates: Rates


def cost_of(facts: Facts) -> tuple[CostLine, ...]:
    """The lines, material by item, labour by step in their order, overhead last."""
    material = _materials(facts)
    labour = [_labour(one, facts) for one in facts.operations]
    return (*material, *labour, *_overheads(facts, material, labour))


def _materials(facts: Facts) -> list[CostLine]:
    grouped: dict[str, list[MaterialFacts]] = defaultdict(list)
    for one in facts.materials:
        grouped[one.sku].append(one)
    return [_material(rows, facts.currency) for rows in grouped.values()]


def _material(rows: Sequence[MaterialFacts], currency: str) -> CostLine:
    actual = total((_taken_cost(row) for row in rows), currency)
    ahead = total((row.ahead_cost or row.planned_cost for row in rows if not row.issued), currency)
    unpriced = any(row.taken and row.taken_value is None for row in rows)
    return CostLine(
        kind="material",
        key=rows[0].sku,
        name=rows[0].name,
        unit=rows[0].unit,
        planned_quantity=sum(row.planned for row in rows),
        actual_quantity=sum(row.taken for row in rows),
        planned=total((row.planned_cost for row in rows), currency),
        actual=actual,
        expected=actual + ahead,
        assumed=NO_PRICE if unpriced else "",
    )


def _taken_cost(row: MaterialFacts) -> Money:
    if row.taken_value is not None:
        return row.taken_value
    if not row.taken or not row.planned:
        return Money.zero(row.planned_cost.currency)
    return row.planned_cost.share(row.taken, row.planned)


def _labour(step: OperationFacts, facts: Facts) -> CostLine:
    logs = [log for log in facts.logs if log.operation == step.number]
    minutes = sum(log.minutes for log in logs)
    silent = step.done and not logs
    actual = total((_wage(log.minutes, log.rate) for log in _by_rate(logs)), facts.currency)
    if silent:
        minutes, actual = step.ahead, _wage(step.ahead, step.rate)
    left = 0 if step.done else max(step.ahead - minutes, 0)
    return CostLine(
        kind="labour",
        key=str(step.number),
        name=step.name,
        unit="min",
        planned_quantity=step.planned,
        actual_quantity=minutes,
        planned=_wage(step.planned, step.rate),
        actual=actual,
        expected=actual + _wage(left, step.rate),
        assumed=NO_LOG if silent else "",
    )


def _by_rate(logs: Sequence[LogFacts]) -> list[LogFacts]:
    """Minutes at one rate are rounded once, not stretch by stretch."""
    sums: dict[Money, int] = defaultdict(int)
    for log in logs:
        sums[log.rate] += log.minutes
    return [LogFacts(0, minutes, rate) for rate, minutes in sums.items()]


def _wage(minutes: int, rate: Money) -> Money:
    return rate.share(minutes, MINUTES_AN_HOUR)


def _overheads(facts: Facts, material: Sequence[CostLine], labour: Sequence[CostLine]) -> list[CostLine]:
    rates: Mapping[str, tuple[str, int, Sequence[CostLine]]] = {
        "overhead-material": ("on material", facts.rates.material_bp, material),
        "overhead-labour": ("on labour", facts.rates.labour_bp, labour),
    }
    return [_overhead(key, *what, facts.currency) for key, what in rates.items() if what[1]]


def _overhead(key: str, name: str, bp: int, lines: Sequence[CostLine], currency: str) -> CostLine:
    def part(amounts: list[Money]) -> Money:
        return total(amounts, currency).share(bp, BASIS_POINTS)

    return CostLine(
        kind="overhead",
        key=key,
        name=name,
        unit="",
        planned_quantity=bp,
        actual_quantity=bp,
        planned=part([line.planned for line in lines]),
        actual=part([line.actual for line in lines]),
        expected=part([line.expected for line in lines]),
    )
