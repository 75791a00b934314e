"""The bench: choose a work centre, tap through its list, look at one operation, give a verdict."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api import production, quality
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.scanning import about
from storefront.console.floor.tablet import Tablet, checked_name, keep, tablet
from storefront.console.floor.tapping import answered, answered_all, scripted, tap, tap_all
from storefront.console.frame import MENDABLE, dimensioned, name_of, page
from storefront.console.production.board import at_the_bench, loads_of
from storefront.console.production.domain import current, elapsed, hours, standing
from storefront.mount.blueprint import ROOT
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


@blueprint.get("/away")
def away() -> ResponseReturnValue:
    """What the tablet shows of itself when there is no network: it is kept there, so nothing of an order is in it."""
    return page("shop/console/floor/away.html", tablet=tablet(staff()))


@blueprint.get("/away.js")
def away_script() -> ResponseReturnValue:
    """The script that answers then. It stands here and not with the others because it may answer for its own folder
    only; asked for anew each time, so that a tablet never lives by an old one."""
    staff()
    answer = make_response((ROOT / "static" / "console" / "away.js").read_text("utf-8"))
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


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


def _operation(who: Staff, ref: str, error: DomainError | None = None) -> Response:
    here = tablet(who)
    found, verdicts, lane = current_shop().read(lambda work: _read(work, who, ref, here))
    return page(
        "shop/console/floor/operation.html",
        error,
        it=found,
        verdicts=verdicts,
        said=about(found, lane),
        dimensioned=dimensioned(found.order.drawing),
        tablet=here,
        hours=hours,
        lane=None,
        elapsed=partial(elapsed, now=current_shop().clock.now()),
    )


def _read(
    work: Work, who: Staff, ref: str, here: Tablet
) -> tuple[production.OperationPage, tuple[quality.InspectionView, ...], production.Lane | None]:
    found = production.operation(work, who.scope, ref)
    verdicts = quality.inspections_of_line(work, found.order.line_ref)
    return found, verdicts, _lane_of(work, who, here) if "scanned" in request.args else None


def _lane_of(work: Work, who: Staff, here: Tablet) -> production.Lane | None:
    """The work centre at which this tablet stands, if it still does."""
    try:
        return production.work_list(work, _of_seller(who.scope, here.seller), here.centre) if here.centre else None
    except NotFound:
        return None


@blueprint.post("/op/<ref>/<any(start, finish, pause, resume, others, undo):verb>")
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
