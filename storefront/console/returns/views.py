"""Returns: the list by stage, booking one in, paying it back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from fulfilment.api import setup
from storefront.accounts.access import may
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, name_of, page, sliced, typed
from storefront.console.orders.service import settle_withdrawal
from storefront.mount.current import current_shop
from storefront.withdrawal import returning

blueprint = Blueprint("console_returns", __name__, url_prefix="/console/returns")
STAGES = (("away", "On the way"), ("here", "To pay back"), ("paid", "Done"))


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """What comes back, the nearest day to pay first."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, line: str = "") -> ResponseReturnValue:
    shop = current_shop()
    rows, places = shop.read(
        lambda work: (returning.returns(work, who.scope, shop.settings.zone), setup.locations(work, who.scope))
    )
    show = request.args.get("show", "")
    show = show if show in dict(STAGES) else "away"
    counts = {key: sum(1 for row in rows if row.stage == key) for key, _ in STAGES}
    return page(
        "shop/console/returns/list.html",
        error,
        shown=sliced([row for row in rows if row.stage == show or row.line_ref == line]),
        views=[(word, url_for(".listing", show=key), key == show, counts[key]) for key, word in STAGES],
        show=show,
        line=line,
        form=request.form,
        conditions=list(returning.CONDITIONS.items()),
        places=[(place.code, place.name) for place in places],
        pays=may(who.roles, "shop.console_returns.pay"),
        today=shop.clock.now().astimezone(shop.settings.zone).date(),
    )


@blueprint.post("/<line_ref>/receive")
def receive(line_ref: str) -> ResponseReturnValue:
    """It is here."""

    def act(work: Work, who: Staff) -> None:
        returning.take_in(
            work, who.scope, line_ref, condition=request.form.get("condition", ""),
            location=typed("location", 40), note=typed("note", 300), by=name_of(who),
        )  # fmt: skip

    return _do(line_ref, "here", act)


@blueprint.post("/<line_ref>/pay")
def pay(line_ref: str) -> ResponseReturnValue:
    """Pay it back, in full or less what it lost."""

    def act(work: Work, who: Staff) -> None:
        rows = returning.returns(work, who.scope, current_shop().settings.zone)
        row = next((row for row in rows if row.line_ref == line_ref), None)
        if row is None:
            raise NotFound("Nobody has withdrawn from this line.")
        settle_withdrawal(work, who.scope, row.order_number, line_ref, typed("amount", 20), name_of(who))

    return _do(line_ref, "paid", act)


def _do(line_ref: str, then: str, act: Callable[[Work, Staff], None]) -> ResponseReturnValue:
    who = staff()
    try:
        current_shop().write(lambda work: act(work, who))
    except MENDABLE as error:
        return _listing(who, error, line_ref)
    return redirect(url_for(".listing", show=then), 303)
