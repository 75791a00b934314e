"""Verbs of the checkout: contact, delivery, hold, pay. They flush and never commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, NotFound
from fulfilment.api.promise import Destination, PlanKind, Reservation, release, reservation, reserve
from storefront.cart import queries as cart_queries
from storefront.cart import service as cart_service
from storefront.cart.domain import Offer, PricedLine, Terms, changes, digest, offer_of, same_goods, shown
from storefront.cart.queries import Basket
from storefront.checkout.domain import AddressIn, ContactIn, OfferChanged, obligations
from storefront.checkout.models import Checkout
from storefront.checkout.opening import ADDRESS, EMPTY, PERSONAL, Opened, begin, opened
from storefront.orders import service as orders
from storefront.orders.models import Order
from storefront.payments.domain import PaymentIn
from storefront.payments.service import PayNow, cancel_unpaid, open_payment, pay_now

_OVER = "The time we held your date for is over, and nothing was charged. Hold it again and go on."


@dataclass(frozen=True)
class Urls:
    """Where the payment page sends the shopper back to: `success` makes the address of an order's own page."""

    success: Callable[[str], str]
    cancel: str


@dataclass(frozen=True)
class Paying:
    """An order that waits for its payment, or that is paid already (`payment_ref` None)."""

    order_ref: str
    payment_ref: str | None


def save_contact(work: Work, cart_ref: str, contact: ContactIn) -> None:
    """Keep who buys."""
    row = begin(work, cart_ref).contact
    row.email, row.name = contact.email, contact.name
    row.phone = contact.phone or row.phone
    work.session.flush()


def save_delivery(work: Work, cart_ref: str, address: AddressIn) -> Opened:
    """Keep where it goes; the cart's country follows the address, the checkout's plan the cart."""
    found = begin(work, cart_ref)
    row = found.contact
    for name in ADDRESS:
        setattr(row, name, getattr(address, name))
    row.phone = address.phone or row.phone
    with work.session.no_autoflush:
        found.checkout.plan_kind = cart_service.move_to(work, cart_ref, address.country)
    work.session.flush()
    return found


def deliver(work: Work, cart_ref: str, basket: Basket, address: AddressIn, terms: Terms, until: datetime) -> Opened:
    """Keep where it goes, and hold what is in the cart: `save_delivery` and `hold` for whoever has the `basket`."""
    found = save_delivery(work, cart_ref, address)
    _hold(work, found, basket, terms, until)
    return found


def hold(work: Work, cart_ref: str, terms: Terms, until: datetime) -> Offer:
    """Reserve stock, materials and capacity for what is in the cart until `until`, and remember what was shown.

    Raises `Conflict` with the sentence of the line that is gone; `NotFound` for an empty cart.
    """
    found = begin(work, cart_ref)
    cart = cart_queries.head(work, cart_ref)
    found.checkout.plan_kind = cart.plan_kind if cart else found.checkout.plan_kind
    return _hold(work, found, cart_queries.basket(work, cart_ref, terms.currency), terms, until)


def _hold(work: Work, found: Opened, basket: Basket, terms: Terms, until: datetime) -> Offer:
    offer = _reserve(work, found, basket, terms, until)
    checkout = found.checkout
    unpaid = work.session.get(Order, checkout.order_ref) if checkout.order_ref else None
    if unpaid is not None and unpaid.digest != digest(offer):
        found = _supersede(work, found, unpaid)
        checkout = found.checkout
        offer = _reserve(work, found, cart_queries.basket(work, checkout.cart_ref, terms.currency), terms, until)
    checkout.shown, checkout.updated_at = shown(offer), work.now()
    work.session.flush()
    return offer


def _reserve(work: Work, found: Opened, basket: Basket, terms: Terms, until: datetime) -> Offer:
    checkout, contact = found.checkout, found.contact
    sold = basket.priced(work, terms, country=contact.country)
    if basket.missing:
        raise Conflict("Something in your cart is not sold any more. Take it out, then go on.")
    if not sold:
        raise NotFound(EMPTY)
    held = reserve(
        work,
        checkout.checkout_id,
        cart_queries.wanted(sold),
        Destination(contact.country, contact.postcode),
        plan_kind(checkout.plan_kind),
        until,
    )
    return _priced_as_held(work, sold, contact.country, terms, held)


