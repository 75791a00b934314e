"""The operator's house: sellers come and get people, proxies are believed as far as one said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import event

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts import house, inviting
from storefront.accounts.house import SellerIn
from storefront.accounts.mine import addresses, orders
from storefront.checkout.domain import AddressIn
from storefront.mount.current import Person
from storefront.standalone.app import create_app
from tests.storefront.accounts.house import Visitor

LUMEN = SellerIn("lumen", "Lumen", "Lumen SARL", "7 quai du Wault\n59800 Lille", "hello@lumen.example", "FR123")


def test_a_seller_comes_with_what_the_law_wants_and_gets_people(run: Runner) -> None:
    run.write(lambda work: house.add_seller(work, EVERY_SELLER, LUMEN))
    assert run.read(lambda work: house.sellers(work, EVERY_SELLER)) == (LUMEN,)
    asked = {"email": "bo@lumen.example", "role": "owner", "seller": "lumen", "by": "Mette"}
    ref = run.write(lambda work: inviting.invite(work, EVERY_SELLER, **asked))
    run.write(lambda work: inviting.accept(work, ref, "bo", "Bo", "bo@lumen.example"))
    own = SellerScope(frozenset({"lumen"}))
    assert [one.name for one in run.read(lambda work: inviting.staffing(work, own)).members] == ["Bo"]


@pytest.mark.parametrize("ref", ["*", "all", "Kast & Oak", "-x", "x--y", "", "a" * 41, "ä"])
def test_a_short_name_that_would_break_addresses_is_refused(run: Runner, ref: str) -> None:
    with pytest.raises(Invalid):
        run.write(lambda work: house.add_seller(work, EVERY_SELLER, SellerIn(ref, "N", "N", "A")))


def test_only_the_operator_adds_a_seller_or_asks_for_a_second_factor(run: Runner) -> None:
    run.write(lambda work: house.add_seller(work, EVERY_SELLER, LUMEN))
    own, other = SellerScope(frozenset({"lumen"})), SellerScope(frozenset({"kast-oak"}))
    for verb in (
        lambda work: house.add_seller(work, own, SellerIn("eve", "Eve", "Eve", "A")),
        lambda work: house.ask_second_factor(work, own, ["owner"]),
        lambda work: house.change_seller(work, other, LUMEN),
        lambda work: house.seller(work, other, "lumen"),
    ):
        with pytest.raises(NotFound):
            run.write(verb)
    with pytest.raises(Conflict):
        run.write(lambda work: house.add_seller(work, EVERY_SELLER, LUMEN))
    with pytest.raises(Invalid):
        run.write(lambda work: house.change_seller(work, own, SellerIn("lumen", "Lumen", "", "")))
    with pytest.raises(Invalid):
        run.write(lambda work: house.ask_second_factor(work, EVERY_SELLER, ["king"]))
    run.write(lambda work: house.ask_second_factor(work, EVERY_SELLER, ["support", "owner"]))
    assert run.read(house.asked_of) == {"support", "owner"}


@pytest.mark.parametrize(("proxies", "believed"), [(0, "10.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_as_many_proxies_are_believed_as_there_are(
    tmp_path: Path, clock: FixedClock, proxies: int, believed: str
) -> None:
    app = create_app({"INSTANCE": tmp_path, "SHOP_TRUSTED_PROXIES": proxies, "TESTING": True}, clock)
    app.add_url_rule("/who", view_func=lambda: request.remote_addr or "")
    headers = {"X-Forwarded-For": "192.0.2.66, 203.0.113.9, 198.51.100.7"}
    answer = app.test_client().get("/who", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert answer.text == believed


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engine = app.extensions["shop"].db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_the_accounts_pages_take_a_fixed_number_of_statements(app: Flask) -> None:
    ida = Visitor(app)
    person = Person("person-ida", "ida@example.org", "Ida", email_verified=True)
    ida.shop.user_loader = lambda: person
    budgets = {"": 6, "/designs": 5, "/addresses": 4, "/settings": 3, "/data": 4, "/addresses/new": 3}

    def look() -> dict[str, int]:
        found = {}
        for path in budgets:
            ida.get("/account" + path)
            with counted(app) as said:
                assert ida.get("/account" + path).status_code == 200
            found[path] = len([one for one in said if not one.startswith(("BEGIN", "PRAGMA"))])
        return found

    empty = look()
    for number in range(5):
        address = AddressIn(f"Way {number}", "8000", "Aarhus", "DK")
        ida.shop.write(lambda work, address=address: addresses.add(work, person.ref, "Ida", address))  # type: ignore[misc]
        ida.shop.write(lambda work, n=number: orders.own(work, person.ref, f"order-{n}"))  # type: ignore[misc]
    full = look()
    assert empty == full
    assert {path: count for path, count in full.items() if count > budgets[path]} == {}
