"""Purchase orders: the list, one order with all that can be done to it, its letter and its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from fulfilment.api import purchasing
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of, page, sliced, typed
from storefront.console.purchasing import domain
from storefront.console.purchasing.letter import letter, sheet
from storefront.console.purchasing.service import send_by_mail
from storefront.console.quantities import parse, unit_word, written
from storefront.mount.current import current_shop

blueprint = Blueprint("console_purchases", __name__, url_prefix="/console/purchases")


@blueprint.get("")
def purchases() -> ResponseReturnValue:
    """Purchase orders, those under way on top."""
    who = staff()
    state = request.args.get("show", "")
    found = current_shop().read(lambda work: purchasing.purchase_orders(work, who.scope))
    return page(
        "shop/console/purchasing/orders.html",
        shown=sliced(domain.matching(found, state)),
        total=len(found),
        counts={key: len(domain.matching(found, key)) for key in ("draft", "coming", "late", "received", "cancelled")},
        state=state,
        expected=domain.expected,
        cost=domain.cost,
    )


@blueprint.get("/<number>")
def purchase(number: str) -> ResponseReturnValue:
    """One purchase order, with what its state allows."""
    return _purchase(staff(), number)


def _purchase(who: Staff, number: str, error: DomainError | None = None, doing: str = "") -> ResponseReturnValue:
    found = current_shop().read(lambda work: purchasing.purchase_order(work, who.scope, number))
    return page(
        "shop/console/purchasing/order.html",
        error,
        order=found.order,
        receipts=found.receipts,
        changes=found.changes,
        doing=doing,
        form=request.form,
        total=domain.cost(found.order),
        over=found.order.state in domain.OVER,
        unit_word=unit_word,
        written=written,
    )


def _do(number: str, doing: str, act: Callable[[Work, Staff], object]) -> ResponseReturnValue:
    """Do one thing to an order and show it again; what could not be done is told on the same page."""
    who = staff()
    try:
        current_shop().write(lambda work: act(work, who))
    except MENDABLE as error:
        return _purchase(who, number, error, doing)
    return redirect(url_for(".purchase", number=number), 303)


@blueprint.post("/<number>/edit")
def edit(number: str) -> ResponseReturnValue:
    """Other quantities in a draft; an empty one or 0 takes the line out."""
    who = staff()
    order = current_shop().read(lambda work: purchasing.purchase_order(work, who.scope, number)).order
    return _do(
        number,
        "edit",
        lambda work, who: purchasing.edit_draft(work, who.scope, number, _wanted(order), typed("note", 2000)),
    )


def _wanted(order: purchasing.PurchaseOrderView) -> dict[str, int]:
    found = {}
    for line in order.lines:
        text = request.form.get(f"quantity-{line.sku}")
        if text is not None:
            found[line.sku] = parse(text or "0", line.unit, line.sku)
    return found


@blueprint.post("/<number>/send")
def send(number: str) -> ResponseReturnValue:
    """Mail it to the supplier."""
    return _do(
        number,
        "send",
        lambda work, who: send_by_mail(
            work, who.scope, number, _day(), client_id=typed("client_id", 80), actor=name_of(who)
        ),
    )


@blueprint.post("/<number>/sent")
def sent(number: str) -> ResponseReturnValue:
    """It went another way: by telephone, in the supplier's own shop."""
    return _do(number, "send", lambda work, who: purchasing.send(work, who.scope, number, _day(), name_of(who)))


def _day() -> date | None:
    return domain.a_day(request.form.get("expected", ""))


@blueprint.post("/<number>/confirm")
def confirm(number: str) -> ResponseReturnValue:
    """The supplier says yes, under a number of theirs, perhaps with other days."""

    def act(work: Work, who: Staff) -> None:
        days = {}
        for key, text in request.form.items():
            if key.startswith("day-") and (day := domain.a_day(text, key)) is not None:
                days[key.removeprefix("day-")] = day
        purchasing.confirm(work, who.scope, number, typed("their_number", 80), days, name_of(who))

    return _do(number, "confirm", act)


@blueprint.post("/<number>/expect")
def expect(number: str) -> ResponseReturnValue:
    """A line comes on another day."""

    def act(work: Work, who: Staff) -> None:
        day = _day()
        if day is None:
            raise Invalid("Choose the day on which the supplier brings it.", field="expected")
        purchasing.expect(work, who.scope, number, request.form.get("sku", ""), day, name_of(who))

    return _do(number, f"expect-{request.form.get('sku', '')}", act)


@blueprint.post("/<number>/cancel")
def cancel(number: str) -> ResponseReturnValue:
    return _do(
        number,
        "cancel",
        lambda work, who: purchasing.cancel_purchase_order(work, who.scope, number, typed("reason"), name_of(who)),
    )


@blueprint.post("/<number>/rest")
def rest(number: str) -> ResponseReturnValue:
    """The rest will not come."""
    return _do(
        number,
        "cancel",
        lambda work, who: purchasing.write_off_rest(work, who.scope, number, typed("reason"), name_of(who)),
    )


@blueprint.post("/<number>/receive")
def receive(number: str) -> ResponseReturnValue:
    """Goods at the dock. A line of a delivery note is booked once, however often the form is sent."""
    who, sku = staff(), request.form.get("sku", "")
    order = current_shop().read(lambda work: purchasing.purchase_order(work, who.scope, number)).order
    line = next((line for line in order.lines if line.sku == sku), None)
    if line is None:
        raise NotFound(f"Purchase order {number} has no line for {sku}.")
    verb = purchasing.receive_with_surplus if request.form.get("surplus") else purchasing.receive_line
    unit, currency = line.unit, current_shop().settings.currency

    def act(work: Work, who: Staff) -> None:
        quantity = whole_positive(parse(request.form.get("quantity", ""), unit))
        note = typed("document_line", 80) or typed("client_id", 80)
        if not note:
            raise Invalid("Type the delivery note and its line, so that it is booked once.", field="document_line")
        text = typed("paid", 20)
        paid = domain.a_price(text, currency, "paid") if text else None
        verb(work, who.scope, number, sku, quantity, document_line=note, paid=paid)

    return _do(number, sku, act)


@blueprint.get("/<number>/letter")
def preview(number: str) -> ResponseReturnValue:
    """The mail as the supplier gets it, in both forms."""
    who, shop = staff(), current_shop()
    order = shop.read(lambda work: purchasing.purchase_order(work, who.scope, number)).order
    return page("shop/console/purchasing/letter.html", order=order, letter=letter(shop, order))


@blueprint.get("/<number>/letter/page")
def preview_html(number: str) -> ResponseReturnValue:
    """The mail's own page, for the frame in the preview. It brings its style with it, as a mail must, and may do
    nothing else: it says so itself, and nobody but the preview frames it."""
    who, shop = staff(), current_shop()
    order = shop.read(lambda work: purchasing.purchase_order(work, who.scope, number)).order
    response: Response = make_response(letter(shop, order).html)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<number>/file")
def file(number: str) -> ResponseReturnValue:
    """The lines as CSV."""
    who = staff()
    order = current_shop().read(lambda work: purchasing.purchase_order(work, who.scope, number)).order
    response: Response = make_response(sheet(order))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{order.number}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
