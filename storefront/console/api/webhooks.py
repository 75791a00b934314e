"""Webhooks: endpoints, their log, trying one, sending something again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.accounts.guard import Staff, staff
from storefront.console.api.views import sellers_of
from storefront.console.frame import MENDABLE, page, typed
from storefront.mount.current import current_shop
from storefront.webhooks import service
from storefront.webhooks.events import EVENTS

blueprint = Blueprint("console_webhooks", __name__, url_prefix="/console/settings/webhooks")
STATES = {"pause": "paused", "go-on": "active", "remove": "removed"}


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """The endpoints that are told."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, secret: str = "") -> ResponseReturnValue:
    found, sellers = current_shop().read(lambda work: (service.endpoints(work, who.scope), sellers_of(work, who.scope)))
    return page(
        "shop/console/api/webhooks.html",
        error,
        rows=found,
        sellers=sellers,
        seller_words=dict(sellers),
        events=[(kind, event.words) for kind, event in EVENTS.items()],
        form=request.form if error else {"mail_to": who.person.email},
        chosen=request.form.getlist("kinds") if error else [],
        secret=secret,
    )


@blueprint.post("")
def add() -> ResponseReturnValue:
    """A new endpoint: the page comes back with its signing secret, this once."""
    who, shop = staff(), current_shop()
    chosen = request.form.getlist("kinds")[: len(EVENTS)]
    try:
        secret = shop.write(
            lambda work: service.add_endpoint(
                work,
                who.scope,
                shop.settings,
                seller=typed("seller", 40),
                url=typed("url", 500),
                kinds=chosen,
                mail_to=typed("mail_to", 254),
            )
        )
    except MENDABLE as error:
        return _listing(who, error)
    return _listing(who, secret=secret)


@blueprint.get("/<ref>")
def endpoint(ref: str) -> ResponseReturnValue:
    """One endpoint and what it was sent."""
    return _endpoint(staff(), ref)


def _endpoint(who: Staff, ref: str, error: DomainError | None = None) -> ResponseReturnValue:
    row, log = current_shop().read(lambda work: service.endpoint(work, who.scope, ref))
    return page("shop/console/api/webhook.html", error, it=row, log=log, events=EVENTS)


@blueprint.post("/<ref>/<any('pause', 'go-on', 'remove'):verb>")
def act(ref: str, verb: str) -> ResponseReturnValue:
    """Pause, go on, remove."""
    who = staff()
    done = _do(who, ref, lambda work: service.shift(work, who.scope, ref, STATES[verb], actor=who.person.ref))
    return redirect(url_for(".listing"), 303) if verb == "remove" and done is None else done or _back(ref)


@blueprint.post("/<ref>/ping")
def ping(ref: str) -> ResponseReturnValue:
    """Send a test."""
    who = staff()
    return _do(who, ref, lambda work: service.ping(work, who.scope, ref)) or _back(ref)


@blueprint.post("/<ref>/replay/<delivery>")
def replay(ref: str, delivery: str) -> ResponseReturnValue:
    """Send it again, under the same id."""
    who = staff()
    return _do(who, ref, lambda work: service.replay(work, who.scope, ref, delivery)) or _back(ref)


def _do(who: Staff, ref: str, verb: Callable[[Work], object]) -> ResponseReturnValue | None:
    """The page with the sentence of what could not be done; None when it is done."""
    try:
        current_shop().write(verb)
    except MENDABLE as error:
        return _endpoint(who, ref, error)
    return None


def _back(ref: str) -> ResponseReturnValue:
    return redirect(url_for(".endpoint", ref=ref), 303)
