"""The bench: choose a work centre, tap through its list, look at one operation, give a verdict."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.tablet import checked_name, keep, tablet
from storefront.console.floor.tapping import answered, answered_all, give_verdict, scripted, tap, tap_all
from storefront.console.frame import MENDABLE, dimensioned, name_of, page, typed
from storefront.console.production.board import at_the_bench, loads_of
from storefront.console.production.domain import current, elapsed, hours, standing
from storefront.mount.current import current_shop
from storefront.mount.errors import render_error, status_of

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
        tablet=tablet(who),
    )


@blueprint.get("/who")
def people() -> ResponseReturnValue:
    """Who is working at this tablet? Chosen once, changed by one tap."""
    return _people(staff())


@blueprint.post("/who")
def choose_person() -> ResponseReturnValue:
    """From now on what is tapped here is written under this name."""
    who = staff()
    try:
        person = checked_name(request.form.get("person", ""))
    except MENDABLE as error:
        return _people(who, error)
    here = tablet(who)
    back = url_for(".work_list", centre=here.centre, seller=here.seller or None) if here.centre else url_for(".centres")
    return keep(make_response(redirect(back, 303)), who, person=person)


def _people(who: Staff, error: DomainError | None = None) -> Response:
    names = current_shop().read(lambda work: production.people(work, who.scope))
    return page("shop/console/floor/who.html", error, names=names, tablet=tablet(who), own=name_of(who))


@blueprint.get("/<centre>")
def work_list(centre: str) -> ResponseReturnValue:
    """What to do here, in order. The tablet remembers where it stands."""
    who, seller = staff(), request.args.get("seller", "")
    return keep(_work_list(who, centre, seller), who, at=(centre, seller))


def _work_list(who: Staff, centre: str, seller: str, error: DomainError | None = None) -> Response:
    scope = _of_seller(who.scope, seller)
    lane = current_shop().read(lambda work: production.work_list(work, scope, centre))
    return page(
        "shop/console/floor/list.html",
        error,
        lane=lane,
        bench=at_the_bench(lane),
        loads=loads_of(lane),
        tablet=tablet(who),
        hours=hours,
        elapsed=partial(elapsed, now=current_shop().clock.now()),
        standing=standing,
    )


def _of_seller(scope: SellerScope, seller: str) -> SellerScope:
    """Work centres of two sellers may share a code: the address then says whose is meant."""
    if not seller:
        return scope
    scope.require(seller, "work centre")
    return SellerScope(frozenset({seller}))


@blueprint.get("/scan")
def scan() -> ResponseReturnValue:
    """A code of a traveller, by camera, by hand scanner or typed."""
    who = staff()
    return page("shop/console/floor/scan.html", tablet=tablet(who))


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
        tablet=tablet(who),
        hours=hours,
        lane=None,
        elapsed=partial(elapsed, now=current_shop().clock.now()),
    )


@blueprint.post("/op/<ref>/<any(start, finish, pause, resume, undo):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """One tap, from the list (`centre` says which) or from the operation's own page."""
    who = staff()
    centre, seller = request.form.get("centre", ""), request.form.get("seller", "")
    try:
        result = tap(who, ref, verb)
    except MENDABLE as error:
        if scripted():
            return render_error(status_of(error), error.sentence, error.field)
        return _work_list(who, centre, seller, error) if centre else _operation(who, ref, error)
    if centre:
        return answered(result, url_for(".work_list", centre=centre, seller=seller or None, _anchor=f"op-{ref}"))
    return answered(result, url_for(".operation", ref=ref))


@blueprint.post("/together/<any(start, finish, undo):verb>")
def act_on_all(verb: str) -> ResponseReturnValue:
    """One tap on several equal operations: an oven load, a cutting pattern."""
    who = staff()
    centre, seller = request.form.get("centre", ""), request.form.get("seller", "")
    try:
        result = tap_all(who, verb)
    except MENDABLE as error:
        if scripted() or not centre:
            return render_error(status_of(error), error.sentence, error.field)
        return _work_list(who, centre, seller, error)
    back = url_for(".work_list", centre=centre, seller=seller or None) if centre else url_for(".centres")
    return answered_all(result, back)


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
        tablet=tablet(who),
        chosen=request.form.get("verdict", ""),
        note=request.form.get("note", ""),
        pieces=request.form.get("pieces", "") or found.operation.pieces,
    )
