"""Rules around some variables, in ever wider circles: what blocks a value is nearly always close to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

WIDER = 2  # a circle is looked at when it has so many times the rules of the last


class Nearby:
    """`scopes`: per rule, by number, the variables it speaks of; `structure`: of constraints that are no rule."""

    def __init__(self, scopes: Mapping[int, frozenset[int]], structure: Iterable[frozenset[int]]) -> None:
        self.scopes = scopes
        self.about: dict[int, list[int]] = defaultdict(list)
        for rule, scope in scopes.items():
            for variable in scope:
                self.about[variable].append(rule)
        self.tied: dict[int, set[int]] = defaultdict(set)
        for scope in structure:
            for variable in scope:
                self.tied[variable] |= scope

    def circles(self, variables: Iterable[int]) -> Iterator[list[int]]:
        """Rules between the variables reached so far, then all that touch these; then from what those speak of. At
        last all rules that there are."""
        least = 1
        reached: set[int] = set()
        touching: set[int] = set()
        inside: set[int] = set()
        outside = {rule: len(scope) for rule, scope in self.scopes.items()}  # variables that are not reached yet
        front = set(variables)
        while front:
            reached |= front
            for variable in front:
                for rule in self.about[variable]:
                    touching.add(rule)
                    outside[rule] -= 1
                    if not outside[rule]:
                        inside.add(rule)
            for circle in (inside, touching):
                if least <= len(circle) < len(self.scopes):
                    yield sorted(circle)
                    least = WIDER * len(circle)
            front = self._beyond(front) - reached
        yield sorted(self.scopes)

    def _beyond(self, front: set[int]) -> set[int]:
        """What rules and structure tie the variables to."""
        tied = (self.tied[variable] for variable in front)
        return set().union(*tied, *(self.scopes[rule] for variable in front for rule in self.about[variable]))
