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
    texts = {words.id for words in model.texts}
    said = []
    if parts := [change_words(model, change, locale) for change in changes if change.field not in texts]:
        said.append(f"change {_listed(parts)}")
    if parts := [model.label_of(change.field, locale).lower() for change in changes if change.field in texts]:
        said.append(f"leave out {_listed(parts)}")
    if wanted is not None:
        kept = isinstance(wanted.value, int)
        said.append(f"keep {value_words(model, wanted, locale)}" if kept else "choose this")
    sentence = ", ".join(said)
    return sentence[:1].upper() + sentence[1:]


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def change_words(model: Model, change: Change, locale: str = "en") -> str:
    """`base to Trestle`, `length to 260 cm`."""
    return f"{model.label_of(change.field, locale).lower()} to {value_words(model, change, locale)}"


def value_words(model: Model, change: Change, locale: str = "en") -> str:
    for number in model.numbers:
        if number.id == change.field:
            return shown(number, int(change.value))
    return text(model.group(change.field).option(str(change.value)).label, locale)
