"""The product of all constraints' automata along the pseudo tree: expanded from the top, reduced from the bottom.

A context of a variable is what is left of the constraints that reach into its subtree. Two ways down that leave the
same are one context; two contexts that turn out to allow the same are one node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from storefront.configurator.solving.diagram.automata import BROKEN, HOLDS, Automata
from storefront.configurator.solving.diagram.budget import Meter, Progress
from storefront.configurator.solving.diagram.ordering import Forest

Legs = tuple[int, ...]  # a node of each subtree under the variable
Row = tuple[Legs | None, ...]  # per value of the variable; None: impossible


@dataclass
class Layer:
    """The contexts of one variable, numbered, and where each value leads: contexts of the variables below."""

    contexts: dict[Legs, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def number(self, states: Iterable[int]) -> int:
        return self.contexts.setdefault(tuple(sorted(states)), len(self.contexts))


@dataclass
class Product:
    """`nodes()` runs once; the automata and the forest must belong to the same variables."""

    automata: Automata
    forest: Forest
    meter: Meter
    progress: Progress | None = None

    def nodes(self, starts: Iterable[int]) -> list[list[Row]] | None:
        """Per variable its reduced nodes, each leading to nodes of the variables below; a root has one. None: void.
        Raises TooBig."""
        layers = [Layer() for _ in self.forest.order]
        begins: list[set[int]] = [set() for _ in layers]
        for state in starts:
            begins[self.automata.variable[state]].add(state)
        for root in self.forest.roots:
            layers[root].number(())
        for done, variable in enumerate(self.forest.order):
            self._expand(variable, layers, begins[variable])
            if self.progress:
                self.progress(done + 1, len(layers))
        return reduced(layers, self.forest)

    def _expand(self, variable: int, layers: list[Layer], begins: set[int]) -> None:
        """What every value of the variable leads to, in every context. `begins`: the constraints that it is first in;
        no context carries those, so contexts stay small."""
        below = self.forest.below[variable]
        under = [layers[other] for other in below]
        slots = {deep: place for place, other in enumerate(below) for deep in self.forest.subtree(other)}
        of, moves = self.automata.variable, self.automata.moves
        size = self.automata.sizes[variable]
        for context in layers[variable].contexts:
            here = [moves[state] for state in context if of[state] == variable]
            here += [moves[state] for state in begins]
            rest: list[set[int]] = [set() for _ in below]
            for state in context:
                if of[state] != variable:
                    rest[slots[of[state]]].add(state)
            untouched: list[int | None] = [None] * len(below)
            row: list[Legs | None] = []
            for value in range(size):
                after = {state[value] for state in here}
                after.discard(HOLDS)
                if BROKEN in after:
                    row.append(None)
                    continue
                ways: dict[int, set[int]] = {}
                for state in after:
                    ways.setdefault(slots[of[state]], set()).add(state)
                row.append(_legs(under, rest, untouched, ways))
            layers[variable].rows.append(tuple(row))
            self.meter.spend(1)


def _legs(under: list[Layer], rest: list[set[int]], untouched: list[int | None], ways: dict[int, set[int]]) -> Legs:
    """Per subtree its context: `rest` and what the value adds by `ways`. `untouched` numbers `rest` alone."""
    legs: list[int] = []
    for place, layer in enumerate(under):
        added = ways.get(place)
        if added:
            legs.append(layer.number(rest[place] | added))
            continue
        known = untouched[place]
        if known is None:
            known = untouched[place] = layer.number(rest[place])
        legs.append(known)
    return tuple(legs)


def reduced(layers: list[Layer], forest: Forest) -> list[list[Row]] | None:
    """Equal contexts merged, dead ones gone, from the bottom; then only what can be reached, from the top."""
    merged: list[dict[Row, int]] = [{} for _ in layers]
    node_of: list[list[int]] = [[] for _ in layers]
    for variable in reversed(forest.order):
        tables = [node_of[other] for other in forest.below[variable]]
        known = merged[variable]
        for row in layers[variable].rows:
            lead = tuple([legs if legs is None else _led(tables, legs) for legs in row])
            dead = lead.count(None) == len(lead)
            node_of[variable].append(-1 if dead else known.setdefault(lead, len(known)))
        layers[variable] = Layer()
    if any(node_of[root] == [-1] for root in forest.roots):
        return None
    return _reached(merged, forest)


def _led(tables: list[list[int]], legs: Legs) -> Legs | None:
    lead = tuple([table[leg] for table, leg in zip(tables, legs, strict=True)])
    return None if -1 in lead else lead


def _reached(merged: list[dict[Row, int]], forest: Forest) -> list[list[Row]]:
    """The nodes that some complete assignment passes, numbered anew in the order in which they are met."""
    number: list[dict[int, int]] = [{} for _ in merged]
    for root in forest.roots:
        number[root][0] = 0
    nodes: list[list[Row]] = [[] for _ in merged]
    for variable in forest.order:
        rows = list(merged[variable])
        tables = [number[other] for other in forest.below[variable]]
        for old in number[variable]:
            nodes[variable].append(
                tuple(
                    legs and tuple([table.setdefault(leg, len(table)) for table, leg in zip(tables, legs, strict=True)])
                    for legs in rows[old]
                )
            )
    return nodes
