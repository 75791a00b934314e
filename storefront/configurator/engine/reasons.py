"""Which rules keep an option from being chosen, and an irreducible explanation of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from weakref import finalize

from storefront.configurator.engine.standing import Standing
from storefront.configurator.finite import RuleTree, Translation
from storefront.configurator.finite.nearest import KEPT, MEANT
from storefront.configurator.solving.diagram import DiagramKernel
from storefront.configurator.solving.explaining import Explainer
from storefront.configurator.solving.kernel import Kernel
from storefront.configurator.solving.problem import All, Any, Condition, Is, Not, Problem, Tree, Variable, variables

Left = Sequence[frozenset[int]]  # per variable the values that are left
KEPT_EXPLAINERS = 16


def truth(tree: Tree, left: Left) -> bool | None:
    """Whether a condition holds for all values that are left (True), for none (False), or that is not known (None)."""
    match tree:
        case Is(variable, values):
            possible = left[variable]
            return True if possible <= values else None if possible & values else False
        case Not(part):
            found = truth(part, left)
            return None if found is None else not found
        case All(parts):
            return _joined(parts, left, stop=False)
        case Any(parts):
            return _joined(parts, left, stop=True)


def _joined(parts: Sequence[Tree], left: Left, *, stop: bool) -> bool | None:
    open_ = False
    for part in parts:
        found = truth(part, left)
        if found is stop:
            return stop
        open_ = open_ or found is None
    return None if open_ else not stop


class Reasons:
    """Explains blocked options of one translation, with the help of its kernel where that is a diagram."""

    def __init__(self, translation: Translation, kernel: Kernel) -> None:
        self._translation = translation
        self._possible = kernel.possible if isinstance(kernel, DiagramKernel) else None
        self._explainers: dict[tuple[tuple[int, frozenset[int]], ...], Explainer] = {}
        self._all = tuple(frozenset(range(size)) for size in translation.ruled.sizes())
        self._about: dict[int, list[RuleTree]] = {group: [] for group in range(len(translation.groups))}
        for rule in translation.rules:
            for variable in variables(rule.tree) if rule.id else ():
                self._about.setdefault(variable, []).append(rule)
        finalize(self, self._explainers.clear)  # before the interpreter takes the solvers' library away at its end

    def left(self, standing: Standing) -> list[frozenset[int]]:
        """Per variable the values that the picks leave."""
        left = list(self._all)
        for index, pick in standing.option_picks().items():
            left[index] = frozenset({pick})
        for index, ways in enumerate(standing.ways):
            kept = (band for band, way in enumerate(ways) if way is not None and not way[0])
            left[self._translation.sizes_variable(index)] = frozenset(kept)
        return left

    def broken(self, left: Left) -> frozenset[str]:
        """The rules that the picks break by themselves, whatever else is chosen."""
        rules = self._translation.rules
        return frozenset(rule.id for rule in rules if rule.id and truth(rule.tree, left) is False)

    def alone(self, left: Left, broken: frozenset[str], group: int, option: int) -> tuple[str, ...]:
        """The rules that the picks and this option break by themselves, in the seller's order: often all there is to
        say. `broken`: those that the picks break already; only rules about the group can be others."""
        tried = list(left)
        tried[group] = frozenset({option})
        mine = {rule.id: truth(rule.tree, tried) is False for rule in self._about[group]}
        if not broken:
            return tuple(rule for rule, found in mine.items() if found)
        return tuple(rule.id for rule in self._translation.rules if mine.get(rule.id, rule.id in broken))

    def explain(self, standing: Standing, group: int, option: int) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """An irreducible set of picks (fields) and rules (ids) that block the option; None: it is not blocked.

        Picked sizes are picks of helper variables that are tied to the bands which the sizes leave: first each size on
        its own, and only where that does not do, the sizes of one set together.
        """
        for ties in (list(_alone(standing)), [*_alone(standing), *_together(standing)]):
            explainer = self._explainer(tuple((variable, bands) for _, variable, bands in ties))
            first = len(self._all)
            picks = {**standing.option_picks(), **dict.fromkeys(range(first, first + len(ties)), 1)}
            found = explainer.explain(picks, group, option)
            if found is not None:
                fields: set[str] = set()
                for pick in found.picks:
                    fields |= {self._translation.groups[pick][0]} if pick < first else set(ties[pick - first][0])
                return tuple(name for name in standing.fields() if name in fields), found.rules
        return None

    def _explainer(self, ties: tuple[tuple[int, frozenset[int]], ...]) -> Explainer:
        explainer = self._explainers.get(ties)
        if explainer is None:
            while len(self._explainers) >= KEPT_EXPLAINERS:
                self._explainers.pop(next(iter(self._explainers)), None)
            # The diagram knows nothing of ties, which stand for what picked sizes leave.
            possible = None if ties else self._possible
            explainer = self._explainers[ties] = Explainer(_tied(self._translation.ruled, ties), possible)
        return explainer


def _alone(standing: Standing) -> Iterator[tuple[tuple[str, ...], int, frozenset[int]]]:
    """Each picked size (field names), the variable of its set, and the bands that it leaves on its own."""
    for index, sizes in enumerate(standing.translation.sizes):
        for depth, name in enumerate(sizes.names):
            if standing.held[index][depth] in MEANT:
                at = standing.cells[index][depth]
                indices = {at, 0} if standing.held[index][depth] == KEPT else {at}
                bands: set[int] = set()
                for one in indices:
                    fixed = tuple(one if other == depth else None for other in range(len(sizes.names)))
                    bands |= {band for band, cells in enumerate(sizes.counted(fixed)) if cells}
                yield (_field(standing, name),), standing.translation.sizes_variable(index), frozenset(bands)


def _together(standing: Standing) -> Iterator[tuple[tuple[str, ...], int, frozenset[int]]]:
    for index, sizes in enumerate(standing.translation.sizes):
        names = [n for n, mode in zip(sizes.names, standing.held[index], strict=True) if mode in MEANT]
        if len(names) > 1:
            bands = frozenset(band for band, way in enumerate(standing.ways[index]) if way is not None and not way[0])
            fields = tuple(_field(standing, name) for name in names)
            yield fields, standing.translation.sizes_variable(index), bands


def _field(standing: Standing, name: str) -> str:
    """The input behind a size: a number is its own, a counter belongs to its text."""
    return next((words.id for words in standing.model.texts if words.counter == name), name)


def _tied(problem: Problem, ties: tuple[tuple[int, frozenset[int]], ...]) -> Problem:
    """The problem with one more variable per tie: while it is 1, the tied variable keeps to the given values."""
    first = len(problem.variables)
    return replace(
        problem,
        variables=(*problem.variables, *(Variable(f"tie {at}", ("0", "1")) for at in range(len(ties)))),
        constraints=(
            *problem.constraints,
            *(
                Condition("", Any((Is(first + at, frozenset({0})), Is(variable, bands))))
                for at, (variable, bands) in enumerate(ties)
            ),
        ),
        low=(*problem.low, *((0, 0) for _ in ties)),
        high=(*problem.high, *((0, 0) for _ in ties)),
    )
