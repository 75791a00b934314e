"""A configuration in words and as a drawing: what the *What we will make* sheet shows."""

from __future__ import annotations

from decimal import Decimal

from storefront.configurator.domain.choices import Choices, environment
from storefront.configurator.domain.model import DrawingParam, Model, NumberInput, TextInput, text
from storefront.configurator.expressions.scope import Value


def shown(number: NumberInput, value: int) -> str:
    """`shown(height, 745) == "74.5 cm"`."""
    return f"{shown_number(number, value)} {number.shown}"


def shown_number(number: NumberInput, value: int) -> str:
    """The bare figure in the shopper's unit: `745 -> "74.5"`."""
    amount = (Decimal(value) / number.scale).normalize()
    return f"{amount:f}"


def describe(model: Model, choices: Choices, locale: str = "en") -> list[tuple[str, str]]:
    """Every choice as (label, words), measures first. Words are plain text; the page escapes them."""
    rows = [(text(n.label, locale), shown(n, choices.numbers[n.id])) for n in model.numbers]
    for group in model.groups:
        rows.append((text(group.label, locale), text(group.option(choices.options[group.id]).label, locale)))
    env = environment(model, choices)
    for words in model.texts:
        if words.when.holds(env) and (choices.texts.get(words.id) or not words.optional):
            rows.append((text(words.label, locale), written(words, choices)))
    return rows


def written(words: TextInput, choices: Choices) -> str:
    """Words in quotation marks; a file is only called one, its name is nobody's business but the shopper's."""
    return "your file" if words.upload else f"“{choices.texts.get(words.id, '')}”"


def unusual_questions(model: Model, choices: Choices, locale: str = "en") -> list[str]:
    """The seller's questions about rare values, with the shopper's own figures filled in."""
    env = environment(model, choices)
    questions = []
    for unusual in model.unusual:
        if unusual.when.holds(env):
            asked = text(unusual.ask, locale)
            for name in unusual.names:
                asked = asked.replace("{" + name + "}", _spoken(model, choices, name, locale))
            questions.append(asked)
    return questions


def _spoken(model: Model, choices: Choices, name: str, locale: str) -> str:
    for number in model.numbers:
        if number.id == name:
            return shown(number, choices.numbers[name])
    return text(model.group(name).option(choices.options[name]).label, locale)


def drawing_spec(model: Model, choices: Choices) -> dict[str, Value]:
    """What the `drawing(spec)` global of the templates takes: `{"kind": …, **params}`."""
    env = environment(model, choices)
    return {"kind": model.drawing_kind, **{param.name: _value(param, env, choices) for param in model.drawing}}


def _value(param: DrawingParam, env: dict[str, Value], choices: Choices) -> Value:
    if param.formula is not None:
        return param.formula(env)
    if param.engraving is not None:
        return choices.texts.get(param.engraving, "")
    if param.group is not None:
        chosen = str(env[param.group])
        return param.words.get(chosen, chosen)
    return param.fixed or ""
