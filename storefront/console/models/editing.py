"""The draft's sections: shown, saved, moved, removed, undone, and checked while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound, TooLarge
from storefront.accounts.guard import staff
from storefront.configurator import drafting
from storefront.configurator.document.editing import parts
from storefront.configurator.drafting import Draft, draft_model
from storefront.console.models import drawings, edits, forms, groups, rules, supplying, texts
from storefront.console.models.desk import TAB_OF, TABS, at, locale, looked_at, names, open_draft, saved, section_page
from storefront.console.models.fields import FORMS
from storefront.console.models.preview import choices_from, taken
from storefront.console.models.reading import Faults
from storefront.console.models.telling import rule_words
from storefront.console.models.views import blueprint
from storefront.mount.current import current_shop

EDITORS: Mapping[str, edits.Editor] = {
    **{name: edits.edit_entry(name) for name in FORMS},
    "groups": groups.edit_group,
    "rules": rules.edit_rule,
    "texts": texts.edit_text,
    "details": edits.edit_details,
    "packed": edits.edit_packed,
    "drawing": drawings.edit_drawing,
}
SHOWN = frozenset(name for name, _ in TABS)
AGAIN = {"more", "more-w", "more-t", "grid", "paste"}  # presses that show the form again and save nothing


@blueprint.get("/<sku>/draft/<section>")
def section(sku: str, section: str) -> ResponseReturnValue:
    """One tab of the draft."""
    return _tab(open_draft(staff(), sku), section)


def _tab(draft: Draft, section: str, error: DomainError | None = None) -> Response:
    if section not in SHOWN:
        raise NotFound("A model has no such part.")
    model = draft_model(draft.document)
    return section_page(
        f"tab_{section}",
        draft,
        section,
        error,
        doc=draft.document,
        key_at=lambda place, item: parts.key_of(parts.SECTIONS["rules"], place, item),
        told=lambda item: rule_words(model, item, locale()),
        taken=lambda line: taken(model, line, choices_from(model, request.args)),
    )


@blueprint.get("/<sku>/draft/<section>/<key>")
def entry(sku: str, section: str, key: str) -> ResponseReturnValue:
    """One entry in its form; the key `new` is an empty one."""
    draft = open_draft(staff(), sku)
    return _form(draft, section, key, forms.stored(draft, section, key, request.args))


def _form(draft: Draft, section: str, key: str, shape: dict[str, Any], error: DomainError | None = None) -> Response:
    if section not in EDITORS:
        raise NotFound("A model has no such part.")
    wrong = error.by_field if isinstance(error, Faults) else {}
    seen = request.form.get("seen", draft.hash) if not isinstance(error, Conflict) else draft.hash
    return section_page(
        f"form_{shape['form']}",
        draft,
        TAB_OF.get(section, section),
        error,
        section=section,
        key=key,
        wrong=wrong,
        names=names(draft_model(draft.document)),
        offered=_offered(draft, section),
        seen_hash=seen,
        theirs=draft.steps[0] if isinstance(error, Conflict) and draft.steps else None,
        **shape,
    )


def _offered(draft: Draft, section: str) -> dict[str, list[tuple[str, str]]]:
    """Words to choose from for fields that name something: steps, work centres, stages."""
    steps = draft_model(draft.document).operations
    if section == "materials":
        return {"operation": [(str(step.number), step.name) for step in steps]}
    if section != "operations":
        return {}
    who = staff()
    known = current_shop().read(lambda work: supplying.centres(work, who.scope))
    return {"work_centre": known, "stage": [(stage, "") for stage in dict.fromkeys(step.stage for step in steps)]}


@blueprint.post("/<sku>/draft/<section>/<key>")
def save(sku: str, section: str, key: str) -> ResponseReturnValue:
    """Save one entry, all of it or nothing; a press on *Add a row* and the like only shows the form again."""
    who = staff()
    draft = open_draft(who, sku)
    if section not in EDITORS:
        raise NotFound("A model has no such part.")
    if request.form.get("action") in AGAIN:
        return _again(draft, section, key)
    try:
        done = _edited(draft, section, key)
        seen = request.form.get("seen", "")
        current_shop().write(lambda work: saved(work, who, draft, seen, done.document, done.sentence))
    except (Invalid, Conflict, TooLarge) as error:
        fresh = open_draft(who, sku)
        return _form(fresh, section, key, forms.typed(fresh, section, key, request.form), error)
    return redirect(_after(draft, section, done.key), 303)


def _again(draft: Draft, section: str, key: str) -> Response:
    try:
        shape, error = forms.typed(draft, section, key, request.form), None
    except (Invalid, TooLarge) as refused:
        plain = forms.stored(draft, section, key, {"mode": request.form.get("mode", "")})
        shape, error = plain, Faults({refused.field or "": refused.sentence})
    return _form(draft, section, key, shape, error)


def _edited(draft: Draft, section: str, key: str) -> edits.Edited:
    return EDITORS[section](draft.document, key, request.form, locale())


def _after(draft: Draft, section: str, key: str) -> str:
    d = request.form.get("d") or None
    return url_for(".entry", sku=draft.sku, section=section, key=key or "all", d=d, saved=1)


@blueprint.post("/<sku>/draft/<section>/<key>/check")
def check(sku: str, section: str, key: str) -> ResponseReturnValue:
    """The form as it stands, tried and not saved: a sentence for each wrong field, and the preview with it."""
    draft = open_draft(staff(), sku)
    if section not in EDITORS:
        raise NotFound("A model has no such part.")
    document, wrong = draft.document, dict[str, str]()
    try:
        document = _edited(draft, section, key).document
    except Faults as faults:
        wrong = faults.by_field
    except DomainError as error:
        wrong = {"": error.sentence}
    model = draft_model(document)
    seen = looked_at(model, request.form)
    html = render_template("shop/console/models/_preview.html", seen=seen, model=model, draft=draft, tried=not wrong)
    return jsonify({"wrong": wrong, "preview": html, "d": seen.d})


@blueprint.post("/<sku>/draft/<section>/<key>/<any(remove, up, down):verb>")
def change(sku: str, section: str, key: str, verb: str) -> ResponseReturnValue:
    """Move an entry, or take it out unless something still speaks of it."""
    who = staff()
    draft = open_draft(who, sku)
    kind = parts.section_of(section)
    tab = TAB_OF.get(section, section)
    try:
        document, sentence = _changed(draft, kind, key, verb)
        seen = request.form.get("seen", "")
        current_shop().write(lambda work: saved(work, who, draft, seen, document, sentence))
    except (Invalid, Conflict) as error:
        return _tab(open_draft(who, sku), tab, error)
    return redirect(at(sku, tab, request.form.get("d", ""), saved=1), 303)


def _changed(draft: Draft, kind: parts.Section, key: str, verb: str) -> tuple[parts.Document, str]:
    name = edits.said(kind, parts.item_of(draft.document, kind, key), key, locale()).removeprefix("Changed ")
    if verb != "remove":
        return parts.move(draft.document, kind, key, -1 if verb == "up" else 1), f"Moved {name}"
    reason = groups.removable(draft.document, kind.name, key)
    if reason:
        raise Invalid(f"{name[:1].upper()}{name[1:]} has to stay for now. {reason}")
    document = parts.remove(draft.document, kind, key)
    draft_model(document)
    return document, f"Removed {name}"


@blueprint.post("/<sku>/draft/undo")
def undo(sku: str) -> ResponseReturnValue:
    """Take the last saved step back."""
    who, seen = staff(), request.form.get("seen", "")
    try:
        current_shop().write(lambda work: drafting.undo_draft(work, who.scope, sku, seen))
    except Conflict as error:
        return _tab(open_draft(who, sku), "choices", error)
    tab = request.form.get("tab", "")
    back = at(sku, tab if tab in SHOWN else "choices", request.form.get("d", ""), undone=1)
    return redirect(back, 303)
