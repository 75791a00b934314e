"""Seeded sessions of random valid picks; the same in every language that can draw 32-bit numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from storefront.configurator.solving.diagram import DiagramKernel
from storefront.configurator.solving.explaining import Explainer
from storefront.configurator.solving.kernel import Domains, Kernel
from storefront.configurator.solving.problem import Problem

SESSIONS = 20
PICKS = 20
FIRST_SEED = 1000
EXPLAINED_SEED = 5000
WARM_SEED = 9000
WARM_STEPS = 3
PRICE_SEED = 7
SHARE_SECONDS = 10.0  # so long may repairs, and explanations, take together; what was measured is counted

Answer = TypeVar("Answer")
Flags = Sequence[Sequence[bool]]


def mulberry32(seed: int) -> Callable[[int], int]:
    """Tommy Ettinger's mulberry32; the draw is a whole number below the argument."""
    state = seed & 0xFFFFFFFF

    def draw(below: int) -> int:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61))) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 14)) * below) >> 32

    return draw


def synthetic_prices(problem: Problem) -> list[list[int]]:
    """A whole price below 1000 for every value, where the model brings none."""
    draw = mulberry32(PRICE_SEED)
    return [[draw(1000) for _ in range(size)] for size in problem.sizes()]


def change_costs(problem: Problem, picks: dict[int, int]) -> list[list[int]]:
    """1 for every pick that changes."""
    return [
        [int(variable in picks and picks[variable] != value) for value in range(size)]
        for variable, size in enumerate(problem.sizes())
    ]


def flags_of(domains: Domains) -> Flags:
    return [[cost is not None for cost in row] for row in domains.dearer]


@dataclass
class Timing:
    """Milliseconds of the calls to a kernel, nothing around them: on the clock, and of the processor."""

    values: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)  # tells on a busy machine what the call itself took

    def of(self, call: Callable[[], Answer]) -> Answer:
        processor, start = time.thread_time(), time.perf_counter()
        answer = call()
        self.values.append((time.perf_counter() - start) * 1000)
        self.processor.append((time.thread_time() - processor) * 1000)
        return answer

    def spent(self) -> float:
        return sum(self.values) / 1000

    def at(self, share: float) -> float | None:
        """The milliseconds that `share` of the calls stay within."""
        return _within(self.values, share)

    def processor_at(self, share: float) -> float | None:
        return _within(self.processor, share)


def _within(values: Sequence[float], share: float) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 4)


@dataclass
class Measured:
    state: Timing = field(default_factory=Timing)
    repair: Timing = field(default_factory=Timing)
    explain: Timing = field(default_factory=Timing)
    sessions: list[list[tuple[int, int]]] = field(default_factory=list)
    domains: list[list[Domains]] = field(default_factory=list)  # per step, of a diagram only


def steps(seed: int, start: Flags, state: Callable[[dict[int, int]], Flags]) -> Iterator[tuple[dict[int, int], Flags]]:
    """After each pick of one session: all picks so far and what is possible with them."""
    draw = mulberry32(seed)
    picks: dict[int, int] = {}
    flags = start
    for _ in range(PICKS):
        undecided = [variable for variable, row in enumerate(flags) if variable not in picks and sum(row) > 1]
        if not undecided:
            return
        variable = undecided[draw(len(undecided))]
        values = [value for value, flag in enumerate(flags[variable]) if flag]
        picks[variable] = values[draw(len(values))]
        flags = state(dict(picks))
        yield dict(picks), flags


def measure(problem: Problem, kernel: Kernel) -> Measured:
    """20 sessions of 20 picks. A state of a diagram is all domains with prices, of a solver the valid values.

    A few steps with a seed of their own go before, so that imports and first-time work are not counted.
    """
    measured = Measured()
    explainer = Explainer(problem, kernel.possible if isinstance(kernel, DiagramKernel) else None)
    start = _state(kernel, {}, Measured())
    warm = islice(steps(WARM_SEED, start, lambda picks: _state(kernel, picks, Measured())), WARM_STEPS)
    for picks, flags in warm:
        _extras(problem, kernel, explainer, picks, flags, Measured(), mulberry32(WARM_SEED))
    for number in range(SESSIONS):
        measured.domains.append([])
        draw = mulberry32(EXPLAINED_SEED + number)
        before: dict[int, int] = {}
        for picks, flags in steps(FIRST_SEED + number, start, lambda picks: _state(kernel, picks, measured)):
            _extras(problem, kernel, explainer, picks, flags, measured, draw)
            before = picks
        measured.sessions.append(list(before.items()))
    return measured


def _state(kernel: Kernel, picks: dict[int, int], measured: Measured) -> Flags:
    if kernel.name == "solver":
        return measured.state.of(lambda: kernel.valid(picks))
    domains = measured.state.of(lambda: kernel.domains(picks))
    if measured.domains:
        measured.domains[-1].append(domains)
    return flags_of(domains)


def _extras(
    problem: Problem,
    kernel: Kernel,
    explainer: Explainer,
    picks: dict[int, int],
    flags: Flags,
    measured: Measured,
    draw: Callable[[int], int],
) -> None:
    """The smallest change for all blocked values at once, and the reason of one of them."""
    blocked = [
        (variable, value)
        for variable, row in enumerate(flags)
        if variable not in picks
        for value, flag in enumerate(row)
        if not flag
    ]
    if not blocked:
        return
    variable, value = blocked[draw(len(blocked))]
    if measured.repair.spent() < SHARE_SECONDS:
        costs = change_costs(problem, picks)
        measured.repair.of(lambda: kernel.best(costs))
    if measured.explain.spent() < SHARE_SECONDS:
        measured.explain.of(lambda: explainer.explain(picks, variable, value))
