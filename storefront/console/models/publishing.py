"""Before a draft goes into the shop: what the checks found, what changes for shoppers, and the press itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError
from foundation.plain.money import Money
from storefront.accounts.guard import Staff, staff
from storefront.configurator import drafting
from storefront.configurator.checks import Finding, Report, check
from storefront.configurator.checks.sales import Sales, difference_in_sales
from storefront.configurator.codec import encode
from storefront.configurator.document.editing.names import words_in
from storefront.configurator.document.editing.parts import SECTIONS, items, key_of
from storefront.configurator.domain import Choices, Model, describe, drawing_spec
from storefront.configurator.drafting import Draft, draft_model
from storefront.configurator.publication import LIVE, latest_publication, request_publication
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.models import queries, supplying
from storefront.console.models.desk import locale, open_draft
from storefront.console.models.views import blueprint
from storefront.mount.current import current_shop

_PLACE = re.compile(r"([a-z.]+)\[([0-9]+)\]")
SECTION_OF = {".".join(section.path): section for section in SECTIONS.values()}


@dataclass(frozen=True)
class Witness:
    """One piece as a picture, in words and with its price."""

    drawing: Mapping[str, object]
    words: str
    price: Money | None
    d: str


@dataclass(frozen=True)
class Told:
    """A finding with the addresses of what is to blame: (words, address)."""

    finding: Finding
    blamed: tuple[tuple[str, str], ...]


@blueprint.get("/<sku>/publish")
def publish_page(sku: str) -> ResponseReturnValue:
    """The draft's changes and the state of its publication; the checks come by themselves, or with `checks=1`."""
    return _page(staff(), sku)


def _page(who: Staff, sku: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop, draft = current_shop(), open_draft(who, sku)
    found = shop.read(lambda work: queries.desk(work, who.scope, sku))
    running = shop.read(lambda work: latest_publication(work, sku))
    mine = running if running and running.hash == draft.hash else None
    return render(
        "shop/console/models/publish.html",
        error,
        draft=draft,
        it=found,
        name=words_in(draft.name, locale()) or sku,
        running=mine,
        under_way=LIVE,
        told=_told(draft, mine.findings) if mine else (),
        report=_report(who, draft) if "checks" in request.args else None,
    )


@blueprint.get("/<sku>/publish/checks")
def checks(sku: str) -> ResponseReturnValue:
    """What the checks say, alone: models.js puts it into the page when it is ready."""
    who = staff()
    draft = open_draft(who, sku)
    response = make_response(
        render_template("shop/console/models/_report.html", draft=draft, report=_report(who, draft))
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<sku>/publish")
def publish(sku: str) -> ResponseReturnValue:
    """Ask for the draft that was looked at to be published; the worker checks, compiles and puts it up."""
    who = staff()
    draft = open_draft(who, sku)
    try:
        if request.form.get("seen") != draft.hash:
            raise Conflict("Somebody changed this draft meanwhile. Look at the checks again, then publish.")
        current_shop().write(lambda work: _asked(work, who, draft))
    except MENDABLE as error:
        return _page(who, sku, error)
    return redirect(url_for(".progress", sku=sku), 303)


def _asked(work: Work, who: Staff, draft: Draft) -> str:
    """The request and what it needs of the store, in one transaction. Raises `Conflict` for a step that finds no time
    in this workshop, whatever is booked."""
    model = draft_model(draft.document)
    for finding in supplying.centre_findings(work, who.scope, model):
        if finding.severity == "block":
            raise Conflict(finding.sentence)
    supplying.register(work, who.scope, model)
    return request_publication(work, draft.sku, draft.document)


@blueprint.get("/<sku>/publish/progress")
def progress(sku: str) -> Response:
    """How far the last publication is: a bar while it runs, then what came of it."""
    who, shop = staff(), current_shop()
    found = shop.read(lambda work: queries.desk(work, who.scope, sku))
    running = shop.read(lambda work: latest_publication(work, sku))
    draft = open_draft(who, sku) if found.draft else None
    return render(
        "shop/console/models/progress.html",
        it=found,
        name=words_in(found.name, locale()) or sku,
        running=running,
        draft=draft,
        under_way=LIVE,
        told=_told(draft, running.findings) if draft and running else (),
    )


def _report(who: Staff, draft: Draft) -> dict[str, object]:
    """The checks of the draft and what it changes against what is sold, ready for the template."""
    model = draft_model(draft.document)
    try:
        report = check(model.now(current_shop().clock.now()))
    except DomainError as error:
        report = Report((Finding("block", "unreadable", (), error.sentence),))
    shop = current_shop()
    centres = shop.read(lambda work: supplying.centre_findings(work, who.scope, model))
    return {
        "report": report,
        "told": _told(draft, (*report.findings, *centres)),
        "items": shop.read(lambda work: supplying.new_items(work, who.scope, model)),
        "lowest": _witness(model, report.lowest.choices, report.lowest.price) if report.lowest else None,
        "highest": _witness(model, report.highest.choices, report.highest.price) if report.highest else None,
        "sales": _sales(who, draft, model),
    }


def _sales(who: Staff, draft: Draft, model: Model) -> dict[str, object] | None:
    """What can be bought under the draft and not now, and the other way; None where nothing is sold yet."""
    shop = current_shop()
    found = shop.read(lambda work: queries.desk(work, who.scope, draft.sku))
    if found.published is None:
        return None
    number, now = found.published.number, shop.clock.now()
    document = shop.read(lambda work: drafting.version_document(work, who.scope, draft.sku, number))
    sold = draft_model(document)
    try:
        sales: Sales = difference_in_sales(sold.now(now), model.now(now))
    except DomainError:
        return None  # sizes too wide to be looked through: the checks say so already
    return {
        "sales": sales,
        "gained": _witness(model, sales.gained_example) if sales.gained_example else None,
        "lost": _witness(sold, sales.lost_example) if sales.lost_example else None,
    }


def _witness(model: Model, choices: Choices, cost: Money | None = None) -> Witness:
    words = ", ".join(word for _, word in describe(model, choices, locale()))
    return Witness(drawing_spec(model, choices), words, cost, encode(choices))


def _told(draft: Draft, findings: tuple[Finding, ...]) -> tuple[Told, ...]:
    """The findings, what keeps the draft from the shop first."""
    ordered = sorted(findings, key=lambda finding: finding.severity != "block")
    return tuple(Told(finding, _blamed(draft, finding)) for finding in ordered)


def _blamed(draft: Draft, finding: Finding) -> tuple[tuple[str, str], ...]:
    links = [(rule, _address(draft, "rules", _rule_key(draft, rule))) for rule in finding.rules]
    place = _PLACE.match(finding.place)
    if place and place[1] in SECTION_OF:
        section, index = SECTION_OF[place[1]], int(place[2])
        listed = items(draft.document, section)
        if index < len(listed):
            links.append((f"the {section.one}", _address(draft, section.name, key_of(section, index, listed[index]))))
    elif finding.place:
        for name in ("groups", "numbers", "texts", "price"):
            if finding.place in {str(item.get("id")) for item in items(draft.document, SECTIONS[name])}:
                links.append((f"the {SECTIONS[name].one}", _address(draft, name, finding.place)))
                break
    return tuple(links)


def _rule_key(draft: Draft, rule: str) -> str:
    section = SECTIONS["rules"]
    listed = enumerate(items(draft.document, section))
    return next((key_of(section, at, item) for at, item in listed if str(item.get("id")) == rule), "new")


def _address(draft: Draft, section: str, key: str) -> str:
    return url_for("shop.console_models.entry", sku=draft.sku, section=section, key=key)
