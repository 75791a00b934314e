"""The page of promises: how often the day was kept, what a surer day costs, who was let down."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Forbidden, Invalid
from fulfilment.api import promise
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.promises import queries
from storefront.console.promises.chart import HEIGHT, LEFT, WIDTH, chart
from storefront.mount.current import current_shop

blueprint = Blueprint("console_promises", __name__, url_prefix="/console/promises")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Promised against actual."""
    return _page(staff())


def _page(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: queries.promises_page(work, who.scope))
    record = found.record
    return render(
        "shop/console/promises/promises.html",
        error,
        record=record,
        numbers=found.numbers,
        goods=found.goods,
        centres=found.centres,
        chart=chart(record.weeks, record.level),
        size=(WIDTH, HEIGHT, LEFT),
        shop_records=record.standings[:2],
        products=[one for one in record.standings[2:] if one.finished][:12],
        paces=sorted(record.paces.centres.items()),
        operator=who.scope.sellers is None,
    )


@blueprint.post("/level")
def choose() -> ResponseReturnValue:
    """How many of a thousand promises shall be kept. One figure for the whole shop, hence the operator's."""
    who = staff()
    if who.scope.sellers is not None:
        raise Forbidden("How sure days are is the operator's choice. Ask them to change it.")
    try:
        level = _level(request.form.get("level", ""))
        current_shop().write(lambda work: promise.choose_level(work, level))
    except MENDABLE as error:
        return _page(who, error)
    return redirect(url_for(".page"), 303)


def _level(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Invalid("Choose one of the shares in the table.", field="level")
    return int(text)
