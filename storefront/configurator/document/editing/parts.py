"""The lists of a document, and putting, moving and removing one entry of them."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from foundation.plain.errors import NotFound

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}|[1-9][0-9]{0,3}")
Document = dict[str, Any]
Item = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One list: where it is in the document, by what its entries are told apart ("" by their place, from 0)."""

    name: str
    path: tuple[str, ...]
    key: str
    one: str  # what a person calls one entry


SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        Section("groups", ("groups",), "id", "option group"),
        Section("numbers", ("numbers",), "id", "size"),
        Section("texts", ("texts",), "id", "text"),
        Section("rules", ("rules",), "id", "rule"),
        Section("price", ("price", "parts"), "id", "price part"),
        Section("materials", ("materials",), "", "material"),
        Section("operations", ("operations",), "number", "step of work"),
        Section("unusual", ("unusual",), "id", "question"),
    )
}


def section_of(name: str) -> Section:
    """Raises `NotFound` for a list that documents do not have."""
    if name not in SECTIONS:
        raise NotFound("A model has no such part.")
    return SECTIONS[name]


def items(document: Document, section: Section) -> list[Item]:
    """The entries of a list; a list that is not there has none."""
    found: Any = document
    for step in section.path:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def key_of(section: Section, index: int, item: Item) -> str:
    """How an entry is addressed: by its name, or by its place where the name does not fit into an address."""
    name = str(item.get(section.key, "")) if section.key else ""
    return name if ADDRESS.fullmatch(name) and name != "new" else str(index)


def index_of(document: Document, section: Section, key: str) -> int:
    """Where the entry `key` stands. Raises `NotFound`."""
    for index, item in enumerate(items(document, section)):
        if key_of(section, index, item) == key:
            return index
    raise NotFound(f"This draft has no such {section.one}. It may have been removed meanwhile.")


def item_of(document: Document, section: Section, key: str) -> Item:
    return items(document, section)[index_of(document, section, key)]


def place_of(section: Section, index: int) -> str:
    """The place that an error of the reader starts with: `price.parts[3]`."""
    return f"{'.'.join(section.path)}[{index}]"


def put(document: Document, section: Section, key: str, item: Item) -> tuple[Document, int]:
    """The document with `item` in the place of `key`, or at the end for "" ; and its index."""
    changed = deepcopy(document)
    found = _list(changed, section)
    if key:
        index = index_of(changed, section, key)
        found[index] = item
    else:
        index = len(found)
        found.append(item)
    return changed, index


def remove(document: Document, section: Section, key: str) -> Document:
    """The document without the entry. Raises `NotFound`."""
    changed = deepcopy(document)
    del _list(changed, section)[index_of(changed, section, key)]
    return changed


def move(document: Document, section: Section, key: str, by: int) -> Document:
    """The document with the entry `by` places further down (negative: up), as far as the list goes."""
    changed = deepcopy(document)
    found = _list(changed, section)
    index = index_of(changed, section, key)
    item = found.pop(index)
    found.insert(min(max(index + by, 0), len(found)), item)
    return changed


def renumber(document: Document, old: str, new: str) -> Document:
    """The document with what names step `old` of the work naming `new`: materials, and the steps after it."""
    changed = deepcopy(document)
    for material in items(changed, SECTIONS["materials"]):
        if str(material.get("operation")) == old:
            material["operation"] = new
    for step in items(changed, SECTIONS["operations"]):
        if isinstance(step.get("after"), list):
            step["after"] = [new if str(number) == old else number for number in step["after"]]
    return changed


def _list(document: Document, section: Section) -> list[Item]:
    holder = document
    for step in section.path[:-1]:
        holder = holder.setdefault(step, {})
    found: list[Item] = holder.setdefault(section.path[-1], [])
    return found
