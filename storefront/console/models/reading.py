"""From a form to an entry of the document and back, with every fault beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from foundation.plain.errors import Invalid
from storefront.configurator.document.editing.names import id_from, texts, words_in
from storefront.configurator.document.editing.parts import Item
from storefront.configurator.document.reader import NAME, RESERVED
from storefront.configurator.expressions import FormulaError, Scope, compile_expression
from storefront.console.models.fields import Field

LONGEST = 2_000
RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class Faults(Invalid):
    """What is wrong with a form: a sentence for each field, `""` for what belongs to none."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        first = next(iter(by_field.items()))
        super().__init__(first[1], field=first[0] or None)
        self.by_field = dict(by_field)


def values_of(fields: Sequence[Field], item: Item, locale: str) -> dict[str, str]:
    """An entry as a form shows it."""
    return {field.name: _shown(field, item.get(field.name), locale) for field in fields}


def typed_values(fields: Sequence[Field], form: Mapping[str, str], old: Item) -> dict[str, str]:
    """A form as it was typed; the name of an entry that is there already was not asked for."""
    return {
        field.name: str(old[field.name]) if field.kind == "id" and field.name in old else form.get(field.name, "")
        for field in fields
    }


def _shown(field: Field, value: object, locale: str) -> str:
    if field.kind == "words":
        return words_in(value, locale)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def item_from(
    fields: Sequence[Field], form: Mapping[str, str], old: Item, locale: str, taken: Sequence[str], otherwise: str
) -> Item:
    """The entry that was typed; keys that the form does not ask for are kept. Raises `Faults`."""
    item, wrong = dict(old), dict[str, str]()
    for field in fields:
        typed = form.get(field.name, "").strip()
        item.pop(field.name, None)
        if field.kind == "id" and old.get(field.name):
            item[field.name] = old[field.name]  # it has a name already, and keeps it
            continue
        if field.kind == "id":
            typed = typed or _made_id(fields, form, taken, otherwise)
        fault = _fault(field, typed, taken)
        if fault:
            wrong[field.name] = fault
        if typed or not field.optional:
            item[field.name] = _value(field, typed, old.get(field.name), locale)
    if wrong:
        raise Faults(wrong)
    return item


def _made_id(fields: Sequence[Field], form: Mapping[str, str], taken: Sequence[str], otherwise: str) -> str:
    if "reason" in {field.name for field in fields}:
        numbers = [int(name[1:]) for name in taken if re.fullmatch(r"R[0-9]{1,6}", name)]
        return f"R{max(numbers, default=0) + 1}"
    return id_from(form.get("label", "") or form.get("when", ""), taken, otherwise)


def _value(field: Field, typed: str, old: object, locale: str) -> object:
    match field.kind:
        case "words":
            return texts(old, locale, typed)
        case "list":
            return [word.strip() for word in typed.split(",") if word.strip()]
        case "flag":
            return "true"
        case "integer":
            return plain_integer(typed)
        case _:
            return " ".join(typed.split())


def plain_integer(typed: str) -> str:
    """`1,000` and `1 000` as people write them; anything else as it is, for the fault to name."""
    bare = re.sub(r"(?<=[0-9])[ ,  '](?=[0-9]{3}(?:[^0-9]|$))", "", typed)
    return bare if re.fullmatch(r"-?[0-9]+", bare) else typed


def _fault(field: Field, typed: str, taken: Sequence[str]) -> str:
    if len(typed) > LONGEST:
        return f"Keep this under {LONGEST:,} characters."
    if not typed:
        return "" if field.optional else f"{field.label} is still empty."
    return next(_wrong(field, typed, taken), "")


def _wrong(field: Field, typed: str, taken: Sequence[str]) -> Iterator[str]:
    if field.kind == "integer" and not re.fullmatch(r"-?[0-9]{1,16}", plain_integer(typed)):
        yield f"“{typed[:40]}” is no whole number."
    if field.kind == "id":
        pattern = RULE_ID if field.label == "Rule" else NAME
        if not pattern.fullmatch(typed) or typed in RESERVED:
            yield f"“{typed[:40]}” is no name here. Use letters, digits and _, and begin with a letter."
        if typed in taken:
            yield f"There is a {typed} already. Choose another name."
    if field.kind == "day" and not _is_day(typed):
        yield "Write a day like 2026-12-24."
    if field.kind == "choice" and typed not in dict(field.choices):
        yield f"Choose one of {', '.join(word for _, word in field.choices)}."


def _is_day(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True


def formula_faults(fields: Sequence[Field], item: Item, scope: Scope) -> dict[str, str]:
    """The sentence beside each formula that does not compile by itself."""
    found = {}
    for field in fields:
        if field.kind in ("number", "truth") and (source := str(item.get(field.name, ""))):
            try:
                compile_expression(source, scope, "number" if field.kind == "number" else "truth")
            except FormulaError as error:
                found[field.name] = error.sentence
    return found
