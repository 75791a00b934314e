"""What the editor's views share: the draft, the piece that is looked at, the page around a section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, NotFound
from storefront.accounts.guard import Staff
from storefront.configurator import drafting
from storefront.configurator.document.editing.names import words_in
from storefront.configurator.document.editing.uses import lookups
from storefront.configurator.domain import Model
from storefront.configurator.domain.model import text
from storefront.configurator.drafting import Draft
from storefront.console.frame import page as render
from storefront.console.models import queries
from storefront.console.models.preview import Preview, choices_from, preview
from storefront.mount.blueprint import ROOT
from storefront.mount.current import current_shop

TABS = (
    ("choices", "Choices"),
    ("rules", "Rules"),
    ("price", "Price"),
    ("materials", "Materials"),
    ("operations", "Work"),
    ("details", "Details"),
)
TAB_OF = {"groups": "choices", "numbers": "choices", "texts": "choices", "packed": "details", "drawing": "details",
          "unusual": "details"}  # fmt: skip
FUNCTIONS = (
    ("min(a, b)", "the smaller"),
    ("max(a, b)", "the larger"),
    ("mul_div(a, b, c)", "a × b ÷ c, rounded half up"),
    ("mul_div_up(a, b, c)", "a × b ÷ c, rounded up"),
    ("ceil_div(a, b)", "a ÷ b, rounded up"),
)


@dataclass(frozen=True)
class Name:
    """Something that a formula may name: `insert` is what is typed for it."""

    insert: str
    words: str
    kind: str


def open_draft(who: Staff, sku: str) -> Draft:
    """The draft; where it is gone, a page leads back to the product, and a save is told so (`Conflict`)."""
    shop = current_shop()
    try:
        return shop.read(lambda work: drafting.open_draft(work, who.scope, sku))
    except NotFound:
        shop.read(lambda work: queries.desk(work, who.scope, sku))  # not theirs: not there
        if request.method == "POST":
            raise Conflict("This draft is gone: it was published or thrown away meanwhile. Start a new one.") from None
        abort(make_response(redirect(url_for("shop.console_models.model", sku=sku, nodraft=1), 303)))


def locale() -> str:
    return current_shop().settings.locale


def looked_at(model: Model, form: Mapping[str, str]) -> Preview:
    return preview(model, choices_from(model, form), current_shop().clock.now(), locale())


def section_page(sheet: str, draft: Draft, tab: str, error: DomainError | None = None, **values: Any) -> Response:
    """A page of the editor: tabs, the section, the preview beside it."""
    model = drafting.draft_model(draft.document)
    form = request.form if request.method == "POST" else request.args
    seen = looked_at(model, form)
    return render(
        f"shop/console/models/{sheet}.html",
        error,
        draft=draft,
        model=model,
        name=words_in(draft.name, locale()) or draft.sku,
        tabs=[(label, at(draft.sku, tab_name, seen.d), tab_name == tab, None) for tab_name, label in TABS],
        here=tab,
        seen=seen,
        d=seen.d,
        say=lambda value: words_in(value, locale()),
        last=draft.steps[0] if draft.steps and "saved" in request.args else None,
        undone="undone" in request.args,
        **values,
    )


def at(sku: str, tab: str, d: str = "", **more: Any) -> str:
    """The address of a tab, still looking at the same piece."""
    return url_for("shop.console_models.section", sku=sku, section=tab, d=d or None, **more)


def names(model: Model) -> list[Name]:
    """Everything that a formula of this model may name, inputs first."""
    lang = locale()
    found = [
        Name(number.id, f"{text(number.label, lang)}, {number.low} to {number.high} {number.unit}", "number")
        for number in model.numbers
    ]
    for group in model.groups:
        found += [
            Name(f"{group.id} == '{option.id}'", f"{text(group.label, lang)} is {text(option.label, lang)}", "option")
            for option in group.options
        ]
    written = [words for words in model.texts if words.upload is None]
    found += [Name(words.counter, f"letters of {text(words.label, lang)}", "number") for words in written]
    used = lookups(model)
    for table in model.scope.tables:
        groups = used.get(table) or {
            group.id for group in model.groups if set(group.ids) <= set(model.scope.tables[table])
        }
        found += [Name(f"{table}[{group}]", f"figure by {model.label_of(group, lang)}", "table") for group in groups]
    found += [Name(call, words, "function") for call, words in FUNCTIONS]
    return found


@cache
def glyphs() -> tuple[str, ...]:
    """The signs that the configurator's sheet of glyphs holds."""
    source = (ROOT / "static" / "configurator" / "glyphs.svg").read_text(encoding="utf-8")
    return tuple(part.split('"')[0] for part in source.split('id="')[1:])


def saved(work: Work, who: Staff, draft: Draft, seen: str, document: Any, sentence: str) -> Draft:
    """Save over what the person saw."""
    name = (who.person.name or who.person.email)[:80]
    return drafting.save_draft(work, who.scope, draft.sku, seen, document, sentence, name)
