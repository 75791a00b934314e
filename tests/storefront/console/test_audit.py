"""The trail: no button of the console does something that nobody is named for, and each reads their own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import select

from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.models import Deed
from storefront.accounts.service import grant, put_seller
from storefront.console.audit import queries
from storefront.console.audit.domain import Asked
from storefront.console.audit.words import deed
from storefront.mount.current import Person, ShopState
from tests.fulfilment.house import SELLER
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import ANNA, sign_in
from tests.storefront.console.test_whose import LIS, Premises, premises

__all__ = ["premises"]


def deeds(shop: ShopState) -> list[tuple[str, str]]:
    rows = select(Deed.view, Deed.person_ref).order_by(Deed.id)
    return shop.read(lambda work: [(row.view, row.person_ref) for row in work.session.execute(rows)])


def test_whatever_a_button_changes_somebody_is_named_for(premises: Premises) -> None:
    shop = premises.desk.counter.shop
    sign_in(shop)
    form = premises.form("tap")
    pressed, before = 0, premises.rows()
    for number, address in enumerate(premises.addresses()):
        if address.method == "GET":
            continue
        told = Counter(deeds(shop))
        answer = premises.ask(address, {**form, "client_id": f"tap-{number}"})
        after = premises.rows()
        moved = {name for name, rows in after.items() if rows != before[name]} - {"shop_deed"}
        if moved:
            pressed += 1
            new = Counter(deeds(shop)) - told
            assert (address.endpoint.removeprefix("shop.console_"), ANNA.ref) in new, (
                address,
                moved,
                answer.status_code,
            )
        before = after
    assert pressed > 10


def test_a_deed_tells_before_and_after_in_words(desk: Desk, shop: ShopState) -> None:
    sign_in(shop)
    shop.write(lambda work: grant(work, LIS.ref, SELLER, "warehouse", name="Lis"))
    page = desk.counter.client.get("/console/people").text
    refs = [part.split("/role")[0] for part in page.split("/console/people/")[1:] if "/role" in part]
    for ref in refs:
        g.pop("shop_staff", None)
        desk.counter.post(f"/console/people/{ref}/role", role="support")
    found = shop.read(lambda work: queries.trail(work, EVERY_SELLER, Asked(kind="deeds"), shop.settings.zone))
    changes = [change for entry in found.entries for change in entry.changes]
    assert ("Role", "warehouse", "support") in changes
    assert {entry.who for entry in found.entries} == {"Somebody of the house"}, "nobody wrote their name down"


def _trail(shop: ShopState, scope: SellerScope = EVERY_SELLER, rows: int = 50, **asked: Any) -> Any:
    return shop.read(lambda work: queries.trail(work, scope, Asked(**asked), shop.settings.zone, rows))


def test_every_row_comes_once_page_by_page_newest_first(desk: Desk, shop: ShopState, clock: FixedClock) -> None:
    desk.counter.bought()
    clock.advance(timedelta(hours=1))
    desk.counter.bought(tables=0)
    whole = _trail(shop, rows=500).entries
    assert len(whole) > 10
    found, after = [], ""
    while True:
        page = _trail(shop, rows=3, after=after)
        found += page.entries
        after = page.next
        if not after:
            break
    assert found == list(whole)
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)


def test_it_is_read_by_order_by_kind_and_by_day(desk: Desk, shop: ShopState, clock: FixedClock) -> None:
    desk.counter.bought()
    first = desk.counter.order().number
    clock.advance(timedelta(days=3))
    desk.counter.bought(tables=0)
    second = desk.counter.order().number
    assert {entry.order for entry in _trail(shop, order=first).entries} == {first}
    assert {entry.what for entry in _trail(shop, kind="payment").entries} == {"Payment"}
    late = _trail(shop, since=clock.now().date()).entries
    assert late
    assert first not in {entry.order for entry in late}
    assert second in {entry.order for entry in late}
    page = desk.counter.client.get(f"/console/audit?order={second}")
    assert page.status_code == 200
    assert second in page.text
    csv = desk.counter.client.get(f"/console/audit/trail.csv?order={second}").text
    own = SellerScope(frozenset({SELLER}))  # who is signed in works for one of the sellers
    assert csv.count(f",{second},") == len(_trail(shop, own, order=second, rows=500).entries) > 0


def test_another_sellers_trail_is_empty(desk: Desk, shop: ShopState) -> None:
    desk.counter.bought()
    assert _trail(shop, SellerScope(frozenset({"lumen"})), rows=500).entries == ()
    own = _trail(shop, SellerScope(frozenset({SELLER})), rows=500).entries
    assert own
    assert not {"Payment", "Obligation", "Order"} & {entry.what for entry in own}, "the operator's affair"


@pytest.mark.parametrize("after", ["x", "2026-11-23T09:00:00~../", "~", "2026-11-23T09:00:00+00:00~' OR 1"])
def test_a_cursor_that_is_none_says_so(desk: Desk, shop: ShopState, after: str) -> None:
    sign_in(shop)
    answer = desk.counter.client.get("/console/audit", query_string={"after": after}, headers={"Accept": "text/html"})
    assert answer.status_code == 422


def test_a_sellers_own_people_read_what_they_did(desk: Desk, shop: ShopState) -> None:
    shop.write(lambda work: put_seller(work, "lumen", "Lumen"))
    sign_in(shop, seller="lumen", person=Person("person-lis", "lis@lumen.example", "Lis"))
    desk.counter.post("/console/people", email="bo@lumen.example", role="support", seller="lumen")
    assert [entry.what for entry in _trail(shop, SellerScope(frozenset({"lumen"}))).entries] == ["Asked somebody in"]
    assert _trail(shop, SellerScope(frozenset({SELLER}))).entries == ()


def test_every_view_has_words_to_be_read() -> None:
    assert deed("people.invite") == "Asked somebody in"
    assert deed("floor.act", "01m83t4cm0bwjsx5wj8t1ex6gm finish") == "Finished an operation"
    assert deed("stock.put_away") == "Stock: put away", "of before it was renamed"
