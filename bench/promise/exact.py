"""Planned ends against CP-SAT's optimum: equal on chains, close on assemblies."""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Any

from bench.figures import Figures
from bench.promise.instances import Instance, assembly, chain, staffed, staffed_assembly
from fulfilment.api.workspec import OperationSpec
from fulfilment.capacity.domain import Trial

CHUNK = 50
_KINDS = {"chain": chain, "assembly": assembly, "staffed": staffed, "staffed_assembly": staffed_assembly}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--chains", type=int, default=10_000)
    parser.add_argument("--assemblies", type=int, default=500)
    parser.add_argument("--staffed", type=int, default=2_000, help="chains on which people stand by")
    parser.add_argument("--staffed-assemblies", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)


def run(options: argparse.Namespace, figures: Figures) -> None:
    began = time.monotonic()
    with ProcessPoolExecutor(options.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        chains = _gaps(pool, "chain", options.chains)
        trees = _gaps(pool, "assembly", options.assemblies)
        staffed_chains = _gaps(pool, "staffed", options.staffed)
        staffed_trees = _gaps(pool, "staffed_assembly", options.staffed_assemblies)
    figures.exactly(f"of {options.chains} chains not at CP-SAT's optimum", sum(gap > 0 for gap in chains), "chains", 0)
    figures.at_most(f"mean gap of {options.assemblies} assemblies", 100 * sum(trees) / len(trees), "%", 0.5)
    figures.told("assemblies at the optimum", 100 * sum(gap == 0 for gap in trees) / len(trees), "%")
    figures.told("largest gap of an assembly", 100 * max(trees), "%")
    name = f"of {options.staffed} chains with people not at CP-SAT's optimum"
    figures.exactly(name, sum(gap > 0 for gap in staffed_chains), "chains", 0)
    if staffed_trees:
        name = f"mean gap of {options.staffed_assemblies} assemblies with people"
        figures.at_most(name, 100 * sum(staffed_trees) / len(staffed_trees), "%", 0.5)
    figures.told("time taken", time.monotonic() - began, "s")


def _gaps(pool: ProcessPoolExecutor, kind: str, count: int) -> list[float]:
    firsts = range(0, count, CHUNK)
    shares = pool.map(_share, [kind] * len(firsts), firsts, [min(CHUNK, count - first) for first in firsts])
    return [gap for share in shares for gap in share]


def _share(kind: str, first: int, count: int) -> list[float]:
    make: Callable[[Random], Instance] = _KINDS[kind]
    return [gap_of(make(Random(f"{kind} {number}"))) for number in range(first, first + count)]


def gap_of(instance: Instance) -> float:
    """How much longer the planned order takes than the best possible, as a share of the latter."""
    planned = instance.routing.place(instance.centres, Trial()).done
    best = Optimum(instance, planned).found() - instance.routing.now
    return (planned - instance.routing.now - best) / best


class Optimum:
    """The earliest possible end, in minutes since 1970, proven by CP-SAT among the plans that end by `planned`.

    Times are working minutes from now on the order's axis.
    """

    def __init__(self, instance: Instance, planned: int) -> None:
        from ortools.sat.python import cp_model  # heavy, and only here

        self._cp, self._model, self._instance = cp_model, cp_model.CpModel(), instance
        self._first = instance.axis.position_of(instance.routing.now)
        self._horizon = instance.axis.position_of(planned) - self._first
        self._ends: dict[int, Any] = {}
        taken = {**instance.booked, **instance.people}
        self._busy = {one: [self._fixed(*span) for span in spans] for one, spans in taken.items()}

    def found(self) -> int:
        steps = self._instance.routing.spec.operations
        for op in steps:
            self._ends[op.number] = self._operation(op)
        for intervals in self._busy.values():
            self._model.add_no_overlap(intervals)
        last = self._ends[steps[-1].number]
        self._model.minimize(last)
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self._model)
        assert status == self._cp.OPTIMAL, solver.status_name(status)
        return self._instance.axis.end_of(self._first + solver.value(last)) + steps[-1].wait_minutes

    def _fixed(self, start: int, end: int) -> Any:
        return self._model.new_fixed_size_interval_var(start - self._first, end - start, "")

    def _operation(self, op: OperationSpec) -> Any:
        """One operation's end, after its predecessors' waiting and its materials, on exactly one unit."""
        model, routing, axis = self._model, self._instance.routing, self._instance.axis
        minutes = routing.minutes(op)
        release = axis.position_of(routing.arrivals.get(op.number, routing.now)) - self._first
        start = model.new_int_var(release, self._horizon - minutes, "")
        end = start + minutes
        for number in op.after:
            self._wait(start, number)
        if not op.splittable:
            model.add_linear_expression_in_domain(start, self._whole_starts(minutes))
        chosen = []
        for unit in self._instance.units_for(op):
            here = model.new_bool_var("")
            self._busy[unit].append(model.new_optional_interval_var(start, minutes, end, here, ""))
            chosen.append(here)
            self._somebody(op, unit, start, here)
        model.add_exactly_one(chosen)
        return end

    def _somebody(self, op: OperationSpec, unit: int, start: Any, here: Any) -> None:
        """If it is done on this unit and the unit needs somebody, exactly one of those who can is there."""
        people, attended = self._instance.people_for(op, unit)
        there = []
        for person in people:
            by = self._model.new_bool_var("")
            interval = self._model.new_optional_interval_var(start, attended, start + attended, by, "")
            self._busy[person].append(interval)
            there.append(by)
        if people:
            self._model.add(sum(there) == here)

    def _wait(self, start: Any, number: int) -> None:
        """`start` not before the operation `number` is done and dry: waiting goes on when the shift does not."""
        steps = self._instance.routing.spec.operations
        waited = next(op.wait_minutes for op in steps if op.number == number)
        if not waited:
            self._model.add(start >= self._ends[number])
            return
        end, pieces = self._ends[number], list(self._pieces(waited))
        chosen = []
        for low, high, shift, slope in pieces:
            here = self._model.new_bool_var("")
            self._model.add(end >= low).only_enforce_if(here)
            self._model.add(end <= high).only_enforce_if(here)
            self._model.add(start >= slope * end + shift).only_enforce_if(here)
            chosen.append(here)
        self._model.add_exactly_one(chosen)

    def _pieces(self, waited: int) -> Iterator[tuple[int, int, int, int]]:
        """Where waiting ends, by where it begins, as (low, high, shift, slope) of straight pieces."""
        axis, first = self._instance.axis, self._first
        table = [axis.position_of(axis.end_of(first + at) + waited) - first for at in range(self._horizon + 1)]
        low = 0
        while low <= self._horizon:
            slope = table[low + 1] - table[low] if low < self._horizon else 0
            slope = slope if slope in (0, 1) else 0
            high = low
            while high < self._horizon and table[high + 1] == table[low] + slope * (high + 1 - low):
                high += 1
            yield low, high, table[low] - slope * low, slope
            low = high + 1

    def _whole_starts(self, minutes: int) -> Any:
        axis, spans = self._instance.axis, list[list[int]]()
        shifts = zip(axis.before, axis.starts, axis.ends, strict=True)
        for before, opens, closes in shifts:
            last = before - self._first + closes - opens - minutes
            if before - self._first > self._horizon:
                break
            if last >= max(before - self._first, 0):
                spans.append([max(before - self._first, 0), last])
        return self._cp.Domain.from_intervals(spans)