def pay(work: Work, cart_ref: str, terms: Terms, *, seen: str, urls: Urls, hold_for: timedelta) -> Paying:
    """Say yes to exactly what was `seen` (the digest of the offer): order, lines, obligations and payment, as new rows.

    The same yes twice is the same order. Raises `Gone` when the reservation is over, `OfferChanged` when price, day or
    cart is another by now, `Conflict` when it is sold out. Nothing of it remains on any of these.
    """
    found = opened(work, cart_ref, lock="update")
    if found is None:
        raise Gone("This order has been placed already, or its cart is empty.")
    checkout, contact = found.checkout, found.contact
    paid = _already(work, checkout)
    if paid is not None:
        return paid
    held = reservation(work, checkout.checkout_id)
    if held is None or held.expires_at <= work.now():
        raise Gone(_OVER)
    offer = _offer(work, checkout, contact.country, terms, held)
    if digest(offer) != seen or not same_goods(checkout.shown or {}, offer.lines):
        raise OfferChanged(changes(checkout.shown or shown(offer), shown(offer)))
    # The payment page lives half an hour; what it is paid for must be held a little longer than that.
    reserve(
        work,
        checkout.checkout_id,
        cart_queries.wanted(offer.lines),
        Destination(contact.country, contact.postcode),
        plan_kind(checkout.plan_kind),
        work.now() + hold_for,
    )
    return _order(work, checkout, offer, held, urls, work.now() + hold_for - timedelta(minutes=4))


@dataclass(frozen=True)
class Reviewed:
    """What the review page shows: the contact, prices as of now on the days that are reserved."""

    found: Opened
    offer: Offer | None
    held: Reservation | None


def review(work: Work, cart_ref: str, terms: Terms) -> Reviewed | None:
    """Reads only; None without a checkout.

    No offer without a reservation that still runs, nor where it is for other goods than the cart holds by now: a day
    that was found for three pieces is none for four.
    """
    found = opened(work, cart_ref)
    if found is None:
        return None
    checkout, contact = found.checkout, found.contact
    held = reservation(work, checkout.checkout_id)
    if held is None or held.expires_at <= work.now():
        return Reviewed(found, None, None)
    sold, _ = cart_queries.priced(work, checkout.cart_ref, terms, country=contact.country)
    if not same_goods(checkout.shown or {}, sold):
        return Reviewed(found, None, held)
    return Reviewed(found, _priced_as_held(work, sold, contact.country, terms, held), held)


def close(work: Work, checkout_id: str) -> None:
    """The order is placed: its lines leave the cart, and the next checkout is a new one."""
    work.session.execute(update(Checkout).where(Checkout.checkout_id == checkout_id).values(is_open=False))


def _order(work: Work, checkout: Checkout, offer: Offer, held: Reservation, urls: Urls, closes_at: datetime) -> Paying:
    if checkout.order_ref is not None:
        return _again(
            work, checkout.order_ref, digest(offer), PayNow(urls.success(checkout.order_ref), urls.cancel, closes_at)
        )
    named = orders.named(work)
    payment_ref = open_payment(
        work,
        PaymentIn(
            named.order_ref,
            named.number,
            checkout.contact_ref,
            offer.delivery.currency,
            obligations(offer),
            urls.success(named.order_ref),
            urls.cancel,
            closes_at,
        ),
    )
    checkout.order_ref = named.order_ref
    orders.create(work, checkout.checkout_id, checkout.contact_ref, offer, held.lines, named, payment_ref)
    return Paying(named.order_ref, payment_ref)


def _again(work: Work, order_ref: str, agreed: str, page: PayNow) -> Paying:
    """The next try for an order that was not paid: the page that is open still, or a new one for the same sums."""
    if work.session.get_one(Order, order_ref).digest != agreed:
        raise Gone(_OVER)
    payment_ref = pay_now(work, order_ref, page)
    orders.await_payment(work, order_ref, payment_ref)
    return Paying(order_ref, payment_ref)


def _already(work: Work, checkout: Checkout) -> Paying | None:
    order = work.session.get(Order, checkout.order_ref) if checkout.order_ref else None
    return Paying(order.order_ref, None) if order and order.state not in ("awaiting_payment", "abandoned") else None


def _supersede(work: Work, found: Opened, unpaid: Order) -> Opened:
    """The unpaid order is no longer what the cart holds, so it is given up: its payment page is closed, what it held
    is free at once, and the cart's lines begin a new life. Money that comes for it after all has its own outcome."""
    checkout = found.checkout
    if unpaid.payment_ref and unpaid.state == "awaiting_payment":
        cancel_unpaid(work, unpaid.payment_ref)
        orders.abandon(work, unpaid.order_ref, "the cart was changed")
    release(work, checkout.checkout_id)
    cart_service.mint_anew(work, checkout.cart_ref)
    checkout.is_open = False
    work.session.flush()
    fresh = begin(work, checkout.cart_ref)
    for name in PERSONAL:
        setattr(fresh.contact, name, getattr(found.contact, name))
    work.session.flush()
    return fresh


def _offer(work: Work, checkout: Checkout, country: str, terms: Terms, held: Reservation) -> Offer:
    """Prices as of now on the days that are held."""
    sold, _ = cart_queries.priced(work, checkout.cart_ref, terms, country=country)
    return _priced_as_held(work, sold, country, terms, held)


def _priced_as_held(work: Work, sold: Sequence[PricedLine], country: str, terms: Terms, held: Reservation) -> Offer:
    today = work.now().astimezone(terms.zone).date()
    return offer_of(sold, held.plan, terms.tax, terms.rates, country=country, currency=terms.currency, on=today)


def plan_kind(kind: str) -> PlanKind:
    return "together" if kind == "together" else "each"
