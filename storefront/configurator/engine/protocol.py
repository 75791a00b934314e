"""The interface of a configurator engine: stateless, on plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from foundation.plain.money import Money
from storefront.configurator.domain import Choices, Price, Problem


@dataclass(frozen=True)
class Change:
    """One input set to another value (option id, or a number in base units)."""

    field: str
    value: str | int


@dataclass(frozen=True)
class Repair:
    """The smallest set of other changes that makes a wanted choice possible.

    `choices` is the whole result, the wanted choice included; `difference` is its price against the present one.
    """

    changes: tuple[Change, ...]
    choices: Choices
    difference: Money
    sentence: str


@dataclass(frozen=True)
class OptionState:
    """One option from where the shopper stands.

    `allowed`: choosing it, with every other choice kept, gives a piece that can be bought. `broken` are the rules that
    would not hold otherwise and `reason` the first of them in the seller's words. `difference` is the price of choosing
    it now against the present price. `forced`: the only allowed one of its group.
    """

    group: str
    option: str
    chosen: bool
    allowed: bool
    forced: bool
    reason: str | None
    broken: tuple[str, ...]
    repair: Repair | None
    difference: Money


@dataclass(frozen=True)
class State:
    """Everything a page shows after a choice.

    `complete` is true only when an engine proved that its valid domains are exact over all remaining choices;
    `lowest` and `highest` (the range that remains) and `count` are None where the engine does not know them exactly.
    """

    choices: Choices
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...]  # ways out of `problems`, empty when there are none
    options: tuple[OptionState, ...]
    price: Price | None  # None while an input is unreadable
    lowest: Money | None
    highest: Money | None
    count: int | None
    engine: str
    complete: bool

    @property
    def buyable(self) -> bool:
        return not self.problems

    def option(self, group: str, option: str) -> OptionState:
        """The state of one option; `StopIteration` never happens for ids of the model."""
        return next(item for item in self.options if item.group == group and item.option == option)


class Engine(Protocol):
    """Made for one model (already cut to the day by `Model.at`)."""

    @property
    def name(self) -> str: ...

    def state(self, choices: Choices, locale: str = "en") -> State:
        """The state after `choices`. Never raises for bad choices: they come back as `problems`."""
        ...
