"""One saved section: the form in, the changed document and a sentence for the history out, or every fault by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from foundation.plain.errors import DomainError, NotFound
from storefront.configurator.document import DocumentError
from storefront.configurator.document.editing.parts import (
    SECTIONS,
    Document,
    Item,
    Section,
    item_of,
    items,
    key_of,
    place_of,
    put,
    renumber,
)
from storefront.configurator.document.inputs import parse_groups, parse_numbers, parse_scope
from storefront.configurator.document.reader import Reader
from storefront.configurator.drafting import draft_model
from storefront.configurator.expressions import Scope
from storefront.console.models.fields import DETAILS, FORMS, PACKED, Field
from storefront.console.models.reading import Faults, formula_faults, item_from

Form = MultiDict[str, str]


@dataclass(frozen=True)
class Edited:
    """`key` addresses the entry after the edit; `sentence` says in the history what was done."""

    document: Document
    key: str
    sentence: str


Editor = Callable[[Document, str, Form, str], Edited]  # document, key ("new": a new one), form, locale


def edit_entry(section_name: str) -> Editor:
    """The editor of the lists whose entries are plain forms."""

    def run(document: Document, key: str, form: Form, locale: str) -> Edited:
        section, fields = SECTIONS[section_name], FORMS[section_name]
        old = old_entry(document, section, key)
        taken = taken_in(document, section, key)
        item = item_from(fields, form, old, locale, taken, section_name.rstrip("s"))
        changed, index = put(document, section, "" if key == "new" else key, item)
        if section.name == "operations" and key not in ("new", item["number"]) and item["number"] not in taken:
            changed = renumber(changed, key, item["number"])
        check(changed, fields, item, place_of(section, index))
        return Edited(changed, key_of(section, index, item), said(section, item, key, locale))

    return run


def edit_details(document: Document, _key: str, form: Form, locale: str) -> Edited:
    """Name, measuring, deposit, rounding: keys of the document itself."""
    old = {**document, "round_to": document.get("price", {}).get("round_to")}
    item = item_from(DETAILS, form, {k: v for k, v in old.items() if v is not None}, locale, (), "model")
    rounding = item.pop("round_to", None)
    pricing = {k: v for k, v in document.get("price", {}).items() if k != "round_to"}
    changed = {**item, "price": {**({"round_to": rounding} if rounding else {}), **pricing}}
    check(changed, DETAILS, item, "")
    return Edited(changed, "", "Changed the details")


def edit_packed(document: Document, _key: str, form: Form, locale: str) -> Edited:
    item = item_from(PACKED, form, document.get("packed", {}), locale, (), "packed")
    changed = {**document, "packed": item}
    check(changed, PACKED, item, "packed")
    return Edited(changed, "", "Changed the packed size")


def check(document: Document, fields: tuple[Field, ...], item: Item, place: str) -> None:
    """Raise `Faults` unless the changed document compiles: each formula by itself first, then the whole."""
    scope = scope_of(document)
    if scope is not None and (wrong := formula_faults(fields, item, scope)):
        raise Faults(wrong)
    compiles(document, {field.name for field in fields}, place)


def compiles(document: Document, names: set[str], place: str) -> None:
    """Compile the document; a fault in the entry at `place` goes beside its field, another to the top of the page."""
    try:
        draft_model(document)
    except DocumentError as error:
        raise Faults({_field_of(error, names, place): _bare(error, place)}) from None
    except DomainError as error:
        raise Faults({"": error.sentence}) from None


def scope_of(document: Document) -> Scope | None:
    """What formulas of the document may name; None when its inputs do not compile themselves."""
    top = Reader(document, "")
    try:
        return parse_scope(top, parse_groups(top), parse_numbers(top))
    except DocumentError:
        return None


def old_entry(document: Document, section: Section, key: str) -> Item:
    return {} if key == "new" else item_of(document, section, key)


def taken_in(document: Document, section: Section, key: str) -> list[str]:
    """Keys that a new entry may not have. Inputs share their names with one another and with tables."""
    mine = [key_of(section, index, item) for index, item in enumerate(items(document, section))]
    if section.name in ("groups", "numbers", "texts"):
        inputs = [str(i.get("id")) for name in ("groups", "numbers", "texts") for i in items(document, SECTIONS[name])]
        mine = [*inputs, *(document.get("tables") or {})]
    return [name for name in mine if name != key]


def said(section: Section, item: Item, key: str, locale: str) -> str:
    """“Changed rule R3”, “Added the option group Wood”."""
    from_label = item.get("label") or item.get("name") or item.get("item") or item.get("id")
    words = (
        from_label.get(locale) or next(iter(from_label.values()), "") if isinstance(from_label, dict) else from_label
    )
    name = item.get("id") if section.name == "rules" else words
    return f"{'Added' if key == 'new' else 'Changed'} the {section.one} {name}"[:200]


def _field_of(error: DocumentError, names: set[str], place: str) -> str:
    """`rules[2].when` is the field `when` of the entry at `rules[2]`."""
    where = (error.field or "").rstrip(":")
    rest = where[len(place) :].lstrip(".") if place and where.startswith(place) else where if not place else ""
    name = rest.split(".")[-1].split("[")[0]
    return name if name in names else ""


def _bare(error: DocumentError, place: str) -> str:
    """The sentence without the place that the page shows anyhow."""
    where = error.field or ""
    inside = not place or where.rstrip(":").startswith(place)
    sentence = error.sentence.removeprefix(where).strip() if inside else error.sentence
    return sentence[:1].upper() + sentence[1:]


def section_or_404(name: str, editors: Mapping[str, Any]) -> Any:
    if name not in editors:
        raise NotFound("A model has no such part.")
    return editors[name]
