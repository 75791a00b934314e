"""The second factor: enrolled by a phone that proves it, asked of whom the house asks it, lost and found again."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.service import grant, put_seller
from storefront.standalone import factor, keeping
from storefront.standalone.models import User
from storefront.standalone.security import create_user
from tests.storefront.accounts.house import PASSWORD, Visitor

METTE = "mette@hall-three.example"


class Phone:
    """An authenticator app: knows what it scanned, and its own time."""

    def __init__(self, app: Flask) -> None:
        self.app, self.now, self.key = app, 1_800_000_000.0, ""
        app.extensions["security"].totp_factory.now = lambda: self.now

    def scan(self, page: str) -> None:
        found = re.search(r'<p class="num anywhere">([A-Z2-7 ]+)</p>', page)
        assert found is not None
        self.key = found[1].replace(" ", "")

    def code(self) -> str:
        shown = self.app.extensions["security"].totp_factory._totp(key=self.key).generate(time=self.now)
        return str(shown.token)

    def later(self) -> None:
        self.now += 30


@pytest.fixture
def mette(app: Flask) -> Visitor:
    visitor = Visitor(app)

    def come(work: object) -> None:
        put_seller(work, "kast-oak", "Kast & Oak")  # type: ignore[arg-type]
        ref = create_user(app, METTE, "Mette", PASSWORD)
        grant(work, ref, "*", name="Mette", email=METTE)  # type: ignore[arg-type]

    visitor.shop.write(come)
    return visitor


@pytest.fixture
def phone(app: Flask) -> Phone:
    return Phone(app)


def enrolled(who: Visitor, phone: Phone) -> list[str]:
    """Signed in, with the phone taught; the codes for paper."""
    who.sign_in(METTE)
    phone.scan(who.get("/account/second-factor").text)
    page = who.post("/account/second-factor", code=phone.code()).text
    return re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)


def test_it_is_on_once_the_phone_has_proven_it_and_is_asked_for_from_then_on(mette: Visitor, phone: Phone) -> None:
    mette.sign_in(METTE)
    page = mette.get("/account/second-factor").text
    assert "<svg" in page
    phone.scan(page)
    assert "did not fit" in mette.post("/account/second-factor", code="000000").text
    assert mette.post("/logout").status_code == 303
    assert mette.sign_in(METTE).location == "/console/", "nothing is on before it is proven"
    mette.post("/logout")

    assert len(enrolled(mette, phone)) == 8
    mette.post("/logout")
    phone.later()
    assert mette.sign_in(METTE, next="/console/people").location == "/login/code"
    assert mette.get("/console/").status_code == 302, "half way in is not in"
    assert mette.post("/login/code", code="123456").status_code == 200
    assert mette.post("/login/code", code=phone.code()).location == "/console/people"
    assert mette.get("/console/people").status_code == 200


def test_a_code_is_good_once(mette: Visitor, phone: Phone, app: Flask) -> None:
    enrolled(mette, phone)
    phone.later()
    code = phone.code()
    eve = Visitor(app)
    for browser, answer in ((Visitor(app), 303), (eve, 200)):
        browser.sign_in(METTE)
        assert browser.post("/login/code", code=code).status_code == answer
    assert eve.get("/console/").status_code == 302


def test_a_code_from_paper_stands_in_for_a_lost_phone_once(mette: Visitor, phone: Phone, app: Flask) -> None:
    codes = enrolled(mette, phone)
    for browser, code, answer in ((Visitor(app), codes[3], 303), (Visitor(app), codes[3], 200), (mette, codes[4], 303)):
        browser.post("/logout")
        browser.sign_in(METTE)
        assert browser.post("/login/code", code=code.upper().replace("-", " ")).status_code == answer
    left = mette.shop.read(lambda work: work.session.scalars(select(User.mf_recovery_codes)).one())
    assert len(left or []) == 6
    assert codes[0] not in str(left), "they are sealed"
    mette.post("/account/second-factor/codes", old=PASSWORD)
    mette.post("/logout")
    mette.sign_in(METTE)
    assert mette.post("/login/code", code=codes[0]).status_code == 200, "new codes end the old ones"


def test_five_wrong_codes_and_the_door_stays_shut_for_a_while(mette: Visitor, phone: Phone, app: Flask) -> None:
    enrolled(mette, phone)
    phone.later()
    eve = Visitor(app)
    eve.sign_in(METTE)
    assert [eve.post("/login/code", code="000000").status_code for _ in range(6)] == [200] * 5 + [429]
    assert eve.post("/login/code", code=phone.code()).status_code == 429


def test_the_house_asks_it_of_its_roles_and_nobody_passes_without(mette: Visitor, phone: Phone) -> None:
    mette.sign_in(METTE)
    assert mette.post("/console/people/second-factor", role=["owner"]).status_code == 303
    asked = mette.get("/console/stock")
    assert asked.location == "/account/second-factor?next=/console/stock"
    assert mette.post("/console/people/sellers", ref="lumen", name="Lumen").status_code == 302
    page = mette.get(asked.location).text
    assert "asks for a second factor" in page
    phone.scan(page)
    done = mette.post("/account/second-factor", code=phone.code(), next="/console/stock").text
    assert 'href="/console/stock"' in done
    assert mette.get("/console/stock").status_code == 200


def test_an_owner_takes_a_lost_one_off_somebody_and_they_set_up_another(
    mette: Visitor, phone: Phone, app: Flask
) -> None:
    def come(work: object) -> None:
        ref = create_user(app, "bo@x.example", "Bo", PASSWORD)
        grant(work, ref, "kast-oak", "warehouse", name="Bo")  # type: ignore[arg-type]
        factor_on = app.extensions["security"].totp_factory.generate_totp_secret()
        work.session.flush()  # type: ignore[attr-defined]
        user = work.session.query(User).filter_by(ref=ref).one()  # type: ignore[attr-defined]
        user.tf_totp_secret = factor_on

    mette.shop.write(come)
    mette.sign_in(METTE)
    page = mette.get("/console/people").text
    ref = next(
        found for found in re.findall(r"/console/people/([0-9a-z]+)/reset-factor", page) if _whose(mette, found) == "Bo"
    )
    assert mette.post(f"/console/people/{ref}/reset-factor").status_code == 303
    known = mette.shop.read(lambda work: keeping.found(work, email="bo@x.example"))
    assert known is not None
    assert not known.second


def _whose(who: Visitor, ref: str) -> str:
    from storefront.accounts.models import Membership

    return who.shop.read(lambda work: work.session.get_one(Membership, ref).name)


def test_it_goes_off_with_the_password_alone(mette: Visitor, phone: Phone) -> None:
    enrolled(mette, phone)
    assert mette.post("/account/second-factor/off", old="not hers").status_code == 422
    assert mette.post("/account/second-factor/off", old=PASSWORD).status_code == 303
    mette.post("/logout")
    assert mette.sign_in(METTE).location == "/console/"


def test_the_secret_is_sealed_where_it_is_kept(mette: Visitor, phone: Phone) -> None:
    enrolled(mette, phone)
    kept = mette.shop.read(lambda work: work.session.scalars(select(User.tf_totp_secret)).one())
    assert kept is not None
    assert phone.key not in kept
    assert factor.WINDOW_S == 30
