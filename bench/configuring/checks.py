"""A kernel against what others computed and what was really sold."""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.readers import Broken
from storefront.configurator.solving.kernel import Kernel
from storefront.configurator.solving.problem import Problem

from .sessions import Flags, change_costs, flags_of, mulberry32

SALES_SEED = 11
SALES_SECONDS = 90.0  # after that, the rows that remain are looked at after a few picks instead of after each

Place = tuple[int, int]  # variable and value by index


class Names:
    """Finds variables and values as files name them."""

    def __init__(self, problem: Problem) -> None:
        self.variables = {variable.name: index for index, variable in enumerate(problem.variables)}
        self.values = [{name: place for place, name in enumerate(variable.values)} for variable in problem.variables]

    def find(self, variable: str, value: object) -> Place | None:
        """None for what the model does not have. Numbers name the variables of a model without names."""
        index = self.variables.get(variable)
        word = str(int(value)) if isinstance(value, bool) else str(value)
        place = None if index is None else self.values[index].get(word)
        return None if index is None or place is None else (index, place)


@dataclass
class Oracle:
    """Picks and the exact answers, as the data folder's README describes them, in indices of the problem."""

    problem: Problem
    places: list[Place]
    price: list[int]
    sessions: list[list[dict[str, Any]]]

    @classmethod
    def read(cls, path: Path, problem: Problem) -> Oracle:
        """Raises Broken when the file is no oracle of this model."""
        data = path.read_bytes()
        try:
            document = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
            names = Names(problem)
            found = [names.find(str(variable), value) for variable, value in document["options"]]
            oracle = cls(problem, [place for place in found if place], list(document["price"]), document["sessions"])
        except (ValueError, KeyError, TypeError, OSError, EOFError) as error:
            raise Broken(path.name, 0, f"it is no oracle ({error})") from error
        if None in found:
            option = document["options"][found.index(None)]
            raise Broken(path.name, 0, f"the model has no option {option[0]} = {option[1]}: is it of another model?")
        return oracle

    def costs(self) -> list[list[int]]:
        costs = [[0] * size for size in self.problem.sizes()]
        for (variable, value), price in zip(self.places, self.price, strict=True):
            costs[variable][value] = price
        return costs


@dataclass
class Verdict:
    steps: int = 0
    wrong_valid: int = 0
    wrong_price: int = 0
    wrong_repair: int = 0


def against_oracle(kernel: Kernel, oracle: Oracle) -> Verdict:
    """Counts the steps whose valid options, price bounds or repairs differ."""
    verdict = Verdict()
    names = Names(oracle.problem)
    for session in oracle.sessions:
        picks: dict[int, int] = {}
        for step in session:
            place = names.find(str(step["pick"][0]), step["pick"][1])
            if place is None:
                raise Broken("the oracle", 0, f"the model has no option {step['pick']}")
            picks[place[0]] = place[1]
            _judge(kernel, oracle, picks, step, verdict)
    return verdict


def _judge(kernel: Kernel, oracle: Oracle, picks: dict[int, int], step: Mapping[str, Any], verdict: Verdict) -> None:
    flags, bounds = state(kernel, picks)
    valid = {place for place, (variable, value) in enumerate(oracle.places) if flags[variable][value]}
    verdict.steps += 1
    verdict.wrong_valid += valid != set(step["valid"])
    verdict.wrong_price += bounds != (step["min_price"], step["max_price"])
    if step.get("repair") is not None:
        least = kernel.best(change_costs(oracle.problem, picks))
        costs = [least[variable][value] for variable, value in oracle.places]
        expected = {int(option): cost for option, cost in step["repair"].items()}
        found = {option: cost for option, cost in enumerate(costs) if option in expected}
        missing = {option for option, cost in enumerate(costs) if cost} - set(expected)
        verdict.wrong_repair += found != expected or bool(missing)


def state(kernel: Kernel, picks: dict[int, int]) -> tuple[Flags, tuple[int, int] | None]:
    """What is possible and between which prices, by the calls that are also timed."""
    if kernel.name == "solver":
        return kernel.valid(picks), kernel.bounds(picks)
    domains = kernel.domains(picks)
    lows = [cost for row in domains.low for cost in row if cost is not None]
    highs = [cost for row in domains.high for cost in row if cost is not None]
    return flags_of(domains), (min(lows), max(highs)) if lows else None


@dataclass
class Replay:
    sales: int = 0
    refused: int = 0
    in_full: int = 0


def replay(kernel: Kernel, problem: Problem, path: Path) -> Replay:
    """Each sold row picked in a seeded random order: every bought option must stay valid after every pick."""
    names = Names(problem)
    result = Replay()
    start = time.monotonic()
    with path.open(newline="", encoding="utf-8-sig") as file:
        for number, row in enumerate(csv.DictReader(file)):
            bought = [names.find(name, value) for name, value in row.items() if name != "count"]
            places = [place for place in bought if place is not None]
            result.sales += 1
            full = time.monotonic() - start < SALES_SECONDS
            result.in_full += full
            if len(places) < len(bought) or not _goes_through(kernel, places, number, 1 if full else len(places) // 3):
                result.refused += 1
    return result


def _goes_through(kernel: Kernel, places: Sequence[Place], number: int, stride: int) -> bool:
    """Looks after every `stride`-th pick and after the last."""
    picks: dict[int, int] = {}
    for count, (variable, value) in enumerate(shuffled(places, mulberry32(SALES_SEED + number)), 1):
        picks[variable] = value
        if count % max(1, stride) == 0 or count == len(places):
            flags = kernel.valid(picks) if kernel.name == "solver" else flags_of(kernel.domains(picks))
            if not all(flags[bought][choice] for bought, choice in places):
                return False
    return True


def shuffled(places: Sequence[Place], draw: Callable[[int], int]) -> list[Place]:
    """Fisher and Yates."""
    mixed = list(places)
    for last in range(len(mixed) - 1, 0, -1):
        other = draw(last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed
