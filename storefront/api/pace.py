"""How fast one key or one address may ask. Counted in the app's own Flask-Limiter, where there is one: the shop never
brings one into a host, and hangs nothing on it."""

from __future__ import annotations

import time
from typing import Any

from flask import current_app, g, request
from limits import RateLimitItemPerMinute

from storefront.api.domain import Pace
from storefront.api.problems import Problem
from storefront.mount.current import ShopState

MINUTE = 60


def count(shop: ShopState, name: str, who: str) -> None:
    """Count this request of `who`; the answer's headers say what is left. Raises 429."""
    most = shop.settings.api_key_per_minute if name == "key" else shop.settings.api_address_per_minute
    strategy = _strategy()
    if strategy is None or most <= 0:
        return
    item = RateLimitItemPerMinute(most)
    allowed = bool(strategy.hit(item, "shop-api", name, who))
    window = strategy.get_window_stats(item, "shop-api", name, who)
    left = max(0, int(window.remaining)) if allowed else 0
    pace = Pace(name, most, MINUTE, left, max(0, round(window.reset_time - time.time())), allowed)
    if not allowed:
        sentence = f"That was a little fast. Ask again in {max(1, pace.resets_in)} seconds."
        raise Problem("too_fast", sentence, headers=pace.headers())
    g.shop_api_pace = pace.headers()


def headers() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = g.get("shop_api_pace", [])
    return found


def address() -> str:
    return request.remote_addr or "unknown"


def _strategy() -> Any:
    for limiter in list(current_app.extensions.get("limiter", ()))[:1]:
        if limiter.enabled and limiter.initialized:
            return limiter.limiter
    return None
