"""Which designs a visitor keeps: their codes, signed, in a cookie, newest first. No session, no account needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Response, request
from itsdangerous import BadSignature

from storefront.designs.domain import REMEMBERED, read_code
from storefront.mount.current import current_shop

NAME = "shop_designs"
AGE = timedelta(days=365)


def remembered() -> tuple[str, ...]:
    """The codes in this request's cookie; none where there is no cookie or it is not ours."""
    value = request.cookies.get(NAME)
    if not value:
        return ()
    try:
        codes = current_shop().signer("designs").loads(value)
    except BadSignature:
        return ()
    if not isinstance(codes, list):
        return ()
    return tuple(code for code in codes if isinstance(code, str) and read_code(code) == code)[:REMEMBERED]


def remember(response: Response, codes: Sequence[str]) -> Response:
    """Put these codes into the answer's cookie."""
    kept = list(dict.fromkeys(codes))[:REMEMBERED]
    response.set_cookie(
        NAME,
        str(current_shop().signer("designs").dumps(kept)),
        max_age=AGE,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
    )
    return response
