"""Sign in, make an account, a new password: nobody learns who is registered, every link opens one door once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.plain.clock import FixedClock
from storefront.accounts.mine.letters import forget_letters
from storefront.accounts.mine.models import Letter
from storefront.accounts.service import grant
from storefront.standalone.models import User
from storefront.standalone.security import create_user
from tests.storefront.accounts.house import PASSWORD, Visitor


@pytest.fixture
def ida(app: Flask) -> Visitor:
    return Visitor(app)


def test_an_account_begins_with_a_mail_and_a_password_behind_its_link(ida: Visitor) -> None:
    ida.register(address="Ida@Example.org")
    page = ida.get("/account")
    assert page.status_code == 200
    assert "Ida Lund" in page.text
    row = ida.shop.read(lambda work: work.session.execute(select(User.email, User.confirmed_at)).one())
    assert row.email == "ida@example.org"
    assert row.confirmed_at is not None

    assert ida.post("/logout").status_code == 303
    assert ida.get("/account").location == "/login?next=/account"
    assert ida.sign_in("IDA@example.org").location == "/account"


def test_nobody_learns_who_is_registered(ida: Visitor, app: Flask) -> None:
    ida.register()
    eve = Visitor(app)
    for path in ("/register", "/reset"):
        known = eve.post(path, name="Eve", email="ida@example.org")
        unknown = eve.post(path, name="Eve", email="nobody@example.org")
        assert known.status_code == unknown.status_code == 200
        assert _told(known) == _told(unknown)
    wrong, nobody = eve.sign_in(password="not her password"), eve.sign_in("nobody@example.org")
    assert _told(wrong) == _told(nobody)
    subjects = {mail["To"]: mail["Subject"] for mail in eve.post_office()}
    assert "No account" in subjects["nobody@example.org"] or "Choose" in subjects["nobody@example.org"]


def _told(answer: Any) -> str:
    """A page but for the address that was typed and the form's token, which is another every second."""
    return re.sub(r'name="csrf_token" value="[^"]+"|ida@|nobody@', "", answer.text)


def test_who_has_an_account_already_reads_so_in_the_mail_alone(ida: Visitor) -> None:
    ida.register()
    Visitor(ida.app).post("/register", name="Ida", email="ida@example.org")
    assert ida.link("have an account") == "/login"
    Visitor(ida.app).post("/reset", email="nobody@example.org")
    assert ida.link("No account") == "/register"
    # these letters open no door: their addresses are gone once they left
    kinds = ida.shop.read(lambda work: set(work.session.scalars(select(Letter.kind))))
    assert kinds == {"register"}


def test_a_link_opens_its_door_once_and_not_for_long(ida: Visitor, clock: FixedClock) -> None:
    ida.post("/register", name="Ida Lund", email="ida@example.org")
    link = ida.link("Choose a password")
    assert ida.get(link + "x").status_code == 410
    assert ida.get(link.replace("/verify/", "/reset/")).status_code == 410, "a link of one kind opens no other door"
    assert ida.post(link, password="short").status_code == 422
    assert ida.post(link, password=PASSWORD).status_code == 303
    assert ida.post(link, password="another long one").status_code == 410

    ida.post("/register", name="Bo", email="bo@example.org")
    late = ida.link("Choose a password")
    clock.advance(timedelta(hours=25))
    assert ida.get(late).status_code == 410
    forget_letters(ida.shop)
    assert ida.shop.read(lambda work: work.session.scalars(select(Letter.ref)).all()) == []


def test_a_new_password_ends_every_session_and_calls_older_links_back(
    ida: Visitor, app: Flask, clock: FixedClock
) -> None:
    ida.register()
    thief = Visitor(app)
    assert thief.sign_in().status_code == 303
    ida.post("/reset", email="Ida@example.org")
    first = ida.link("A new password")
    clock.advance(timedelta(minutes=3))
    ida.post("/reset", email="ida@example.org")
    second = ida.link("A new password")
    assert first != second

    set_ = ida.post(second, password="something else entirely")
    assert set_.status_code == 200
    assert "signed out everywhere" in set_.text
    assert ida.get(first).status_code == 410
    for browser in (thief, ida):
        assert browser.get("/account").status_code == 302
    assert ida.sign_in().status_code == 200
    assert ida.sign_in(password="something else entirely").status_code == 303


