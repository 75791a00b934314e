"""The packing bench: parcels, measured and weighed, and the slip that goes inside."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import warehouse
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.picks import measures, queries
from storefront.console.picks.measures import Typed
from storefront.mount.current import current_shop

blueprint = Blueprint("console_pack", __name__, url_prefix="/console/pack")


@blueprint.get("/<ref>")
def bench(ref: str) -> ResponseReturnValue:
    """What goes in, and the box that is proposed for it."""
    return _bench(staff(), ref)


def _bench(
    who: Staff, ref: str, rows: Sequence[Typed] | None = None, error: DomainError | None = None
) -> ResponseReturnValue:
    found = current_shop().read(lambda work: warehouse.packing(work, who.scope, ref))
    proposed = measures.shown(found.parcels)
    return render(
        "shop/console/picks/pack.html", error, it=found, rows=rows or proposed or [Typed()], proposed=bool(proposed)
    )


@blueprint.post("/<ref>")
def pack(ref: str) -> ResponseReturnValue:
    """Close the parcels; with *more* the form only grows by a row."""
    who, shop = staff(), current_shop()
    rows = measures.typed(request.form)
    if "more" in request.form:
        return _bench(who, ref, [*rows, Typed()][: measures.MOST])
    try:
        closed = measures.parcels(rows)
        shop.write(
            lambda work: warehouse.pack(
                work, who.scope, ref, closed, client_id=request.form.get("client_id", ""), person=name_of(who)
            )
        )
    except MENDABLE as error:
        return _bench(who, ref, rows, error)
    return redirect(url_for("shop.console_ship.page", _anchor=f"row-{ref}"), 303)


@blueprint.get("/<ref>/slip")
def slip(ref: str) -> ResponseReturnValue:
    """The packing slip, one sheet."""
    who = staff()
    found = current_shop().read(lambda work: queries.slip(work, who.scope, ref))
    return render("shop/console/picks/slip.html", order=found.order, part=found.part)
