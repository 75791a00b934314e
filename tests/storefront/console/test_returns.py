"""What comes back: declared, taken in once, paid back once, each by who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g
from werkzeug.test import TestResponse

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import stock
from storefront.accounts.access import SUPPORT, WAREHOUSE
from storefront.accounts.service import grant
from storefront.mount.current import Person
from storefront.withdrawal import returning
from storefront.withdrawal.service import declare
from tests.fulfilment.house import SELLER
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in


def test_money_before_goods_leaves_the_parcel_awaited() -> None:
    at = object()
    told = [(None, None, "away"), (None, at, "away"), (at, None, "here"), (at, at, "paid")]
    for received, settled, stage in told:
        assert returning.stage(received, settled) == stage  # type: ignore[arg-type]


@pytest.fixture
def line(desk: Desk) -> str:
    """A tin of oil that has left, and that its customer withdrew from."""
    order = desk.counter.bought(tables=0)
    ref = desk.counter.line_of("OIL")
    desk.counter.shop.write(lambda work: declare(work, order, [ref], [ref]))
    return ref


def levels(desk: Desk) -> dict[str, int]:
    page = desk.counter.shop.read(lambda work: stock.item(work, EVERY_SELLER, "OIL"))
    return {f"{row.location}/{row.condition}": row.on_hand for row in page.levels}


def rows(desk: Desk) -> list[returning.ReturnRow]:
    shop = desk.counter.shop
    return shop.read(lambda work: returning.returns(work, EVERY_SELLER, shop.settings.zone))


def test_a_return_is_taken_in_once_in_its_condition_and_paid_back_once(desk: Desk, line: str) -> None:
    (row,) = rows(desk)
    assert (row.stage, row.pay_by - row.declared_at.date()) == ("away", timedelta(days=14))
    assert "Oil" in desk.open("/console/returns").text or row.title in desk.open("/console/returns").text
    before = levels(desk)
    bad = desk.post(f"/console/returns/{line}/receive", condition="eaten", location="WH")
    assert bad.status_code == 422
    nowhere = desk.post(f"/console/returns/{line}/receive", condition="good", location="MOON")
    assert nowhere.status_code == 422
    assert "Say where it lies now." in nowhere.text
    assert levels(desk) == before
    done = desk.post(f"/console/returns/{line}/receive", condition="damaged", location="WH", note="Dented")
    assert done.status_code == 303
    assert levels(desk).get("WH/damaged", 0) == before.get("WH/damaged", 0) + 1
    assert levels(desk)["WH/good"] == before["WH/good"], "nothing damaged is for sale"
    assert desk.post(f"/console/returns/{line}/receive", condition="good", location="WH").status_code == 409
    assert levels(desk)["WH/good"] == before["WH/good"]
    assert "Dented" in desk.open("/console/returns?show=here").text
    assert desk.post(f"/console/returns/{line}/pay", amount="10,00").status_code == 303
    assert rows(desk)[0].stage == "paid"
    assert desk.post(f"/console/returns/{line}/pay", amount="10,00").status_code == 409


def test_what_the_customer_keeps_moves_no_stock(desk: Desk, line: str) -> None:
    before = levels(desk)
    assert desk.post(f"/console/returns/{line}/receive", condition="kept", location="").status_code == 303
    assert levels(desk) == before


def test_what_never_left_is_no_return(desk: Desk) -> None:
    order = desk.counter.bought(tables=0)
    ref = desk.counter.line_of("OIL")
    desk.counter.shop.write(lambda work: declare(work, order, [ref], []))
    assert rows(desk) == []
    assert desk.post(f"/console/returns/{ref}/receive", condition="good", location="WH").status_code == 409


def test_the_warehouse_takes_in_and_support_pays(desk: Desk, line: str) -> None:
    shop = desk.counter.shop
    for role, ref in ((WAREHOUSE, "w"), (SUPPORT, "s")):
        shop.write(lambda work, role=role, ref=ref: grant(work, ref, SELLER, role))

    def ask(person: Person, path: str, **typed: str) -> TestResponse:
        g.pop("shop_staff", None)
        shop.user_loader = lambda: person
        return desk.post(path, **typed) if typed else desk.open(path)

    wim, sue = Person("w", "w@example.com", "Wim"), Person("s", "s@example.com", "Sue")
    assert f"/console/returns/{line}/pay" not in ask(wim, "/console/returns").text
    assert ask(wim, f"/console/returns/{line}/pay", amount="1").status_code == 403
    assert ask(wim, f"/console/returns/{line}/receive", condition="good", location="WH").status_code == 303
    assert ask(sue, f"/console/returns/{line}/pay", amount="1").status_code == 303
    sign_in(shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert desk.post(f"/console/returns/{line}/receive", condition="good", location="WH").status_code == 404
    assert "Nothing is on its way back." in desk.open("/console/returns").text
