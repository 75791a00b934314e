"""The API's decisions on plain values: keys, fingerprints of answers and requests, pages, how fast is too fast."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
Place = list[Any]  # where in a sorted list something stands: plain JSON values that compare

# An idempotency key is the caller's own secret: a guessable one would show one shopper another's cart.
IDEMPOTENCY_KEY = r"^[A-Za-z0-9_\-]{16,64}$"
ANSWERS_KEPT = timedelta(hours=24)
STILL_RUNNING = timedelta(minutes=2)  # after that a request that never ended has died
USED_NOTED = timedelta(minutes=15)  # a key's last use is a hint to people, not a log: it is not written at every call

_KEY = re.compile(r"jk_[a-z0-9]{8}_[A-Za-z0-9_-]{32}")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class FreshKey:
    """A key as it is shown once. `prefix` names it for people, `digest` is all that is kept."""

    secret: str
    prefix: str
    digest: str


def mint_key() -> FreshKey:
    """A new key of 192 random bits; so many need no slow hash."""
    prefix = "jk_" + "".join(secrets.choice(_LETTERS) for _ in range(8))
    secret = f"{prefix}_{secrets.token_urlsafe(24)}"
    return FreshKey(secret, prefix, digest_of(secret))


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer(header: str | None) -> str | None:
    """The key in an `Authorization` header; None for anything that is no key of ours."""
    scheme, _, value = (header or "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" and _KEY.fullmatch(value.strip()) else None


def etag_of(body: bytes) -> str:
    """The fingerprint of an answer, without its quotes."""
    return hashlib.sha256(body).hexdigest()[:32]


def names_etag(header: str, etag: str) -> bool:
    """Whether an If-Match or If-None-Match header names `etag`. A weak mark is taken for the strong one: the shop packs
    its answers, which makes their marks weak, and what they are made from is the same."""
    if header.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/").strip('"') == etag for tag in header.split(","))


def request_print(method: str, path: str, body: Any) -> str:
    """The fingerprint of what was asked: the same JSON in other spacing or order is the same."""
    told = json.dumps([method, path, body], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Kept:
    """What is known of an idempotency key. `status` None: its request has not ended."""

    fingerprint: str
    status: int | None
    began_at: datetime


def verdict_of(kept: Kept | None, fingerprint: str, now: datetime) -> str:
    """What to do with a request under a key: `do`, `replay`, `other` (the key was for something else), `running`, or
    `take_over` what died."""
    if kept is None:
        return "do"
    if kept.fingerprint != fingerprint:
        return "other"
    if kept.status is not None:
        return "replay"
    return "take_over" if now - kept.began_at > STILL_RUNNING else "running"


def filters_print(operation: str, holder: str, asked: dict[str, Any]) -> str:
    """What a cursor belongs to: the list, whose it is, and its filters (not how much of it was asked for)."""
    told = {name: value for name, value in asked.items() if name not in ("cursor", "limit")}
    text = json.dumps([operation, holder, told], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cut(rows: Iterable[T], key: Callable[[T], Place], after: Place | None, limit: int) -> tuple[list[T], Place | None]:
    """The page of `rows` (sorted by `key`) that follows the place `after`, and the place it ends at, None at the end.

    A row that came or went meanwhile moves nothing: the page begins behind the place, wherever that is by now."""
    page: list[T] = []
    for row in rows:
        if after is not None and key(row) <= after:
            continue
        if len(page) == limit:
            return page, key(page[-1])
        page.append(row)
    return page, None


@dataclass(frozen=True)
class Pace:
    """How fast somebody may ask: `most` in `seconds`, of which `left` are left until `resets_in` seconds are over."""

    name: str
    most: int
    seconds: int
    left: int
    resets_in: int
    allowed: bool

    def headers(self) -> list[tuple[str, str]]:
        """RateLimit fields (draft-ietf-httpapi-ratelimit-headers-10), and Retry-After where it was too fast."""
        found = [
            ("RateLimit-Policy", f'"{self.name}";q={self.most};w={self.seconds}'),
            ("RateLimit", f'"{self.name}";r={self.left};t={self.resets_in}'),
        ]
        return found if self.allowed else [*found, ("Retry-After", str(max(1, self.resets_in)))]


def placed_after(place: Sequence[Any] | None, shape: Sequence[type]) -> bool:
    """Whether a place out of a cursor is of the kinds that its list compares with."""
    return place is None or (
        len(place) == len(shape) and all(isinstance(v, kind) for v, kind in zip(place, shape, strict=True))
    )
