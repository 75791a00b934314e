"""How a diagram is spelt for the range coder of `coding`: the same code writes it and reads it.

Nodes are numbered as the cells above name them, so a name is the next new one or one that was met, the more often the
likelier. Along a row a name is mostly that of its neighbour; whether a value is possible at all is a pattern, and most
patterns of a cluster were met before. What is not told (`None`) is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from storefront.configurator.solving.diagram.coding import Habits, Weights

_SIZE, _COUNT, _COST = range(3)  # situations of numbers
_JOIN, _LEAF, _NEW, _SAME, _MET, _BIT, _SIGN, _ALIKE = range(8)  # of flags

_BESIDE = 2  # after `_SAME`; after a new one 1, after one that was met 0
MOST = 1 << 26  # cells; what claims more was never written

Cells = list[int]


def sizes(habits: Habits, given: Sequence[int] | None) -> tuple[int, ...]:
    count = habits.number(_COUNT, None if given is None else len(given))
    return tuple([habits.number(_SIZE, None if given is None else given[place]) for place in range(count)])


def kinds(habits: Habits, variables: int, given: Sequence[int] | None) -> list[int]:
    """Per cluster 0: a join; 1 + 2v: a choice of variable v with nothing below; 2 + 2v: with a cluster below. No
    variable is chosen twice. Raises ValueError."""
    unused = list(range(variables))
    found: list[int] = []
    before = 0
    for place in range(habits.number(_COUNT, None if given is None else len(given))):
        kind = None if given is None else given[place]
        if habits.flag((_JOIN, before), None if kind is None else kind == 0):
            found.append(0)
        else:
            at = None if kind is None else unused.index((kind - 1) // 2)
            if not unused:
                raise ValueError("the decision diagram decides a variable that it does not have")
            variable = unused.pop(habits.below(len(unused), at))
            leaf = habits.flag((_LEAF, before), None if kind is None else kind % 2 == 1)
            found.append(2 * variable + (1 if leaf else 2))
        before = 0 if not found[-1] else 1 + found[-1] % 2
    return found


class Names:
    """The names that one leg of a cluster gives, in order."""

    def __init__(self, habits: Habits, leg: int) -> None:
        self._habits = habits
        self._leg = leg
        self._met = Weights()
        self._before = 1

    def __len__(self) -> int:
        return len(self._met)

    def name(self, given: int | None, beside: int | None = None, width: int = 0) -> int:
        """`beside`: the name before it in the row of a choice of so many values. Raises ValueError."""
        habits, known = self._habits, len(self._met)
        if given is not None and given > known:
            raise ValueError("the nodes of the diagram are not numbered in order")
        if beside is not None:
            situation = _SAME, min(width, 5), int(self._before == _BESIDE)
            if habits.flag(situation, None if given is None else given == beside):
                self._before = _BESIDE
                return beside
        fresh = known == (0 if beside is None else 1)
        if not fresh:
            situation = _NEW, 4 * self._leg + self._before, known.bit_length()
            fresh = habits.flag(situation, None if given is None else given == known)
        self._before = int(fresh)
        if not fresh:
            return self._met.coded(habits.coder, given, beside)
        self._met.append()
        return known


def join(habits: Habits, nodes: int, given: Sequence[int] | None) -> tuple[Cells, int, int]:
    """The cells of a join, and how many nodes it names below and beside."""
    cells = [0] * (2 * nodes)
    legs = Names(habits, 0), Names(habits, 1)
    for leg, names in enumerate(legs):
        for place in range(leg, 2 * nodes, 2):
            cells[place] = names.name(None if given is None else given[place])
    return cells, len(legs[0]), len(legs[1])


def choice(habits: Habits, nodes: int, width: int, leaf: bool, given: Sequence[int] | None) -> tuple[Cells, int]:
    """The cells of a choice, and how many nodes it names below."""
    names, patterns = Names(habits, 2), _Patterns(habits, width, int(leaf))
    cells: Cells = []
    for start in range(0, nodes * width, width):
        row = None if given is None else given[start : start + width]
        beside: int | None = None
        for value, possible in enumerate(patterns.pattern(None if row is None else [cell > 0 for cell in row])):
            if possible and not leaf:
                beside = names.name(None if row is None else row[value] - 1, beside, width)
            cells.append(0 if not possible else 1 if beside is None else 1 + beside)
    return cells, len(names)


class _Patterns:
    """Which values are possible in the rows of one cluster."""

    def __init__(self, habits: Habits, width: int, leaf: int) -> None:
        self._habits = habits
        self._width = width
        self._leaf = leaf
        self._known: dict[tuple[bool, ...], int] = {}
        self._each: list[tuple[bool, ...]] = []
        self._met = Weights()

    def pattern(self, given: Sequence[bool] | None) -> tuple[bool, ...]:
        habits, told = self._habits, None if given is None else tuple(given)
        if self._known:
            number = None if told is None else self._known.get(told)
            situation = _MET, self._leaf, len(self._known).bit_length()
            if habits.flag(situation, None if told is None else number is not None):
                return self._each[self._met.coded(habits.coder, number)]
        bits: list[bool] = []
        for place in range(self._width):
            situation = _BIT, min(self._width, 5), int(bits[-1]) if bits else 2
            bits.append(habits.flag(situation, None if told is None else told[place]))
        self._known[tuple(bits)] = len(self._known)
        self._each.append(tuple(bits))
        self._met.append()
        return self._each[-1]


def costs(habits: Habits, widths: Sequence[int], given: Sequence[Sequence[int]] | None) -> tuple[tuple[int, ...], ...]:
    """Below zero only where the first flag says so; then as 0, -1, 1, -2 ..."""
    signed = habits.flag((_SIGN,), None if given is None else min((c for row in given for c in row), default=0) < 0)
    rows: list[tuple[int, ...]] = []
    for variable, width in enumerate(widths):
        row: list[int] = []
        for value in range(width):
            cost = None if given is None else given[variable][value]
            if not signed:
                row.append(habits.number(_COST, cost))
                continue
            number = habits.number(_COST, None if cost is None else 2 * cost if cost >= 0 else -2 * cost - 1)
            row.append(number >> 1 if number % 2 == 0 else -(number >> 1) - 1)
        rows.append(tuple(row))
    return tuple(rows)


def alike(habits: Habits, given: bool | None) -> bool:
    """Whether the highest costs are the lowest."""
    return habits.flag((_ALIKE,), given)


def tree(found: Sequence[int]) -> tuple[list[int], list[int]]:
    """Which cluster is below and which beside each, from the order in which they are written: a join (0) is followed
    by all under its `below`, then by all under its `beside`; an even kind is followed by what is below it."""
    under = [-1] * len(found), [-1] * len(found)
    waiting: list[tuple[int, int]] = []
    for place, kind in enumerate(found):
        if place:
            if not waiting:
                raise ValueError("the decision diagram hangs on nothing")
            side, above = waiting.pop()
            under[side][above] = place
        if kind == 0:
            waiting.append((1, place))
        if kind % 2 == 0:
            waiting.append((0, place))
    if waiting:
        raise ValueError("the decision diagram is cut short")
    return under
