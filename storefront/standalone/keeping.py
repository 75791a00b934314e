"""The people of the standalone shop as rows: found, renamed, another e-mail or password, gone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.mount.current import current_shop
from storefront.standalone.hashing import fits
from storefront.standalone.models import User, user_roles


@dataclass(frozen=True)
class Known:
    """Somebody who can sign in; `hash_` of their password, `second` whether they need a code besides."""

    ref: str
    email: str
    name: str
    hash_: str | None
    second: bool


def found(work: Work, *, email: str = "", ref: str = "") -> Known | None:
    """Who has this e-mail (whatever its capitals), or this ref."""
    wanted = select(User).where(User.ref == ref if ref else User.email == email.strip().lower(), User.active)
    user = work.session.scalar(wanted)
    if user is None:
        return None
    return Known(user.ref, user.email, user.name, user.password, user.tf_totp_secret is not None)


def knows(ref: str, password: str) -> bool:
    """Whether a password is theirs; not inside a transaction, for it thinks for a while."""
    known = current_shop().read(lambda work: found(work, ref=ref))
    return fits(password, known.hash_ if known else None)


def rename(work: Work, ref: str, name: str) -> None:
    """Raises `Invalid` for no name."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 120:
        raise Invalid("Write your name, as it stands on the door.", field="name")
    _row(work, ref).name = name


def set_email(work: Work, ref: str, email: str) -> None:
    """The mail arrived there, so it is theirs. Raises `Invalid` when somebody else has it by now."""
    other = found(work, email=email)
    if other is not None and other.ref != ref:
        raise Invalid("Somebody signs in with this e-mail already.", field="email")
    row = _row(work, ref)
    row.email, row.confirmed_at = email.lower(), work.now()


def set_password(work: Work, ref: str, hash_: str) -> None:
    """Another password; every session that is open anywhere is over."""
    row = _row(work, ref)
    row.password, row.fs_uniquifier = hash_, secrets.token_hex(16)


def confirm(work: Work, ref: str) -> None:
    """A mail to their address reached them."""
    row = _row(work, ref)
    row.confirmed_at = row.confirmed_at or work.now()


def forget(work: Work, ref: str) -> None:
    """They were never here."""
    row = _row(work, ref)
    work.session.execute(delete(user_roles).where(user_roles.c.user_id == row.id))
    work.session.delete(row)
    work.session.flush()


def _row(work: Work, ref: str) -> User:
    return work.session.scalars(
        select(User).where(User.ref == ref).with_for_update().execution_options(populate_existing=True)
    ).one()
