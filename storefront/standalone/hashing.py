"""Passwords, hashed beside the loop: argon2 thinks for a tenth of a second, and under gevent every page would wait."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from flask import current_app
from flask_security import hash_password
from flask_security.utils import verify_password

from foundation.plain.errors import Invalid

T = TypeVar("T")
MIN_PASSWORD, MAX_PASSWORD = 10, 128


def checked(password: str, email: str = "") -> str:
    """A password that may be kept, in the one form that it is hashed in. Raises `Invalid`."""
    normal = str(current_app.extensions["security"].password_util.normalize(password))
    if len(normal) < MIN_PASSWORD:
        raise Invalid(f"Choose a password of at least {MIN_PASSWORD} characters.", field="password")
    if len(normal) > MAX_PASSWORD:
        raise Invalid(f"Keep the password under {MAX_PASSWORD} characters.", field="password")
    if normal.lower() == email.lower():
        raise Invalid("Choose a password that is not your e-mail.", field="password")
    return normal


def hashed(password: str) -> str:
    """The argon2 hash of a checked password."""
    return str(_beside(hash_password, password))


def fits(password: str, known: str | None) -> bool:
    """Whether a typed password is the one of a hash. Without one it takes as long to say no: nobody learns from the
    clock who is registered."""
    normal = current_app.extensions["security"].password_util.normalize(password[:MAX_PASSWORD])
    return bool(_beside(verify_password, normal, known or _nobodys())) and known is not None


def _nobodys() -> str:
    """A hash that costs as much as anybody's."""
    kept = current_app.extensions
    if "shop_nobody" not in kept:
        kept["shop_nobody"] = _beside(hash_password, "nobody has this one")
    return str(kept["shop_nobody"])


def _beside(fn: Callable[..., T], *given: Any) -> T:
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return fn(*given)
    import gevent  # noqa: PLC0415 - only where it runs already; a command line without it stays light

    hub = gevent.get_hub()  # type: ignore[no-untyped-call]  # the library has no types here
    return hub.threadpool.apply(copy_context().run, (fn, *given))  # type: ignore[no-any-return]
