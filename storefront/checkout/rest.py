"""The checkout for programs: contact, delivery (which holds the date), review, and the yes to exactly its digest."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from flask import url_for
from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.api.fields import Country, Digest, Moment, Sent, Told
from storefront.api.problems import Problem
from storefront.api.routes import Call, Routes
from storefront.cart.cookie import terms
from storefront.cart.rest import opened
from storefront.cart.told import LineTold, OfferTold, line_told, offer_told
from storefront.checkout import opening, queries, service
from storefront.checkout.domain import OfferChanged, read_address, read_contact
from storefront.mount.current import ShopState
from storefront.orders.models import Contact
from storefront.orders.tokens import make_token
from storefront.payments.gateway import start

routes = Routes("Checkout")


def _line(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(min_length=shortest, max_length=longest, pattern=r"^[^\x00]*$")


class ContactSent(Sent):
    email: Annotated[str, _line(254, 3)] = Field(examples=["anna@example.com"])
    name: Annotated[str, _line(120, 1)] = Field(examples=["Anna Berg"])
    phone: Annotated[str, _line(40)] = Field("", examples=["+45 20 30 40 50"])


class AddressSent(Sent):
    """`phone`, `floor` and `lift` are asked for where two people bring it."""

    line1: Annotated[str, _line(120, 1)] = Field(examples=["Møllevej 4"])
    line2: Annotated[str, _line(120)] = Field("", examples=[""])
    postcode: Annotated[str, _line(10, 3)] = Field(examples=["8000"])
    city: Annotated[str, _line(80, 1)] = Field(examples=["Aarhus"])
    country: Country
    phone: Annotated[str, _line(40)] = Field("", examples=["+45 20 30 40 50"])
    floor: Annotated[str, _line(20)] = Field("", examples=["2"])
    lift: Literal["", "none", "small", "large"] = Field("", examples=["none"])
    notes: Annotated[str, _line(500)] = Field("", examples=["Narrow stairs"])


class PaySent(Sent):
    digest: Digest = Field(description="of the review that the shopper said yes to")


class ContactTold(Told):
    email: str = Field(examples=["anna@example.com"])
    name: str = Field(examples=["Anna Berg"])
    phone: str = Field(examples=["+45 20 30 40 50"])


class Review(Told):
    """What is said yes to. `offer` is null when nothing is held (any more), or the cart is another one than the held:
    send the delivery again, or hold again."""

    offer: OfferTold | None
    lines: list[LineTold]
    digest: str = Field(examples=["9f" * 32], description="names every sum and day of this; empty without an offer")
    held_until: Moment | None
    changed: list[str] = Field(examples=[[]], description="what is different from the review before")


class Paying(Told):
    """Send the shopper to `payment_page`; it is null when the order is paid already."""

    order: str = Field(examples=["WyIwMWthc3g3eG1qNXY4bnF6MnkwYzRkNmY4ZyIsMV0.aR.signature"], description="its token")
    payment_page: str | None = Field(examples=["https://checkout.stripe.com/c/pay/cs_live_1"])
    order_page: str = Field(examples=["https://shop.example/o/token"])


@routes.put("/carts/<cart>/checkout/contact", answer=ContactTold, body=ContactSent, also=(409,))
def put_contact(call: Call, cart: str, body: ContactSent) -> ContactTold:
    """Say who buys

    The order's link goes to the e-mail address.
    """
    typed = read_contact(body.model_dump())

    def write(work: Work) -> ContactTold:
        service.save_contact(work, opened(work, call.shop, cart), typed)
        return ContactTold(email=typed.email, name=typed.name, phone=typed.phone)

    return call.write(write)


@routes.put("/carts/<cart>/checkout/delivery", answer=Review, body=AddressSent, also=(409,))
def put_delivery(call: Call, cart: str, body: AddressSent) -> Review:
    """Say where it goes

    From here on stock, materials and hours are held, for as long as the answer says.
    """
    shop = call.shop
    ref = call.read(lambda work: opened(work, shop, cart))
    two_person = call.read(lambda work: queries.summary(work, ref, terms(shop))).two_person
    typed = read_address(body.model_dump(), two_person=two_person)

    def write(work: Work) -> Review:
        service.save_delivery(work, ref, typed)
        return _held(work, shop, ref)

    return call.write(write)


@routes.post("/carts/<cart>/checkout/hold", answer=Review)
def hold_checkout(call: Call, cart: str) -> Review:
    """Hold again

    After the time is over, or after the cart was changed.
    """

    def write(work: Work) -> Review:
        ref = opened(work, call.shop, cart)
        _ready(work, ref)
        return _held(work, call.shop, ref)

    return call.write(write)


def _held(work: Work, shop: ShopState, ref: str) -> Review:
    service.hold(work, ref, terms(shop), work.now() + timedelta(minutes=shop.settings.reservation_minutes))
    return _review(work, shop, ref)


def _ready(work: Work, ref: str) -> None:
    contact = _contact(work, ref)
    if contact is None or not contact.line1:
        raise NotFound("Say first where it goes.")


def _contact(work: Work, ref: str) -> Contact | None:
    found = opening.opened(work, ref)
    return found.contact if found else None


@routes.get("/carts/<cart>/checkout/review", answer=Review)
def review_checkout(call: Call, cart: str) -> Review:
    """Review

    Prices as of now on the days that are held.
    """
    return call.read(lambda work: _review(work, call.shop, opened(work, call.shop, cart)))


def _review(work: Work, shop: ShopState, ref: str) -> Review:
    page = queries.review(work, ref, terms(shop))
    if page is None:
        raise NotFound("There is no checkout of this cart yet. Say who buys, then where it goes.")
    offer = page.offer
    return Review(
        offer=offer_told(offer) if offer else None,
        lines=[line_told(line, offer, {}) for line in offer.lines] if offer else [],
        digest=page.digest,
        held_until=page.held_until,
        changed=sorted({one.kind for one in page.changes}),
    )


@routes.post("/carts/<cart>/checkout/pay", answer=Paying, body=PaySent, status=201, also=(410,))
def pay_checkout(call: Call, cart: str, body: PaySent) -> Paying:
    """Say yes and pay

    One order for one yes. Another price or day by now is refused with `offer_changed`, and nothing is charged.
    """
    shop = call.shop
    ref = call.read(lambda work: opened(work, shop, cart))
    urls = service.Urls(lambda order: _outside(shop, order), shop.settings.outside or "/")
    held_for = timedelta(minutes=shop.settings.reservation_minutes)

    def write(work: Work) -> service.Paying:
        contact = _contact(work, ref)
        if contact is not None and not contact.email:
            raise NotFound("Say first who buys.")
        return service.pay(work, ref, terms(shop), seen=body.digest, urls=urls, hold_for=held_for)

    try:
        paying = call.write(write)
    except OfferChanged as changed:
        told = sorted({one.kind for one in changed.changes})
        raise Problem("offer_changed", changed.sentence, more={"changed": told}) from None
    page = start(shop, paying.payment_ref) if paying.payment_ref else None
    token = make_token(shop, paying.order_ref)
    return Paying(order=token, payment_page=page, order_page=url_for("shop.orders.page", token=token, _external=True))


def _outside(shop: ShopState, order_ref: str) -> str:
    path = url_for("shop.checkout.done", token=make_token(shop, order_ref))
    return shop.settings.public_url.rstrip("/") + path
