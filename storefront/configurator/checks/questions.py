"""Is there a product with, or without, this? One SAT solver with a switch for every rule and every condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from weakref import finalize

from storefront.configurator.domain import Choices, Model, default_choices, environment, tidy
from storefront.configurator.finite import RuleTree, SizeMap, Translation
from storefront.configurator.finite.nearest import FREE, LOOSE, nearest
from storefront.configurator.solving.problem import Condition, Not
from storefront.configurator.solving.solver.encoding import encode

Values = tuple[int, ...]


class Questions:
    """Rules of `translation` and further `conditions` by name; "not " before a name asks for its contrary."""

    def __init__(self, model: Model, translation: Translation, conditions: Iterable[RuleTree] = ()) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415 - heavy: a native library, needed at publish alone

        self.model, self.translation = model, translation
        self.rules = [rule.id for rule in translation.rules if rule.id]
        named = [rule for rule in (*translation.rules, *conditions) if rule.id]
        both = [Condition(rule.id, rule.tree) for rule in named]
        both += [Condition(f"not {rule.id}", Not(rule.tree)) for rule in named]
        structure = [Condition("", rule.tree) for rule in translation.rules if not rule.id]
        encoding = encode(replace(translation.ruled, constraints=(*structure, *both)))
        self._literals = encoding.literals
        self._switches = {name: encoding.top + 1 + at for at, name in enumerate(one.name for one in both)}
        clauses = list(encoding.structure)
        for name, group in encoding.groups:
            clauses += [[-self._switches[name], *clause] for clause in group] if name else group
        solver: Any = Solver  # untyped library
        self._solver = solver(name="minisat22", bootstrap_with=clauses)
        finalize(self, self._solver.delete)

    def some(self, wanted: Iterable[str], picks: Mapping[int, int] | None = None) -> Values | None:
        """A product for which everything `wanted` holds, with `picks`; None: there is none."""
        assumed = [self._switches[name] for name in wanted]
        assumed += [self._literals[variable][value] for variable, value in (picks or {}).items()]
        if not self._solver.solve(assumptions=assumed):
            return None
        true = {literal for literal in self._solver.get_model() if literal > 0}
        return tuple(next(a for a, literal in enumerate(row) if self._holds(literal, true)) for row in self._literals)

    @staticmethod
    def _holds(literal: int, true: set[int]) -> bool:
        return literal in true if literal > 0 else -literal not in true

    def others(self, rule: str) -> list[str]:
        return [other for other in self.rules if other != rule]

    def blamed(self, wanted: Iterable[str], picks: Mapping[int, int] | None = None) -> tuple[str, ...]:
        """An irreducible part of `wanted` that leaves no product with `picks`; () where there is one.

        By deletion; the solver's core of each contradiction leaves out much at once.
        """
        kept = list(wanted)
        if self.some(kept, picks) is not None:
            return ()
        kept, at = self._core(kept), 0
        while at < len(kept):
            without = [*kept[:at], *kept[at + 1 :]]
            if self.some(without, picks) is None:
                kept = self._core(without)
            else:
                at += 1
        return tuple(kept)

    def _core(self, names: list[str]) -> list[str]:
        """Of the names just found contradictory, those that the solver needed; their order is kept."""
        core = set(self._solver.get_core() or ())
        return [name for name in names if self._switches[name] in core]

    def example(self, values: Values) -> Choices:
        """The product of an assignment, its sizes as near to the defaults as its bands allow."""
        return example(self.model, self.translation.sizes, values)


def example(model: Model, sizes: tuple[SizeMap, ...], values: Values) -> Choices:
    """Choices for an assignment of options and bands; texts that are asked for say as little as their bands allow."""
    start = default_choices(model)
    env = environment(model, start)
    options = {group.id: group.ids[value] for group, value in zip(model.groups, values, strict=False)}
    found: dict[str, int] = {}
    for index, one in enumerate(sizes):
        present = tuple(grid.index(int(env[name])) for name, grid in zip(one.names, one.grids, strict=True))
        held = tuple(LOOSE if name in one.counters else FREE for name in one.names)
        way = nearest(one, present, held)[values[len(model.groups) + index]]
        assert way is not None
        found.update(one.values(way[4]))
    return spelt(model, options, found)


def spelt(model: Model, options: Mapping[str, str], sizes: Mapping[str, int]) -> Choices:
    """Choices with these options and sizes, and words of as many letters as the counters say."""
    numbers = {number.id: sizes.get(number.id, number.default) for number in model.numbers}
    texts = {words.id: min(words.alphabet, default="A") * sizes.get(words.counter, 0) for words in model.texts}
    return tidy(model, Choices(options, numbers, texts))
