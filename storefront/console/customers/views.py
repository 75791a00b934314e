"""The list of customers and the page of one."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.console.customers import queries
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.messages import service
from storefront.mount.current import current_shop

blueprint = Blueprint("console_customers", __name__, url_prefix="/console/customers")
OPERATOR = "*"


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """By name or e-mail."""
    who, search = staff(), request.args.get("q", "").strip()[:80]
    number = request.args.get("page", "1")
    page = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    rows, pages = current_shop().read(lambda work: queries.customers(work, who.scope, search, page))
    return render(
        "shop/console/customers/list.html",
        rows=rows,
        search=search,
        page=min(page, pages),
        pages=pages,
        at=url_for(".listing", q=search or None, page=0).replace("page=0", "page={page}"),
    )


@blueprint.get("/<key>")
def customer(key: str) -> ResponseReturnValue:
    """One customer."""
    return _customer(staff(), key)


def _customer(who: Staff, key: str, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: queries.customer(work, who.scope, key))
    return render("shop/console/customers/customer.html", error, it=found)


@blueprint.post("/<key>/note")
def note(key: str) -> ResponseReturnValue:
    """A note that only the house reads: those of the same seller, and the operator."""
    who, body = staff(), request.form.get("note", "")
    whose = OPERATOR if who.scope.sellers is None else min(who.scope.sellers)

    def write(work: Work) -> None:
        found = queries.customer(work, who.scope, key)
        service.note_customer(work, found.email, whose, body, name_of(who))

    try:
        current_shop().write(write)
    except MENDABLE as error:
        return _customer(who, key, error)
    return redirect(url_for(".customer", key=key, _anchor="notes"), 303)
