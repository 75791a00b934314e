"""The live stream of one order, by its signed link."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, request

from foundation.data.work import Work
from storefront.mount.current import ShopState, current_shop
from storefront.orders.tokens import order_of, read_token
from storefront.running.metrics import count_streams
from storefront.timeline.bell import bell_of
from storefront.timeline.domain import Place
from storefront.timeline.queries import place_of
from storefront.timeline.stream import Read, Tailer, follow

blueprint = Blueprint("timeline", __name__)
PLACE = "timeline.tailer"


@blueprint.get("/o/<token>/stream")
def stream(token: str) -> Response:
    """Resumes from `Last-Event-ID`, else from `?since=` (what the page was rendered with), else from now."""
    shop = current_shop()
    claim = read_token(shop, token)
    resumed = Place.parse(request.headers.get("Last-Event-ID")) or Place.parse(request.args.get("since"))

    def start(work: Work) -> Place:
        order_of(work, claim)
        return resumed or place_of(work, claim.order_ref)

    since = shop.read(start)
    body = follow(tailer_of(shop), reader(shop), claim.order_ref, since, shop.settings.heartbeat_seconds)
    response = Response(count_streams(shop, body), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def reader(shop: ShopState) -> Read:
    """Reads outside of any request: the app's context is opened for each read and closed with it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def read(fn: Callable[[Work], object]) -> object:
        with app.app_context():
            return shop.read(fn)

    return read


def tailer_of(shop: ShopState) -> Tailer:
    """The process's one tailer of this shop."""
    found = shop.places.get(PLACE)
    if not isinstance(found, Tailer):
        engine, pause = shop.db.engine, shop.settings.tail_seconds
        found = shop.places.setdefault(PLACE, Tailer(reader(shop), pause, lambda: bell_of(engine)))
    tailer: Tailer = found
    return tailer


def close_streams(shop: ShopState, deadline_seconds: float = 2.0) -> None:
    """For the server's shutdown: end every open stream within the deadline."""
    found = shop.places.get(PLACE)
    if isinstance(found, Tailer):
        found.close(deadline_seconds)
