"""How often something may be guessed about one person, from wherever: beside the limit by address in `mount.limits`."""

from __future__ import annotations

from hashlib import sha256
from typing import cast

from flask import abort, current_app
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.strategies import RateLimiter

TRIES: dict[str, RateLimitItem] = {
    "password": parse("30 per hour"),
    "code": parse("5 per 15 minutes"),  # six digits: a million tries are 95 years
}


def stop_if_too_many(kind: str, who: str) -> None:
    """Answers 429 when there were too many wrong ones; the right one would not be heard either."""
    limiter = _limiter()
    if limiter is not None and not limiter.test(TRIES[kind], kind, _blurred(who)):
        abort(429)


def wrong(kind: str, who: str) -> None:
    """One more that did not fit."""
    limiter = _limiter()
    if limiter is not None:
        limiter.hit(TRIES[kind], kind, _blurred(who))


def _blurred(who: str) -> str:
    return sha256(who.strip().lower().encode()).hexdigest()


def _limiter() -> RateLimiter | None:
    for found in current_app.extensions.get("limiter", ()):
        return cast(Limiter, found).limiter
    return None
