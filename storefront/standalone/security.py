"""Sign-in of the standalone shop's people, by Flask-Security. A host brings its own and never sees this."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from flask import Flask
from flask_security import Security, SQLAlchemySessionUserDatastore, current_user, hash_password, login_user
from flask_sqlalchemy import SQLAlchemy

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.accounts.service import OPERATOR, grant
from storefront.mount.current import Person
from storefront.standalone.models import Role, User

MIN_PASSWORD = 10


def init_security(app: Flask, db: SQLAlchemy) -> None:
    """Argon2 passwords, sign-in at `/login`, sign-out at `/logout`, in the shop's own look."""
    app.config.update(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method, not a password
        SECURITY_PASSWORD_LENGTH_MIN=MIN_PASSWORD,
        SECURITY_LOGIN_USER_TEMPLATE="shop/accounts/login.html",
        SECURITY_POST_LOGIN_VIEW="/console/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_UNAUTHORIZED_VIEW="/login",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_REGISTERABLE=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,  # nobody learns who works here
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_FLASH_MESSAGES=False,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=app.extensions["shop"].settings.production,
    )
    app.extensions["shop_users"] = SQLAlchemySessionUserDatastore(db.session, User, Role)
    Security(app, app.extensions["shop_users"])


def signed_in() -> Person | None:
    """The shop's user loader in the standalone app."""
    if not current_user.is_authenticated:
        return None
    return Person(ref=str(current_user.fs_uniquifier), email=current_user.email, name=current_user.name)


def create_user(app: Flask, email: str, name: str, password: str) -> str:
    """Add somebody who can sign in; returns their person ref. Raises `Invalid` for a short password or a taken e-mail.
    The caller commits."""
    users = app.extensions["shop_users"]
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"Choose a password of at least {MIN_PASSWORD} characters.", field="password")
    if users.find_user(email=email) is not None:
        raise Invalid(f"Somebody with the e-mail {email} can sign in already.", field="email")
    ref = secrets.token_hex(16)
    users.create_user(email=email, name=name, password=hash_password(password), fs_uniquifier=ref, active=True)
    return ref


def newcomer(app: Flask, email: str, name: str, password: str) -> Person:
    """Somebody who was asked in chooses a password, and is signed in. Raises `Invalid` as `create_user`."""
    ref = app.extensions["shop"].write(lambda _work: create_user(app, email, name, password))
    login_user(app.extensions["shop_users"].find_user(fs_uniquifier=ref))
    return Person(ref=ref, email=email, name=name)


def add_people(app: Flask, work: Work, people: Iterable[Mapping[str, str]]) -> None:
    """Let each of `people` (email, name, password) sign in and see every seller: the demo's staff."""
    for person in people:
        ref = create_user(app, person["email"], person["name"], person["password"])
        grant(work, ref, OPERATOR, name=person["name"], email=person["email"])
