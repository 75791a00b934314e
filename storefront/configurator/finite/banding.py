"""Builds a `SizeMap`: which cells of the grid the atoms (comparisons of sizes) cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from storefront.configurator.expressions import Scope, tree
from storefront.configurator.expressions.closures import Run, closure
from storefront.configurator.finite.direction import Direction, direction
from storefront.configurator.finite.limits import MAX_BANDS, Looks, TooManySizes
from storefront.configurator.finite.sizes import Runs, SizeMap

Known = tuple[bool | None, ...]  # per atom, as far as the sizes so far decide it
Changes = tuple[tuple[int, bool], ...]  # (first index after, truth) along one size


@dataclass(frozen=True)
class Banded:
    """`signatures`: per band and atom, whether the atom is true there."""

    sizes: SizeMap
    signatures: tuple[tuple[bool, ...], ...]


@dataclass
class Banding:
    """One use each: `Banding(...).built()`."""

    scope: Scope
    names: tuple[str, ...]
    grids: tuple[range, ...]
    counters: frozenset[str]
    atoms: Sequence[tree.Compare]
    looks: Looks
    _nodes: dict[tuple[int, Runs], int] = field(default_factory=dict)
    _bands: dict[Known, int] = field(default_factory=dict)
    _memo: dict[tuple[object, ...], int] = field(default_factory=dict)
    _changes: dict[tuple[object, ...], Changes] = field(default_factory=dict)
    _rows: dict[tuple[object, ...], Runs] = field(default_factory=dict)

    def built(self) -> Banded:
        self._runs: list[Run] = [closure(atom, self.scope) for atom in self.atoms]
        self._names = [tree.names(atom) for atom in self.atoms]
        self._last = [max(self.names.index(name) for name in used) for used in self._names]
        self._directions: list[Direction] = [
            direction(atom, self.names[last], self.scope) for atom, last in zip(self.atoms, self._last, strict=True)
        ]
        for at, way in enumerate(self._directions):
            if way is None:
                self._check_cells(at)
        root = self._node(0, (None,) * len(self.atoms), {})
        nodes = tuple(runs for _, runs in self._nodes)
        sizes = SizeMap(
            self.names, self.grids, self.counters, nodes, root, len(self._bands), countable=self._countable()
        )
        return Banded(sizes, tuple(tuple(bool(one) for one in known) for known in self._bands))

    def _check_cells(self, at: int) -> None:
        """A comparison that has to be looked at everywhere: too many cells are said at once, not after a million."""
        names = sorted(self._names[at])
        cells = prod(len(self.grids[self.names.index(name)]) for name in names)
        Looks(self.looks.left).take(cells, f"A comparison of {', '.join(names)}", names)

    def _countable(self) -> bool:
        """A text that is asked for has letters, one that is not has none: any further test of letters is a rule's."""
        counted = [atom for atom, used in zip(self.atoms, self._names, strict=True) if used & self.counters]
        return all(atom == asked(name) for atom in counted for name in tree.names(atom) & self.counters)

    def _node(self, depth: int, known: Known, values: dict[str, int]) -> int:
        if depth == len(self.names):
            return self._band(known)
        undecided = [at for at, truth in enumerate(known) if truth is None]
        waiting = [at for at in undecided if self._last[at] > depth]
        needed = {name for at in undecided for name in self._names[at] if name in values}
        key = (depth, known, *sorted((name, values[name]) for name in needed))
        if key not in self._memo:
            runs = self._merged(depth, known, values, waiting)
            self._memo[key] = self._nodes.setdefault((depth, runs), len(self._nodes))
        return self._memo[key]

    def _merged(self, depth: int, known: Known, values: dict[str, int], waiting: list[int]) -> Runs:
        """The runs of one node: at every change of an atom, and at every value that a later comparison asks for."""
        name, grid = self.names[depth], self.grids[depth]
        decided = [at for at, last in enumerate(self._last) if last == depth]
        changes = {at: self._along(at, values) for at in decided}
        same = (depth, known, *changes.items())
        if not waiting and same in self._rows:
            return self._rows[same]
        ends = {end for along in changes.values() for end, _ in along} | {len(grid)}
        if any(name in self._names[at] for at in waiting):
            ends |= set(range(1, len(grid) + 1))
        runs: list[tuple[int, int]] = []
        places = dict.fromkeys(decided, 0)
        start = 0
        for end in sorted(ends):
            truths = list(known)
            for at, along in changes.items():
                while along[places[at]][0] <= start:
                    places[at] += 1
                truths[at] = along[places[at]][1]
            target = self._node(depth + 1, tuple(truths), {**values, name: grid[start]})
            if runs and runs[-1][1] == target:
                runs.pop()
            runs.append((end, target))
            start = end
        self._rows[same] = tuple(runs)
        return self._rows[same]

    def _along(self, at: int, values: dict[str, int]) -> Changes:
        """Where the atom changes its truth along its last size, the others being as in `values`."""
        used = sorted(name for name in self._names[at] if name in values)
        key = (at, *(values[name] for name in used))
        if key not in self._changes:
            name, grid = self.names[self._last[at]], self.grids[self._last[at]]
            env = {other: values[other] for other in used}
            moves = self._directions[at]
            found = self._every(at, env, name, grid) if moves is None else self._halved(at, env, name, grid)
            self._changes[key] = found
        return self._changes[key]

    def _halved(self, at: int, env: dict[str, int], name: str, grid: range) -> Changes:
        """A condition that changes at most once, by halving."""
        run = self._runs[at]
        self.looks.take(2 + len(grid).bit_length(), "A comparison of sizes", self._names[at])

        def at_index(index: int) -> bool:
            env[name] = grid[index]
            return bool(run(env))

        low, high = 0, len(grid) - 1  # truth at low is `first`, at high it is `last`
        first, last = at_index(low), at_index(high)
        if first == last:
            return ((len(grid), first),)
        while high - low > 1:
            middle = (low + high) // 2
            if at_index(middle) == first:
                low = middle
            else:
                high = middle
        return ((high, first), (len(grid), last))

    def _every(self, at: int, env: dict[str, int], name: str, grid: range) -> Changes:
        run = self._runs[at]
        names = sorted(self._names[at])
        self.looks.take(len(grid), f"A comparison of {', '.join(names)}", names)
        found: list[tuple[int, bool]] = []
        for index, value in enumerate(grid):
            env[name] = value
            truth = bool(run(env))
            if found and found[-1][1] == truth:
                found[-1] = (index + 1, truth)
            else:
                found.append((index + 1, truth))
        return tuple(found)

    def _band(self, known: Known) -> int:
        band = self._bands.setdefault(known, len(self._bands))
        if band >= MAX_BANDS:
            raise TooManySizes(
                f"The rules cut {' and '.join(self.names)} into more than {MAX_BANDS:,} bands. Use fewer limits.",
                self.names,
            )
        return band


def asked(counter: str) -> tree.Compare:
    """True when a text is asked for: it has at least one letter."""
    return tree.Compare(">", tree.Number(counter), tree.Integer(0))
