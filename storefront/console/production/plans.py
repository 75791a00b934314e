"""The quality plan: what an inspector looks at, by product."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import production, quality
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page
from storefront.console.production.views import blueprint
from storefront.mount.current import current_shop


@blueprint.get("/quality")
def quality_plans() -> ResponseReturnValue:
    """Every plan, and a form for one; `sku` and `seller` choose which."""
    return _plans(staff())


@blueprint.post("/quality")
def put_quality_plan() -> ResponseReturnValue:
    """Write a plan; without a line it is gone."""
    who, form = staff(), request.form
    seller, sku = form.get("seller", ""), form.get("sku", "").strip()
    try:
        current_shop().write(
            lambda work: quality.put_quality_plan(work, who.scope, seller, sku, form.get("points", "")[:10_000])
        )
    except MENDABLE as error:
        return _plans(who, error)
    return redirect(url_for(".quality_plans", seller=seller, sku=sku), 303)


def _plans(who: Staff, error: DomainError | None = None) -> Response:
    plans, centres = current_shop().read(
        lambda work: (quality.quality_plans(work, who.scope), production.work_centres(work, who.scope))
    )
    sellers = sorted({centre.seller_ref for centre in centres} | {plan.seller_ref for plan in plans})
    seller = request.values.get("seller", "") or (sellers[0] if sellers else "")
    sku = request.values.get("sku", "").strip()
    chosen = next((plan for plan in plans if (plan.seller_ref, plan.sku) == (seller, sku)), None)
    return page(
        "shop/console/production/quality.html",
        error,
        plans=plans,
        sellers=sellers,
        seller=seller,
        sku=sku,
        points=request.form.get("points") or (quality.written(chosen.points) if chosen else ""),
    )
