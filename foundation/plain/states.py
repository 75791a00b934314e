"""State machines as data: one table per noun, checked when the program starts, never in the middle of a sale.

After Vendure's finite-state-machine: unknown targets and unreachable states are refused at boot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from foundation.plain.errors import IllegalTransition

Tone = Literal["neutral", "info", "ok", "warn", "bad"]


@dataclass(frozen=True)
class State:
    """One row of a table: the word a person reads, its tone, and where it may go from here."""

    label: str
    tone: Tone
    to: tuple[str, ...] = ()


class TransitionTable:
    """The allowed moves of one noun. Building it raises `ValueError` for unknown targets or unreachable states."""

    def __init__(self, noun: str, initial: str, states: Mapping[str, State]) -> None:
        self.noun, self.initial, self.states = noun, initial, dict(states)
        unknown = {t for s in self.states.values() for t in s.to} - self.states.keys()
        if initial not in self.states:
            unknown.add(initial)
        if unknown:
            raise ValueError(f"{noun}: unknown states {sorted(unknown)}")
        unreachable = self.states.keys() - self._reachable()
        if unreachable:
            raise ValueError(f"{noun}: states nobody can reach {sorted(unreachable)}")

    def _reachable(self) -> set[str]:
        seen, todo = {self.initial}, [self.initial]
        while todo:
            for target in self.states[todo.pop()].to:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.states)

    def final(self, state: str) -> bool:
        return not self.states[state].to

    def allows(self, current: str, wanted: str) -> bool:
        return wanted in self.states[current].to

    def check(self, current: str, wanted: str, subject: str) -> None:
        """Raise `IllegalTransition`, naming subject, current and wanted state, unless the table has the move."""
        if not self.allows(current, wanted):
            now = self.states[current].label.lower()
            then = self.states[wanted].label.lower() if wanted in self.states else wanted
            raise IllegalTransition(f"{self.noun.capitalize()} {subject} is {now}; it cannot become {then} from there.")
