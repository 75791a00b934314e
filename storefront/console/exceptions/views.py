"""The queue of what went wrong: read it, go where it can be mended, say that it is dealt with."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.console.exceptions import domain, queries, service
from storefront.console.frame import MENDABLE, name_of, page, typed
from storefront.mount.current import current_shop

blueprint = Blueprint("console_exceptions", __name__, url_prefix="/console/exceptions")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """What waits for a person, the gravest first."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, key: str = "") -> ResponseReturnValue:
    shop = current_shop()
    found = shop.read(lambda work: queries.queue(work, who.scope, who.roles, shop.settings.zone))
    show = request.args.get("show", "")
    show = show if show in domain.GROUPS else ""
    views = [("All", url_for(".listing"), not show, len(found.waiting))]
    views += [(word, url_for(".listing", show=k), k == show, found.counts[k]) for k, word in domain.GROUPS.items()]
    return page(
        "shop/console/exceptions/list.html",
        error,
        rows=[row for row in found.waiting if not show or row.kind.group == show],
        dealt=[pair for pair in found.dealt if not show or pair[0].kind.group == show],
        views=views,
        show=show,
        key=key,
        note=request.form.get("note", ""),
    )


@blueprint.post("/done")
def deal_with() -> ResponseReturnValue:
    """Off the queue, until something about it changes."""
    who, shop, key = staff(), current_shop(), request.form.get("key", "")
    try:
        note = typed("note", 300)
        shop.write(
            lambda work: service.deal_with(
                work, who.scope, who.roles, shop.settings.zone,
                key=key, stamp=request.form.get("stamp", ""), note=note, person=name_of(who),
            )
        )  # fmt: skip
    except MENDABLE as error:
        return _listing(who, error, key)
    return redirect(url_for(".listing", show=request.args.get("show") or None), 303)


@blueprint.post("/back")
def put_back() -> ResponseReturnValue:
    """Into the queue again."""
    who, shop, key = staff(), current_shop(), request.form.get("key", "")
    shop.write(lambda work: service.put_back(work, who.scope, who.roles, shop.settings.zone, key))
    return redirect(url_for(".listing", show=request.args.get("show") or None), 303)
