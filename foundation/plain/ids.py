"""Ids that sort by birth and cannot be guessed."""

from __future__ import annotations

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case: no i, l, o, u


def _encode(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, rest = divmod(value, 32)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def new_id(now: datetime) -> str:
    """A 26-character id (ULID layout, https://github.com/ulid/spec): 48 bits of milliseconds, 80 random bits."""
    return _encode(int(now.timestamp() * 1000), 10) + _encode(secrets.randbits(80), 16)


def new_token() -> str:
    """A URL-safe secret of 192 random bits, for links that need no account."""
    return secrets.token_urlsafe(24)
