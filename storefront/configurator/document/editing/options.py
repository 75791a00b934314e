"""A group's options together with the figures that tables hold for each of them.

Adding an option without its figures would break every formula that looks something up by this group; so an option and
its row in each table are one edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from storefront.configurator.document.editing.parts import SECTIONS, Document, Item, put
from storefront.configurator.document.editing.uses import lookups
from storefront.configurator.domain import Model

Figures = Mapping[str, Mapping[str, str]]  # table -> option id -> whole number as text


def tables_of(document: Document, model: Model, group: str) -> list[str]:
    """The tables that hold something for each option of `group`: looked up by it, or with rows named like them."""
    used = lookups(model)
    mine: Item = next((item for item in document["groups"] if item.get("id") == group), {"options": []})
    ids = {str(option["id"]) for option in mine["options"]}
    tables: dict[str, Any] = document.get("tables") or {}
    return [
        name
        for name, rows in tables.items()
        if group in used.get(name, ()) or (name not in used and rows and set(rows) <= ids)
    ]


def put_group(document: Document, key: str, group: Item, figures: Figures) -> tuple[Document, int]:
    """The document with `group` in the place of `key` ("": added) and its tables' rows; rows of options that are gone
    go too, unless another group has an option of that name."""
    changed, index = put(document, SECTIONS["groups"], key, group)
    kept = {str(option["id"]) for item in changed["groups"] for option in item["options"]}
    order = [str(option["id"]) for option in group["options"]]
    for name, rows in figures.items():
        old: dict[str, Any] = changed.setdefault("tables", {}).get(name) or {}
        others = {option: value for option, value in old.items() if option not in rows and option in kept}
        mine = {option: str(rows[option]) for option in order if option in rows}
        changed["tables"][name] = {**mine, **others}
    return changed, index


def remove_table(document: Document, name: str) -> Document:
    """The document without a table; the reader says who still looks something up in it."""
    changed = deepcopy(document)
    changed.get("tables", {}).pop(name, None)
    return changed
