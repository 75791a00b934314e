"""What the workshop has, holds, awaits and lacks; who waits for what; what to order about it."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import purchasing
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of, page, sliced, typed
from storefront.console.materials import domain
from storefront.mount.current import current_shop

blueprint = Blueprint("console_materials", __name__, url_prefix="/console/materials")


@blueprint.get("")
def materials() -> ResponseReturnValue:
    """Every item of the sellers in view, what is short first."""
    who = staff()
    show, search = request.args.get("show", ""), request.args.get("q", "").strip()
    rows = current_shop().read(lambda work: purchasing.materials(work, who.scope))
    shown = domain.narrowed(rows, show, search)
    return page(
        "shop/console/materials/materials.html",
        shown=sliced(sorted(shown, key=lambda row: (not row.short, not row.awaited))),
        total=len(rows),
        short=sum(1 for row in rows if row.short),
        awaited=sum(1 for row in rows if row.awaited),
        standing=domain.standing,
        show=show,
        search=search,
    )


@blueprint.get("/short")
def short() -> ResponseReturnValue:
    """What does not come in time: the day it bites, and whose promise it threatens."""
    who = staff()
    rows = current_shop().read(lambda work: purchasing.shortages(work, who.scope))
    return page(
        "shop/console/materials/short.html",
        rows=rows,
        broken=len({peg.line_ref for row in rows for peg in row.pegs if peg.breaks}),
        threatened=len({peg.line_ref for row in rows for peg in row.pegs}),
        comes=domain.comes,
        biting=domain.biting,
        today=current_shop().clock.now().date(),
    )


@blueprint.get("/pegs/<path:sku>")
def pegs(sku: str) -> ResponseReturnValue:
    """One item: which order stands on which supply."""
    who = staff()
    found = current_shop().read(lambda work: purchasing.pegging(work, who.scope, sku))
    return page("shop/console/materials/pegs.html", it=found, groups=domain.by_supply(found.pegs), comes=domain.comes)


@blueprint.get("/order")
def to_order() -> ResponseReturnValue:
    """What to order, from whom, by when."""
    return _to_order(staff())


def _to_order(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    found, suppliers = current_shop().read(
        lambda work: (purchasing.to_order(work, who.scope), purchasing.suppliers(work, who.scope))
    )
    return page(
        "shop/console/materials/order.html",
        error,
        found=found,
        pairs=[(row.code, row.name) for row in suppliers],
    )


@blueprint.post("/order")
def draft() -> ResponseReturnValue:
    """One tap makes a draft of a suggestion."""
    who = staff()
    supplier, place, tap = typed("supplier", 40), typed("location", 40), typed("client_id", 80)
    try:
        number = current_shop().write(
            lambda work: purchasing.draft_suggested(
                work, who.scope, supplier, place, client_id=tap, person=name_of(who)
            )
        )
    except MENDABLE as error:
        return _to_order(who, error)
    return redirect(url_for("shop.console_purchases.purchase", number=number), 303)
