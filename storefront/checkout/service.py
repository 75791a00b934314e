"""Verbs of the checkout: contact, delivery, hold, pay. They flush and never commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Gone, NotFound
from fulfilment.api.promise import Destination, PlanKind, Reservation, release, reservation, reserve
from storefront.cart import queries as cart_queries
from storefront.cart import service as cart_service
from storefront.cart.domain import Offer, PricedLine, Terms, changes, digest, offer_of, same_goods, shown
from storefront.checkout.domain import AddressIn, ContactIn, OfferChanged, obligations
from storefront.checkout.models import Checkout
from storefront.orders import service as orders
from storefront.orders.models import Contact, Order
from storefront.payments.domain import PaymentIn
from storefront.payments.service import PayNow, cancel_unpaid, open_payment, pay_now

Lock = Literal["none", "update"]
ADDRESS = ("line1", "line2", "postcode", "city", "country", "floor", "lift", "notes")
PERSONAL = ("email", "name", "phone", *ADDRESS)
_EMPTY = "Your cart is empty. Put something in it, then check out."
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


def begin(work: Work, cart_ref: str) -> Checkout:
    """The open checkout of a cart, locked, or a new one. Raises `NotFound` for an empty cart."""
    found = open_checkout(work, cart_ref, lock="update")
    if found is not None:
        return found
    cart = cart_queries.head(work, cart_ref)
    if cart is None or not cart_queries.lines(work, cart_ref):
        raise NotFound(_EMPTY)
    contact_ref = work.new_id()
    # Two tabs may begin at once: the partial unique index lets one in, and both go on with that one.
    began = work.session.execute(
        insert_into(work.session, Checkout)
        .values(
            checkout_id=work.new_id(),
            cart_ref=cart_ref,
            contact_ref=contact_ref,
            plan_kind=cart.plan_kind,
            is_open=True,
            created_at=work.now(),
            updated_at=work.now(),
        )
        .on_conflict_do_nothing()
        .returning(Checkout)
    )
    row = began.scalar_one_or_none()
    if row is None:
        return begin(work, cart_ref)
    work.session.add(Contact(contact_ref=contact_ref, country=cart.country, created_at=work.now()))
    work.session.flush()
    return row


def open_checkout(work: Work, cart_ref: str, *, lock: Lock = "none") -> Checkout | None:
    """The checkout of a cart that has not become a paid order; `lock` it for whoever will write."""
    statement = select(Checkout).where(Checkout.cart_ref == cart_ref, Checkout.is_open)
    if lock == "update":
        statement = statement.with_for_update()
    return work.session.scalars(statement).one_or_none()


def save_contact(work: Work, cart_ref: str, contact: ContactIn) -> None:
    """Keep who buys."""
    row = work.session.get_one(Contact, begin(work, cart_ref).contact_ref)
    row.email, row.name = contact.email, contact.name
    row.phone = contact.phone or row.phone
    work.session.flush()


def save_delivery(work: Work, cart_ref: str, address: AddressIn) -> None:
    """Keep where it goes; the cart's country follows the address."""
    checkout = begin(work, cart_ref)
    row = work.session.get_one(Contact, checkout.contact_ref)
    for name in ADDRESS:
        setattr(row, name, getattr(address, name))
    row.phone = address.phone or row.phone
    cart = cart_queries.head(work, cart_ref)
    if cart:
        cart_service.choose(work, cart_ref, plan_kind=cart.plan_kind, country=address.country)


def name_of(work: Work, cart_ref: str) -> str:
    """Who buys, as typed so far."""
    checkout = open_checkout(work, cart_ref)
    contact = work.session.get(Contact, checkout.contact_ref) if checkout else None
    return contact.name if contact else ""


def hold(work: Work, cart_ref: str, terms: Terms, until: datetime) -> Offer:
    """Reserve stock, materials and capacity for what is in the cart until `until`, and remember what was shown.

    Raises `Conflict` with the sentence of the line that is gone; `NotFound` for an empty cart.
    """
    checkout = begin(work, cart_ref)
    offer = _reserve(work, checkout, terms, until)
    unpaid = work.session.get(Order, checkout.order_ref) if checkout.order_ref else None
    if unpaid is not None and unpaid.digest != digest(offer):
        checkout = _supersede(work, checkout, unpaid)
        offer = _reserve(work, checkout, terms, until)
    checkout.shown, checkout.updated_at = shown(offer), work.now()
    work.session.flush()
    return offer


