"""The operator's page: what waits, what was given up, what came in."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import Forbidden
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import page as render
from storefront.console.system import queries
from storefront.mount.current import current_shop

blueprint = Blueprint("console_system", __name__, url_prefix="/console/system")


def _operator() -> Staff:
    """Messages are of all sellers: only who sees them all may look."""
    who = staff()
    if who.scope.sellers is not None:
        raise Forbidden("This page is the operator's. Ask them when something seems stuck.")
    return who


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Outbox, inbox, carriers, health."""
    _operator()
    shop = current_shop()
    return render(
        "shop/console/system/system.html",
        system=shop.read(queries.system),
        carriers=sorted((code, carrier.name, carrier.caps) for code, carrier in shop.carriers.items()),
        simulator=shop.settings.simulator_url,
        sandbox=not shop.settings.stripe_secret_key,
    )


@blueprint.post("/outbox/<id_>/retry")
def retry(id_: str) -> ResponseReturnValue:
    """Try a message once more. Pressed twice it still runs once."""
    _operator()
    current_shop().write(lambda work: queries.try_again(work, id_))
    return redirect(url_for(".page"), 303)
