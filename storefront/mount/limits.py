"""How often one address may try what could be guessed: a sign-in, the number of somebody's order.

Flask-Limiter hangs hooks on the whole app, so the shop never brings one into a host: it uses the one that is there.
The standalone app has its own, without any default limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from storefront.mount.config import Settings


def own_limiter(app: Flask, settings: Settings) -> Limiter:
    """The standalone app's limiter. Counters live in `SHOP_LIMITS_STORAGE`: one that every web process shares."""
    limiter = Limiter(get_remote_address, storage_uri=settings.limits_storage, default_limits=[])
    limiter.init_app(app)
    if not any(app.config.get(f"RATELIMIT_{kind}") for kind in ("DEFAULT", "APPLICATION", "META")):
        _only_where_limited(app, limiter)
    return limiter


def _only_where_limited(app: Flask, limiter: Limiter) -> None:
    """A limited view asks the limiter by itself. What asks it before every request is for limits that hold for the
    whole app; without any it looks for them for as long as a page takes to be found."""
    hooks = app.before_request_funcs[None]
    hooks[:] = [hook for hook in hooks if getattr(hook, "__self__", None) is not limiter]


def limit_guessing(app: Flask) -> None:
    """Put the limits on the views that are there, if the app has a limiter. Once more changes nothing: each view is
    limited when it is first seen."""
    for limiter in list(app.extensions.get("limiter", ()))[:1]:
        _limit(app, limiter, "shop.orders.send_link")
        for door in ("sign_in", "prove", "make_account", "set_password", "change_email", "change_password", "turn_on"):
            _limit(app, limiter, f"security.{door}")
        _limit(app, limiter, "security.ask_to_register")
        _limit(app, limiter, "security.ask_for_reset")
        _limit(app, limiter, "shop.account.erase")
        _limit(app, limiter, "shop.account.export", _always)
        _limit(app, limiter, "shop.uploads.receive", _always)
        _limit(app, limiter, "shop.designs.keep", _always)


def _was_a_guess(response: Response) -> bool:
    """Whether the try counts: a sign-in that fits answers with a redirect and costs nothing."""
    return response.status_code not in (302, 303)


def _always(_response: Response) -> bool:
    """Every file and every kept design counts, taken or not."""
    return True


def _limit(app: Flask, limiter: Limiter, endpoint: str, counts: Callable[[Response], bool] = _was_a_guess) -> None:
    view = app.view_functions.get(endpoint)
    if view is None or getattr(view, "shop_limited", False):
        return
    limited = limiter.limit("10 per minute", methods=["POST"], deduct_when=counts)(view)
    limited.shop_limited = True  # type: ignore[attr-defined]
    app.view_functions[endpoint] = cast(Callable[..., ResponseReturnValue], limited)
