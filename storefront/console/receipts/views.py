"""The dock: what is expected with fields to book it, and what came lately."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import purchasing
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page, sliced, typed
from storefront.console.purchasing.domain import expected
from storefront.console.quantities import unit_word, written
from storefront.console.receipts import domain, service
from storefront.mount.current import current_shop

blueprint = Blueprint("console_receipts", __name__, url_prefix="/console/receipts")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """What is expected, the earliest first; `?q=` by number, supplier or item."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, number: str = "") -> ResponseReturnValue:
    shop, search = current_shop(), request.args.get("q", "").strip()[:80]
    orders, lately = shop.read(
        lambda work: (purchasing.purchase_orders(work, who.scope), purchasing.latest_receipts(work, who.scope))
    )
    today = shop.clock.now().astimezone(shop.settings.zone).date()
    found = domain.awaited(orders, search)
    if number:  # what could not be booked stands first, with what was typed
        found.sort(key=lambda order: order.number != number)
    return page(
        "shop/console/receipts/list.html",
        error,
        shown=sliced(found),
        coming=len(found),
        lately=lately,
        search=search,
        number=number,
        beyond=isinstance(error, domain.TooMuch),
        form=request.form,
        standing={order.number: domain.when(order, today) for order in found},
        expected=expected,
        unit_word=unit_word,
        written=written,
    )


@blueprint.post("/<number>")
def book(number: str) -> ResponseReturnValue:
    """A delivery of one purchase order, all its lines at once."""
    who = staff()
    try:
        note = typed("note", 70) or typed("client_id", 70)
        current_shop().write(
            lambda work: service.book_delivery(
                work, who.scope, number, note=note, typed=request.form, surplus=request.form.get("surplus", "")
            )
        )
    except MENDABLE as error:
        return _listing(who, error, number)
    return redirect(url_for(".listing", q=request.args.get("q") or None), 303)
