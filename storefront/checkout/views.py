"""Contact, delivery, review, pay, and the page one comes back to. Parse, one call, render."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Gone, NotFound, Unavailable
from storefront.accounts.mine import addresses as address_book
from storefront.accounts.mine import orders as my_orders
from storefront.cart import badge
from storefront.cart.cookie import cart_ref, terms
from storefront.cart.queries import basket as basket_of
from storefront.cart.queries import head, lines
from storefront.checkout import queries, service
from storefront.checkout.delivery import COUNTRIES, METHOD_WORDS
from storefront.checkout.domain import LIFTS, AddressIn, FormErrors, OfferChanged, read_address, read_contact
from storefront.mount.current import ShopState, current_shop
from storefront.mount.errors import status_of
from storefront.orders.tokens import make_token, order_of, read_token
from storefront.payments.gateway import settle, start

blueprint = Blueprint("checkout", __name__)


@blueprint.get("/checkout/contact")
def contact() -> Response:
    shop = current_shop()
    summary = _summary_if_filled(shop)
    return _go("shop.cart.page") if summary is None else _contact(shop, {}, summary=summary)


@blueprint.post("/checkout/contact")
def save_contact() -> Response:
    shop, ref = current_shop(), _ref()
    try:
        typed = read_contact(request.form)
    except FormErrors as wrong:
        return _contact(shop, wrong.fields, 422)
    shop.write(lambda work: service.save_contact(work, ref, typed))
    return _go("shop.checkout.delivery")


@blueprint.get("/checkout/delivery")
def delivery() -> Response:
    shop = current_shop()
    summary = _summary_if_filled(shop)
    return _go("shop.cart.page") if summary is None else _delivery(shop, {}, summary=summary)


@blueprint.post("/checkout/delivery")
def save_delivery() -> Response:
    """Keeps the address and holds the date: the first moment at which anything is reserved. An address is kept, too,
    where nothing can be held for it."""
    shop, ref = current_shop(), _ref()
    try:
        shop.write(lambda work: _deliver(work, shop, ref))
    except FormErrors as wrong:
        return _delivery(shop, wrong.fields, 422)
    except DomainError as refused:
        with suppress(DomainError):
            shop.write(lambda work: _save_delivery(work, shop, ref))
        beside = refused.field if refused.field in request.form else ""  # a line of the cart is no field of this page
        return _delivery(shop, {beside or "": refused.sentence}, status_of(refused))
    return _go("shop.checkout.review")


def _deliver(work: Work, shop: ShopState, ref: str) -> None:
    basket = basket_of(work, ref, shop.settings.currency)
    typed = read_address(request.form, two_person=basket.two_person)
    until = work.now() + timedelta(minutes=shop.settings.reservation_minutes)
    found = service.deliver(work, ref, basket, typed, terms(shop), until)
    _into_the_book(work, shop, found.contact.name, typed)


def _save_delivery(work: Work, shop: ShopState, ref: str) -> None:
    typed = read_address(request.form, two_person=basket_of(work, ref, shop.settings.currency).two_person)
    found = service.save_delivery(work, ref, typed)
    _into_the_book(work, shop, found.contact.name, typed)


def _into_the_book(work: Work, shop: ShopState, name: str, typed: AddressIn) -> None:
    person = shop.user_loader()
    if person is not None and request.form.get("keep_address"):
        with suppress(Conflict):  # a full book is no reason not to buy
            address_book.add(work, person.ref, name or person.name, typed)


@blueprint.post("/checkout/hold")
def hold() -> Response:
    """*Keep my date*, and *hold it again* after the time is over."""
    shop, ref = current_shop(), _ref()
    try:
        return _hold(shop, ref)
    except Conflict as refused:
        return _review(shop, ref, refused=refused)


@blueprint.get("/checkout/review")
def review() -> Response:
    shop, ref = current_shop(), _ref()
    return _review(shop, ref)


@blueprint.post("/checkout/review")
def pay() -> Response:
    """The pay button: one transaction writes the order, then the payment page is asked for."""
    shop, ref = current_shop(), _ref()
    seen = request.form.get("seen", "")
    urls = service.Urls(lambda order_ref: _back(shop, order_ref), _outside(shop, url_for("shop.checkout.review")))
    held_for = timedelta(minutes=shop.settings.reservation_minutes)
    try:
        paying = shop.write(lambda work: _buy(work, ref, seen=seen, urls=urls, hold_for=held_for))
        if paying.payment_ref is None:
            return _go("shop.checkout.done", token=make_token(shop, paying.order_ref))
        return make_response(redirect(start(shop, paying.payment_ref), 303))
    except OfferChanged as changed:
        return _review(shop, ref, refused=changed, status=409)
    except (Conflict, Gone, Unavailable) as refused:
        return _review(shop, ref, refused=refused, status=status_of(refused))


def _buy(work: Work, ref: str, **yes: Any) -> service.Paying:
    """Whoever is signed in finds the order in their account."""
    shop = current_shop()
    person = shop.user_loader()
    paying = service.pay(work, ref, terms(shop), **yes)
    if person is not None:
        my_orders.own(work, person.ref, paying.order_ref)
    return paying


@blueprint.get("/checkout/done/<token>")
def done(token: str) -> Response:
    """What happens next. The query string decides nothing: the payment itself is asked what became of it."""
    shop = current_shop()
    claim = read_token(shop, token)
    awaited = shop.glance(lambda work: queries.awaited(order_of(work, claim)))
    if awaited is not None:
        with suppress(Unavailable):
            settle(shop, awaited)
    found = badge.glance(shop, lambda work: queries.done(work, order_of(work, claim)))
    html = render_template("shop/checkout/done.html", done=found, token=token, order_number=found.number)
    return _fresh(html)


def _hold(shop: ShopState, ref: str) -> Response:
    until = timedelta(minutes=shop.settings.reservation_minutes)
    shop.write(lambda work: service.hold(work, ref, terms(shop), work.now() + until))
    return _go("shop.checkout.review")


def _signed_in(shop: ShopState) -> dict[str, str]:
    """Who is signed in need not write down again who they are."""
    person = shop.user_loader()
    return {"email": person.email, "name": person.name} if person else {}


def _contact(
    shop: ShopState, errors: dict[str, str], status: int = 200, summary: queries.Summary | None = None
) -> Response:
    summary = summary or _summary(shop)
    form = {**_signed_in(shop), **summary.contact, **request.form.to_dict()}
    return _fresh(
        render_template("shop/checkout/contact.html", summary=summary, form=form, errors=errors, methods=METHOD_WORDS),
        status,
    )


def _delivery(
    shop: ShopState, errors: dict[str, str], status: int = 200, summary: queries.Summary | None = None
) -> Response:
    summary = summary or _summary(shop)
    if not summary.contact.get("email"):
        return _go("shop.checkout.contact")
    person = shop.user_loader()
    book = shop.read(lambda work: address_book.book(work, person.ref)) if person else ()
    chosen = address_book.for_checkout(book, request.args.get("address", ""), summary.contact)
    form = {**summary.contact, **chosen, **request.form.to_dict()}
    html = render_template(
        "shop/checkout/delivery.html",
        signed_in=person is not None,
        book=book,
        summary=summary,
        form=form,
        errors={k: v for k, v in errors.items() if k},
        refused=errors.get(""),
        countries=[(c.code, c.name) for c in COUNTRIES],
        lifts=LIFTS,
        methods=METHOD_WORDS,
    )
    return _fresh(html, status)


def _review(shop: ShopState, ref: str, refused: DomainError | None = None, status: int = 0) -> Response:
    page = badge.glance(shop, lambda work: queries.review(work, ref, terms(shop)))
    if page is None:
        return _go("shop.cart.page")
    if not page.contact.get("line1"):
        return _go("shop.checkout.delivery")
    html = render_template("shop/checkout/review.html", page=page, refused=refused, methods=METHOD_WORDS)
    return _fresh(html, status or (status_of(refused) if refused else 200))


def _summary(shop: ShopState) -> queries.Summary:
    ref = _ref()
    return badge.glance(shop, lambda work: queries.summary(work, ref, terms(shop)))


def _summary_if_filled(shop: ShopState) -> queries.Summary | None:
    """None for an empty cart."""
    ref = cart_ref()

    def look(work: Work) -> queries.Summary | None:
        filled = ref is not None and head(work, ref) is not None and lines(work, ref)
        return queries.summary(work, ref, terms(shop)) if ref and filled else None

    return badge.glance(shop, look)


def _ref() -> str:
    ref = cart_ref()
    if ref is None:
        raise NotFound("Your cart is empty. Put something in it, then check out.")
    return ref


def _back(shop: ShopState, order_ref: str) -> str:
    return _outside(shop, url_for("shop.checkout.done", token=make_token(shop, order_ref)))


def _outside(shop: ShopState, path: str) -> str:
    return shop.settings.public_url.rstrip("/") + path


def _go(endpoint: str, token: str | None = None) -> Response:
    values: dict[str, Any] = {"token": token} if token else {}
    return make_response(redirect(url_for(endpoint, **values), 303))


def _fresh(html: str, status: int = 200) -> Response:
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response
