"""Who works here: asked in by a link that is good once, another role, let go; the last owner stays."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Gone
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts import inviting
from storefront.accounts.models import Membership
from storefront.accounts.service import OPERATOR, grant, put_seller
from storefront.mount.current import Person, ShopState

METTE = Person("person-mette", "mette@hall-three.example", "Mette Krog")
BO = Person("person-bo", "bo@hall-three.example", "Bo Ravn")
KAST = SellerScope(frozenset({"kast-oak"}))


@pytest.fixture(autouse=True)
def house(shop: ShopState) -> None:
    shop.write(lambda work: put_seller(work, "kast-oak", "Kast & Oak"))
    shop.write(lambda work: put_seller(work, "lumen", "Lumen"))
    shop.write(lambda work: grant(work, METTE.ref, "kast-oak", name=METTE.name, email=METTE.email))
    shop.user_loader = lambda: METTE


def csrf(client: FlaskClient, path: str) -> str:
    for name in ("csrf_token", "csrf_valid", "shop_staff"):
        g.pop(name, None)
    found = re.search(r'csrf_token"[^>]* value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def asked(client: FlaskClient, role: str = "warehouse") -> str:
    """The link that the owner is shown."""
    form = {"csrf_token": csrf(client, "/console/people"), "email": BO.email, "role": role, "seller": "kast-oak"}
    g.pop("shop_staff", None)
    page = client.post("/console/people", data=form)
    assert page.status_code == 200, page.text
    found = re.search(r'href="[^"]*(/join/[^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_somebody_asked_in_joins_by_the_link_once(client: FlaskClient, shop: ShopState) -> None:
    link = asked(client)
    shop.user_loader = lambda: BO
    assert "Kast &amp; Oak" in client.get(link).text
    assert client.post(link, data={"csrf_token": csrf(client, link)}).status_code == 303

    rows = shop.read(lambda work: work.session.scalars(select(Membership).filter_by(person_ref=BO.ref)).all())
    assert [(row.seller_ref, row.role, row.name, row.email) for row in rows] == [
        ("kast-oak", "warehouse", BO.name, BO.email)
    ]
    assert client.get(link).status_code == 410
    assert client.get(link + "x").status_code == 410


def test_a_newcomer_of_the_shops_own_app_chooses_a_password_and_is_in(client: FlaskClient, shop: ShopState) -> None:
    from storefront.standalone.security import signed_in

    link = asked(client)
    shop.user_loader = lambda: None if signed_in() is None else signed_in()
    token = csrf(client, link)
    short = client.post(link, data={"csrf_token": token, "name": "Bo Ravn", "password": "short"})
    assert short.status_code == 422
    assert "at least 10 characters" in short.text
    come = client.post(link, data={"csrf_token": token, "name": "Bo Ravn", "password": "ten letters or more"})
    assert come.status_code == 303
    g.pop("shop_staff", None)
    assert client.get("/console/stock").status_code == 200
    g.pop("shop_staff", None)
    assert client.get("/console/people").status_code == 403


def test_in_somebody_elses_app_a_stranger_is_told_to_sign_in_first(client: FlaskClient, shop: ShopState) -> None:
    link = asked(client)
    shop.user_loader, shop.add_person = (lambda: None), None
    assert "Please sign in first" in client.get(link).text
    answer = client.post(
        link, data={"csrf_token": csrf(client, "/orders/find"), "name": "Eve", "password": "long enough!"}
    )
    assert answer.status_code == 422


def test_an_invitation_ends_after_seven_days_and_when_it_is_taken_back(shop: ShopState, clock: FixedClock) -> None:
    def ask() -> str:
        given = {"email": BO.email, "role": "support", "seller": "kast-oak", "by": "Mette"}
        return shop.write(lambda work: inviting.invite(work, KAST, **given))

    late, back = ask(), ask()
    shop.write(lambda work: inviting.withdraw(work, KAST, back))
    with pytest.raises(Gone):
        shop.write(lambda work: inviting.accept(work, back, BO.ref, BO.name, BO.email))
    clock.advance(timedelta(days=7))
    with pytest.raises(Gone):
        shop.write(lambda work: inviting.accept(work, late, BO.ref, BO.name, BO.email))


def test_of_two_who_take_one_invitation_the_second_is_told(shop: ShopState) -> None:
    given = {"email": BO.email, "role": "support", "seller": "kast-oak", "by": "Mette"}
    ref = shop.write(lambda work: inviting.invite(work, KAST, **given))
    shop.write(lambda work: inviting.accept(work, ref, BO.ref, BO.name, BO.email))
    with pytest.raises(Gone):
        shop.write(lambda work: inviting.accept(work, ref, "person-eve", "Eve", "eve@x.example"))
    assert {m.person_ref for m in shop.read(lambda work: inviting.staffing(work, KAST)).members} == {METTE.ref, BO.ref}


def test_the_last_owner_can_neither_leave_nor_become_less(shop: ShopState) -> None:
    (only,) = shop.read(lambda work: inviting.staffing(work, KAST)).members
    for verb in (
        lambda work: inviting.let_go(work, KAST, only.ref),
        lambda work: inviting.give_role(work, KAST, only.ref, "support"),
    ):
        with pytest.raises(Conflict):
            shop.write(verb)
    shop.write(lambda work: grant(work, BO.ref, "kast-oak", "owner"))
    shop.write(lambda work: inviting.let_go(work, KAST, only.ref))
    assert [m.person_ref for m in shop.read(lambda work: inviting.staffing(work, KAST)).members] == [BO.ref]


def test_nobody_asks_in_or_lets_go_for_another_seller(client: FlaskClient, shop: ShopState) -> None:
    shop.write(lambda work: grant(work, BO.ref, "lumen"))
    (theirs,) = shop.read(lambda work: inviting.staffing(work, SellerScope(frozenset({"lumen"})))).members
    form = {"csrf_token": csrf(client, "/console/people")}
    for path in (f"/console/people/{theirs.ref}/let-go", f"/console/people/{theirs.ref}/role"):
        g.pop("shop_staff", None)
        assert client.post(path, data={**form, "role": "support"}).status_code == 404
    for seller in ("lumen", OPERATOR, "nobody"):
        g.pop("shop_staff", None)
        wanted = {**form, "email": "eve@x.example", "role": "owner", "seller": seller}
        assert client.post("/console/people", data=wanted).status_code == 422
    g.pop("shop_staff", None)
    assert BO.ref not in client.get("/console/people").text
    everybody = shop.read(lambda work: inviting.staffing(work, EVERY_SELLER)).members
    assert {member.seller for member in everybody} == {"Kast & Oak", "Lumen"}


@pytest.mark.parametrize(("email", "role"), [("", "owner"), ("@", "owner"), ("bo@x.example", "king")])
def test_an_invitation_without_an_address_or_a_role_says_so(client: FlaskClient, email: str, role: str) -> None:
    form = {"csrf_token": csrf(client, "/console/people"), "email": email, "role": role, "seller": "kast-oak"}
    g.pop("shop_staff", None)
    assert client.post("/console/people", data=form).status_code == 422
