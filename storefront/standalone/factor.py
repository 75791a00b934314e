"""The second factor: six digits from a phone, or a code from a sheet of paper. Flask-Security seals the secrets and
counts the steps; what is shown, and when, is ours."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

import segno
from flask import current_app
from flask_security import UserMixin
from flask_security.totp import Totp
from markupsafe import Markup

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.standalone.models import User

CODES = 8
WINDOW_S = 30  # a phone's clock may be a step off, either way
_WRONG = "That code did not fit. Take the one that the app shows now."


class Steps(Totp):
    """A code is good once: the step that was used last is kept with the person. `now` is the world's time, not the
    demo's, which a phone knows nothing of."""

    now: Callable[[], float] = staticmethod(time.time)

    def __init__(self, secrets: Any, issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = self._totp.using(now=lambda: self.now())

    def get_last_counter(self, user: UserMixin) -> int | None:
        return cast(User, user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        cast(User, user).tf_last_counter = tmatch.counter


def settings(secret: str, issuer: str) -> dict[str, Any]:
    """What Flask-Security has to know. Both keys are made of the shop's own secret, one purpose each."""
    return {
        "SECURITY_TOTP_SECRETS": {"1": _key(secret, "shop.factor").hex()},
        "SECURITY_TOTP_ISSUER": issuer,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_key(secret, "shop.codes"))],
    }


def _key(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), sha256).digest()


def new_secret() -> str:
    """A fresh one, sealed: nothing is turned on by it yet."""
    return str(_factory().generate_totp_secret())


def picture(secret: str, email: str) -> Markup:
    """The QR code that an authenticator app scans."""
    code = segno.make(_factory().get_totp_uri(email, secret), error="m")
    return Markup(code.svg_inline(border=3, omitsize=True, dark="#1e1c18", light="#ffffff"))  # noqa: S704 - segno's own


def spelt(secret: str) -> str:
    """The secret for fingers, in groups of four."""
    return str(_factory().get_totp_pretty_key(secret)).replace("-", " ")


def turn_on(work: Work, ref: str, secret: str, code: str) -> list[str]:
    """The phone has proven that it knows the secret; returns the codes for when it is lost. Raises `Invalid`."""
    user = _locked(work, ref)
    if not _factory().verify_totp(_digits(code), secret, user, window=WINDOW_S):
        raise Invalid(_WRONG, field="code")
    user.tf_totp_secret = secret
    return new_codes(work, ref)


def new_codes(work: Work, ref: str) -> list[str]:
    """Other codes; the old ones are good for nothing any more."""
    codes: list[str] = current_app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(
        _locked(work, ref)
    )
    work.session.flush()
    return codes


def turn_off(work: Work, ref: str) -> None:
    """Password alone, from now on."""
    user = _locked(work, ref)
    user.tf_totp_secret = user.tf_last_counter = user.mf_recovery_codes = None
    work.session.flush()


def prove(work: Work, ref: str, code: str) -> bool:
    """Whether a code is theirs and was not used before; it is now. Six digits are the phone's, the rest is paper."""
    user = _locked(work, ref)
    if user.tf_totp_secret is None:
        return False
    if len(_digits(code)) == 6:
        return bool(_factory().verify_totp(_digits(code), user.tf_totp_secret, user, window=WINDOW_S))
    return _from_paper(user, code)


def _from_paper(user: User, code: str) -> bool:
    kept, typed = list(user.mf_recovery_codes or []), code.strip().lower().replace(" ", "-")
    known = current_app.extensions["security"].mf_recovery_codes_util._decrypt_codes(kept)
    found = [place for place, one in enumerate(known) if hmac.compare_digest(one.encode(), typed.encode())]
    if not found:
        return False
    user.mf_recovery_codes = [one for place, one in enumerate(kept) if place not in found]
    return True


def _digits(code: str) -> str:
    joined = "".join(code.split())
    return joined if joined.isascii() and joined.isdigit() else ""


def _locked(work: Work, ref: str) -> User:
    return work.session.query(User).filter_by(ref=ref).with_for_update().populate_existing().one()


def _factory() -> Steps:
    factory: Steps = current_app.extensions["security"].totp_factory
    return factory
