"""What somebody who runs the shop should hear once: said in the log at the first request."""

from __future__ import annotations

import logging

from flask import current_app

from storefront.mount.current import current_shop

log = logging.getLogger(__name__)
_PLACE = "running.notice"


def before_request() -> None:
    places = current_shop().places
    if _PLACE in places:
        return
    places[_PLACE] = True
    view = current_app.view_functions.get("shop.orders.send_link")
    if not getattr(view, "shop_limited", False):
        log.warning(
            "This app has no Flask-Limiter (or got it after the shop): guesses at order numbers and uploads are not"
            " limited. See docs/plugin.md, Limits."
        )
