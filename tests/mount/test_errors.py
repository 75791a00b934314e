"""Where errors become answers: a page for a person, problem+json for a program, never a traceback; and tokens."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from foundation.plain import errors
from storefront.catalogue import queries
from storefront.mount.errors import STATUS, status_of

SENTENCE = "The oil is gone. Take the soap."
KINDS = sorted(STATUS, key=lambda kind: kind.__name__)


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A shop whose product page fails with the class named in its address."""

    def fail(_work: object, slug: str, *_: object) -> None:
        if slug == "crash":
            raise ZeroDivisionError("secret inside")
        raise getattr(errors, slug)(SENTENCE)

    monkeypatch.setattr(queries, "described", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_gets_a_page_with_the_sentence(failing: FlaskClient, kind: type[errors.DomainError]) -> None:
    page = failing.get(f"/p/{kind.__name__}", headers={"Accept": "text/html"})
    assert page.status_code == STATUS[kind]
    assert page.mimetype == "text/html"
    assert SENTENCE in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_gets_problem_json(failing: FlaskClient, kind: type[errors.DomainError]) -> None:
    told = failing.get(f"/p/{kind.__name__}", headers={"Accept": "application/json"})
    assert (told.status_code, told.mimetype) == (STATUS[kind], "application/problem+json")
    assert told.json == {"type": "about:blank", "status": STATUS[kind], "title": SENTENCE, "field": None}


def test_an_error_without_a_row_of_its_own_takes_its_nearest_ancestors() -> None:
    class SoldOut(errors.Conflict):
        pass

    assert status_of(SoldOut("Gone.")) == 409
    assert all(status_of(kind("x")) == status for kind, status in STATUS.items())


def test_a_crash_is_logged_and_shows_no_traceback(failing: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        page = failing.get("/p/crash", headers={"Accept": "text/html"})
    words = page.get_data(as_text=True)
    assert page.status_code == 500
    assert "Something broke on our side" in words
    assert "Traceback" not in words
    assert "secret inside" not in words
    assert "ZeroDivisionError" in caplog.text


def test_a_form_without_its_token_is_refused_with_a_page(client: FlaskClient) -> None:
    refused = client.post("/cart/plan", data={"plan": "each"}, headers={"Accept": "text/html"})
    assert refused.status_code == 403
    assert "open for too long" in refused.get_data(as_text=True)


def test_somebody_elses_token_is_refused(app: Flask) -> None:
    theirs, mine = app.test_client(), app.test_client()
    page = theirs.get("/orders/find").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    for name in ("csrf_token", "csrf_valid"):
        g.pop(name, None)  # the test's one app context outlives requests
    form = {"csrf_token": token, "number": "", "email": ""}
    assert mine.post("/orders/find", data=form).status_code == 403
    g.pop("csrf_valid", None)
    assert theirs.post("/orders/find", data=form).status_code == 422


def test_json_and_webhooks_need_no_token(client: FlaskClient) -> None:
    json = client.post("/configurator/state", json={"hash": "none"})
    assert json.status_code not in (403, 500)
    hook = client.post("/hooks/stripe", data=b"{}", headers={"Content-Type": "application/json"})
    assert b"open for too long" not in hook.data
    plain = client.post("/hooks/carriers/nobody", data=b"x", headers={"Content-Type": "text/plain"})
    assert b"open for too long" not in plain.data
    assert plain.status_code < 500
