"""Is this configuration sold? Every refusal names the input and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storefront.configurator.domain.choices import Choices, environment
from storefront.configurator.domain.model import Model, NumberInput, Rule, TextInput, text
from storefront.configurator.domain.words import shown
from storefront.uploads.refs import is_ref


@dataclass(frozen=True)
class Problem:
    """Why a configuration cannot be bought. `field` is the input to show it beside; `rule_id` None: not a rule."""

    field: str
    sentence: str
    rule_id: str | None = None


def validate(model: Model, choices: Choices, locale: str = "en") -> list[Problem]:
    """Everything wrong with `choices`, inputs first; rules are only asked once every input is readable."""
    problems = [*_options(model, choices), *_numbers(model, choices)]
    if problems:
        return problems
    problems = list(_texts(model, choices, locale))
    return problems + [
        Problem(field_of(model, rule), text(rule.reason, locale), rule.id) for rule in broken_rules(model, choices)
    ]


def broken_rules(model: Model, choices: Choices) -> tuple[Rule, ...]:
    """The rules that structurally valid `choices` break, in the seller's order."""
    env = environment(model, choices)
    return tuple(rule for rule in model.rules if not rule.holds.holds(env))


def field_of(model: Model, rule: Rule) -> str:
    """The input beside which a rule speaks: its first number (people correct a size first), else its first text, else
    its first group."""
    fields = {number.id: number.id for number in model.numbers}
    fields |= {words.counter: words.id for words in model.texts} | {group.id: group.id for group in model.groups}
    return next((field for name, field in fields.items() if name in rule.holds.names), "")


def _options(model: Model, choices: Choices) -> Iterator[Problem]:
    for group in model.groups:
        chosen = choices.options.get(group.id)
        label = text(group.label)
        if chosen is None:
            yield Problem(group.id, f"Choose one: {label.lower()}.")
        elif chosen not in group.ids:
            known = ", ".join(text(option.label) for option in group.options)
            yield Problem(group.id, f"{label}: there is no “{chosen[:40]}”. Choose one of {known}.")
    for unknown in sorted(set(choices.options) - {group.id for group in model.groups}):
        yield Problem("", f"There is no choice called “{unknown[:40]}” here. Reload the page and choose again.")


def _numbers(model: Model, choices: Choices) -> Iterator[Problem]:
    for number in model.numbers:
        value = choices.numbers.get(number.id)
        if value is None or type(value) is not int:
            yield Problem(number.id, f"{text(number.label)}: give a number in {number.shown}.")
        elif not number.fits(value):
            yield Problem(number.id, _misfit(number, value))
    for unknown in sorted(set(choices.numbers) - {number.id for number in model.numbers}):
        yield Problem("", f"There is no measure called “{unknown[:40]}” here. Reload the page and choose again.")


def _misfit(number: NumberInput, value: int) -> str:
    label = text(number.label)
    if not number.low <= value <= number.high:
        return f"{label}: from {shown(number, number.low)} to {shown(number, number.high)}."
    below = value - (value - number.low) % number.step
    return (
        f"{label}: in steps of {shown(number, number.step)}. "
        f"The nearest are {shown(number, below)} and {shown(number, min(number.high, below + number.step))}."
    )


def _texts(model: Model, choices: Choices, locale: str) -> Iterator[Problem]:
    env = environment(model, choices)
    for words in model.texts:
        if words.when.holds(env):
            yield from _text(words, choices.texts.get(words.id, ""), locale)
    for unknown in sorted(set(choices.texts) - {words.id for words in model.texts}):
        yield Problem("", f"There is no text called “{unknown[:40]}” here. Reload the page and choose again.")


def _text(words: TextInput, given: str, locale: str) -> Iterator[Problem]:
    label = text(words.label, locale)
    if words.optional and not given.strip():
        return
    if words.upload is not None:
        if not given.strip():
            yield Problem(words.id, f"{label}: choose a file, or choose to go without.")
        elif not is_ref(given):
            yield Problem(words.id, f"{label}: that is not a file of this shop. Choose it again.")
        return
    if not given.strip():
        yield Problem(words.id, f"{label}: write what it should say, or choose to go without.")
    elif len(given) > words.max_length:
        yield Problem(words.id, f"{label}: {len(given)} letters are too many. Up to {words.max_length} fit.")
    strange = sorted(set(given) - words.alphabet - {" "})
    if strange:
        quoted = ", ".join(f"“{letter}”" for letter in strange[:5])
        can = text(words.alphabet_words, locale)
        yield Problem(words.id, f"{label}: we cannot engrave {quoted}. Use {can}.")
