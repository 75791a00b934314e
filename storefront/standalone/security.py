"""Sign-in of the standalone shop's people. A host brings its own and never sees this.

Flask-Security keeps users and sessions, hashes passwords and seals second factors; its pages are not used (ADR 31), so
none of its addresses is there.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import Flask, session
from flask_security import Security, SQLAlchemySessionUserDatastore, current_user, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.accounts.service import OPERATOR, grant
from storefront.mount.current import People, Person
from storefront.standalone import factor, keeping
from storefront.standalone.hashing import MIN_PASSWORD, checked, hashed
from storefront.standalone.models import Role, User


def init_security(app: Flask, db: SQLAlchemy) -> None:
    """Users in the shop's own tables, argon2 passwords, sealed second factors, sessions that last a browser."""
    shop = app.extensions["shop"]
    app.config.update(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method, not a password
        SECURITY_PASSWORD_LENGTH_MIN=MIN_PASSWORD,
        SECURITY_CLI_USERS_NAME=None,  # ours are `flask shop user …`
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_FLASH_MESSAGES=False,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=shop.settings.production,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=shop.settings.production,
        REMEMBER_COOKIE_DURATION=timedelta(days=30),
        **factor.settings(shop.settings.secret, shop.settings.name),
    )
    app.extensions["shop_users"] = SQLAlchemySessionUserDatastore(db.session, User, Role)
    Security(app, app.extensions["shop_users"], register_blueprint=False, totp_cls=factor.Steps)
    shop.people = People(keeping.knows, keeping.forget, reset_factor=factor.turn_off, sign_out=leave)


def signed_in() -> Person | None:
    """The shop's user loader in the standalone app."""
    return person_of(current_user) if current_user.is_authenticated else None


def person_of(user: User) -> Person:
    """Somebody as the shop sees them."""
    verified, second = user.confirmed_at is not None, user.tf_totp_secret is not None
    return Person(user.ref, user.email, user.name, email_verified=verified, second_factor=second)


def create_user(app: Flask, email: str, name: str, password: str) -> str:
    """Add somebody who can sign in; returns their person ref. Raises `Invalid` for a short password or a taken e-mail.
    The caller commits."""
    if app.extensions["shop_users"].find_user(email=email.lower()) is not None:
        raise Invalid(f"Somebody with the e-mail {email} can sign in already.", field="email")
    return put_user(app, email, name, hashed(checked(password, email)))


def put_user(app: Flask, email: str, name: str, hash_: str) -> str:
    """A row for somebody whose e-mail is free; returns their person ref."""
    ref = secrets.token_hex(16)
    app.extensions["shop_users"].create_user(
        ref=ref, email=email.lower(), name=name, password=hash_, fs_uniquifier=secrets.token_hex(16), active=True
    )
    return ref


def newcomer(app: Flask, email: str, name: str, password: str) -> Person:
    """Somebody who was asked in chooses a password, and is signed in. Raises `Invalid` as `create_user`."""
    shop = app.extensions["shop"]
    hash_ = hashed(checked(password, email))

    def come(work: Work) -> str:
        if keeping.found(work, email=email) is not None:
            raise Invalid(f"Somebody with the e-mail {email} can sign in already.", field="email")
        return put_user(app, email, name, hash_)

    ref: str = shop.write(come)
    enter(app, ref)
    return Person(ref=ref, email=email, name=name, second_factor=False)


def enter(app: Flask, ref: str, *, remember: bool = False, via: tuple[str, ...] = ("password",)) -> Person:
    """From now on this browser is theirs; whatever its session held of somebody else is gone."""
    user = app.extensions["shop_users"].find_user(ref=ref)
    login_user(user, remember=remember, authn_via=list(via))
    return person_of(user)


def leave() -> None:
    """Nobody is signed in at this browser any more."""
    logout_user()
    session.clear()


def add_people(app: Flask, work: Work, people: Iterable[Mapping[str, str]]) -> None:
    """Let each of `people` (email, name, password) sign in and see every seller: the demo's staff."""
    for person in people:
        ref = create_user(app, person["email"], person["name"], person["password"])
        grant(work, ref, OPERATOR, name=person["name"], email=person["email"])
