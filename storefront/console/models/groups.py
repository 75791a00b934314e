"""A group of options as one form: its words, a row for each option, and the figures that tables hold for each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foundation.plain.errors import TooLarge
from storefront.configurator.document.editing.names import id_from, texts, words_in
from storefront.configurator.document.editing.options import put_group, tables_of
from storefront.configurator.document.editing.parts import SECTIONS, Document, Item
from storefront.configurator.document.editing.uses import Use, users_of_input, users_of_option
from storefront.configurator.document.reader import NAME
from storefront.configurator.drafting import draft_model
from storefront.console.models.edits import Edited, Form, compiles, old_entry, said, taken_in
from storefront.console.models.fields import HELP, LABEL, Field
from storefront.console.models.reading import Faults, item_from, plain_integer
from storefront.console.models.swatches import swatch_from, swatch_value

HEAD = (
    LABEL,
    Field("id", "Name in formulas", "id", "Small letters, like species. It stays as it is.", width=3),
    HELP,
)
MOST_OPTIONS = 500


@dataclass(frozen=True)
class Row:
    """One option as the form shows it; `id` is empty for one that is being added."""

    id: str
    label: str
    help: str
    swatch: str
    place: str
    default: bool
    gone: bool
    figures: dict[str, str]

    @property
    def blank(self) -> bool:
        return not self.id and not self.label and not self.help


def rows_of(document: Document, key: str, locale: str, more: int = 1) -> list[Row]:
    """The options of the group with `more` empty rows beneath."""
    group = old_entry(document, SECTIONS["groups"], key)
    tables = figures_of(document, key)
    all_rows: dict[str, Any] = document.get("tables") or {}
    rows = [
        Row(
            id=str(option["id"]),
            label=words_in(option.get("label"), locale),
            help=words_in(option.get("help"), locale),
            swatch=swatch_value(option.get("swatch")),
            place=str(place),
            default=str(option["id"]) == str(group.get("default")),
            gone=False,
            figures={table: str(all_rows[table].get(option["id"], "")) for table in tables},
        )
        for place, option in enumerate(group.get("options", []), 1)
    ]
    return rows + blanks(len(rows), more)


def blanks(before: int, more: int) -> list[Row]:
    """Empty rows beneath `before` others; the very first option of a group is its default."""
    return [Row("", "", "", "", str(before + 1 + n), not before and not n, False, {}) for n in range(more)]


def rows_from(form: Form, tables: Iterable[str]) -> list[Row]:
    """The options as they were typed."""
    tables = list(tables)
    count = form.get("rows", "0")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return [
        Row(
            id=form.get(f"o-{i}-id", "").strip(),
            label=form.get(f"o-{i}-label", "").strip(),
            help=form.get(f"o-{i}-help", "").strip(),
            swatch=form.get(f"o-{i}-swatch", ""),
            place=form.get(f"o-{i}-place", ""),
            default=form.get("default") == str(i),
            gone=f"o-{i}-gone" in form,
            figures={table: form.get(f"f-{table}-{i}", "").strip() for table in tables},
        )
        for i in range(min(number, MOST_OPTIONS))
    ]


def figures_of(document: Document, key: str) -> list[str]:
    """The tables with a figure for each option of the group."""
    return [] if key == "new" else tables_of(document, draft_model(document), key)


def edit_group(document: Document, key: str, form: Form, locale: str) -> Edited:
    """Words, options and figures of a group, all of them or nothing."""
    section = SECTIONS["groups"]
    old = old_entry(document, section, key)
    tables = figures_of(document, key)
    rows = rows_from(form, tables)
    if len(rows) < len(old.get("options", [])):
        raise TooLarge(f"A page shows up to {MOST_OPTIONS} options. Change this group in the file.", field="options")
    wrong = dict[str, str]()
    head = old
    try:
        head = item_from(HEAD, form, old, locale, taken_in(document, section, key), "group")
    except Faults as faults:
        wrong.update(faults.by_field)
    wrong.update(_row_faults(document, key, rows))
    added = _new_table(document, form, wrong)
    if wrong:
        raise Faults(wrong)
    group, figures = _group(head, old, rows, tables, locale)
    if added:
        figures[added] = dict.fromkeys((str(option["id"]) for option in group["options"]), "0")
    changed, index = put_group(document, "" if key == "new" else key, group, figures)
    compiles(changed, {"label", "help", "id", "default", "options"}, f"groups[{index}]")
    return Edited(changed, str(group["id"]), said(section, group, key, locale))


def _row_faults(document: Document, key: str, rows: list[Row]) -> dict[str, str]:
    wrong = dict[str, str]()
    kept, seen = [row for row in rows if not row.gone and not row.blank], set[str]()
    if not kept:
        wrong["options"] = "A group needs at least one option. Write its label into the empty row."
    for place, row in enumerate(rows):
        if row.blank:
            continue
        if row.gone:
            users = users_of_option(draft_model(document), key, row.id) if row.id else []
            if users:
                wrong[f"o-{place}-gone"] = in_use(users)
            continue
        if not row.label:
            wrong[f"o-{place}-label"] = "The label is still empty."
        elif row.label in seen:
            wrong[f"o-{place}-label"] = f"There is a {row.label[:40]} already. Shoppers could not tell them apart."
        seen.add(row.label)
        for table, figure in row.figures.items():
            if not re.fullmatch(r"-?[0-9]{1,16}", plain_integer(figure)):
                wrong[f"f-{table}-{place}"] = f"{row.label[:40]}, {table.replace('_', ' ')}: a whole number, please."
    if kept and not any(row.default for row in kept):
        wrong["default"] = "Say which option is shown at first."
    return wrong


def in_use(users: list[Use]) -> str:
    """ "Rule R3 and the price part Edge speak of it. Change those first." """
    named = list(dict.fromkeys(user.words for user in users))
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{listed[0].upper()}{listed[1:]} {'speaks' if len(named) == 1 else 'speak'} of it. Change that first."


def _new_table(document: Document, form: Form, wrong: dict[str, str]) -> str:
    name = form.get("new-table", "").strip()
    if name and (not NAME.fullmatch(name) or name in taken_in(document, SECTIONS["groups"], "new")):
        wrong["new-table"] = "Small letters, digits and _, and no name that this model has already."
    return name


def _group(head: Item, old: Item, rows: list[Row], tables: list[str], locale: str) -> tuple[Item, dict[str, Any]]:
    known = {str(option["id"]): option for option in old.get("options", [])}
    taken = set(known)
    options, figures = [], {table: dict[str, str]() for table in tables}
    default = ""
    for row in sorted((r for r in rows if not r.gone and not r.blank), key=_place):
        option_id = row.id or id_from(row.label, taken, "option")
        taken.add(option_id)
        options.append(_option(option_id, row, known.get(option_id, {}), locale))
        default = option_id if row.default else default
        for table in tables:
            figures[table][option_id] = plain_integer(row.figures[table])
    kept = {k: v for k, v in head.items() if k not in ("default", "options")}
    return {**kept, "default": default, "options": options}, dict(figures)


def _option(option_id: str, row: Row, old: Item, locale: str) -> Item:
    option: Item = {**old, "id": option_id, "label": texts(old.get("label"), locale, row.label)}
    for name, value in (("help", texts(old.get("help"), locale, row.help)), ("swatch", swatch_from(row.swatch))):
        option.pop(name, None)
        if value:
            option[name] = value
    return option


def _place(row: Row) -> int:
    return int(row.place) if row.place.isascii() and row.place.isdigit() and len(row.place) < 5 else MOST_OPTIONS


def removable(document: Document, section: str, key: str) -> str:
    """Why an input cannot go yet, or ""."""
    if section not in ("groups", "numbers", "texts"):
        return ""
    users = users_of_input(draft_model(document), key)
    return in_use(users) if users else ""
