"""The list of threads, one thread with its field, notes of the house."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.orders.queries import find
from storefront.messages import queries, service
from storefront.mount.current import current_shop
from storefront.orders.queries import order_view

blueprint = Blueprint("console_messages", __name__, url_prefix="/console/messages")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Threads; `?show=unread` only what waits."""
    who, unread = staff(), request.args.get("show") == "unread"
    found = current_shop().read(lambda work: queries.threads(work, who.scope, unread_only=unread))
    waiting = current_shop().read(lambda work: queries.unread(work, who.scope))
    views = [
        ("All", url_for(".listing"), not unread, None),
        ("Waiting", url_for(".listing", show="unread"), unread, waiting),
    ]
    return render("shop/console/messages/list.html", threads=found, views=views, unread=unread)


@blueprint.get("/<number>")
def thread(number: str) -> ResponseReturnValue:
    """One thread. To look is to have read it."""
    who = staff()

    def seen(work: Work) -> None:
        ref = find(work, who.scope, number)
        if any(not one.mine and not one.read for one in queries.thread(work, ref, of="shop")):
            service.read(work, ref, "customer")

    current_shop().write(seen)
    return _thread(who, number)


def _thread(who: Staff, number: str, error: DomainError | None = None) -> ResponseReturnValue:
    def look(work: Work) -> tuple[object, object, object]:
        ref = find(work, who.scope, number)
        return queries.thread(work, ref, of="shop"), queries.notes_on_order(work, ref), order_view(work, ref)

    told, notes, order = current_shop().read(look)
    return render(
        "shop/console/messages/thread.html",
        error,
        told=told,
        notes=notes,
        order=order,
        typed=request.form.get("body", "") if error else "",
    )


@blueprint.post("/<number>")
def reply(number: str) -> ResponseReturnValue:
    """Answer; sent twice it is one message."""
    who = staff()
    body, client_id = request.form.get("body", ""), request.form.get("client_id", "")
    try:
        current_shop().write(
            lambda work: service.reply(work, find(work, who.scope, number), body, name_of(who), client_id)
        )
    except MENDABLE as error:
        return _thread(who, number, error)
    return redirect(url_for(".thread", number=number, _anchor="last"), 303)


@blueprint.post("/<number>/note")
def note(number: str) -> ResponseReturnValue:
    """A note that the customer does not read."""
    who, body = staff(), request.form.get("note", "")
    try:
        current_shop().write(lambda work: service.note_order(work, find(work, who.scope, number), body, name_of(who)))
    except MENDABLE as error:
        return _thread(who, number, error)
    back = url_for("shop.console_orders.desk", number=number, _anchor="notes")
    return redirect(back if request.form.get("back") == "order" else url_for(".thread", number=number), 303)
