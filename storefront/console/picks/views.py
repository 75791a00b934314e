"""Pick lists in walking order; one tap a shelf."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from fulfilment.api import warehouse
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.orders.queries import find
from storefront.console.picks import queries
from storefront.mount.current import current_shop

blueprint = Blueprint("console_picks", __name__, url_prefix="/console/picks")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """What is to be fetched, and what is fetched and waits for a box."""
    who = staff()
    walks, waiting = current_shop().read(
        lambda work: (warehouse.pick_lists(work, who.scope), queries.to_pack(work, who.scope))
    )
    return render("shop/console/picks/list.html", walks=walks, waiting=waiting)


@blueprint.get("/order/<number>")
def of_order(number: str) -> ResponseReturnValue:
    """From an order's number to its packing bench."""
    who = staff()
    ref = current_shop().read(lambda work: queries.next_to_pack(work, who.scope, find(work, who.scope, number)))
    if ref is None:
        return redirect(url_for("shop.console_orders.desk", number=number), 303)
    return redirect(url_for("shop.console_pack.bench", ref=ref), 303)


@blueprint.get("/<ref>")
def walk(ref: str) -> ResponseReturnValue:
    """One list, shelf by shelf."""
    return _walk(staff(), ref)


def _walk(
    who: Staff, ref: str, error: DomainError | None = None, touched: str = "", told: str = ""
) -> ResponseReturnValue:
    found = current_shop().read(lambda work: warehouse.pick_list(work, who.scope, ref))
    return render("shop/console/picks/walk.html", error, walk=found, touched=touched, told=told, form=request.form)


@blueprint.post("/<ref>/<task>")
def pick(ref: str, task: str) -> ResponseReturnValue:
    """Take what a shelf has. Fewer than asked is a short pick, and the page says what happens then."""
    who, shop = staff(), current_shop()
    try:
        quantity = _quantity(request.form.get("quantity", ""))
        scanned = request.form.get("scanned", "").strip()[:120] or None
        if quantity == 0 and not request.form.get("none"):
            raise Invalid("Nothing there at all? Tick the box beneath, then press again.", field="quantity")
        result = shop.write(
            lambda work: warehouse.pick(
                work,
                who.scope,
                task,
                quantity,
                client_id=request.form.get("client_id", ""),
                person=name_of(who),
                scanned=scanned,
            )
        )
    except MENDABLE as error:
        return _walk(who, ref, error, task)
    if result.state == "short":
        return _walk(who, ref, touched=task, told=result.sentence)
    if result.list_state == "picked":
        done = shop.read(lambda work: warehouse.pick_list(work, who.scope, ref))
        return redirect(url_for("shop.console_pack.bench", ref=done.fulfilment_order_ref), 303)
    return redirect(url_for(".walk", ref=ref), 303)


def _quantity(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Invalid("Type how many pieces you took, as a whole number.", field="quantity")
    return int(text)
