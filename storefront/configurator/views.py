"""The configurator's pages and its JSON: parse, one call, render."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.cart import service as cart
from storefront.cart.cookie import cart_ref, remember
from storefront.cart.domain import whole_quantity
from storefront.catalogue.moved import at_its_address
from storefront.configurator import downloads, queries, rest, service
from storefront.configurator.codec import encode
from storefront.configurator.domain import Model
from storefront.configurator.domain.words import shown_number
from storefront.configurator.incoming import choices_of, posted_choices, sent_json
from storefront.configurator.page import Page, changed_words
from storefront.configurator.remembered import drawn
from storefront.configurator.showing import (
    Shown,
    from_address,
    from_form,
    look,
    over_defaults,
    product_kept,
    state_of,
)
from storefront.mount.current import ShopState, current_shop

blueprint = Blueprint("configurator", __name__)
rest.install(blueprint)
downloads.install(blueprint)


@blueprint.get("/p/<slug>/configure")
@at_its_address
def page(slug: str) -> Response:
    """The configurator. Works as a plain GET form; a repair is a button that sends the whole answer."""
    shop, fields = current_shop(), request.args.to_dict()
    if "repair" in fields:
        return _repaired(shop, slug)
    checked = "check" in fields

    def read(work: Work) -> tuple[Shown, str]:
        shown = _look(work, shop, slug, fields)
        if not checked:
            _not_asked_yet(shown)
        return shown, _toast(work, shown, fields["was"]) if "was" in fields else ""

    shown, toast = shop.read(read)
    refused = [problem for problem in shown.state.problems if problem.rule_id is None]
    unreadable = shown.state.price is None or (checked and refused)
    html = render_template("shop/configurator/page.html", **_context(shown), toast_sentence=toast, raw=request.args)
    return _fresh(make_response(html, 422 if unreadable else 200))


@blueprint.get("/p/<slug>/configure/sheet")
@at_its_address
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
    """The state after choices, for the script: `{picks, numbers, texts, picked, changed}` in, ready words and drawing
    out. Inputs that are left out hold the seller's defaults."""
    shop, sent = current_shop(), sent_json()
    choices, changed = choices_of(sent), str(sent.get("changed", ""))[:40]
    product = product_kept(shop, slug)

    def read(work: Work) -> Page:
        return look(work, shop, product, over_defaults(product.model, choices), changed).page

    answer = shop.glance(read)
    spec = answer.pop("drawing")
    return jsonify({**answer, "svg": drawn(spec, answer["sentence"]) if spec else None})


def _sheet(slug: str, fields: dict[str, str], refused: Invalid | None = None) -> Response:
    """The sheet, or the way back to the configurator when this cannot be made."""
    shop = current_shop()
    shown = shop.read(lambda work: _look(work, shop, slug, fields))
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
        before = from_form(work, known, {name: value for name, value in fields.items() if name != "repair"})
        return encode(before), encode(from_address(known, fields["repair"]))

    before, after = shop.read(read)
    return make_response(redirect(url_for("shop.configurator.page", slug=slug, d=after, was=before), 303))


def _look(work: Work, shop: ShopState, slug: str, fields: dict[str, str]) -> Shown:
    product = queries.configurable(work, slug)
    return look(work, shop, product, from_form(work, product.model, fields))


def _not_asked_yet(shown: Shown) -> None:
    """An engraving that was chosen a moment ago has no words yet: that is said when the shopper goes on."""
    for words in shown.product.model.texts:
        if not shown.state.choices.texts.get(words.id):
            shown.page["problems"].pop(words.id, None)


def _toast(work: Work, shown: Shown, was: str) -> str:
    model = shown.product.model
    before = state_of(work, model, from_address(model, was))
    return changed_words(model, before.choices, shown.state.choices, work.locale)


def _context(shown: Shown) -> dict[str, Any]:
    return {
        "product": shown.product,
        "model": shown.product.model,
        "choices": shown.state.choices,
        "state": shown.page,
        "texts_after": _texts_after(shown.product.model),
        "shown_number": shown_number,
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
