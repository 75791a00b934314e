"""Scanning: by camera, by hand scanner, by typing; each leads to the operation's tap page."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.codes import FOREIGN, code_in, number_in, ref_of
from storefront.console.floor.tablet import tablet
from storefront.console.floor.views import blueprint
from storefront.console.frame import MENDABLE, page
from storefront.console.production.domain import current, hours
from storefront.mount.current import current_shop


@blueprint.get("/scan")
def scan() -> ResponseReturnValue:
    """The camera, and a field for hand scanners and people; with `code`, what it stands for."""
    who, text = staff(), request.args.get("code", "").strip()[:400]
    if not text:
        return _scan(who)
    try:
        code = code_in(text)
        return _opened(who, ref_of(code)) if code else _by_number(who, text)
    except MENDABLE as error:
        return _scan(who, error, text)


@blueprint.get("/t/<code>")
def scanned(code: str) -> ResponseReturnValue:
    """The address in a code: a phone's own camera comes here."""
    who = staff()
    try:
        return _opened(who, ref_of(code))
    except MENDABLE as error:
        return _scan(who, error)


def _opened(who: Staff, ref: str) -> ResponseReturnValue:
    current_shop().read(lambda work: production.operation(work, who.scope, ref))  # raises `NotFound` for another's
    return redirect(url_for("shop.console_floor.operation", ref=ref, scanned=1))


def _by_number(who: Staff, text: str) -> ResponseReturnValue:
    number = number_in(text)
    if number is None:
        raise Invalid(FOREIGN, field="code")
    found = current_shop().read(lambda work: production.of_order_number(work, who.scope, number))
    if not found:
        raise Invalid(f"There is no order {number} on the floor. Look at the number once more.", field="code")
    if len(found) > 1:
        return _scan(who, choices=found, text=text)
    operation = current(found[0]) or found[0].operations[-1]
    return redirect(url_for("shop.console_floor.operation", ref=operation.ref, scanned=1))


def _scan(
    who: Staff,
    error: DomainError | None = None,
    text: str = "",
    choices: list[production.ProductionOrderView] | None = None,
) -> Response:
    return page(
        "shop/console/floor/scan.html",
        error,
        tablet=tablet(who),
        text=text,
        choices=choices or [],
        current=current,
        hours=hours,
    )
