"""A rule in words, for the list: what it asks of the shopper, in labels and not in ids."""

from __future__ import annotations

from collections.abc import Sequence

from storefront.configurator.document.editing.clauses import SIGNS, WORDS
from storefront.configurator.document.editing.parts import Item
from storefront.configurator.domain import Model
from storefront.configurator.domain.model import text
from storefront.console.models.sentences import Part, parts_of

SHOWN_ROWS = 3


def rule_words(model: Model, item: Item, locale: str) -> str:
    """ "If Base is Trestle, Length must be at most 240 cm", or the formula where no sentence says it."""
    kind = item.get("kind")
    if kind == "matrix":
        return _matrix(model, item, locale)
    if kind == "limit":
        only = f"If {_side(model, str(item['only_if']), locale)}, then " if item.get("only_if") else ""
        return _capital(f"{only}{_side(model, str(item.get('must', '')), locale)}")
    word = "excludes" if "excludes" in item else "requires"
    then = _side(model, str(item.get(word, "")), locale)
    joined = then if word == "requires" else f"it cannot be that {then}"
    return f"If {_side(model, str(item.get('when', '')), locale)}, then {joined}"


def _side(model: Model, formula: str, locale: str) -> str:
    parts = parts_of(model, formula)
    return " and ".join(_part(model, part, locale) for part in parts) if parts else formula


def _part(model: Model, part: Part, locale: str) -> str:
    label = model.label_of(part.field, locale)
    word = next(said for known, said in WORDS.items() if known == part.word)
    if part.word in SIGNS:
        unit = next((number.unit for number in model.numbers if number.id == part.field), "")
        return f"{label} {word} {part.value} {unit}".strip()
    group = model.group(part.field)
    return f"{label} {word} {_listed([text(group.option(option).label, locale) for option in part.options])}"


def _matrix(model: Model, item: Item, locale: str) -> str:
    groups = [model.group(str(group)) for group in item.get("groups", [])]
    allow = "allow" in item
    rows = item.get("allow") or item.get("forbid") or []
    said = []
    for row in rows[:SHOWN_ROWS]:
        cells = []
        for group, cell in zip(groups, row, strict=True):
            ids = [str(one) for one in cell] if isinstance(cell, list) else [str(cell)]
            cells.append("any" if ids == ["*"] else _listed([text(group.option(one).label, locale) for one in ids]))
        said.append(" with ".join(cells))
    more = f" and {len(rows) - SHOWN_ROWS} more" if len(rows) > SHOWN_ROWS else ""
    names = " × ".join(text(group.label, locale) for group in groups)
    return f"{names}: {'only ' if allow else 'not '}{'; '.join(said)}{more}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
