"""Somebody at the doors of the shop: forms sent as a browser does, mails opened as a person does."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront.mount.current import ShopState
from storefront.running.draining import drain
from tests.storefront.tokens import token_of

PASSWORD = "nine words are not ten"
_G = ("csrf_token", "csrf_valid", "shop_staff", "_login_user", "shop_chrome", "shop_console_signs")


def hash_quickly(app: Flask) -> None:
    """What argon2 costs is its own affair: these tests are about doors."""
    security = app.extensions["security"]
    security.pwd_context = security.pwd_context.using(argon2__rounds=1, argon2__memory_cost=8, argon2__parallelism=1)


@dataclass
class Visitor:
    """A browser of its own. The test's one app context outlives requests: what a request leaves in `g` is let go."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        hash_quickly(self.app)

    @property
    def shop(self) -> ShopState:
        return self.app.extensions["shop"]  # type: ignore[no-any-return]

    def get(self, path: str) -> TestResponse:
        self._fresh()
        return self.client.get(path)

    def post(self, path: str, **form: object) -> TestResponse:
        token = self.token()
        self._fresh()
        return self.client.post(path, data={"csrf_token": token, **form}, headers={"Accept": "text/html"})

    def token(self) -> str:
        self._fresh()
        return token_of(self.app, self.client)

    def _fresh(self) -> None:
        for name in _G:
            g.pop(name, None)

    def post_office(self) -> list[EmailMessage]:
        """The worker has done what was due; every mail so far, oldest first."""
        outbox = {name: (lambda message, fn=fn: fn(self.shop, message)) for name, fn in self.shop.outbox.items()}
        while drain(self.shop.runner, outbox):
            pass
        files = sorted(
            Path(self.app.config["SHOP_MAIL_FOLDER"]).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns
        )
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]  # type: ignore[misc]

    def link(self, subject: str) -> str:
        """The path of the link in the newest mail whose subject has these words."""
        mail = next(mail for mail in reversed(self.post_office()) if subject in mail["Subject"])
        body = mail.get_body(("plain",))
        assert body is not None
        address = re.search(r"https?://\S+", body.get_content())
        assert address is not None
        return urlsplit(address[0]).path

    def register(self, name: str = "Ida Lund", address: str = "ida@example.org", password: str = PASSWORD) -> None:
        """Through the mail to an account, signed in."""
        assert self.post("/register", name=name, email=address).status_code == 200
        assert self.post(self.link("Choose a password"), password=password).status_code == 303

    def sign_in(self, address: str = "ida@example.org", password: str = PASSWORD, **form: object) -> TestResponse:
        return self.post("/login", email=address, password=password, **form)
