"""Job shops and flexible job shops.

Job shop: "jobs machines", then by job (machine, minutes) pairs. Flexible: "jobs machines [mean]", then by job the
number of its steps and by step the number of its machines with (machine, minutes) pairs. Machines count from 0; where
none is 0 and one is as high as their number, from 1. Which of the two a file is, its numbers tell: only one reading
uses all of them (of a file that allows both, the job shop).
"""

from __future__ import annotations

from collections.abc import Sequence

from fulfilment.scheduling import Mode, Operation, Problem, Unit

from .broken import Broken
from .numbers import Number, Numbers, numbers

JOBS, MACHINES, STEPS = 100_000, 10_000, 10_000
Step = list[tuple[int, int]]


def parse(text: str, file: str) -> tuple[str, Problem]:
    """The kind and the problem. Raises Broken."""
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip() and line.strip()[0] not in "#/"), None)
    if first is None:
        raise Broken(file, 0, "the file is empty")
    found = numbers(lines[first + 1 :], file, first + 2)
    jobs, machines = _header(lines[first], file, first + 1)
    try:
        return "job shop", _plain(found, file, len(lines), jobs, machines)
    except Broken as plain:
        try:
            return "flexible", _flexible(found, file, len(lines), jobs, machines)
        except Broken as flexible:
            read_all = not flexible.line  # only what the numbers mean is wrong
            raise flexible if read_all or flexible.line >= plain.line else plain from None


def problem_of(jobs: Sequence[Sequence[Step]], machines: int) -> Problem:
    """Jobs "0", "1", … of steps; machines 0 to `machines` - 1. Steps that take no time keep their place."""
    operations: dict[int, Operation] = {}
    for number, steps in enumerate(jobs):
        for n, step in enumerate(steps):
            op = len(operations)
            modes = tuple(Mode(machine, minutes) for machine, minutes in step)
            operations[op] = Operation(op, str(number), modes, (op - 1,) if n else ())
    return Problem(operations, {n: Unit(n) for n in range(machines)})


def _header(line: str, file: str, at: int) -> tuple[int, int]:
    words = line.split()
    if len(words) not in (2, 3):
        raise Broken(file, at, "the first line must hold the number of jobs and of machines")
    found = Numbers(numbers([" ".join(words[:2])], file, at), file, at)
    return found.next("the number of jobs", 1, JOBS), found.next("the number of machines", 1, MACHINES)


def _plain(found: list[Number], file: str, last: int, jobs: int, machines: int) -> Problem:
    if len(found) != 2 * jobs * machines:
        raise Broken(
            file, found[-1].line if found else last, f"{jobs} jobs of {machines} steps need two numbers a step"
        )
    reader = Numbers(found, file, last)
    shop: list[list[Step]] = []
    for _ in range(jobs):
        shop.append([[(reader.next("a machine", 0, machines), reader.next("minutes"))] for _ in range(machines)])
        if len({step[0][0] for step in shop[-1]}) < machines:
            raise Broken(file, reader.line, "a job visits a machine twice")
    return problem_of(_from_zero(shop, machines, file), machines)


def _flexible(found: list[Number], file: str, last: int, jobs: int, machines: int) -> Problem:
    reader = Numbers(found, file, last)
    shop = [
        [_step(reader, machines) for _ in range(reader.next("the number of steps of a job", 1, STEPS))]
        for _ in range(jobs)
    ]
    reader.finish()
    return problem_of(_from_zero(shop, machines, file), machines)


def _step(reader: Numbers, machines: int) -> Step:
    count = reader.next("the number of machines of a step", 1, machines)
    choices: dict[int, int] = {}
    for _ in range(count):
        machine, minutes = reader.next("a machine", 0, machines), reader.next("minutes")
        choices[machine] = min(minutes, choices.get(machine, minutes))
    return list(choices.items())


def _from_zero(shop: list[list[Step]], machines: int, file: str) -> list[list[Step]]:
    named = {machine for steps in shop for step in steps for machine, _ in step}
    if max(named) < machines:
        return shop
    if min(named) == 0:
        raise Broken(file, 0, f"machine {machines} of machines 0 to {machines - 1} is not there")
    return [[[(machine - 1, minutes) for machine, minutes in step] for step in steps] for steps in shop]
