"""Checks of what the rules leave: nothing at all, options that never come, rules that never matter, hidden bans."""

from __future__ import annotations

from collections.abc import Iterator

from storefront.configurator.checks.finding import Finding
from storefront.configurator.checks.questions import Questions
from storefront.configurator.domain import Model
from storefront.configurator.domain.model import Group, text
from storefront.configurator.domain.words import shown

MAX_PAIRED = 300  # options; beyond, pairs are too many to read
MAX_PAIRS = 20  # told


def rule_findings(model: Model, ask: Questions) -> Iterator[Finding]:
    """Everything about the rules alone; only the void model where nothing can be bought."""
    if ask.some(ask.rules) is None:
        blamed = ask.blamed(ask.rules)
        yield Finding("block", "void", blamed, f"Nothing can be bought: {_rules(blamed)} contradict each other.")
        return
    alive = {(at, o) for at, group in enumerate(model.groups) for o in range(len(group.ids)) if _possible(ask, at, o)}
    for at, group in enumerate(model.groups):
        yield from _options(ask, at, group, [o for o in range(len(group.ids)) if (at, o) in alive])
    yield from _redundant(ask)
    yield from _strangers(model, ask, alive)


def _possible(ask: Questions, at: int, option: int) -> bool:
    return ask.some(ask.rules, {at: option}) is not None


def _options(ask: Questions, at: int, group: Group, alive: list[int]) -> Iterator[Finding]:
    for option in range(len(group.ids)):
        if option not in alive:
            blamed = ask.blamed(ask.rules, {at: option})
            said = f"{text(group.label)}: {text(group.options[option].label)} can never be bought, by {_rules(blamed)}."
            yield Finding("warn", "dead_option", blamed, said, group.id)
    if len(alive) == 1 < len(group.ids):
        only = text(group.options[alive[0]].label)
        said = f"{text(group.label)}: {only} is the only one that can be bought. The group is no choice."
        yield Finding("warn", "forced_option", (), said, group.id)


def _redundant(ask: Questions) -> Iterator[Finding]:
    for rule in ask.rules:
        if fires(ask, rule) is None:
            by = ask.blamed([f"not {rule}", *ask.others(rule)])
            others = tuple(name for name in by if not name.startswith("not "))
            why = f"{_rules(others)} already say it" if others else "it forbids nothing"
            yield Finding("warn", "redundant_rule", (rule, *others), f"{rule} changes nothing: {why}.")


def fires(ask: Questions, rule: str) -> tuple[int, ...] | None:
    """A configuration that this rule alone forbids; None: the rule changes nothing."""
    return ask.some([f"not {rule}", *ask.others(rule)])


def _strangers(model: Model, ask: Questions, alive: set[tuple[int, int]]) -> Iterator[Finding]:
    """Pairs of options that never meet although no single rule says so."""
    if len(alive) > MAX_PAIRED:
        return
    told = 0
    for first in sorted(alive):
        for second in sorted(alive):
            if first[0] >= second[0] or told >= MAX_PAIRS or ask.some(ask.rules, dict([first, second])) is not None:
                continue
            blamed = ask.blamed(ask.rules, dict([first, second]))
            if len(blamed) > 1:
                told += 1
                pair = " and ".join(text(model.groups[at].options[o].label) for at, o in (first, second))
                said = f"{pair} can never be bought together: {_rules(blamed)} leave no way."
                yield Finding("warn", "never_meet", blamed, said, model.groups[first[0]].id)


def size_findings(model: Model, reach: dict[str, tuple[range, ...]]) -> Iterator[Finding]:
    """Values of sizes that no product has."""
    for number in model.numbers:
        if number.id not in reach:
            continue
        values = {value for part in reach[number.id] for value in part}
        missing = [value for value in range(number.low, number.high + 1, number.step) if value not in values]
        if missing:
            told = ", ".join(shown(number, value) for value in missing[:3]) + (" …" if len(missing) > 3 else "")
            said = f"{text(number.label)}: {len(missing)} of its values can never be bought ({told}). Narrow its range."
            yield Finding("warn", "dead_size", (), said, number.id)


def _rules(ids: tuple[str, ...]) -> str:
    if not ids:
        return "the sizes and texts"
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"
