"""What the shopper gives in words or as a file: two forms of one list."""

from __future__ import annotations

from collections.abc import Mapping

from storefront.configurator.document.editing.parts import SECTIONS, Document, Item, place_of, put
from storefront.console.models.edits import Edited, Form, check, edit_entry, old_entry, said, taken_in
from storefront.console.models.fields import FILE, TEXT, Field
from storefront.console.models.reading import item_from

OF_UPLOAD = ("accept", "max_mb")


def is_file(document: Document, key: str, asked: Mapping[str, str]) -> bool:
    """Whether the entry asks for a file; a new one does when the form says so."""
    return asked.get("mode") == "file" if key == "new" else "upload" in old_entry(document, SECTIONS["texts"], key)


def fields_of(document: Document, key: str, asked: Mapping[str, str]) -> tuple[Field, ...]:
    return FILE if is_file(document, key, asked) else TEXT


def flat(item: Item) -> Item:
    """The entry with what it says of the file beside the rest."""
    upload = item.get("upload")
    return {**{k: v for k, v in item.items() if k != "upload"}, **(upload if isinstance(upload, dict) else {})}


def edit_text(document: Document, key: str, form: Form, locale: str) -> Edited:
    """Save a text or a file. Raises `Faults`."""
    if not is_file(document, key, form):
        return edit_entry("texts")(document, key, form, locale)
    section = SECTIONS["texts"]
    old = flat(old_entry(document, section, key))
    item = item_from(FILE, form, old, locale, taken_in(document, section, key), "file")
    upload = {name: item[name] for name in OF_UPLOAD if name in item}
    entry = {**{name: value for name, value in item.items() if name not in OF_UPLOAD}, "upload": upload}
    changed, index = put(document, section, "" if key == "new" else key, entry)
    check(changed, FILE, item, place_of(section, index))
    return Edited(changed, str(entry["id"]), said(section, entry, key, locale))
