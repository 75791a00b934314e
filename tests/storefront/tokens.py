"""The CSRF token of a test's browser: from a page of ours, once for each session it has."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient

_KNOWN = "shop_token_known"


def token_of(app: Flask, client: FlaskClient) -> str:
    """A test's one app context outlives requests, and Flask-WTF keeps the token of the last one there: another
    visitor's must not be found. Every form of a session takes the same token, so the page is opened once."""
    for name in ("csrf_token", "csrf_valid"):
        g.pop(name, None)
    known, token = vars(client).get(_KNOWN, (None, ""))
    if known is None or known != _of_session(app, client):
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/orders/find").get_data(as_text=True))
        assert found is not None
        token = found[1]
        vars(client)[_KNOWN] = (_of_session(app, client), token)
    return token


def _of_session(app: Flask, client: FlaskClient) -> Any:
    """What the token is made of; None without a session."""
    cookie, interface = client.get_cookie(app.config["SESSION_COOKIE_NAME"]), app.session_interface
    if cookie is None:
        return None
    return interface.get_signing_serializer(app).loads(cookie.decoded_value).get("csrf_token")  # type: ignore[attr-defined]
