"""The set-up list: what is done, what is not, and where each is done. It changes nothing itself."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from storefront.accounts.access import may
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import page as render
from storefront.console.setup import queries
from storefront.console.setup.domain import Step, steps
from storefront.mount.current import current_shop
from storefront.preferences import force

blueprint = Blueprint("console_setup", __name__, url_prefix="/console/setup")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Read off the data each time."""
    who, shop = staff(), current_shop()
    held = force.held(current_app)
    found = steps(shop.read(lambda work: queries.facts(work, who.scope, shop.settings, held, len(shop.carriers))))
    return render(
        "shop/console/setup/setup.html",
        steps=[(step, _address(who, step)) for step in found],
        done=sum(1 for step in found if step.done),
        open_=[step for step in found if step.needed and not step.done],
    )


def _address(who: Staff, step: Step) -> str:
    """Where it is done; empty for somebody whose role that page is not for."""
    known = step.endpoint in current_app.view_functions
    return url_for(step.endpoint) if known and may(who.roles, step.endpoint) else ""
