"""Who sells here: the list, one more, another name or address. People are given to them on the page of people."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts import house
from storefront.accounts.guard import Staff, staff
from storefront.accounts.house import SellerIn
from storefront.console.frame import MENDABLE, page, typed
from storefront.console.people.views import blueprint
from storefront.mount.current import current_shop

LENGTHS = {"name": 120, "legal_name": 160, "address": 600, "email": 254, "vat_id": 30}


@blueprint.get("/sellers")
def sellers() -> ResponseReturnValue:
    """All of them, and the form for one more."""
    return _sellers(staff())


@blueprint.post("/sellers")
def add_seller() -> ResponseReturnValue:
    """Somebody more sells here."""
    who = staff()
    try:
        wanted = _typed(typed("ref", 40).lower())
        current_shop().write(lambda work: house.add_seller(work, who.scope, wanted))
    except MENDABLE as error:
        return _sellers(who, error)
    return redirect(url_for(".sellers"), 303)


@blueprint.get("/sellers/<seller>")
def seller(seller: str) -> ResponseReturnValue:
    """One of them."""
    return _seller(staff(), seller)


@blueprint.post("/sellers/<seller>")
def change_seller(seller: str) -> ResponseReturnValue:
    """Another name, another address."""
    who = staff()
    try:
        wanted = _typed(seller)
        current_shop().write(lambda work: house.change_seller(work, who.scope, wanted))
    except MENDABLE as error:
        return _seller(who, seller, error)
    return redirect(url_for(".sellers"), 303)


def _typed(ref: str) -> SellerIn:
    return SellerIn(ref, **{name: typed(name, longest) for name, longest in LENGTHS.items()})


def _sellers(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: house.sellers(work, who.scope))
    operator = who.scope.sellers is None
    return page("shop/console/people/sellers.html", error, sellers=found, form=request.form, operator=operator)


def _seller(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: house.seller(work, who.scope, ref))
    form = request.form if error else vars(found)
    return page("shop/console/people/seller.html", error, seller=found, form=form)
