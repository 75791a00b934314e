"""Pages that are ready are handed over at the door: before the app wakes up its sessions, limits and people.

Only whoever brings nothing gets one, only while it is fresh, and only in the app that is all ours: a host's own hooks
see every request. What is not ready goes in, and the view makes it (`storefront.mount.alike`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from storefront.mount import alike
from storefront.mount.current import ShopState
from storefront.running import metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("storefront.running.logs")


def at_the_door(app: Flask) -> WSGIApplication:
    """`app.wsgi_app` with the pages that are ready before it; counted and logged like all others."""
    inside, shop = app.wsgi_app, app.extensions["shop"]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = _ready(shop, environ)
        if page is None:
            return inside(environ, start_response)
        status, headers, body = alike.on_the_wire(page, environ)
        metrics.REQUESTS.labels(shop.settings.name, page.endpoint, "GET", status[:3]).inc()
        if log.isEnabledFor(logging.INFO):
            about = {"endpoint": page.endpoint, "method": "GET", "status": int(status[:3]), "ms": 0.0}
            log.info("request", extra={"shop": about})
        start_response(status, list(headers))
        return (body,)

    return answer


def _ready(shop: ShopState, environ: WSGIEnvironment) -> alike.Ready | None:
    if environ["REQUEST_METHOD"] != "GET" or not alike.brings_nothing(environ):
        return None
    found = shop.kept.found(alike.key_of(environ))
    return found if isinstance(found, alike.Ready) else None
