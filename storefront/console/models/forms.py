"""The shape of each section's form: what its template shows, from the draft or from what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.plain.errors import NotFound
from storefront.configurator.document.editing.parts import SECTIONS
from storefront.configurator.drafting import Draft
from storefront.console.models import drawings, groups, rules, swatches, texts
from storefront.console.models.desk import glyphs, locale
from storefront.console.models.edits import Form, old_entry
from storefront.console.models.fields import DETAILS, FILE, FORMS, PACKED, Field
from storefront.console.models.reading import typed_values, values_of

Shape = dict[str, Any]


def stored(draft: Draft, section: str, key: str, asked: Mapping[str, str]) -> Shape:
    """The form as the draft has it. Raises `NotFound` for an entry that is not there."""
    if section == "groups":
        return _group(draft, key, groups.rows_of(draft.document, key, locale()), None)
    if section == "rules":
        mode = rules.mode_of(draft.document, key, asked.get("mode", ""))
        return _rule(draft, key, rules.form_of(draft.document, key, mode, locale()))
    if section == "drawing":
        kind = str((draft.document.get("drawing") or {}).get("kind", ""))
        return _drawing(kind, drawings.params_of(draft.document))
    fields, item = _plain(draft, section, key, asked)
    return _fields(section, key, fields, values_of(fields, item, locale()))


def typed(draft: Draft, section: str, key: str, form: Form) -> Shape:
    """The form as it was typed, with another row where one was asked for."""
    if section == "groups":
        tables = groups.figures_of(draft.document, key)
        rows = [row for row in groups.rows_from(form, tables) if not row.blank]
        more = 4 if form.get("action") == "more" else 1
        return _group(draft, key, rows + groups.blanks(len(rows), more), form)
    if section == "rules":
        return _rule(draft, key, rules.form_from(draft.document, key, rules.asked_mode(form), form, locale()))
    if section == "drawing":
        return _drawing(form.get("kind", ""), [*drawings.params_from(form), drawings.Param()])
    fields, item = _plain(draft, section, key, form)
    return _fields(section, key, fields, typed_values(fields, form, item))


def _plain(draft: Draft, section: str, key: str, asked: Mapping[str, str]) -> tuple[tuple[Field, ...], dict[str, Any]]:
    document = draft.document
    if section == "details":
        return DETAILS, {**document, "round_to": document.get("price", {}).get("round_to", "")}
    if section == "packed":
        return PACKED, document.get("packed", {})
    if section == "texts":
        item = texts.flat(old_entry(document, SECTIONS["texts"], key))
        return texts.fields_of(document, key, asked), item
    if section not in FORMS:
        raise NotFound("A model has no such part.")
    return FORMS[section], old_entry(document, SECTIONS[section], key)


def _fields(section: str, key: str, fields: tuple[Field, ...], values: Mapping[str, str]) -> Shape:
    one = SECTIONS[section].one if section in SECTIONS else {"details": "details", "packed": "packed size"}[section]
    file = fields is FILE
    return {
        "form": "fields",
        "hidden_fields": {"mode": "file"} if file else {},
        "fields": fields,
        "values": values,
        "one": "file" if file else one,
        "is_new": key == "new",
        "removable": section in SECTIONS and key != "new",
    }


def _group(draft: Draft, key: str, rows: list[groups.Row], form: Form | None) -> Shape:
    item = old_entry(draft.document, SECTIONS["groups"], key)
    values: Mapping[str, str] = values_of(groups.HEAD, item, locale())
    if form is not None:
        values = {field.name: form.get(field.name, values[field.name]) for field in groups.HEAD}
    return {
        "form": "group",
        "fields": groups.HEAD,
        "values": values,
        "rows": rows,
        "tables": groups.figures_of(draft.document, key),
        "swatch_choices": swatches.choices(draft.document, glyphs()),
        "swatch_from": swatches.swatch_from,
        "new_table": form.get("new-table", "") if form else "",
        "one": "option group",
        "is_new": key == "new",
        "removable": key != "new",
    }


def _rule(draft: Draft, key: str, shown: rules.RuleForm) -> Shape:
    return {
        "form": "rule",
        "fields": rules.FIELDS[shown.mode],
        "values": shown.values,
        "rule": shown,
        "one": "rule",
        "is_new": key == "new",
        "removable": key != "new",
    }


def _drawing(kind: str, params: list[drawings.Param]) -> Shape:
    return {
        "form": "drawing",
        "kind": kind,
        "params": params,
        "sources": drawings.SOURCES,
        "one": "drawing",
        "is_new": False,
        "removable": False,
    }
