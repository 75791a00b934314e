"""The interface of a configurator engine: stateless, on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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

    Fewest picks changed, then fewest untouched inputs moved, then fewest picked sizes, then least price. `changes` are
    the picks that change (the wanted choice itself is none of them), `moved` the untouched inputs that follow.
    `choices` is the whole result, the wanted choice included and picked; `difference` is its price against the
    present one.
    """

    changes: tuple[Change, ...]
    choices: Choices
    difference: Money
    sentence: str
    moved: tuple[Change, ...] = ()


@dataclass(frozen=True)
class OptionState:
    """One option from where the shopper stands.

    `allowed`: some complete product holds it and every pick of the other inputs. `broken` are the rules that keep it
    from being so and `reason` the first of them in the seller's words. `difference` is the price of the product that
    choosing it gives (a blocked one: that its repair gives) against the present price. `forced`: the only allowed one
    of its group. `moved`: the untouched inputs that would follow if it were chosen. `difference` is None where it was
    not looked for: what a solver is asked in one state has an end.
    """

    group: str
    option: str
    chosen: bool
    allowed: bool
    forced: bool
    reason: str | None
    broken: tuple[str, ...]
    repair: Repair | None
    difference: Money | None
    moved: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Explained:
    """Why an option is blocked: an irreducible set of picks (fields) and rules (ids), in words, and the ways out."""

    picks: tuple[str, ...]
    rules: tuple[str, ...]
    message: str
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class State:
    """Everything a page shows after a choice.

    `choices` is what is shown: the picks as they are, untouched inputs where they had to follow (`moved` says where
    to). `complete` is true only when an engine proved that its valid domains are exact over all remaining choices;
    `lowest` and `highest` (the range that remains with these picks) and `count` are None where the engine does not know
    them exactly. `reach`: the values of each number that some product with the other picks has.
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
    moved: tuple[Change, ...] = ()
    reach: Mapping[str, tuple[range, ...]] = field(default_factory=dict)

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

    def explain(self, choices: Choices, group: str, option: str, locale: str = "en") -> Explained:
        """Why `option` cannot be chosen with these picks, and the ways to get it. Raises `Invalid` for an unknown one.

        For an option that can be chosen: no picks, no rules, and a sentence that says so.
        """
        ...
