"""Re-planning 10,000 operations after a machine went down, and what a dispatching rule is worth."""

from __future__ import annotations

import argparse
import time
from collections.abc import Container
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from bench.figures import Figures, percentile
from fulfilment.capacity.domain import CalendarIn, axis_of, minute_of
from fulfilment.scheduling import (
    Down,
    Mode,
    Operation,
    Order,
    Plan,
    Problem,
    Span,
    Unit,
    dispatch,
    faults,
    ready_at,
    right_shift,
)

NOW = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
SHIFTS = (("06:00", "14:00"), ("14:00", "22:00"))
MEAN = 60  # minutes of a step
WAITS = (0, 0, 0, 60, 960)
RULES = ("EDD", "FIFO", "SPT", "WSPT", "MDD", "COVERT")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=20, help="machines that go down, each in the same plan")


def run(options: argparse.Namespace, figures: Figures) -> None:
    _repairs(options, figures)
    _rules(options, figures)


def _repairs(options: argparse.Namespace, figures: Figures) -> None:
    """Every event is repaired from the plan's plain values: the index over it is built within the time."""
    random, now = Random("replan"), minute_of(NOW)
    problem = workshop(random, options.operations, load=0.85, arriving=1)
    plan = {op: span for op, (_, span) in right_shift(problem, {}, now=now).moved.items()}
    problem = promised(problem, ready_at(problem, plan), random)
    spent, moved, strangers, wrong = [], 0, 0, 0
    for _ in range(options.events):
        down = _down(random, problem, now)
        began = time.process_time()
        repaired = right_shift(problem, plan, now=now, happened=[down])
        spent.append(1000 * (time.process_time() - began))
        after = {**plan, **{op: span for op, (_, span) in repaired.moved.items()}}
        moved += len(repaired.moved)
        strangers += _strangers_moved(problem, plan, after, repaired.ready.keys())
        wrong += len(faults(_without(problem, down), after))
    figures.at_most(f"CPU p50 per re-plan of {len(plan)} operations", percentile(spent, 0.5), "ms", 150)
    figures.at_most("CPU worst", max(spent), "ms", 150)
    figures.told("operations moved per event", moved / options.events, "operations")
    figures.exactly("unaffected orders whose day moved", strangers, "orders", 0)
    figures.exactly("impossible after repair", wrong, "faults", 0)


def _rules(options: argparse.Namespace, figures: Figures) -> None:
    """An overloaded queue: all of it waits now, due before it can all be done. The bar is held on one step an order,
    where only the rule counts; on routings of six, waits at the next work centre count as well."""
    for steps, bar in ((1, 0.45), (6, None)):
        problem = workshop(Random("rules"), options.operations, load=1.6, arriving=0, steps=steps)
        placed = right_shift(problem, {}, now=minute_of(NOW)).moved
        base = tardiness(problem, {op: span for op, (_, span) in placed.items()})
        what = f"queue of {options.operations}, {steps} step an order: weighted tardiness to insertion by due date,"
        for rule in RULES:
            figures.told(f"{what} {rule}", _ratio(problem, rule, base), "")
        began = time.process_time()
        ratio = _ratio(problem, "ATC", base)
        if bar is None:
            figures.told(f"{what} ATC", ratio, "")
        else:
            figures.at_most(f"{what} ATC", ratio, "", bar)
        figures.told(f"CPU to dispatch {options.operations} operations by ATC", time.process_time() - began, "s")


def _ratio(problem: Problem, rule: str, base: int) -> float:
    return tardiness(problem, dispatch(problem, now=minute_of(NOW), rule=rule)) / base


def tardiness(problem: Problem, plan: Plan) -> int:
    """Weighted minutes on the wall after the due minutes."""
    ready = ready_at(problem, plan)
    return sum(order.weight * max(ready[id_] - order.due, 0) for id_, order in problem.orders.items())


def workshop(random: Random, count: int, load: float, arriving: float, steps: int = 6) -> Problem:
    """Orders of so many steps over twenty work centres of one to three units, two shifts. Days wanted are spread over
    the time of which the work fills `load`; orders can begin during the first `arriving` of it."""
    axis = axis_of(CalendarIn("w", "Europe/Copenhagen", dict.fromkeys(range(5), SHIFTS)), NOW)
    centres, units = [], dict[int, Unit]()
    for _ in range(20):
        mine = [Unit(len(units) + n + 1, axis) for n in range(random.randint(1, 3))]
        units.update((unit.id, unit) for unit in mine)
        centres.append([unit.id for unit in mine])
    first, span = axis.position(NOW), int(count * MEAN / load / len(units))
    operations, orders = dict[int, Operation](), dict[str, Order]()
    for number in range(-(-count // steps)):
        begins = axis.start_of(first + int(random.random() * arriving * span))
        for op in range(number * steps, min(number * steps + steps, count)):
            minutes = random.randint(5, 2 * MEAN - 5)
            modes = tuple(Mode(unit, minutes) for unit in random.choices(centres, [len(c) for c in centres])[0])
            after = (op - 1,) if op % steps else ()
            operations[op] = Operation(op, f"L{number}", modes, after, random.choice(WAITS), begins)
        due = axis.end_of(first + random.randint(0, span))
        orders[f"L{number}"] = Order(f"L{number}", due, random.choice((1, 1, 2, 4)))
    return Problem(operations, units, orders)


def promised(problem: Problem, ready: dict[str, int], random: Random) -> Problem:
    """Each order promised for a day or so after what is planned, as a promise with its buffer is."""
    orders = {id_: replace(one, due=ready[id_] + random.randint(0, 2_880)) for id_, one in problem.orders.items()}
    return replace(problem, orders=orders)


def _down(random: Random, problem: Problem, now: int) -> Down:
    """A machine that is away for an hour to two shifts, some time in the next three working days."""
    unit = problem.units[random.choice(sorted(problem.units))]
    start = unit.axis.position_of(now) + random.randint(0, 3 * 16 * 60)
    return Down(unit.id, start, start + random.randint(60, 960))


def _without(problem: Problem, down: Down) -> Problem:
    unit = replace(problem.units[down.unit], closed=((down.start, down.end),))
    return replace(problem, units={**problem.units, down.unit: unit})


def _strangers_moved(problem: Problem, plan: Plan, after: dict[int, Span], touched: Container[object]) -> int:
    was, now = ready_at(problem, plan), ready_at(problem, after)
    return sum(was[order] != now[order] for order in was if order not in touched)
