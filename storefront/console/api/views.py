"""API keys: the list, a new one (shown once), revoking."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from foundation.plain.scope import SellerScope
from storefront.accounts import inviting
from storefront.accounts.guard import Staff, staff
from storefront.api import keys
from storefront.api.scopes import SCOPES, grantable
from storefront.console.frame import MENDABLE, page, typed
from storefront.mount.current import current_shop

blueprint = Blueprint("console_api", __name__, url_prefix="/console/settings/api")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """The keys that open something."""
    return _listing(staff())


def sellers_of(work: Work, scope: SellerScope) -> list[tuple[str, str]]:
    """Whose a key or a webhook may be: the sellers in view, and all of them for the operator."""
    return list(inviting.staffing(work, scope).sellers)


def _listing(who: Staff, error: DomainError | None = None, secret: str = "") -> ResponseReturnValue:
    found, sellers = current_shop().read(lambda work: (keys.live_keys(work, who.scope), sellers_of(work, who.scope)))
    return page(
        "shop/console/api/keys.html",
        error,
        rows=found,
        sellers=sellers,
        seller_words=dict(sellers),
        offered=[(name, SCOPES[name].words) for name in grantable(who.roles)],
        form=request.form if error else {},
        chosen=request.form.getlist("scopes") if error else [],
        secret=secret,
    )


@blueprint.post("")
def make() -> ResponseReturnValue:
    """A new key: the page comes back with it, this once."""
    who = staff()
    chosen = request.form.getlist("scopes")[: len(SCOPES)]
    try:
        secret = current_shop().write(
            lambda work: keys.make_key(
                work,
                who.scope,
                who.roles,
                seller=typed("seller", 40),
                name=typed("name", 80),
                scopes=chosen,
                by=who.person.ref,
            )
        )
    except MENDABLE as error:
        return _listing(who, error)
    return _listing(who, secret=secret)


@blueprint.post("/<ref>/revoke")
def revoke(ref: str) -> ResponseReturnValue:
    """It opens nothing any more."""
    who = staff()
    current_shop().write(lambda work: keys.revoke(work, who.scope, ref))
    return redirect(url_for(".listing"), 303)
