"""`GET /metrics`, for whoever may ask: with the token, or from an address that is allowed and speaks for itself."""

from __future__ import annotations

import hmac
from ipaddress import ip_address, ip_network

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from storefront.mount.config import Settings
from storefront.mount.current import current_shop
from storefront.running import metrics

blueprint = Blueprint("metrics", __name__)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@blueprint.get("/metrics")
def show() -> Response:
    shop = current_shop()
    if not _may_ask(shop.settings):
        abort(404)
    try:
        text = metrics.exposition(shop)
    except SQLAlchemyError:
        abort(503)
    response = Response(text, content_type=metrics.TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_ask(settings: Settings) -> bool:
    """A proxy's address is nobody's: what came through one needs the token."""
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        asking = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(asking in ip_network(allowed) for allowed in settings.metrics_allowed)
