"""Levels, one item with its ledger, a count, a receipt."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.api import production, stock, warehouse
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page, sliced, typed
from storefront.console.quantities import parse, unit_word, written
from storefront.console.stock.service import BookedBefore, receive_once
from storefront.mount.current import current_shop

blueprint = Blueprint("console_stock", __name__, url_prefix="/console/stock")


@blueprint.get("")
def levels() -> ResponseReturnValue:
    """Every shelf, or those that a search finds."""
    who = staff()
    search, show = request.args.get("q", "").strip()[:80], request.args.get("show", "")
    rows = current_shop().read(lambda work: stock.levels(work, who.scope, search=search))
    low = [row for row in rows if row.condition == "good" and row.saleable <= row.reorder_point]
    return page(
        "shop/console/stock/levels.html",
        shown=sliced(low if show == "low" else rows),
        total=len(rows),
        low=len(low),
        show=show,
        search=search,
    )


@blueprint.get("/<path:sku>")
def item(sku: str) -> ResponseReturnValue:
    """One item: shelves, movements, who holds what."""
    return _item(staff(), sku)


def _item(who: Staff, sku: str, error: DomainError | None = None, doing: str = "") -> ResponseReturnValue:
    shop = current_shop()
    found, places, numbers = shop.read(
        lambda work: (
            stock.item(work, who.scope, sku),
            stock.levels(work, who.scope),
            _order_numbers(work, who.scope),
        )
    )
    own = [level.location for level in found.levels]
    known = dict.fromkeys([*own, *(level.location for level in places)])
    return page(
        "shop/console/stock/item.html",
        error,
        it=found,
        pairs=[(place, place) for place in known],
        numbers=numbers,
        doing=doing,
        form=request.form,
        unit_word=unit_word,
        written=written,
    )


def _order_numbers(work: Work, scope: SellerScope) -> dict[str, str]:
    """Order numbers by line, for as long as the line is in work."""
    numbers = {order.line_ref: order.order_number for order in production.production_orders(work, scope)}
    for walk in warehouse.pick_lists(work, scope):
        numbers |= {task.line_ref: walk.order_number for task in walk.tasks}
    return numbers


@blueprint.post("/adjust/<path:sku>")
def adjust(sku: str) -> ResponseReturnValue:
    """A count: what is really on the shelf, and why the number changes."""
    who = staff()
    shop = current_shop()
    unit = shop.read(lambda work: stock.item(work, who.scope, sku)).unit
    try:
        on_hand = parse(request.form.get("on_hand", ""), unit, "on_hand")
        location, reason = typed("location", 40), typed("reason")
        if not reason:
            raise Invalid("Say in a few words why the number changes.", field="reason")
        shop.write(lambda work: stock.adjust(work, who.scope, sku, location, on_hand, reason=reason))
    except (*MENDABLE, NotFound) as error:
        return _item(who, sku, error, "adjust")
    return redirect(url_for(".item", sku=sku), 303)


@blueprint.post("/receive/<path:sku>")
def receive(sku: str) -> ResponseReturnValue:
    """Goods that came without a purchase order, once per delivery note."""
    who = staff()
    shop = current_shop()
    unit = shop.read(lambda work: stock.item(work, who.scope, sku)).unit
    try:
        quantity = whole_positive(parse(request.form.get("quantity", ""), unit))
        location, reference = typed("location", 40), typed("reference", 80)
        if not reference:
            raise Invalid("Type the delivery note, or where it was found.", field="reference")
        shop.write(lambda work: receive_once(work, who.scope, sku, location, quantity, reference))
    except BookedBefore:
        return redirect(url_for(".item", sku=sku), 303)
    except (*MENDABLE, NotFound) as error:
        return _item(who, sku, error, "receive")
    return redirect(url_for(".item", sku=sku), 303)
