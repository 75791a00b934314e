"""`/account`: orders, designs, addresses. Parse, one call, render."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError
from storefront.accounts.mine import addresses as book
from storefront.accounts.mine import moving, orders
from storefront.accounts.mine.here import back, page, person_here
from storefront.checkout.delivery import COUNTRIES, country_name
from storefront.checkout.domain import LIFTS, AddressIn, FormErrors, read_address
from storefront.designs import cookie as design_cookie
from storefront.designs.queries import kept
from storefront.designs.showing import Opened, glances
from storefront.mount.current import Person, current_shop
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS
from storefront.orders.tokens import make_token

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def home() -> ResponseReturnValue:
    """Their orders, newest first."""
    person, shop = person_here(), current_shop()
    found = shop.read(lambda work: orders.my_orders(work, person, request.args.get("before", "")[:40]))
    return page(
        person,
        "home",
        found=found,
        link=lambda one: url_for("shop.orders.page", token=make_token(shop, one.order_ref, one.link_version)),
        states=(ORDER.states, PAYMENT_AXIS, FULFILMENT_AXIS),
        claimed=request.args.get("claimed", ""),
    )


@blueprint.post("/claim")
def claim() -> ResponseReturnValue:
    """What they bought as a guest comes into their account."""
    person = person_here()
    count = current_shop().write(lambda work: orders.claim(work, person))
    return back("home", claimed=count)


@blueprint.get("/designs")
def designs() -> ResponseReturnValue:
    """Their kept designs, by product, so that two of a kind can be compared."""
    person, shop = person_here(), current_shop()
    in_hand = list(design_cookie.remembered())
    products: dict[str, list[Opened]] = {}

    def read(work: Work) -> list[Opened]:
        codes = dict.fromkeys([*in_hand, *moving.codes_of(work, person.ref)])
        return list(glances(work, kept(work, list(codes))))

    for item in shop.read(read):
        products.setdefault(item.product.slug, []).append(item)
    return page(person, "designs", products=products)


@blueprint.post("/designs/<code>/forget")
def forget_design(code: str) -> ResponseReturnValue:
    """Out of their list and out of this browser's; the link goes on working for whoever has it."""
    person = person_here()
    current_shop().write(lambda work: moving.forget_design(work, person.ref, code))
    answer = make_response(back("designs"))
    left = [known for known in design_cookie.remembered() if known != code]
    return design_cookie.remember(answer, left)


@blueprint.get("/addresses")
def addresses() -> ResponseReturnValue:
    """The book."""
    return _book(person_here())


@blueprint.get("/addresses/new")
def new_address() -> ResponseReturnValue:
    return _address(person_here(), "", {})


@blueprint.post("/addresses/new")
def add_address() -> ResponseReturnValue:
    """Write one down."""
    person = person_here()
    try:
        name, address = _typed()
        current_shop().write(lambda work: book.add(work, person.ref, name, address))
    except FormErrors as refused:
        return _address(person, "", request.form, refused.fields)
    except Conflict as refused:
        return _book(person, refused)
    return back("addresses")


@blueprint.get("/addresses/<ref>")
def address(ref: str) -> ResponseReturnValue:
    person = person_here()
    found = current_shop().read(lambda work: book.one(work, person.ref, ref))
    return _address(person, ref, found.form)


@blueprint.post("/addresses/<ref>")
def change_address(ref: str) -> ResponseReturnValue:
    """It reads otherwise now."""
    person = person_here()
    try:
        name, address = _typed()
    except FormErrors as refused:
        return _address(person, ref, request.form, refused.fields)
    current_shop().write(lambda work: book.change(work, person.ref, ref, name, address))
    return back("addresses")


@blueprint.post("/addresses/<ref>/usual")
def make_usual(ref: str) -> ResponseReturnValue:
    """Things go here unless they say otherwise."""
    person = person_here()
    current_shop().write(lambda work: book.make_usual(work, person.ref, ref))
    return back("addresses")


@blueprint.post("/addresses/<ref>/remove")
def remove_address(ref: str) -> ResponseReturnValue:
    """Out of the book; orders that went there keep it."""
    person = person_here()
    current_shop().write(lambda work: book.remove(work, person.ref, ref))
    return back("addresses")


def _typed() -> tuple[str, AddressIn]:
    wrong: dict[str, str] = {}
    name = " ".join(request.form.get("name", "").split())[:120]
    if not name:
        wrong["name"] = "Write the name that stands on the door."
    try:
        address = read_address(request.form, two_person=False)
    except FormErrors as refused:
        raise FormErrors(wrong | refused.fields) from None
    if wrong:
        raise FormErrors(wrong)
    return name, address


def _book(person: Person, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: book.book(work, person.ref))
    return page(person, "addresses", error, book=found, country=country_name)


def _address(
    person: Person, ref: str, form: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    countries = [(one.code, one.name) for one in COUNTRIES]
    given = {"country": current_shop().settings.country, "name": person.name, **form}
    status = 422 if errors else 200
    return page(
        person, "address", status=status, ref=ref, form=given, errors=errors or {}, countries=countries, lifts=LIFTS
    )
