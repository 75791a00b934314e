"""Purchase orders: what comes when, booking what arrived, writing a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.api import purchasing, stock
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page, typed
from storefront.console.materials import domain
from storefront.console.quantities import parse, unit_word, written
from storefront.mount.current import current_shop
from storefront.mount.filters import local_date

blueprint = Blueprint("console_purchases", __name__, url_prefix="/console/purchases")


@blueprint.get("")
def purchases() -> ResponseReturnValue:
    """Purchase orders, open ones on top."""
    who = staff()
    state = request.args.get("state", "")
    found = current_shop().read(lambda work: purchasing.purchase_orders(work, who.scope))
    return page(
        "shop/console/materials/purchases.html",
        orders=[order for order in found if not state or order.state == state],
        total=len(found),
        open_count=sum(1 for order in found if order.state == "open"),
        state=state,
        expected=domain.expected,
        to_come=domain.to_come,
    )


@blueprint.get("/<number>")
def purchase(number: str) -> ResponseReturnValue:
    """One purchase order with a receipt form at each line that is still to come."""
    return _purchase(staff(), number)


def _purchase(who: Staff, number: str, error: DomainError | None = None, sku: str = "") -> ResponseReturnValue:
    found = current_shop().read(lambda work: _order(work, who.scope, number))
    return page(
        "shop/console/materials/purchase.html",
        error,
        order=found,
        at=sku,
        form=request.form,
        to_come=domain.to_come,
        unit_word=unit_word,
        written=written,
    )


def _order(work: Work, scope: SellerScope, number: str) -> purchasing.PurchaseOrderView:
    found = next((order for order in purchasing.purchase_orders(work, scope) if order.number == number), None)
    if found is None:
        raise NotFound(f"There is no purchase order {number}.")
    return found


@blueprint.post("/<number>/receive")
def receive(number: str) -> ResponseReturnValue:
    """Goods at the dock. A line of a delivery note is booked once, however often the form is sent."""
    who = staff()
    shop = current_shop()
    sku = request.form.get("sku", "")
    order = shop.read(lambda work: _order(work, who.scope, number))
    unit = next((line.unit for line in order.lines if line.sku == sku), None)
    if unit is None:
        raise NotFound(f"Purchase order {number} has no line for {sku}.")
    try:
        quantity = whole_positive(parse(request.form.get("quantity", ""), unit))
        note = typed("document_line", 80) or typed("client_id", 80)
        if not note:
            raise Invalid("Type the delivery note and its line, so that it is booked once.", field="document_line")
        shop.write(lambda work: purchasing.receive_line(work, who.scope, number, sku, quantity, document_line=note))
    except MENDABLE as error:
        return _purchase(who, number, error, sku)
    return redirect(url_for(".purchase", number=number), 303)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """A purchase order for one item, filled in from what is short."""
    return _new(staff(), request.args)


@blueprint.post("/new")
def place() -> ResponseReturnValue:
    who = staff()
    shop = current_shop()
    sku = request.form.get("sku", "")
    row = shop.read(lambda work: _material(work, who.scope, sku))
    try:
        order = _typed_order(row)
        shop.write(lambda work: purchasing.place_purchase_order(work, who.scope, order))
    except (*MENDABLE, NotFound) as error:
        return _new(who, request.form, error)
    return redirect(url_for(".purchase", number=order.number), 303)


def _typed_order(row: purchasing.MaterialRow) -> purchasing.PurchaseOrderIn:
    number = typed("number", 40)
    if not number or "/" in number:
        raise Invalid("Give the purchase order a number without a slash.", field="number")
    try:
        expected = date.fromisoformat(request.form.get("expected", ""))
    except ValueError:
        raise Invalid("Choose the day on which the supplier brings it.", field="expected") from None
    if expected < _today():
        raise Invalid("That day is over. Choose the day on which the supplier brings it.", field="expected")
    quantity = whole_positive(parse(request.form.get("quantity", ""), row.unit))
    lines = ((row.sku, quantity, expected),)
    return purchasing.PurchaseOrderIn(number, typed("supplier", 40), lines, typed("location", 40))


def _new(who: Staff, form: Mapping[str, Any], error: DomainError | None = None) -> ResponseReturnValue:
    sku = form.get("sku", "")
    row, shelves = current_shop().read(lambda work: (_material(work, who.scope, sku), stock.levels(work, who.scope)))
    own = [level.location for level in shelves if level.sku == sku]
    places = list(dict.fromkeys([*own, *(level.location for level in shelves)]))
    return page(
        "shop/console/materials/new.html",
        error,
        row=row,
        form=form,
        pairs=[(place, place) for place in places],
        today=_today(),
        unit_word=unit_word,
        written=written,
        standing=domain.standing,
    )


def _material(work: Work, scope: SellerScope, sku: str) -> purchasing.MaterialRow:
    found = next((row for row in purchasing.materials(work, scope) if row.sku == sku), None)
    if found is None:
        raise NotFound("There is no such item.")
    return found


def _today() -> date:
    shop = current_shop()
    return local_date(shop.clock.now(), shop.settings.zone)
