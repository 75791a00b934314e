"""The board, the list of production orders, the traveller."""

from __future__ import annotations

from datetime import date

import segno
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.plain.errors import DomainError
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.tapping import tap
from storefront.console.frame import MENDABLE, dimensioned, page
from storefront.console.production import domain
from storefront.mount.current import current_shop
from storefront.mount.filters import local_date

blueprint = Blueprint("console_production", __name__, url_prefix="/console/production")


@blueprint.get("")
def board() -> ResponseReturnValue:
    """What every work centre does now and next."""
    return _board(staff())


@blueprint.post("/op/<ref>/<any(start, finish, undo):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """One tap on a card; the board comes back where it was."""
    who = staff()
    try:
        tap(who, ref, verb)
    except MENDABLE as error:
        return _board(who, error, ref)
    return redirect(url_for(".board", _anchor=f"op-{ref}"), 303)


def _board(who: Staff, error: DomainError | None = None, touched: str = "") -> ResponseReturnValue:
    shop = current_shop()
    floor, orders = shop.read(
        lambda work: (production.board(work, who.scope), production.production_orders(work, who.scope))
    )
    lanes = sorted(floor.lanes, key=lambda lane: not lane.cards)  # idle places stand to the right
    loads = domain.loads(lanes, orders, today(), shop.settings.zone)
    return page(
        "shop/console/production/board.html",
        error,
        board=floor,
        lanes=lanes,
        loads=loads,
        touched=touched,
        today=today(),
        standing=domain.standing,
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


@blueprint.get("/orders/<ref>")
def traveller(ref: str) -> ResponseReturnValue:
    """The sheet that goes with the piece through the workshop."""
    who = staff()
    sheet = current_shop().read(lambda work: production.production_order(work, who.scope, ref))
    return page(
        "shop/console/production/traveller.html",
        sheet=sheet,
        order=sheet.order,
        dimensioned=dimensioned(sheet.order.drawing),
        names={o.number: o.name for o in sheet.order.operations},
        code=_code(url_for("shop.console_floor.of_order", ref=ref)),
        current=domain.current(sheet.order),
        hours=domain.hours,
    )


def _code(path: str) -> Markup:
    """A scan code of one of our own addresses, as SVG without a single style attribute."""
    address = current_shop().settings.public_url.rstrip("/") + path
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=1)
    return Markup(drawn)  # noqa: S704 - drawn by segno from an address of ours; no text of anybody is in it
