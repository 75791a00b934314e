"""Choices in an address: `?d=species.oak~length.2100~engraving_text.For%20Anna`, readable and short.

Only the picks are in it: what the shopper left alone holds the seller's default of the day and follows the picks. An
older address names every input, and every input it names is a pick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import quote, unquote

from storefront.configurator.domain import Choices, Model, default_choices
from storefront.configurator.domain.model import NumberInput

MAX_ENCODED = 4_000
_WHOLE = re.compile(r"-?[0-9]{1,12}")


def encode(choices: Choices) -> str:
    """The picks as one word for an address; empty texts are left out."""
    picked = choices.picked
    parts = [f"{name}.{value}" for name, value in choices.options.items() if name in picked]
    parts += [f"{name}.{value}" for name, value in choices.numbers.items() if name in picked]
    parts += [f"{name}.{_quoted(value)}" for name, value in choices.texts.items() if value and name in picked]
    return "~".join(parts)


def _quoted(words: str) -> str:
    return quote(words, safe="").replace("~", "%7E")


def decode(model: Model, encoded: str) -> Choices:
    """The picks of an address over the defaults; what it does not understand is kept for validation to name."""
    choices, picked = default_choices(model), set[str]()
    options, numbers, texts = dict(choices.options), dict(choices.numbers), dict(choices.texts)
    for part in filter(None, encoded[:MAX_ENCODED].split("~")):
        name, _, value = part.partition(".")
        picked.add(name)
        if name in texts:
            texts[name] = unquote(value)
        elif name in numbers:
            _put(numbers, name, int(value) if _WHOLE.fullmatch(value) else None)
        else:
            options[name] = value
    return Choices(options, numbers, texts, frozenset(picked))


def read_fields(model: Model, fields: Mapping[str, str], shown: Choices | None = None) -> Choices:
    """The choices of a plain form (numbers in the shopper's unit) over those in its `d`.

    A form sends every field. Those that differ from `shown`, what the page showed (the state of its `d`; the defaults
    if left out), were touched: they are picks besides those of `d`.
    """
    choices = decode(model, fields.get("d", ""))
    before = shown or choices
    options, numbers, texts = {**before.options, **choices.options}, dict(before.numbers), dict(before.texts)
    for group in model.groups:
        options[group.id] = fields.get(group.id, before.options.get(group.id, group.default))
    for number in model.numbers:
        if number.id in fields:
            _put(numbers, number.id, read_shown(number, fields[number.id]))
    for words in model.texts:
        texts[words.id] = fields.get(words.id, texts.get(words.id, ""))
    touched = {name for name in options if options[name] != before.options.get(name)}
    touched |= {number.id for number in model.numbers if numbers.get(number.id) != before.numbers.get(number.id)}
    touched |= {name for name in texts if texts[name] and texts[name] != before.texts.get(name, "")}
    return Choices(options, numbers, texts, choices.picked | touched)


def read_shown(number: NumberInput, given: str) -> int | None:
    """`"74.5"` or `"74,5"` cm to 745 mm; None for what is no number or finer than the base unit."""
    try:
        exact = Decimal(given.strip().replace(",", ".")[:20]) * number.scale
    except InvalidOperation:
        return None
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) > 10**12:
        return None
    return int(exact)


def _put(numbers: dict[str, int], name: str, value: int | None) -> None:
    """An unreadable number is taken out: validation then asks for it."""
    if value is None:
        numbers.pop(name, None)
    else:
        numbers[name] = value
