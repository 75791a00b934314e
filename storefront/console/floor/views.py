"""The bench: choose a work centre, tap through its list, look at one operation, give a verdict."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.tapping import give_verdict, tap
from storefront.console.frame import MENDABLE, dimensioned, name_of, page, typed
from storefront.console.production.domain import current, hours, standing
from storefront.mount.current import current_shop

blueprint = Blueprint("console_floor", __name__, url_prefix="/console/floor")


@blueprint.get("")
def centres() -> ResponseReturnValue:
    """Which work centre is this tablet at?"""
    who = staff()
    floor = current_shop().read(lambda work: production.board(work, who.scope))
    return page(
        "shop/console/floor/centres.html",
        board=floor,
        lanes=sorted(floor.lanes, key=lambda lane: not lane.cards),
        standing=standing,
        several=len({lane.seller_ref for lane in floor.lanes}) > 1,
        working_as=name_of(who),
    )


@blueprint.get("/<centre>")
def work_list(centre: str) -> ResponseReturnValue:
    """What to do here, in order."""
    return _work_list(staff(), centre, request.args.get("seller", ""))


def _work_list(who: Staff, centre: str, seller: str, error: DomainError | None = None) -> ResponseReturnValue:
    scope = _of_seller(who.scope, seller)
    lane = current_shop().read(lambda work: production.work_list(work, scope, centre))
    return page(
        "shop/console/floor/list.html", error, lane=lane, working_as=name_of(who), hours=hours, standing=standing
    )


def _of_seller(scope: SellerScope, seller: str) -> SellerScope:
    """Work centres of two sellers may share a code: the address then says whose is meant."""
    if not seller:
        return scope
    scope.require(seller, "work centre")
    return SellerScope(frozenset({seller}))


@blueprint.get("/order/<ref>")
def of_order(ref: str) -> ResponseReturnValue:
    """Where the code on the traveller leads: to what is to be done with this piece now."""
    who = staff()
    sheet = current_shop().read(lambda work: production.production_order(work, who.scope, ref))
    operation = current(sheet.order) or sheet.order.operations[-1]
    return redirect(url_for(".operation", ref=operation.ref))


@blueprint.get("/op/<ref>")
def operation(ref: str) -> ResponseReturnValue:
    """One operation, large."""
    return _operation(staff(), ref)


def _operation(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: production.operation(work, who.scope, ref))
    return page(
        "shop/console/floor/operation.html",
        error,
        it=found,
        dimensioned=dimensioned(found.order.drawing),
        working_as=name_of(who),
        hours=hours,
    )


@blueprint.post("/op/<ref>/<any(start, finish, undo):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """One tap, from the list (`centre` says which) or from the operation's own page."""
    who = staff()
    centre, seller = request.form.get("centre", ""), request.form.get("seller", "")
    try:
        tap(who, ref, verb)
    except MENDABLE as error:
        return _work_list(who, centre, seller, error) if centre else _operation(who, ref, error)
    if centre:
        return redirect(url_for(".work_list", centre=centre, seller=seller or None, _anchor=f"op-{ref}"), 303)
    return redirect(url_for(".operation", ref=ref), 303)


@blueprint.get("/op/<ref>/inspect")
def inspection(ref: str) -> ResponseReturnValue:
    """Pass, rework or scrap."""
    return _inspection(staff(), ref)


@blueprint.post("/op/<ref>/inspect")
def inspect(ref: str) -> ResponseReturnValue:
    who = staff()
    try:
        give_verdict(who, ref, request.form.get("verdict", ""), typed("note", 2_000), _pieces())
    except MENDABLE as error:
        return _inspection(who, ref, error)
    return redirect(url_for(".operation", ref=ref), 303)


def _pieces() -> int | None:
    text = request.form.get("pieces", "").strip()
    if not text or request.form.get("verdict") == "pass":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid("Type how many pieces this is about.", field="pieces")
    return int(text)


def _inspection(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    found = current_shop().read(lambda work: production.operation(work, who.scope, ref))
    if not found.operation.inspection:
        return redirect(url_for(".operation", ref=ref), 303)
    return page(
        "shop/console/floor/inspect.html",
        error,
        it=found,
        dimensioned=dimensioned(found.order.drawing),
        working_as=name_of(who),
        chosen=request.form.get("verdict", ""),
        note=request.form.get("note", ""),
        pieces=request.form.get("pieces", "") or found.operation.pieces,
    )
