"""What could be guessed may be tried ten times a minute, and no guest loses anything by it."""

from __future__ import annotations

import re

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from storefront.mount.ext import Shop
from tests.storefront.accounts.house import hash_quickly


def token(client: FlaskClient, path: str) -> str:
    for name in ("csrf_token", "csrf_valid"):
        g.pop(name, None)
    found = re.search(r'csrf_token"[^>]* value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/orders/find", {"number": "1042", "email": "eve@example.com"}),
        ("/login", {"email": "eve@example.com", "password": "not her password"}),
    ],
)
def test_the_eleventh_guess_within_a_minute_is_asked_to_wait(
    app: Flask, client: FlaskClient, path: str, typed: dict[str, str]
) -> None:
    hash_quickly(app)
    form = {"csrf_token": token(client, path), **typed}
    assert {client.post(path, data=form).status_code for _ in range(10)} == {200}

    refused = client.post(path, data=form, headers={"Accept": "text/html"})

    assert refused.status_code == 429
    assert "That was a little fast" in refused.text
    assert client.get(path).status_code == 200
    other = client.post(path, data=form, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200


def test_a_shop_in_production_without_a_key_and_a_demo_with_a_live_one_are_refused() -> None:
    def mounted(**settings: object) -> None:
        app = Flask("a_host")
        app.config.update(SECRET_KEY="s", SQLALCHEMY_DATABASE_URI="sqlite://", **settings)
        Shop(app)

    with pytest.raises(ValueError, match="SHOP_STRIPE_SECRET_KEY"):
        mounted(SHOP_PRODUCTION=True)
    with pytest.raises(ValueError, match="never runs with a live key"):
        mounted(SHOP_DEMO=True, SHOP_STRIPE_SECRET_KEY="sk_live_x", SHOP_STRIPE_WEBHOOK_SECRET="w")
    with pytest.raises(ValueError, match="SHOP_STRIPE_WEBHOOK_SECRET"):
        mounted(SHOP_STRIPE_SECRET_KEY="sk_test_x")
