"""Suppliers: how long they take, where their orders go, what they ask for what."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api import purchasing
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page, typed
from storefront.console.purchasing import domain
from storefront.console.quantities import parse, unit_word, written
from storefront.mount.current import current_shop

blueprint = Blueprint("console_suppliers", __name__, url_prefix="/console/suppliers")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Everybody we buy from, and a form for somebody new."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    rows = current_shop().read(lambda work: purchasing.suppliers(work, who.scope))
    return page("shop/console/purchasing/suppliers.html", error, rows=rows, form=request.form)


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Somebody new. A code that is taken is told, not written over."""
    who = staff()
    code = typed("code", 40)
    try:
        if not code:
            raise Invalid("Give the supplier a short code without a slash.", field="code")
        current_shop().write(lambda work: _add(work, who.scope, code))
    except (*MENDABLE, NotFound) as error:
        return _listing(who, error)
    return redirect(url_for(".supplier", code=code), 303)


def _add(work: Work, scope: SellerScope, code: str) -> None:
    if any(row.code == code for row in purchasing.suppliers(work, scope)):
        raise Invalid(f"{code} is the code of another supplier. Choose another one.", field="code")
    purchasing.put_supplier(work, scope, _typed(code))


def _typed(code: str) -> purchasing.SupplierIn:
    days = typed("lead_days", 6)
    if days and not (days.isascii() and days.isdigit()):
        raise Invalid("A lead time is zero or more working days; leave it empty if nobody knows.", field="lead_days")
    return purchasing.SupplierIn(code, typed("name", 120), int(days) if days else None, typed("email", 254))


@blueprint.get("/<code>")
def supplier(code: str) -> ResponseReturnValue:
    """One supplier with items, price list and its history."""
    return _supplier(staff(), code)


def _supplier(who: Staff, code: str, error: DomainError | None = None, doing: str = "") -> ResponseReturnValue:
    found = current_shop().read(lambda work: purchasing.supplier(work, who.scope, code))
    return page(
        "shop/console/purchasing/supplier.html",
        error,
        it=found,
        s=found.supplier,
        doing=doing,
        form=request.form,
        today=current_shop().clock.now().date(),
        unit_word=unit_word,
        written=written,
    )


@blueprint.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Name, lead time, address."""
    who = staff()
    current_shop().read(lambda work: purchasing.supplier(work, who.scope, code))
    try:
        given = _typed(code)
        current_shop().write(lambda work: purchasing.put_supplier(work, who.scope, given))
    except MENDABLE as error:
        return _supplier(who, code, error, "save")
    return redirect(url_for(".supplier", code=code), 303)


@blueprint.post("/<code>/terms")
def terms(code: str) -> ResponseReturnValue:
    """A new line of the price list; what was before stays as history."""
    who, shop = staff(), current_shop()
    found = shop.read(lambda work: purchasing.supplier(work, who.scope, code))
    try:
        term = _typed_term(code, found)
        shop.write(lambda work: purchasing.put_term(work, who.scope, term))
    except (*MENDABLE, NotFound) as error:
        return _supplier(who, code, error, "terms")
    return redirect(url_for(".supplier", code=code), 303)


def _typed_term(code: str, found: purchasing.SupplierPage) -> purchasing.TermIn:
    sku = typed("sku", 120)
    unit = next((unit for known, _, unit in found.items if known == sku), None)
    if unit is None:
        raise Invalid("Choose one of the items that come from them.", field="sku")
    shop = current_shop()
    return purchasing.TermIn(
        supplier=code,
        sku=sku,
        price=domain.a_price(typed("price", 20), shop.settings.currency),
        price_per=parse(typed("price_per", 20) or "1", unit, "price_per"),
        valid_from=domain.a_day(typed("valid_from", 10), "valid_from") or shop.clock.now().date(),
        pack=parse(typed("pack", 20), unit, "pack") if typed("pack", 20) else 1,
        minimum=parse(typed("minimum", 20) or "0", unit, "minimum"),
        their_sku=typed("their_sku", 80),
    )


@blueprint.post("/choose")
def choose() -> ResponseReturnValue:
    """From now on an item comes from somebody."""
    who = staff()
    sku, code = typed("sku", 120), typed("supplier", 40)
    current_shop().write(lambda work: purchasing.choose_supplier(work, who.scope, sku, code))
    return redirect(url_for("shop.console_materials.to_order"), 303)
