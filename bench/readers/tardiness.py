"""Job shops with due dates: "machines jobs", then headed tables of processing times, routes (machines from 1) and due
dates, a line a job; a table of weights may follow. The k-th time of a line is that on machine k, not of step k: with
it gla01 is la01."""

from __future__ import annotations

from dataclasses import replace

from fulfilment.scheduling import Order, Problem

from .broken import Broken
from .jobshop import JOBS, MACHINES, problem_of
from .numbers import Number, Numbers, numbers

HEADS = {"processing": "processing times", "routes": "routes", "due": "due dates", "weights": "weights"}


def parse(text: str, file: str) -> Problem:
    """Raises Broken."""
    lines = text.splitlines()
    tables = _tables(lines, file)
    header = Numbers(tables.pop("", []), file, 1)
    machines, jobs = header.next("the number of machines", 1, MACHINES), header.next("the number of jobs", 1, JOBS)
    header.finish()
    for name in ("processing", "routes", "due"):
        if name not in tables:
            raise Broken(file, len(lines), f"the table of {HEADS[name]} is missing")
    times = _table(tables["processing"], file, len(lines), jobs, machines, "a processing time", 0)
    routes = _table(tables["routes"], file, len(lines), jobs, machines, "a machine of a route", 1, machines)
    dues = _table(tables["due"], file, len(lines), jobs, 1, "a due date", 0)
    ones = [[1]] * jobs
    weights = (
        _table(tables["weights"], file, len(lines), jobs, 1, "a weight", 0, 10**6) if "weights" in tables else ones
    )
    for number, route in enumerate(routes):
        if len(set(route)) < machines:
            raise Broken(file, tables["routes"][number * machines].line, "a route visits a machine twice")
    shop = [[[(m - 1, times[job][m - 1])] for m in route] for job, route in enumerate(routes)]
    orders = {str(n): Order(str(n), dues[n][0], weights[n][0]) for n in range(jobs)}
    return replace(problem_of(shop, machines), orders=orders)


def _tables(lines: list[str], file: str) -> dict[str, list[Number]]:
    """Numbers by the head above them; "" for those above every head."""
    tables: dict[str, list[Number]] = {"": []}
    name = ""
    for at, line in enumerate(lines, 1):
        word = line.strip().lower().split(" ")[0].rstrip(":")
        if word in HEADS:
            if word in tables:
                raise Broken(file, at, f"a second table of {HEADS[word]}")
            name = word
            tables[name] = []
        else:
            tables[name] += numbers([line], file, at)
    return tables


def _table(
    found: list[Number], file: str, last: int, rows: int, columns: int, what: str, low: int, high: int = 10**9
) -> list[list[int]]:
    reader = Numbers(found, file, found[-1].line if found else last)
    table = [[reader.next(what, low, high) for _ in range(columns)] for _ in range(rows)]
    reader.finish()
    return table
