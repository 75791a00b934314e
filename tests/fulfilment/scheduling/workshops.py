"""Small random workshops with plans, for properties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from fulfilment.capacity.domain import CalendarIn, axis_of, minute_of
from fulfilment.scheduling import ALWAYS, Mode, Operation, Order, Plan, Problem, Span, Unit, right_shift

NOW = minute_of(datetime(2026, 11, 23, 9, 7, tzinfo=UTC))
SHIFTS = (("07:00", "12:00"), ("12:30", "15:30"))
DAYS = axis_of(
    CalendarIn("d", "Europe/Copenhagen", dict.fromkeys(range(5), SHIFTS)), datetime(2026, 11, 23, tzinfo=UTC)
)


@dataclass(frozen=True)
class Workshop:
    problem: Problem
    plan: Plan

    @property
    def now(self) -> int:
        return NOW


def workshop(random: Random, orders: int = 8) -> Workshop:
    """Orders of one to five steps on up to four units, some open at all times, planned by repair from nothing."""
    units = {n: Unit(n, random.choice((ALWAYS, DAYS))) for n in range(1, random.randint(2, 5))}
    operations: dict[int, Operation] = {}
    for number in range(orders):
        for op in _routing(random, f"L{number}", number * 10, list(units)):
            operations[op.id] = op
    dues = {f"L{n}": Order(f"L{n}", NOW + random.randint(0, 6_000), random.randint(1, 4), (n,)) for n in range(orders)}
    problem = Problem(operations, units, dues)
    planned = right_shift(problem, {}, now=NOW)
    return Workshop(problem, {op: after for op, (_, after) in planned.moved.items()})


def promised(shop: Workshop, ready: dict[str, int], slack: int = 0) -> Workshop:
    """The same with every order promised for `slack` minutes after its present plan."""
    orders = {id_: replace(order, due=ready[id_] + slack) for id_, order in shop.problem.orders.items()}
    return Workshop(replace(shop.problem, orders=orders), shop.plan)


def _routing(random: Random, order: str, first: int, units: list[int]) -> list[Operation]:
    steps = []
    for n in range(random.randint(1, 5)):
        chosen = random.sample(units, random.randint(1, min(2, len(units))))
        minutes = random.randint(1, 200)
        steps.append(
            Operation(
                id=first + n,
                order=order,
                modes=tuple(Mode(unit, minutes) for unit in chosen),
                after=tuple(first + m for m in range(n) if random.random() < 0.6),
                wait=random.choice((0, 0, 45, 600)),
                release=NOW + random.choice((0, 0, random.randint(0, 3_000))),
                splittable=random.random() < 0.8,
            )
        )
    return steps


def some_span(random: Random, plan: Plan) -> Span:
    return plan[random.choice(sorted(plan))]
