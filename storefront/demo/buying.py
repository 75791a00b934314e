"""A shopper's way through the shop, click by click: cart, contact, delivery, review, card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.data.work import Work
from storefront.cart import service as cart
from storefront.cart.domain import Terms, digest
from storefront.checkout import service as checkout
from storefront.checkout.domain import AddressIn, ContactIn
from storefront.configurator import queries as models
from storefront.configurator import service as configurator
from storefront.configurator.domain import Choices, default_choices
from storefront.mount.current import ShopState
from storefront.orders.tokens import make_token
from storefront.payments.gateway import settle, start
from storefront.payments.sandbox import paying

Row = dict[str, Any]


def buy(shop: ShopState, wish: Row) -> str:
    """Put `wish` into a cart, check out, go to the pay page and use `card` there (none: the page stays open).

    Returns the order's ref. Raises what the verbs raise: nothing here is let off."""
    paying_now = shop.write(lambda work: _check_out(shop, work, wish))
    assert paying_now.payment_ref is not None
    page = start(shop, paying_now.payment_ref)
    card = wish.get("card", "approve")
    if card:
        session_id = page.rstrip("/").rsplit("/", 1)[1]
        # Back on the return page the payment is asked itself; the webhook says the same, for a few orders only.
        shop.write(lambda work: paying.choose_card(work, session_id, card, copies=wish.get("webhooks", 0)))
        settle(shop, paying_now.payment_ref)
    return paying_now.order_ref


def _check_out(shop: ShopState, work: Work, wish: Row) -> checkout.Paying:
    buyer = wish["buyer"]
    ref = cart.open_cart(work, None, country=buyer["country"])
    for line in wish["lines"]:
        _add(shop, work, ref, line)
    cart.choose(work, ref, plan_kind=wish.get("plan", "each"), country=buyer["country"])
    checkout.save_contact(work, ref, ContactIn(buyer["email"], buyer["name"], buyer.get("phone", "")))
    checkout.save_delivery(work, ref, AddressIn(**{k: v for k, v in buyer.items() if k not in ("email", "name")}))
    terms = Terms(shop.settings.currency, shop.settings.zone)
    held_for = timedelta(minutes=shop.settings.reservation_minutes)
    offer = checkout.hold(work, ref, terms, work.now() + held_for)
    base = shop.settings.public_url.rstrip("/") + shop.settings.url_prefix.rstrip("/")
    urls = checkout.Urls(lambda order: f"{base}/checkout/done/{make_token(shop, order)}", f"{base}/checkout/review")
    return checkout.pay(work, ref, terms, seen=digest(offer), urls=urls, hold_for=held_for)


def _add(shop: ShopState, work: Work, cart_ref: str, line: Row) -> None:
    sku, currency, snapshot = line["sku"], shop.settings.currency, None
    if "choose" in line:
        choices = _choices(default_choices(models.published_model(work, sku)), line["choose"])
        snapshot = configurator.commit(work, shop.signer("configuration"), sku, choices).snapshot.ref
    cart.add_line(work, cart_ref, sku, line.get("quantity", 1), currency=currency, snapshot_ref=snapshot)


def _choices(start_from: Choices, chosen: Row) -> Choices:
    """The default piece with other answers: numbers are numbers, words for a text are texts, the rest options."""
    numbers = {name: value for name, value in chosen.items() if name in start_from.numbers}
    texts = {name: value for name, value in chosen.items() if name in start_from.texts}
    options = {name: value for name, value in chosen.items() if name not in numbers and name not in texts}
    return Choices({**start_from.options, **options}, {**start_from.numbers, **numbers}, {**start_from.texts, **texts})
