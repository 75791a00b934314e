"""Try to break it: random walks by the engine that end in a price extreme, watching whether every promise is kept.

A walk starts with nothing picked and picks one input after the other, at random among the options that the engine
shows as possible, until everything is picked. Towards an extreme it keeps to options with which the extreme is still in
the range. A promise that is broken on the way is a fault: a dead end, a range that widens, a price outside of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from foundation.plain.money import Money
from storefront.configurator.domain import Choices, Model, default_choices, validate
from storefront.configurator.engine import Change, Engine, State

Towards = Literal["lowest", "highest", "anywhere"]
TRIED_SIZES = 6


@dataclass(frozen=True)
class Walk:
    """`steps` in order; `price` at the end and the `bound` it was to reach; `faults`: promises that were broken."""

    towards: Towards
    steps: tuple[Change, ...]
    choices: Choices
    price: Money
    bound: Money | None
    faults: tuple[str, ...]

    @property
    def reached(self) -> bool:
        return self.bound is None or self.price == self.bound


def walk(model: Model, engine: Engine, seed: int, towards: Towards = "anywhere") -> Walk:
    """One walk of `model` (cut to a day). The same seed is the same walk."""
    random = Random(seed)  # noqa: S311 - chance, no secret
    steps, faults = list[Change](), list[str]()
    state = engine.state(default_choices(model))
    bound = _bound(state, towards)
    fields = [*(group.id for group in model.groups), *(number.id for number in model.numbers)]
    random.shuffle(fields)
    for name in fields:
        ways = list(_ways(model, state, name, random))
        found = next(((c, after) for c, after in _after(engine, state, ways) if _bound(after, towards) == bound), None)
        if found is None and name in state.choices.options:
            faults.append(f"{model.label_of(name)}: nothing leads on to {towards}.")
            break
        change, after = found or next(_after(engine, state, ways))  # of a size not every value was tried
        steps.append(change)
        faults += _broken(model, state, after, change)
        state = after
    assert state.price is not None
    return Walk(towards, tuple(steps), state.choices, state.price.total, bound, tuple(faults))


def walks(model: Model, engine: Engine, count: int, seed: int = 1) -> Iterator[Walk]:
    """Walks in turn towards the lowest price, the highest, and anywhere."""
    ways: tuple[Towards, ...] = ("lowest", "highest", "anywhere")
    for at in range(count):
        yield walk(model, engine, seed + at, ways[at % len(ways)])


def _bound(state: State, towards: Towards) -> Money | None:
    return state.lowest if towards == "lowest" else state.highest if towards == "highest" else None


def _ways(model: Model, state: State, name: str, random: Random) -> Iterator[Change]:
    """The values of one input that the engine shows as possible, in random order; a size at its ends before others."""
    if name in state.choices.options:
        options = [item.option for item in state.options if item.group == name and item.allowed]
        random.shuffle(options)
        yield from (Change(name, option) for option in options)
        return
    parts = state.reach.get(name, ())
    ends = [value for part in parts for value in (part[0], part[-1])]
    random.shuffle(ends)
    inner = [random.choice(random.choice(parts)) for _ in range(TRIED_SIZES)] if parts else []
    yield from (Change(name, value) for value in dict.fromkeys([*inner[:1], *ends, *inner[1:]]))


def _after(engine: Engine, state: State, ways: list[Change]) -> Iterator[tuple[Change, State]]:
    for change in ways:
        yield change, engine.state(_picked(state.choices, change))


def _picked(choices: Choices, change: Change) -> Choices:
    if isinstance(change.value, int):
        return choices.number(change.field, change.value)
    return choices.option(change.field, change.value)


def _broken(model: Model, before: State, after: State, change: Change) -> Iterator[str]:
    """The promises that a step broke: what was shown as possible is, and nothing that was picked moved."""
    words = {text.id for text in model.texts}
    said = f"{model.label_of(change.field)} {change.value}"
    trouble = [problem for problem in validate(model, after.choices) if problem.field not in words or problem.rule_id]
    if trouble:
        yield f"{said} was shown as possible, and then: {trouble[0].sentence}"
    if {moved.field for moved in after.moved} & after.choices.picked:
        yield f"{said} moved a pick."
    if after.lowest and after.highest and before.lowest and before.highest and after.price:
        if not before.lowest <= after.lowest <= after.highest <= before.highest:
            yield f"{said} widened the range of prices."
        if not after.lowest <= after.price.total <= after.highest and not _wordless(model, after):
            yield f"{said} has a price outside its range."
    if after.count is not None and before.count is not None and not 0 < after.count <= before.count:
        yield f"{said} leaves {after.count} products of {before.count}."


def _wordless(model: Model, state: State) -> bool:
    """Words that are asked for and not written yet cost nothing so far."""
    return any(problem.field == words.id for problem in state.problems for words in model.texts)
