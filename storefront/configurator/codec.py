"""Choices in an address: `?d=species.oak~length.2100~engraving_text.For%20Anna`, readable and short."""

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
    """The choices as one word for an address; empty texts are left out."""
    parts = [f"{name}.{value}" for name, value in choices.options.items()]
    parts += [f"{name}.{value}" for name, value in choices.numbers.items()]
    parts += [f"{name}.{_quoted(value)}" for name, value in choices.texts.items() if value]
    return "~".join(parts)


def _quoted(words: str) -> str:
    return quote(words, safe="").replace("~", "%7E")


def decode(model: Model, encoded: str) -> Choices:
    """The choices of an address over the defaults; what it does not understand is kept for validation to name."""
    choices = default_choices(model)
    options, numbers, texts = dict(choices.options), dict(choices.numbers), dict(choices.texts)
    for part in filter(None, encoded[:MAX_ENCODED].split("~")):
        name, _, value = part.partition(".")
        if name in texts:
            texts[name] = unquote(value)
        elif name in numbers:
            _put(numbers, name, int(value) if _WHOLE.fullmatch(value) else None)
        else:
            options[name] = value
    return Choices(options, numbers, texts)


def read_fields(model: Model, fields: Mapping[str, str]) -> Choices:
    """The choices of a plain form (numbers in the shopper's unit) over those in its `d`."""
    choices = decode(model, fields.get("d", ""))
    options, numbers, texts = dict(choices.options), dict(choices.numbers), dict(choices.texts)
    for group in model.groups:
        options[group.id] = fields.get(group.id, options[group.id])
    for number in model.numbers:
        if number.id in fields:
            _put(numbers, number.id, read_shown(number, fields[number.id]))
    for words in model.texts:
        texts[words.id] = fields.get(words.id, texts.get(words.id, ""))
    return Choices(options, numbers, texts)


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
