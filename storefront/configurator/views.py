"""The configurator's pages and its JSON: parse, one call, render."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.api.promise import Destination
from storefront.configurator import queries, service
from storefront.configurator.artefact import artefact
from storefront.configurator.codec import encode, read_fields
from storefront.configurator.dates import DateLine, date_line
from storefront.configurator.domain import Choices, Model, explode
from storefront.configurator.domain.words import shown_number
from storefront.configurator.engine import State, TrialEngine
from storefront.configurator.page import Page, changed_words, made, present
from storefront.drawing import render as draw
from storefront.mount.current import ShopState, current_shop

blueprint = Blueprint("configurator", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


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
    shop = current_shop()
    shown = shop.read(lambda work: _shown(work, shop, slug, request.args.to_dict()))
    if not shown.state.buyable:
        return make_response(redirect(url_for(".page", slug=slug, d=shown.page["d"], check=1), 303))
    choices = json.dumps(shown.state.choices.to_dict(), ensure_ascii=False)
    html = render_template(
        "shop/configurator/sheet.html", **_context(shown), choices_json=choices, add_url=url_for("shop.cart.add")
    )
    return _fresh(make_response(html))


@blueprint.post("/p/<slug>/configure/state")
def state_of_product(slug: str) -> Response:
    """The state after choices, for the script: `{picks, numbers, texts, changed}` in, ready words and drawing out."""
    shop, sent = current_shop(), _sent()
    choices = _choices(sent)

    def read(work: Work) -> Page:
        product = queries.configurable(work, slug)
        state = TrialEngine(product.model).state(choices, work.locale)
        return _page(work, shop, product.model, state, str(sent.get("changed", ""))[:40])

    answer = shop.read(read)
    spec = answer.pop("drawing")
    return jsonify({**answer, "svg": str(draw({**spec, "desc": answer["sentence"]})) if spec else None})


@blueprint.get("/configurator/model/<content_hash>")
def model(content_hash: str) -> Response:
    """The public artefact of a model version: the same for ever."""
    found = current_shop().read(lambda work: artefact(queries.model_of(work, content_hash)))
    response = jsonify(found)
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.post("/configurator/state")
def state() -> Response:
    """`{hash, picks, numbers, texts}` → valid, forced, blocked, per-option price difference, range, count."""
    shop, sent = current_shop(), _sent()
    choices = _choices(sent)

    def read(work: Work) -> Page:
        found = queries.model_of(work, str(sent.get("hash", ""))).now(work.now())
        return present(found, TrialEngine(found).state(choices, work.locale), None, "", work.locale)

    return jsonify(shop.read(read))


@blueprint.post("/configurator/commit")
def commit() -> Response:
    """`{sku, picks, numbers, texts}` → the signed snapshot of it; the server computes everything anew."""
    shop, sent = current_shop(), _sent()
    choices, sku = _choices(sent), str(sent.get("sku", ""))[:80]
    done = shop.write(lambda work: service.commit(work, shop.signer("configuration"), sku, choices))
    snapshot = done.snapshot
    return jsonify(
        {
            "snapshot": done.signed,
            "hash": snapshot.hash,
            "total_minor": snapshot.total.minor,
            "deposit_minor": snapshot.deposit.minor,
            "currency": snapshot.total.currency,
            "summary": [list(pair) for pair in snapshot.summary],
        }
    )


def _repaired(shop: ShopState, slug: str) -> Response:
    """A pressed repair: to the address of the repaired piece, remembering the one before for *Undo*."""
    fields = request.args.to_dict()

    def read(work: Work) -> tuple[str, str]:
        known = queries.configurable(work, slug).model
        before = read_fields(known, {name: value for name, value in fields.items() if name != "repair"})
        return encode(before), encode(read_fields(known, {"d": fields["repair"]}))

    before, after = shop.read(read)
    return make_response(redirect(url_for(".page", slug=slug, d=after, was=before), 303))


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
    date = _date(work, shop, found, state.choices) if state.buyable else None
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


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Invalid("Send the choices as JSON.")
    return sent


def _choices(sent: dict[str, Any]) -> Choices:
    """`picks` (option ids), `numbers` (base units), `texts`."""
    parts = {"options": sent.get("picks", {}), "numbers": sent.get("numbers", {}), "texts": sent.get("texts", {})}
    return Choices.from_dict(parts)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
