"""The console's first page, and its stream."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from storefront.accounts.guard import staff
from storefront.console.frame import page as render
from storefront.console.today import queries
from storefront.console.today.streaming import changes, house_tailer
from storefront.mount.current import current_shop
from storefront.timeline.domain import Place
from storefront.timeline.views import reader

blueprint = Blueprint("console_today", __name__, url_prefix="/console")


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Late, ready, blocked, to ship, money."""
    who, shop = staff(), current_shop()
    settings = shop.settings
    found = shop.read(lambda work: queries.today(work, who.scope, settings.zone, settings.currency))
    return render("shop/console/today/today.html", today=found)


@blueprint.get("/stream")
def stream() -> Response:
    """One event whenever anything happens to any order; resumes from `Last-Event-ID`."""
    staff()
    shop = current_shop()
    since = Place.parse(request.headers.get("Last-Event-ID"))
    body = changes(house_tailer(shop), reader(shop), since, shop.settings.heartbeat_seconds)
    response = Response(body, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
