"""Which designs a visitor keeps: their codes, signed, in a cookie, newest first. No session, no account needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Response

from storefront.designs.domain import REMEMBERED, read_code
from storefront.mount.cookies import SignedCookie

COOKIE = SignedCookie("shop_designs", "designs", timedelta(days=365))


def remembered() -> tuple[str, ...]:
    """The codes in this request's cookie; none where there is no cookie or it is not ours."""
    codes = COOKIE.read()
    if not isinstance(codes, list):
        return ()
    return tuple(code for code in codes if isinstance(code, str) and read_code(code) == code)[:REMEMBERED]


def remember(response: Response, codes: Sequence[str]) -> Response:
    """Put these codes into the answer's cookie."""
    return COOKIE.write(response, list(dict.fromkeys(codes))[:REMEMBERED])