def _reserve(work: Work, checkout: Checkout, terms: Terms, until: datetime) -> Offer:
    contact = work.session.get_one(Contact, checkout.contact_ref)
    sold, missing = cart_queries.priced(work, checkout.cart_ref, terms, country=contact.country)
    if missing:
        raise Conflict("Something in your cart is not sold any more. Take it out, then go on.")
    if not sold:
        raise NotFound(_EMPTY)
    cart = cart_queries.head(work, checkout.cart_ref)
    checkout.plan_kind = cart.plan_kind if cart else checkout.plan_kind
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
    checkout = open_checkout(work, cart_ref, lock="update")
    if checkout is None:
        raise Gone("This order has been placed already, or its cart is empty.")
    paid = _already(work, checkout)
    if paid is not None:
        return paid
    contact = work.session.get_one(Contact, checkout.contact_ref)
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


def review(work: Work, cart_ref: str, terms: Terms) -> tuple[Checkout | None, Offer | None, Reservation | None]:
    """What the review page shows: prices as of now, days as reserved. Reads only.

    No offer without a reservation that still runs, nor where it is for other goods than the cart holds by now: a day
    that was found for three pieces is none for four.
    """
    checkout = open_checkout(work, cart_ref)
    if checkout is None:
        return None, None, None
    contact = work.session.get_one(Contact, checkout.contact_ref)
    held = reservation(work, checkout.checkout_id)
    if held is None or held.expires_at <= work.now():
        return checkout, None, None
    sold, _ = cart_queries.priced(work, checkout.cart_ref, terms, country=contact.country)
    if not same_goods(checkout.shown or {}, sold):
        return checkout, None, held
    return checkout, _priced_as_held(work, sold, contact.country, terms, held), held


def close(work: Work, checkout_id: str) -> None:
    """The order is placed: its lines leave the cart, and the next checkout is a new one."""
    work.session.execute(update(Checkout).where(Checkout.checkout_id == checkout_id).values(is_open=False))


def _order(work: Work, checkout: Checkout, offer: Offer, held: Reservation, urls: Urls, closes_at: datetime) -> Paying:
    if checkout.order_ref is not None:
        return _again(
            work, checkout.order_ref, digest(offer), PayNow(urls.success(checkout.order_ref), urls.cancel, closes_at)
        )
    placed = orders.create(work, checkout.checkout_id, checkout.contact_ref, offer, held.lines)
    checkout.order_ref = placed.order_ref
    payment_ref = open_payment(
        work,
        PaymentIn(
            placed.order_ref,
            placed.number,
            checkout.contact_ref,
            offer.delivery.currency,
            obligations(offer),
            urls.success(placed.order_ref),
            urls.cancel,
            closes_at,
        ),
    )
    orders.await_payment(work, placed.order_ref, payment_ref)
    return Paying(placed.order_ref, payment_ref)


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


def _supersede(work: Work, checkout: Checkout, unpaid: Order) -> Checkout:
    """The unpaid order is no longer what the cart holds, so it is given up: its payment page is closed, what it held
    is free at once, and the cart's lines begin a new life. Money that comes for it after all has its own outcome."""
    if unpaid.payment_ref and unpaid.state == "awaiting_payment":
        cancel_unpaid(work, unpaid.payment_ref)
        orders.abandon(work, unpaid.order_ref, "the cart was changed")
    release(work, checkout.checkout_id)
    cart_service.mint_anew(work, checkout.cart_ref)
    checkout.is_open = False
    work.session.flush()
    fresh = begin(work, checkout.cart_ref)
    _copy_contact(work, checkout.contact_ref, fresh.contact_ref)
    return fresh


def _copy_contact(work: Work, from_ref: str, to_ref: str) -> None:
    old, new = work.session.get_one(Contact, from_ref), work.session.get_one(Contact, to_ref)
    for name in PERSONAL:
        setattr(new, name, getattr(old, name))
    work.session.flush()


def _offer(work: Work, checkout: Checkout, country: str, terms: Terms, held: Reservation) -> Offer:
    """Prices as of now on the days that are held."""
    sold, _ = cart_queries.priced(work, checkout.cart_ref, terms, country=country)
    return _priced_as_held(work, sold, country, terms, held)


def _priced_as_held(work: Work, sold: Sequence[PricedLine], country: str, terms: Terms, held: Reservation) -> Offer:
    today = work.now().astimezone(terms.zone).date()
    return offer_of(sold, held.plan, terms.tax, terms.rates, country=country, currency=terms.currency, on=today)


def plan_kind(kind: str) -> PlanKind:
    return "together" if kind == "together" else "each"
