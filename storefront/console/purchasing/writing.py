"""An order that was made elsewhere, by telephone or in the supplier's shop, for one item: it has a number and a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.api import purchasing, stock
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page, typed
from storefront.console.materials import domain as materials
from storefront.console.purchasing import domain
from storefront.console.purchasing.orders import blueprint
from storefront.console.quantities import parse, unit_word, written
from storefront.mount.current import current_shop
from storefront.mount.filters import local_date


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Filled in from what is short."""
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
    expected = domain.a_day(request.form.get("expected", ""))
    if expected is None:
        raise Invalid("Choose the day on which the supplier brings it.", field="expected")
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
        "shop/console/purchasing/new.html",
        error,
        row=row,
        form=form,
        pairs=[(place, place) for place in places],
        today=_today(),
        unit_word=unit_word,
        written=written,
        standing=materials.standing,
    )


def _material(work: Work, scope: SellerScope, sku: str) -> purchasing.MaterialRow:
    found = next((row for row in purchasing.materials(work, scope) if row.sku == sku), None)
    if found is None:
        raise NotFound("There is no such item.")
    return found


def _today() -> date:
    shop = current_shop()
    return local_date(shop.clock.now(), shop.settings.zone)
