"""The board, the list of production orders, the traveller."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.tapping import answered, move, scripted, tap
from storefront.console.frame import MENDABLE, page
from storefront.console.production import domain
from storefront.console.production.board import VIEWS, by_centre, by_order, narrowed
from storefront.mount.current import current_shop
from storefront.mount.errors import render_error, status_of
from storefront.mount.filters import local_date

blueprint = Blueprint("console_production", __name__, url_prefix="/console/production")


@blueprint.get("")
def board() -> ResponseReturnValue:
    """What every work centre, or every order, does now and next."""
    return _board(staff())


@blueprint.post("/op/<ref>/<any(start, finish, pause, resume, undo):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """One tap on a card; the board comes back where it was."""
    who = staff()
    try:
        return answered(tap(who, ref, verb), _back(ref))
    except MENDABLE as error:
        return _refused(who, error, ref)


@blueprint.post("/op/<ref>/move")
def move_card(ref: str) -> ResponseReturnValue:
    """A card was put into another lane: dragged, moved by keys, or chosen from its menu."""
    who = staff()
    try:
        return answered(move(who, ref), _back(ref))
    except MENDABLE as error:
        return _refused(who, error, ref)


def _back(ref: str) -> str:
    return url_for(".board", by=_by() if _by() != VIEWS[0] else None, _anchor=f"op-{ref}")


def _by() -> str:
    wanted = request.args.get("by", "") or request.form.get("by", "")
    return wanted if wanted in VIEWS else VIEWS[0]


def _refused(who: Staff, error: DomainError, ref: str) -> Response:
    return render_error(status_of(error), error.sentence, error.field) if scripted() else _board(who, error, ref)


def _board(who: Staff, error: DomainError | None = None, touched: str = "") -> Response:
    floor = current_shop().read(lambda work: production.board(work, who.scope))
    by, centre, search = _by(), request.args.get("centre", ""), request.args.get("q", "").strip()[:80]
    lanes = narrowed(floor.lanes, centre, search)
    return page(
        "shop/console/production/board.html",
        error,
        board=floor,
        floor=by_order(lanes) if by == "order" else by_centre(lanes),
        by=by,
        centre=centre,
        search=search,
        ways=production.ways(),
        touched=touched,
        today=today(),
        hours=domain.hours,
        elapsed=partial(domain.elapsed, now=current_shop().clock.now()),
        centres=[(lane.work_centre, lane.name) for lane in floor.lanes],
        several=len({lane.seller_ref for lane in floor.lanes}) > 1,
    )


def today() -> date:
    """The shop's day."""
    shop = current_shop()
    return local_date(shop.clock.now(), shop.settings.zone)


@blueprint.get("/orders")
def orders() -> ResponseReturnValue:
    """Every production order on the floor, in promise order; filters are in the address."""
    who = staff()
    state, centre = request.args.get("state", ""), request.args.get("centre", "")
    shop = current_shop()
    found = shop.read(lambda work: production.production_orders(work, who.scope))
    centres = {o.work_centre: o.work_centre_name for order in found for o in order.operations}
    states = {order.state: order.label for order in found}
    return page(
        "shop/console/production/orders.html",
        orders=domain.narrowed(found, state, centre),
        total=len(found),
        state=state,
        centre=centre,
        states=sorted(states.items()),
        centres=sorted(centres.items(), key=lambda pair: pair[1]),
        current=domain.current,
        steps_done=domain.steps_done,
        today=today(),
    )
