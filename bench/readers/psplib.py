"""PSPLIB's single-mode project files (.sm): activities, successors, renewable resources (Kolisch and Sprecher 1997)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fulfilment.scheduling import Draw, Operation, Problem

from .broken import Broken
from .numbers import Numbers, numbers

ACTIVITIES, RESOURCES = 100_000, 1_000
Line = tuple[int, str]


def parse(text: str, file: str) -> Problem:
    """Activities keep their numbers; the project is one order. Raises Broken."""
    lines = list(enumerate(text.splitlines(), 1))
    count = _count(lines, file, r"jobs.*:\s*(\d+)", "jobs", ACTIVITIES)
    pools = _count(lines, file, r"-\s*renewable\s*:\s*(\d+)", "renewable resources", RESOURCES)
    for kind in ("nonrenewable", "doubly constrained"):
        if _count(lines, file, rf"-\s*{kind}\s*:\s*(\d+)", kind, RESOURCES, missing=0):
            raise Broken(file, 0, f"{kind} resources are not read here")
    before = _successors(_section(lines, "PRECEDENCE RELATIONS", file), file, count)
    work = _work(_section(lines, "REQUESTS/DURATIONS", file), file, count, pools)
    limits = _limits(_section(lines, "RESOURCEAVAILABILITIES", file), file, pools)
    for number, (_, draws) in work.items():
        for pool, amount in enumerate(draws):
            if amount > limits[pool]:
                raise Broken(file, 0, f"activity {number} needs more of resource {pool + 1} than there is")
    operations = {
        number: Operation(
            number,
            "project",
            after=tuple(before[number]),
            minutes=minutes,
            draws=tuple(Draw(pool, amount) for pool, amount in enumerate(draws) if amount),
        )
        for number, (minutes, draws) in work.items()
    }
    return Problem(operations, pools=dict(enumerate(limits)))


def _count(lines: list[Line], file: str, pattern: str, what: str, high: int, missing: int | None = None) -> int:
    for at, line in lines:
        found = re.search(pattern, line, re.IGNORECASE)
        if found:
            return Numbers(numbers([found[1]], file, at), file, at).next(f"the number of {what}", 0, high)
    if missing is None:
        raise Broken(file, 0, f"the number of {what} is missing")
    return missing


def _section(lines: list[Line], head: str, file: str) -> Iterator[Line]:
    """The lines of numbers below a head, up to the line of stars."""
    start = next((n for n, (_, line) in enumerate(lines) if line.strip().startswith(head)), None)
    if start is None:
        raise Broken(file, len(lines), f"the section {head} is missing")
    for at, line in lines[start + 1 :]:
        if line.startswith("*"):
            return
        if line.strip()[:1].isdigit():
            yield at, line


def _successors(section: Iterator[Line], file: str, count: int) -> dict[int, list[int]]:
    """By activity those before it."""
    before: dict[int, list[int]] = {number: [] for number in range(1, count + 1)}
    seen = set[int]()
    for at, line in section:
        reader = Numbers(numbers([line], file, at), file, at)
        number = reader.next("an activity", 1, count)
        if number in seen:
            raise Broken(file, at, f"activity {number} stands here twice")
        seen.add(number)
        if reader.next("the number of modes") != 1:
            raise Broken(file, at, "activities of several modes are not read here")
        for _ in range(reader.next("the number of successors", 0, count)):
            before[reader.next("a successor", 1, count)].append(number)
        reader.finish()
    if len(seen) < count:
        raise Broken(file, 0, f"{count - len(seen)} activities have no line of successors")
    return before


def _work(section: Iterator[Line], file: str, count: int, pools: int) -> dict[int, tuple[int, list[int]]]:
    work: dict[int, tuple[int, list[int]]] = {}
    for at, line in section:
        reader = Numbers(numbers([line], file, at), file, at)
        number = reader.next("an activity", 1, count)
        reader.next("a mode", 1, 1)
        minutes = reader.next("a duration")
        work[number] = (minutes, [reader.next("a demand") for _ in range(pools)])
        reader.finish()
    if len(work) < count:
        raise Broken(file, 0, f"{count - len(work)} activities have no duration")
    return work


def _limits(section: Iterator[Line], file: str, pools: int) -> list[int]:
    for at, line in section:
        reader = Numbers(numbers([line], file, at), file, at)
        limits = [reader.next("an availability") for _ in range(pools)]
        reader.finish()
        return limits
    raise Broken(file, 0, "the availabilities are missing")
