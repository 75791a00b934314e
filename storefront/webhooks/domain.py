"""Webhooks' decisions on plain values: signatures, addresses that may be called, when to try again, when to stop.

Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from foundation.plain.errors import Invalid

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with
# The pauses that the standard recommends: quick at first, then for three days.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
PATIENCE = timedelta(days=5)  # an endpoint that takes nothing for so long is paused
FIRST_BYTES = 500
LONGEST_URL = 500
_HOST = re.compile(r"[a-z0-9.\-]{1,253}|[0-9a-f:.]{2,45}", re.IGNORECASE)

_NO_URL = "Write an address such as https://erp.example.com/hooks, without a name or a password in it."
_NO_HTTPS = "Write an address that begins with https://. Only your own machine may do without, while you try."
_PRIVATE = (
    "This address lies inside a private network, where the shop does not call. Use one that the internet reaches."
)


@dataclass(frozen=True)
class Target:
    """An address that was read: where to call, by which name."""

    scheme: str
    host: str
    port: int


def read_url(url: str, *, production: bool) -> Target:
    """The parts of an endpoint's address. Raises `Invalid` beside the field `url`: http only to this machine itself and
    never in production, no user, no fragment, no white space."""
    if len(url) > LONGEST_URL or re.search(r"[\s\x00-\x1f\x7f\\]", url):
        raise Invalid(_NO_URL, field="url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid(_NO_URL, field="url") from None
    host = parts.hostname or ""
    if parts.username or parts.password or parts.fragment or not _HOST.fullmatch(host) or port == 0:
        raise Invalid(_NO_URL, field="url")
    if parts.scheme != "https" and not (parts.scheme == "http" and not production and is_loopback(host)):
        raise Invalid(_NO_HTTPS, field="url")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_call(addresses: Iterable[str], *, private: bool, loopback: bool) -> str:
    """The address to call among those that a name stands for. Raises `Invalid` when one of them lies inside a house: a
    name that leads to both is a way in. `private` allows all, `loopback` this machine (while developing)."""
    found = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    for address in found:
        inner = getattr(address, "ipv4_mapped", None) or address
        if private or (loopback and inner.is_loopback):
            continue
        if not inner.is_global or inner.is_multicast:
            raise Invalid(_PRIVATE, field="url")
    if not found:
        raise Invalid("There is nothing at this address: its name leads nowhere.", field="url")
    return str(found[0])


def new_secret() -> str:
    """A fresh signing secret: 24 random bytes, as the standard writes them."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signature(secret: str, message_id: str, stamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: v1, HMAC-SHA256 over `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    mac = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


def headers_of(secret: str, message_id: str, stamp: int, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Joinery-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, message_id, stamp, body),
    }


def body_of(payload: Mapping[str, Any]) -> bytes:
    """A payload's bytes, the same at every attempt."""
    return json.dumps(payload, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def took_it(status: int | None) -> bool:
    return status is not None and 200 <= status < 300


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the attempt of this number, from 1; None: that was the last."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def gives_up(failing_since: datetime | None, now: datetime, status: int | None) -> bool:
    """Whether the endpoint is paused: it said that it is gone (410), or took nothing for days."""
    return status == 410 or (failing_since is not None and now - failing_since >= PATIENCE)


def shown(raw: bytes) -> str:
    """The first bytes of an answer, as text that a page and both databases can hold."""
    text = raw[:FIRST_BYTES].decode("utf-8", "replace")
    return "".join(c if c.isprintable() or c in "\n\t" else "·" for c in text)


def lines_for(sellers: Mapping[str, str], line_refs: Sequence[str], seller: str) -> list[str] | None:
    """The lines of an entry that `seller` ("*" is the operator) may hear of, None when it is none of theirs.

    `sellers` are those of all lines of the order. What is about the order as a whole is told to a seller whose order it
    is alone: money of other sellers' pieces is theirs."""
    if seller == "*":
        return list(line_refs)
    if not line_refs:
        return [] if sellers and set(sellers.values()) == {seller} else None
    mine = [ref for ref in line_refs if sellers.get(ref) == seller]
    return mine or None
