"""What a visitor's browser keeps for us: one value a cookie, signed, so that a forged one is no cookie at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, request
from itsdangerous import BadSignature

from storefront.mount.current import current_shop


@dataclass(frozen=True)
class SignedCookie:
    """`purpose` is the salt of its signature; `age` how long a browser keeps it."""

    name: str
    purpose: str
    age: timedelta

    def read(self) -> Any:
        """The JSON value in this request's cookie, None where there is none or it is not ours."""
        value = request.cookies.get(self.name)
        if not value:
            return None
        try:
            return current_shop().signer(self.purpose).loads(value)
        except BadSignature:
            return None

    def write(self, response: Response, value: Any) -> Response:
        """Put `value` into the answer; no script reads it, and over https it travels by https only."""
        response.set_cookie(
            self.name,
            str(current_shop().signer(self.purpose).dumps(value)),
            max_age=self.age,
            httponly=True,
            secure=request.is_secure,
            samesite="Lax",
        )
        return response