def test_a_mail_is_asked_for_twice_in_a_moment_and_sent_once(ida: Visitor) -> None:
    ida.register()
    for _ in range(3):
        ida.post("/reset", email="ida@example.org")
    assert sum("A new password" in mail["Subject"] for mail in ida.post_office()) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/account/addresses", "/account/addresses"),
        ("//evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("https://evil.example/", "/account"),
        ("/\t/evil.example", "/account"),
    ],
)
def test_one_goes_on_within_the_shop_only(ida: Visitor, wanted: str, found: str) -> None:
    ida.shop.write(lambda _work: create_user(ida.app, "ida@example.org", "Ida", PASSWORD))
    assert ida.sign_in(next=wanted).location == found


def test_who_works_here_comes_in_at_the_console(ida: Visitor) -> None:
    def come(work: object) -> None:
        grant(work, create_user(ida.app, "mette@hall-three.example", "Mette", PASSWORD), "*")  # type: ignore[arg-type]

    ida.shop.write(come)
    assert ida.sign_in("mette@hall-three.example").location == "/console/"


def test_the_limit_by_account_holds_from_wherever_it_is_tried(ida: Visitor) -> None:
    from storefront.standalone import guesses

    ida.register()
    for _ in range(30):
        with ida.app.test_request_context():
            guesses.wrong("password", "IDA@example.org")
    Visitor(ida.app).post("/logout")
    refused = Visitor(ida.app).sign_in()
    assert refused.status_code == 429, "even the right one is not heard"


def test_none_of_flask_securitys_own_pages_is_there(app: Flask) -> None:
    ours = {"security", "shop"}
    assert {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} <= ours
    for path in ("/verify", "/fs-static/x.css", "/change", "/confirm", "/tf-setup", "/mf-recovery"):
        assert app.test_client().get(path).status_code == 404, path


def test_a_form_without_its_token_is_refused(ida: Visitor) -> None:
    for path in ("/login", "/register", "/reset", "/logout", "/login/code"):
        assert ida.client.post(path, data={"email": "a@b.example"}).status_code == 403, path


def test_settings_change_with_the_password_and_a_new_address_by_a_mail_to_it(ida: Visitor, app: Flask) -> None:
    ida.register()
    assert ida.post("/account/settings/name", name="  Ida   Berg ").status_code == 303
    assert ida.post("/account/settings/name", name=" ").status_code == 422
    assert "Ida Berg" in ida.get("/account/settings").text
    new = {"email": "Berg@Example.net"}
    refused = ida.post("/account/settings/e-mail", **new, **{"old-email": "not hers"})
    assert refused.status_code == 422
    assert "not your present password" in refused.text
    assert ida.post("/account/settings/e-mail", **new, **{"old-email": PASSWORD}).status_code == 303
    assert ida.sign_in("berg@example.net").status_code == 200, "not before the link was opened"
    link = ida.link("Your new e-mail")
    assert Visitor(app).post(link).status_code == 303
    Visitor(app).post("/logout")
    assert Visitor(app).sign_in("berg@example.net").status_code == 303

    other = Visitor(app)
    other.sign_in("berg@example.net")
    old = {"old-password": PASSWORD}
    assert ida.post("/account/settings/password", new_password="short", **old).status_code == 422
    assert ida.post("/account/settings/password", new_password="a longer one than that", **old).status_code == 303
    assert ida.get("/account/settings").status_code == 200
    assert other.get("/account/settings").status_code == 302, "signed out everywhere else"


def test_an_address_that_somebody_has_is_not_taken_and_not_told(ida: Visitor, app: Flask) -> None:
    ida.register()
    eve = Visitor(app)
    eve.register(name="Eve", address="eve@example.org")
    told = eve.post("/account/settings/e-mail", email="ida@example.org", **{"old-email": PASSWORD})
    assert told.location == "/account/settings?done=email"
    assert ida.link("have an account") == "/login"


def test_an_eleventh_wish_within_a_minute_waits(ida: Visitor) -> None:
    for path in ("/register", "/reset"):
        answers = [ida.post(path, name="Ida", email=f"ida{n}@example.org").status_code for n in range(11)]
        assert answers == [200] * 10 + [429], path
