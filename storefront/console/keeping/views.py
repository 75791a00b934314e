"""What is at risk, what is down, what is being repaired; and the two taps: down, and back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api import keeping
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of, page, typed
from storefront.console.keeping.presets import PRESETS, until_of
from storefront.mount.current import current_shop

blueprint = Blueprint("console_keeping", __name__, url_prefix="/console/promises-at-risk")


@blueprint.get("")
def risks() -> ResponseReturnValue:
    """Every promise that is not safe, and why."""
    return _risks(staff())


def _risks(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    def read(work: Work) -> tuple[Any, ...]:
        scope = who.scope
        return keeping.risks(work, scope), keeping.outages(work, scope), keeping.repairs(work, scope)

    rows, down, repairs = current_shop().read(read)
    return page(
        "shop/console/keeping/risks.html",
        error,
        worried=[row for row in rows if row.state == "at_risk"],
        unanswered=[row for row in rows if row.state == "revised" and row.answer is None],
        answered=[row for row in rows if row.state == "revised" and row.answer is not None],
        answers=keeping.ANSWERS,
        down=down,
        repairs=repairs,
        busy=any(repair.state in keeping.UNDER_WAY for repair in repairs),
        under_way=keeping.UNDER_WAY,
    )


@blueprint.get("/machine/<centre>")
def machine(centre: str) -> ResponseReturnValue:
    """One work centre: is it there, since when not, and until when."""
    return _machine(staff(), centre, request.args.get("seller", ""))


def _machine(who: Staff, centre: str, seller: str, error: DomainError | None = None) -> ResponseReturnValue:
    scope = _of_seller(who.scope, seller)
    found = current_shop().read(lambda work: keeping.machine(work, scope, centre))
    return page("shop/console/keeping/machine.html", error, it=found, presets=PRESETS, form=request.form)


@blueprint.post("/machine/<centre>/down")
def down(centre: str) -> ResponseReturnValue:
    """It is down: everything booked on it is planned anew behind the time that was tapped."""
    who, shop, seller = staff(), current_shop(), request.form.get("seller", "")
    try:
        until = until_of(request.form.get("for", ""), typed("until"), shop.clock.now(), shop.settings.zone)
        reason, unit, scope = typed("reason"), _unit(), _of_seller(who.scope, seller)
        client_id, person = request.form.get("client_id", ""), name_of(who)
        if not client_id:
            raise Invalid("Reload the page and tap again.")
        shop.write(
            lambda work: keeping.machine_down(
                work, scope, centre, until, reason=reason, unit=unit, client_id=client_id, person=person
            )
        )
    except MENDABLE as error:
        return _machine(who, centre, seller, error)
    return redirect(_back(centre, seller), 303)


@blueprint.post("/machine/<centre>/back/<ref>")
def back(centre: str, ref: str) -> ResponseReturnValue:
    """It is there again."""
    who, shop = staff(), current_shop()
    shop.write(lambda work: keeping.back_up(work, who.scope, ref, person=name_of(who)))
    return redirect(_back(centre, request.form.get("seller", "")), 303)


def _back(centre: str, seller: str) -> str:
    """To the page that the tap came from."""
    if request.form.get("from") == "board":
        return url_for("shop.console_production.board", _anchor=f"lane-{centre}")
    if request.form.get("from") == "risks":
        return url_for(".risks")
    return url_for(".machine", centre=centre, seller=seller or None)


def _unit() -> int | None:
    text = request.form.get("unit", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Invalid("Choose which of its places is down, or all of them.", field="unit")
    return int(text)


def _of_seller(scope: SellerScope, seller: str) -> SellerScope:
    """Work centres of two sellers may share a code: the address then says whose is meant."""
    if not seller:
        return scope
    scope.require(seller, "work centre")
    return SellerScope(frozenset({seller}))


def machines_down() -> dict[tuple[str, str], list[keeping.OutageView]]:
    """By seller and work centre, what is down; read once a request, for whoever shows work centres."""
    known = g.get("shop_machines_down")
    if known is None:
        who = staff()
        known = {}
        for one in current_shop().read(lambda work: keeping.outages(work, who.scope)):
            known.setdefault((one.seller_ref, one.work_centre), []).append(one)
        g.shop_machines_down = known
    return known  # type: ignore[no-any-return]  # kept there by us, typed as Any


def context() -> dict[str, Any]:
    """For `shop/console/keeping/_machine.html`, which any page of the console may include."""
    return {"machines_down": machines_down, "down_for": PRESETS}
