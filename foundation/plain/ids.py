"""Ids that sort by birth and cannot be guessed."""

from __future__ import annotations

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case: no i, l, o, u


_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]


def _encode(value: int, pairs: int) -> str:
    """Ten bits at a time, the highest first: a batch of orders mints a few ids for each of them."""
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(10 * pairs - 10, -1, -10)])


def new_id(now: datetime) -> str:
    """A 26-character id (ULID layout, https://github.com/ulid/spec): 48 bits of milliseconds, 80 random bits."""
    return _encode(int(now.timestamp() * 1000), 5) + _encode(secrets.randbits(80), 8)


def new_token() -> str:
    """A URL-safe secret of 192 random bits, for links that need no account."""
    return secrets.token_urlsafe(24)
