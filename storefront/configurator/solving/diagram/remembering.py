"""States worked out from states: what a shopper asks next differs from what was asked before by a pick."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.front import Front
from storefront.configurator.solving.diagram.fronts import Fronts
from storefront.configurator.solving.diagram.sweep import Sweeper
from storefront.configurator.solving.diagram.terrain import Terrain
from storefront.configurator.solving.kernel import Costs, Domains, Picks, Row

_KEPT = 512  # states of the last few shoppers, fewer of large diagrams:
_KEPT_STEPS = 400_000  # these take some eight megabytes, as neighbours share what is equal

Key = frozenset[tuple[int, int]]

_NONE: Key = frozenset()

What = TypeVar("What")


class State(NamedTuple):
    """What some picks leave, and what is told of it."""

    front: Front
    domains: Domains


class RememberedSweeps:
    """Domains and least totals by plain loops over what a pick touches. Remembers states for speed, but no answer
    depends on what it remembers; threads may share it."""

    def __init__(self, diagram: Diagram, terrain: Terrain) -> None:
        self._sizes = diagram.sizes
        self._sweeper = Sweeper(terrain)
        self._fronts = Fronts(terrain, diagram.low, diagram.high)
        self._start = self._told(self._fronts.start)
        self._kept: Kept[State] = Kept(max(8, min(_KEPT, _KEPT_STEPS // (terrain.steps + 1))))

    def domains(self, picks: Picks) -> Domains:
        return self._state(picks).domains

    def best(self, costs: Costs) -> tuple[Row, ...]:
        return self._sweeper.best(costs)

    def _state(self, picks: Picks) -> State:
        """Worked out from the kept state that shares most of its picks."""
        key = frozenset(picks.items())
        state = self._kept.get(key)
        if state is None:
            near = self._kept.nearest(picks)
            before = self._kept.get(near) or self._start
            state = self._kept[key] = self._picked(before, [pick for pick in picks.items() if pick not in near])
        return state

    def _picked(self, state: State, picks: Sequence[tuple[int, int]]) -> State:
        dearer = state.domains.dearer
        if all(_only(dearer[variable], value) for variable, value in picks):
            return state  # nothing else was possible any more
        return self._told(self._fronts.picked(state.front, picks))

    def _told(self, front: Front) -> State:
        bounds = self._fronts.bounds(front)
        if bounds is None:
            none = tuple([(None,) * size for size in self._sizes])
            return State(front, Domains(None, None, none, none))
        return State(front, Domains(*bounds, tuple(front.dearer), tuple(front.cheaper)))


def _only(row: Row, value: int) -> bool:
    return row[value] is not None and row.count(None) == len(row) - 1


class Kept(Generic[What]):
    """The states asked for last. One thread may drop what another looks for: then it is worked out again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._states: OrderedDict[Key, What] = OrderedDict()
        self._lock = Lock()

    def nearest(self, picks: Picks) -> Key:
        """Of what is kept: the picks without the last; without some other one; without several at the end; none."""
        every = tuple(picks.items())
        key = frozenset(every)
        for pick in reversed(every):
            if (fewer := key - {pick}) in self._states:
                return fewer
        return next(
            (fewer for end in range(len(every), 0, -1) if (fewer := frozenset(every[:end])) in self._states), _NONE
        )

    def get(self, key: Key) -> What | None:
        with self._lock:
            state = self._states.get(key)
            if state is not None:
                self._states.move_to_end(key)
            return state

    def __setitem__(self, key: Key, state: What) -> None:
        with self._lock:
            self._states[key] = state
            if len(self._states) > self._most:
                self._states.popitem(last=False)
