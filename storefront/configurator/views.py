"""The configurator's pages and its JSON: parse, one call, render."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.api.promise import Destination
from storefront.cart import service as cart
from storefront.cart.cookie import cart_ref, remember
from storefront.cart.domain import whole_quantity
from storefront.configurator import queries, rest, service
from storefront.configurator.codec import encode, read_fields
from storefront.configurator.dates import DateLine, date_line
from storefront.configurator.domain import Choices, Model, explode
from storefront.configurator.domain.words import shown_number
from storefront.configurator.engine import State, TrialEngine
from storefront.configurator.incoming import choices_of, posted_choices, sent_json
from storefront.configurator.page import Page, changed_words, made, present
from storefront.drawing import render as draw
from storefront.mount.current import ShopState, current_shop

blueprint = Blueprint("configurator", __name__)
rest.install(blueprint)


@dataclass(frozen=True)
class Shown:
    """One read for one page: the product, the state after the choices, the words of it, the toast after a repair."""

    product: queries.ConfigurableProduct
    state: State
    page: Page
    toast: str = ""


@blueprint.get("/p/<slug>/configure")
def page(slug: str) -> Response:
    """The configurator. Works as a plain GET form; a repair is a button that sends the whole answer."""
    shop = current_shop()
    if "repair" in request.args:
        return _repaired(shop, slug)
    shown = shop.read(lambda work: _shown(work, shop, slug, request.args.to_dict(), checked="check" in request.args))
    html = render_template("shop/configurator/page.html", **_context(shown), raw=request.args)
    refused = [problem for problem in shown.state.problems if problem.rule_id is None]
    unreadable = shown.state.price is None or ("check" in request.args and refused)
    return _fresh(make_response(html, 422 if unreadable else 200))


@blueprint.get("/p/<slug>/configure/sheet")
def sheet(slug: str) -> Response:
    """*What we will make*: the dimensioned drawing and every choice in words, before anything goes into the cart."""
    return _sheet(slug, request.args.to_dict())


@blueprint.post("/p/<slug>/configure/add")
def add(slug: str) -> Response:
    """Into the cart: `choices` (JSON as the sheet sends it) and `quantity`. The server computes everything anew, keeps
    it as a snapshot, and the cart holds the snapshot."""
    shop, choices = current_shop(), posted_choices(request.form.get("choices", ""))

    def write(work: Work) -> str:
        quantity = whole_quantity(request.form.get("quantity", "1"))
        sku = queries.configurable(work, slug).model.sku
        snapshot = service.commit(work, shop.signer("configuration"), sku, choices).snapshot
        ref = cart.open_cart(work, cart_ref(), country=shop.settings.country)
        cart.add_line(work, ref, sku, quantity, currency=shop.settings.currency, snapshot_ref=snapshot.ref)
        return ref

    try:
        kept = shop.write(write)
    except Invalid as refused:
        return _sheet(slug, {"d": encode(choices)}, refused)
    return remember(make_response(redirect(url_for("shop.cart.page"), 303)), kept)


@blueprint.post("/p/<slug>/configure/state")
def state_of_product(slug: str) -> Response:
    """The state after choices, for the script: `{picks, numbers, texts, changed}` in, ready words and drawing out."""
    shop, sent = current_shop(), sent_json()
    choices = choices_of(sent)

    def read(work: Work) -> Page:
        product = queries.configurable(work, slug)
        state = TrialEngine(product.model).state(choices, work.locale)
        return _page(work, shop, product.model, state, str(sent.get("changed", ""))[:40])

    answer = shop.read(read)
    spec = answer.pop("drawing")
    return jsonify({**answer, "svg": str(draw({**spec, "desc": answer["sentence"]})) if spec else None})


def _sheet(slug: str, fields: dict[str, str], refused: Invalid | None = None) -> Response:
    """The sheet, or the way back to the configurator when this cannot be made."""
    shop = current_shop()
    shown = shop.read(lambda work: _shown(work, shop, slug, fields))
    if not shown.state.buyable:
        return make_response(redirect(url_for("shop.configurator.page", slug=slug, d=shown.page["d"], check=1), 303))
    choices = json.dumps(shown.state.choices.to_dict(), ensure_ascii=False)
    html = render_template(
        "shop/configurator/sheet.html",
        **_context(shown),
        choices_json=choices,
        quantity=request.form.get("quantity", "1")[:6],
        refused=refused.sentence if refused else "",
    )
    return _fresh(make_response(html, 422 if refused else 200))


def _repaired(shop: ShopState, slug: str) -> Response:
    """A pressed repair: to the address of the repaired piece, remembering the one before for *Undo*."""
    fields = request.args.to_dict()

    def read(work: Work) -> tuple[str, str]:
        known = queries.configurable(work, slug).model
        before = read_fields(known, {name: value for name, value in fields.items() if name != "repair"})
        return encode(before), encode(read_fields(known, {"d": fields["repair"]}))

    before, after = shop.read(read)
    return make_response(redirect(url_for("shop.configurator.page", slug=slug, d=after, was=before), 303))


def _shown(work: Work, shop: ShopState, slug: str, fields: dict[str, str], *, checked: bool = False) -> Shown:
    product = queries.configurable(work, slug)
    engine = TrialEngine(product.model)
    state = engine.state(read_fields(product.model, fields), work.locale)
    answer = _page(work, shop, product.model, state, "")
    if not checked:
        # An engraving that was chosen a moment ago has no words yet: that is said when the shopper goes on.
        for words in product.model.texts:
            if not state.choices.texts.get(words.id):
                answer["problems"].pop(words.id, None)
    toast = ""
    if "was" in fields:
        before = engine.state(read_fields(product.model, {"d": fields["was"]}), work.locale)
        toast = changed_words(product.model, before, state, work.locale)
    return Shown(product, state, answer, toast)


def _page(work: Work, shop: ShopState, found: Model, state: State, changed: str) -> Page:
    # Words that are still to be written do not move the day; a size or an option that does not fit has none.
    datable = state.price is not None and not any(problem.rule_id for problem in state.problems)
    date = _date(work, shop, found, state.choices) if datable else None
    return {**present(found, state, date, changed, work.locale), **made(found, state, work.locale)}


def _date(work: Work, shop: ShopState, found: Model, choices: Choices) -> DateLine | None:
    destination = Destination(shop.settings.country, "")
    return date_line(work, explode(found, choices), destination, shop.settings.zone)


def _context(shown: Shown) -> dict[str, Any]:
    return {
        "product": shown.product,
        "model": shown.product.model,
        "choices": shown.state.choices,
        "state": shown.page,
        "texts_after": _texts_after(shown.product.model),
        "shown_number": shown_number,
        "toast_sentence": shown.toast,
        "was": request.args.get("was", ""),
    }


def _texts_after(found: Model) -> dict[str, list[str]]:
    """Beneath which group each text is asked for: the last one that its condition names, else the last of all."""
    places: dict[str, list[str]] = {}
    for words in found.texts:
        named = [group.id for group in found.groups if group.id in words.when.names]
        last = named[-1] if named else found.groups[-1].id
        places.setdefault(last, []).append(words.id)
    return places


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
