"""Costs by product and by order, one order line by line, the surcharges, the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import costing
from storefront.accounts.guard import Staff, staff
from storefront.catalogue.importing.sheet import protect
from storefront.console.costing import domain
from storefront.console.costing.queries import net_prices
from storefront.console.frame import MENDABLE, name_of, page, sliced, typed
from storefront.console.purchasing.domain import a_day
from storefront.mount.current import current_shop

blueprint = Blueprint("console_costing", __name__, url_prefix="/console/costing")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """By product what is finished, then the orders, the newest first."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    costs, nets, overheads = shop.read(lambda work: (*_read(work, who.scope), costing.overheads(work, who.scope)))
    products = costing.by_product(costs, shop.settings.currency)
    show = request.args.get("show", "")
    return page(
        "shop/console/costing/list.html",
        error,
        shown=sliced([cost for cost in costs if not show or cost.finished == (show == "done")]),
        total=len(costs),
        show=show,
        products=[(product, domain.product_margin(product, nets)) for product in products],
        margins={cost.ref: domain.margin(cost.expected(), nets.get(cost.line_ref)) for cost in costs},
        overheads=overheads,
        per_cent=domain.per_cent,
        form=request.form,
        today=shop.clock.now().date(),
        sellers=sorted(who.scope.sellers or {cost.seller_ref for cost in costs}),
    )


def _read(work: Work, scope: SellerScope) -> tuple[list[costing.OrderCost], Mapping[str, Money]]:
    costs = costing.order_costs(work, scope, current_shop().settings.currency)
    return costs, net_prices(work, [cost.line_ref for cost in costs])


@blueprint.get("/order/<ref>")
def order(ref: str) -> ResponseReturnValue:
    """One production order, plan beside actual."""
    who, currency = staff(), current_shop().settings.currency

    def read(work: Work) -> tuple[costing.OrderCost, Money | None]:
        found = costing.order_cost(work, who.scope, ref, currency)
        return found, net_prices(work, [found.line_ref]).get(found.line_ref)

    found, net = current_shop().read(read)
    return page(
        "shop/console/costing/order.html",
        cost=found,
        net=net,
        margin=domain.margin(found.expected(), net),
        planned_margin=domain.margin(found.planned(), net),
        kinds=("material", "labour", "overhead"),
        change=domain.change,
        per_cent=domain.per_cent,
    )


@blueprint.post("/overhead")
def overhead() -> ResponseReturnValue:
    """Other surcharges from a day on; what was confirmed before keeps the old ones."""
    who = staff()
    try:
        material, labour = (
            domain.percent(typed("material", 12), "material"),
            domain.percent(typed("labour", 12), "labour"),
        )
        day = a_day(typed("valid_from", 10), "valid_from") or current_shop().clock.now().date()
        seller = typed("seller", 40)
        if not seller:
            raise Invalid("Choose whose surcharges these are.", field="seller")
        current_shop().write(
            lambda work: costing.set_overhead(work, who.scope, seller, material, labour, day, person=name_of(who))
        )
    except MENDABLE as error:
        return _listing(who, error)
    return redirect(url_for(".listing"), 303)


@blueprint.get("/file")
def file() -> ResponseReturnValue:
    """Every line of every order as CSV."""
    who = staff()
    costs, nets = current_shop().read(lambda work: _read(work, who.scope))
    rows = ([protect(cell) for cell in row] for row in domain.rows(costs, nets))
    response: Response = make_response(domain.sheet(rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="costs.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
