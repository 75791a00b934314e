"""The kernel that answers from a diagram."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.fronts import NEVER, Front, Row, Terrain
from storefront.configurator.solving.diagram.sweep import Answer, Sweeper
from storefront.configurator.solving.kernel import IMPOSSIBLE, Costs, Domains, Picks

_MODULUS = 1_000_003
_KEPT = 128  # states of the last few shoppers

Key = frozenset[tuple[int, int]]
Cells = tuple[int | None, ...]

_NONE: Key = frozenset()


class State(NamedTuple):
    """The cheapest and (with costs negated) the dearest under some picks, and what is told of them."""

    low: Front
    dear: Front
    domains: Domains


class DiagramKernel:
    """Implements `Kernel`. Remembers states for speed, but no answer depends on what it remembers; threads may share
    it."""

    name = "diagram"

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._sweeper = Sweeper.of(diagram)
        self._terrain = Terrain(diagram)
        self._free = [(0,) * size for size in diagram.sizes]
        dear = [[-cost for cost in row] for row in diagram.high]
        self._start = _state(self._terrain.front(diagram.low), self._terrain.front(dear))
        self._zero = self._terrain.front(self._free)
        self._kept = _Kept()

    def valid(self, picks: Picks) -> tuple[tuple[bool, ...], ...]:
        return tuple([tuple([cost is not None for cost in row]) for row in self.domains(picks).low])

    def bounds(self, picks: Picks) -> tuple[int, int] | None:
        state = self._state(picks)
        return None if state.low.best >= NEVER else (state.low.best, -state.dear.best)

    def domains(self, picks: Picks) -> Domains:
        return self._state(picks).domains

    def best(self, costs: Costs) -> Answer:
        changes = {v: row for v, row in enumerate(costs) if any(row)}
        if 2 * len(changes) > len(costs):
            return self._sweeper.best(costs)
        front = self._terrain.moved(self._zero, changes)
        return tuple(map(_Above(front.best).__getitem__, front.rows))

    def witness(self, costs: Costs, wanted: Picks) -> tuple[int, ...] | None:
        return self._sweeper.witness(costs, wanted)

    def count(self, picks: Picks) -> int:
        return self._sweeper.count(picks)

    def _state(self, picks: Picks) -> State:
        """Worked out from the kept state that shares most of its picks."""
        key = frozenset(picks.items())
        state = self._kept.get(key)
        if state is None:
            near = self._nearest(tuple(picks.items()), key)
            before = self._kept.get(near) or self._start
            state = self._kept[key] = self._picked(before, [pick for pick in picks.items() if pick not in near])
        return state

    def _nearest(self, picks: tuple[tuple[int, int], ...], key: Key) -> Key:
        """The picks without the last; without some other one; without several at the end; none of them."""
        for pick in reversed(picks):
            if (fewer := key - {pick}) in self._kept:
                return fewer
        return next(
            (fewer for end in range(len(picks), 0, -1) if (fewer := frozenset(picks[:end])) in self._kept), _NONE
        )

    def _picked(self, state: State, picks: Sequence[tuple[int, int]]) -> State:
        rows = state.low.rows
        if all(_only(rows[variable], value) for variable, value in picks):
            return state  # nothing else was possible any more
        low = self._terrain.moved(state.low, _held(state.low, picks))
        dear = self._terrain.moved(state.dear, _held(state.dear, picks))
        return _state(low, dear)


def _only(row: Row, value: int) -> bool:
    return row[value] < NEVER and min(row[:value] + row[value + 1 :], default=NEVER) >= NEVER


def _held(front: Front, picks: Iterable[tuple[int, int]]) -> dict[int, Sequence[int]]:
    return {
        variable: [cost if a == value else IMPOSSIBLE for a, cost in enumerate(front.costs[variable])]
        for variable, value in picks
    }


def _state(low: Front, dear: Front) -> State:
    lows, highs = _Above(low.best), _Below(dear.best)
    told = Domains(tuple(map(lows.__getitem__, low.rows)), tuple(map(highs.__getitem__, dear.rows)))
    return State(low, dear, told)


class _Above(dict[Row, Cells]):
    """Totals of a row of regrets. Most variables of a car are settled and have one of a few rows: told once each."""

    def __init__(self, best: int) -> None:
        self.best = best

    def __missing__(self, row: Row) -> Cells:
        best = self.best
        cells = self[row] = tuple([None if regret >= NEVER else best + regret for regret in row])
        return cells


class _Below(_Above):
    """The same of negated costs."""

    def __missing__(self, row: Row) -> Cells:
        best = self.best
        cells = self[row] = tuple([None if regret >= NEVER else -best - regret for regret in row])
        return cells


class _Kept:
    """The states asked for last. One thread may drop what another looks for: then it is worked out again."""

    def __init__(self) -> None:
        self._states: OrderedDict[Key, State] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Key) -> bool:
        return key in self._states

    def get(self, key: Key) -> State | None:
        with self._lock:
            state = self._states.get(key)
            if state is not None:
                self._states.move_to_end(key)
            return state

    def __setitem__(self, key: Key, state: State) -> None:
        with self._lock:
            self._states[key] = state
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)


def checksum(domains: Domains) -> tuple[int, int, int]:
    """How many options are possible, and a sum over their lowest and their highest costs: for comparing two engines."""
    possible = lows = highs = option = 0
    for low, high in zip(domains.low, domains.high, strict=True):
        for least, most in zip(low, high, strict=True):
            option += 1
            if least is not None and most is not None:
                possible += 1
                lows += option * (least % _MODULUS)
                highs += option * (most % _MODULUS)
    return possible, lows % _MODULUS, highs % _MODULUS
