"""The cart's page and its five buttons."""

from __future__ import annotations

import json

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from storefront.cart import queries, service
from storefront.cart.cookie import cart_ref, remember, terms
from storefront.cart.domain import emitted, whole_quantity
from storefront.checkout.delivery import COUNTRIES, METHOD_NAMES, METHOD_WORDS
from storefront.configurator.domain import Choices
from storefront.configurator.service import commit, open_signed
from storefront.mount.current import ShopState, current_shop
from storefront.mount.errors import status_of

CHOICES_LENGTH = 20_000
blueprint = Blueprint("cart", __name__)


@blueprint.get("/cart")
def page() -> Response:
    return _render(current_shop())


@blueprint.post("/cart/add")
def add() -> Response:
    """A good from a product page: `sku`, `quantity`, and the configurator's `snapshot` (or `choices`) for made ones."""
    shop = current_shop()
    quantity = whole_quantity(request.form.get("quantity", "1"))
    sku = request.form.get("sku", "")[:80]

    def write(work: Work) -> str:
        country, currency, snapshot = shop.settings.country, shop.settings.currency, _snapshot(work, shop, sku)
        return service.put_in(
            work, cart_ref(), sku, quantity, country=country, currency=currency, snapshot_ref=snapshot
        )

    return remember(_to_cart(), shop.write(write))


@blueprint.post("/cart/lines/<line_ref>")
def change(line_ref: str) -> Response:
    shop, ref = current_shop(), _known()
    try:
        quantity = whole_quantity(request.form.get("quantity", ""))
        shop.write(lambda work: service.change_quantity(work, ref, line_ref, quantity))
    except Invalid as refused:
        return _render(shop, refused, line_ref)
    return _to_cart()


@blueprint.post("/cart/lines/<line_ref>/remove")
def remove(line_ref: str) -> Response:
    ref = _known()
    current_shop().write(lambda work: service.remove_line(work, ref, line_ref))
    return _to_cart(removed=line_ref)


@blueprint.post("/cart/lines/<line_ref>/restore")
def restore(line_ref: str) -> Response:
    ref = _known()
    current_shop().write(lambda work: service.restore_line(work, ref, line_ref))
    return _to_cart()


@blueprint.post("/cart/plan")
def choose() -> Response:
    shop, ref = current_shop(), _known()
    plan, country = request.form.get("plan", ""), request.form.get("country", "")
    try:
        shop.write(lambda work: service.choose(work, ref, plan_kind=plan, country=country))
    except Invalid as refused:
        return _render(shop, refused)
    return _to_cart()


def _snapshot(work: Work, shop: ShopState, sku: str) -> str | None:
    """A signed snapshot, or choices to commit now (the sheet's form without JavaScript); None for stocked goods."""
    signer = shop.signer("configuration")
    signed, choices = request.form.get("snapshot"), request.form.get("choices")
    if signed:
        return open_signed(work, signer, signed).ref
    if choices is None:
        return None
    try:
        chosen = Choices.from_dict(json.loads(choices[:CHOICES_LENGTH]))
    except (ValueError, RecursionError):
        raise Invalid("These choices cannot be read. Open the configurator again.", field="choices") from None
    return commit(work, signer, sku, chosen).snapshot.ref


def _known() -> str:
    ref = cart_ref()
    if ref is None:
        raise NotFound("This cart is empty. The shop's front page leads everywhere.")
    return ref


def _to_cart(removed: str | None = None) -> Response:
    return make_response(redirect(url_for("shop.cart.page", removed=removed), 303))


def _render(shop: ShopState, refused: DomainError | None = None, at_line: str | None = None) -> Response:
    ref, sold = cart_ref(), terms(shop)
    removed = request.args.get("removed", "")[:40]

    def read(work: Work) -> tuple[queries.CartPage | None, str | None]:
        undo = queries.removed_title(work, ref, removed, currency=sold.currency) if ref and removed else None
        return queries.cart_page(work, ref, sold), undo

    page_, undo_title = shop.read(read)
    html = render_template(
        "shop/cart/cart.html",
        page=page_,
        countries=[(country.code, country.name) for country in COUNTRIES],
        methods=METHOD_WORDS,
        method_names=METHOD_NAMES,
        carbon={kind: emitted(offer, shop.settings.country) for kind, offer in page_.offers.items()} if page_ else {},
        undo_title=undo_title,
        undo_line=removed,
        refused=refused,
        refused_line=at_line,
        cart_count=sum(line.quantity for line in page_.chosen.lines) if page_ and page_.offers else 0,
    )
    response = make_response(html, status_of(refused) if refused else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
