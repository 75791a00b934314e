"""A repair in words: "Change Base to Trestle and choose this"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storefront.configurator.domain import Model
from storefront.configurator.domain.model import text
from storefront.configurator.domain.words import shown

if TYPE_CHECKING:
    from storefront.configurator.engine.protocol import Change


def repair_sentence(model: Model, changes: tuple[Change, ...], wanted: Change | None, locale: str = "en") -> str:
    """The button's words. With `wanted` an option: "… and choose this"; a size: "… and keep 270 cm"."""
    parts = [change_words(model, change, locale) for change in changes]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    if wanted is None:
        return f"Change {said}"
    if isinstance(wanted.value, int):
        return f"Change {said}, keep {value_words(model, wanted, locale)}"
    return f"Change {said}, choose this"


def change_words(model: Model, change: Change, locale: str = "en") -> str:
    """`base to Trestle`, `length to 260 cm`."""
    return f"{model.label_of(change.field, locale).lower()} to {value_words(model, change, locale)}"


def value_words(model: Model, change: Change, locale: str = "en") -> str:
    for number in model.numbers:
        if number.id == change.field:
            return shown(number, int(change.value))
    return text(model.group(change.field).option(str(change.value)).label, locale)
