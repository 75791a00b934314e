"""The list of orders and the desk of one."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.orders import queries, service
from storefront.console.orders.queries import VIEWS, Filters
from storefront.mount.current import current_shop
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS
from storefront.orders.tokens import make_token
from storefront.uploads.queries import of_lines

blueprint = Blueprint("console_orders", __name__, url_prefix="/console/orders")

VIEW_WORDS = {"open": "Placed", "unpaid": "Not paid yet", "cancelled": "Cancelled", "all": "All"}


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Orders by view, payment, fulfilment, and number or name."""
    who = staff()
    filters = Filters.parse(request.args)
    found = current_shop().read(lambda work: queries.listing(work, who.scope, filters))
    return render(
        "shop/console/orders/list.html",
        listing=found,
        filters=filters,
        views=[(word, _address(filters, view=key, page=1), filters.view == key, None) for key, word in _views()],
        at=_address(filters, page=0).replace("page=0", "page={page}"),
        payments=[("", "Any payment"), *((key, state.label) for key, state in PAYMENT_AXIS.items())],
        fulfilments=[("", "Any stage"), *((key, state.label) for key, state in FULFILMENT_AXIS.items())],
    )


def _views() -> list[tuple[str, str]]:
    return [(key, VIEW_WORDS[key]) for key in VIEWS]


def _address(filters: Filters, **change: object) -> str:
    """The list's own address with something changed in it."""
    asked: dict[str, object] = {
        "view": filters.view,
        "payment": filters.payment or None,
        "fulfilment": filters.fulfilment or None,
        "q": filters.search or None,
    }
    return url_for(".listing", **{**asked, **change})  # type: ignore[arg-type]


@blueprint.get("/<number>")
def desk(number: str) -> ResponseReturnValue:
    """One order from all sides."""
    return _desk(staff(), number)


def _desk(who: Staff, number: str, error: DomainError | None = None, line: str = "") -> ResponseReturnValue:
    shop = current_shop()
    found = shop.read(lambda work: queries.desk(work, who.scope, number))
    order = found.page.order
    parts = found.fulfilment.fulfilment_orders if found.fulfilment else ()
    beside = shop.read(lambda work: queries.beside(work, order.order_ref))
    return render(
        "shop/console/orders/order.html",
        error,
        failed=line,
        desk=found,
        files=shop.read(lambda work: of_lines(work, found.lines)),
        order=order,
        parts=parts,
        shipments=list({one.ref: one for part in parts for one in part.shipments}.values()),
        part_of={line.line_ref: part for part in parts for line in part.lines},
        states=(
            ORDER.states[order.state],
            PAYMENT_AXIS[order.payment_status],
            FULFILMENT_AXIS[order.fulfilment_status],
        ),
        beside=beside,
        token=make_token(shop, order.order_ref, order.link_version) if found.whole else "",
    )


@blueprint.post("/<number>/let-go")
def let_go(number: str) -> ResponseReturnValue:
    """Lift the hold of a dispute that was lost."""
    who = staff()
    try:
        current_shop().write(lambda work: service.let_go(work, who.scope, number, who.person.ref))
    except MENDABLE as error:
        return _desk(who, number, error)
    return redirect(url_for(".desk", number=number), 303)


@blueprint.post("/<number>/withdrawn/<line_ref>")
def settle(number: str, line_ref: str) -> ResponseReturnValue:
    """What was withdrawn from is back: pay for it."""
    who, shop = staff(), current_shop()
    try:
        shop.write(
            lambda work: service.settle_withdrawal(
                work, who.scope, number, line_ref, request.form.get("amount", ""), name_of(who)
            )
        )
    except MENDABLE as error:
        return _desk(who, number, error, line_ref)
    return redirect(url_for(".desk", number=number, _anchor=f"line-{line_ref}"), 303)


@blueprint.post("/<number>/cancel/<line_ref>")
def cancel(number: str, line_ref: str) -> ResponseReturnValue:
    """Take a line back while it is free."""
    who = staff()
    try:
        current_shop().write(lambda work: service.cancel(work, who.scope, number, line_ref, who.person.ref))
    except MENDABLE as error:
        return _desk(who, number, error, line_ref)
    return redirect(url_for(".desk", number=number, _anchor=f"line-{line_ref}"), 303)
