"""A model tried on one chosen piece: what it costs, what it takes, which rules hold. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import WorkSpec
from storefront.configurator.codec import decode, encode
from storefront.configurator.domain import (
    Choices,
    Model,
    Price,
    Problem,
    broken_rules,
    drawing_spec,
    environment,
    explode,
    price,
    unusual_questions,
    validate,
)
from storefront.configurator.domain.model import MaterialLine, text

PREFIX = "p-"


@dataclass(frozen=True)
class Told:
    """One rule on this piece: `verdict` is holds, broken or sleeps (outside its days)."""

    id: str
    reason: str
    verdict: str


@dataclass(frozen=True)
class Preview:
    """`price`, `spec` and `drawing` are None where the inputs themselves cannot be read."""

    choices: Choices
    d: str
    problems: tuple[Problem, ...]
    rules: tuple[Told, ...]
    price: Price | None
    spec: WorkSpec | None
    drawing: dict[str, Any] | None
    refused: str
    questions: tuple[str, ...]

    @property
    def broken(self) -> tuple[Told, ...]:
        return tuple(rule for rule in self.rules if rule.verdict == "broken")


def choices_from(model: Model, form: Mapping[str, str]) -> Choices:
    """The piece that the page is looking at: the address's `d`, and the preview's own fields over it. What the model
    has no more is left out; what is no number stays as it was."""
    kept = decode(model, form.get("d", ""))
    options, numbers, texts = dict[str, str](), dict[str, int](), dict[str, str]()
    for group in model.groups:
        chosen = form.get(PREFIX + group.id, kept.options.get(group.id, group.default))
        options[group.id] = chosen if chosen in group.ids else group.default
    for number in model.numbers:
        typed = form.get(PREFIX + number.id, "")
        readable = typed.isascii() and typed.isdigit() and len(typed) < 13
        numbers[number.id] = int(typed) if readable else kept.numbers.get(number.id, number.default)
    for words in model.texts:
        texts[words.id] = form.get(PREFIX + words.id, kept.texts.get(words.id, ""))[:200]
    return Choices(options, numbers, texts)


def preview(model: Model, choices: Choices, now: datetime, locale: str) -> Preview:
    """Try `choices` on `model`, as on the seller's day of `now`."""
    day = now.astimezone(model.zone).date()
    problems = tuple(validate(model.at(day), choices, locale))
    readable = not any(problem.rule_id is None and _structural(model, problem) for problem in problems)
    rules = _told(model, choices, day, locale) if readable else ()
    cost: Price | None = None
    spec: WorkSpec | None = None
    drawn: dict[str, Any] | None = None
    refused = ""
    if readable:
        cost, drawn = price(model, choices, locale), drawing_spec(model, choices)
        try:
            spec = explode(model, choices)
        except Invalid as error:
            refused = error.sentence
    questions = tuple(unusual_questions(model, choices, locale)) if readable else ()
    return Preview(choices, encode(_differing(model, choices)), problems, rules, cost, spec, drawn, refused, questions)


def taken(model: Model, line: MaterialLine, choices: Choices) -> str:
    """How much of one material the piece takes: `12,345 cm3`, or a dash."""
    env = environment(model, choices)
    return f"{line.quantity(env):,} {line.unit}" if line.when.holds(env) else "–"


def _structural(model: Model, problem: Problem) -> bool:
    return problem.field not in {words.id for words in model.texts}


def _told(model: Model, choices: Choices, day: date, locale: str) -> tuple[Told, ...]:
    broken = {rule.id for rule in broken_rules(model, choices)}
    return tuple(
        Told(
            rule.id,
            text(rule.reason, locale),
            "sleeps" if not rule.applies(day) else "broken" if rule.id in broken else "holds",
        )
        for rule in model.rules
    )


def _differing(model: Model, choices: Choices) -> Choices:
    """Only what differs from the defaults is a pick: the address stays short."""
    plain = decode(model, "")
    differs = {name for name, value in choices.options.items() if plain.options.get(name) != value}
    differs |= {name for name, value in choices.numbers.items() if plain.numbers.get(name) != value}
    differs |= {name for name, value in choices.texts.items() if value}
    return Choices(choices.options, choices.numbers, choices.texts, frozenset(differs))
