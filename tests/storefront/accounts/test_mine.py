"""What somebody with an account finds, takes along, and has forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from foundation.data.base import Base
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from storefront.accounts.mine import erasing, exporting
from storefront.accounts.mine.models import PersonAddress
from storefront.cart.models import CartLineRow
from storefront.designs.models import Design
from storefront.orders.models import Contact, Order
from storefront.orders.tokens import make_token
from tests.storefront.accounts.house import PASSWORD, Visitor
from tests.storefront.counter import Counter, counter_of

WORDS = ("Ida", "Lund", "ida@", "Møllevej", "20 30 40 50", "Narrow", "Grandmother")
HOME = {
    "line1": "Møllevej 4", "postcode": "8000", "city": "Aarhus", "country": "DK", "phone": "+45 20 30 40 50",
    "floor": "2", "lift": "none", "notes": "Narrow stairs",
}  # fmt: skip


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    every = app.extensions["shop"].outbox
    made = counter_of(app, clock)
    made.shop.outbox = {**every, **made.shop.outbox}
    made.furnish(oil=30)
    return made


@pytest.fixture
def ida(counter: Counter) -> Visitor:
    return Visitor(counter.app)


def checked_out(counter: Counter, who: Visitor, **more: object) -> str:
    """A tin of oil, bought by `who` and paid; the order's ref."""
    who.post("/cart/add", sku="OIL", quantity=1)
    assert who.post("/checkout/contact", email="Ida@example.org", name="Ida Lund").status_code == 303
    assert who.post("/checkout/delivery", **HOME, **more).status_code == 303
    return paid(counter, who)


def paid(counter: Counter, who: Visitor) -> str:
    before = {order.order_ref for order in counter.orders()}
    review = who.get("/checkout/review").text
    seen = review.split('name="seen" value="')[1][:64]
    counter.choose_card(who.post("/checkout/review", seen=seen))
    counter.work()
    (made,) = {order.order_ref for order in counter.orders()} - before
    return made


def delivered(counter: Counter, *refs: str) -> None:
    done = update(Order).where(Order.order_ref.in_(refs)).values(fulfilment_status="delivered")
    counter.shop.write(lambda work: work.session.execute(done) and None)


def everything(work: Work) -> dict[str, list[str]]:
    return {table.name: sorted(map(repr, work.session.execute(select(table)))) for table in Base.metadata.sorted_tables}


def test_what_was_bought_signed_in_is_there_and_what_a_guest_bought_is_claimed(counter: Counter, ida: Visitor) -> None:
    guests = checked_out(counter, ida)
    other = Visitor(counter.app)
    other.register(name="Eve", address="eve@example.org")
    ida.register()
    page = ida.get("/account").text
    assert "One order was made with your e-mail" in page
    assert "made with your e-mail" not in other.get("/account").text
    other.post("/account/claim")
    assert "No orders yet" in other.get("/account").text

    assert ida.post("/account/claim").location.endswith("claimed=1")
    own = checked_out(counter, ida)
    page = ida.get("/account").text
    for ref in (guests, own):
        number = counter.shop.read(lambda work, ref=ref: work.session.get_one(Order, ref).number)
        assert number in page
    assert "made with your e-mail" not in page


def test_who_has_not_proven_an_address_claims_nothing(counter: Counter, ida: Visitor) -> None:
    checked_out(counter, ida)
    from storefront.standalone.security import create_user

    counter.shop.write(lambda _work: create_user(counter.app, "ida@example.org", "Eve", PASSWORD))
    eve = Visitor(counter.app)
    eve.sign_in()
    assert "made with your e-mail" not in eve.get("/account").text
    assert eve.post("/account/claim").location.endswith("claimed=0")
    # and what they prove is the address itself, by a mail to it
    eve.post("/account/settings/verify")
    eve.post(eve.link("new e-mail"))
    assert "One order was made with your e-mail" in eve.get("/account").text


def test_cart_and_designs_move_in_and_are_not_left_behind(counter: Counter, ida: Visitor) -> None:
    counter.shop.write(lambda work: work.session.add(_design(work, "0123456789")))
    ida.register()
    ida.post("/logout")
    ida.post("/cart/add", sku="OIL", quantity=2)
    ida.post("/d/0123456789/remember")
    assert ida.sign_in().status_code == 303

    elsewhere = Visitor(counter.app)
    elsewhere.post("/cart/add", sku="CHAIR", quantity=1)
    elsewhere.sign_in()
    cart = elsewhere.get("/cart").text
    assert "Hardwax oil" in cart
    assert "Oak chair" in cart
    cookies = elsewhere.client._cookies
    assert any("shop_designs" in str(key) for key in cookies)
    elsewhere.post("/logout")
    assert "Hardwax oil" not in elsewhere.get("/cart").text
    assert not any("shop_designs" in str(key) for key in elsewhere.client._cookies)
    lines = counter.shop.read(
        lambda work: work.session.scalars(select(CartLineRow.sku).where(CartLineRow.removed_at.is_(None))).all()
    )
    assert sorted(lines) == ["CHAIR", "OIL"], "moved, not copied"


def _design(work: Work, code: str) -> Design:
    return Design(
        code=code, slug="solid-wood-table", name="Grandmother's", picks="", choices={}, rows=[], total_minor=1,
        currency="EUR", model_hash="m", created_at=work.now(),
    )  # fmt: skip


def test_the_address_book_keeps_one_usual_address_and_fills_the_checkout_in(counter: Counter, ida: Visitor) -> None:
    ida.register()
    ida.post("/account/addresses/new", name="Ida Lund", **HOME)
    counter.clock.advance(timedelta(seconds=1))  # refs are in order of time
    ida.post("/account/addresses/new", name="Ida Lund", **{**HOME, "line1": "Havnegade 1", "postcode": "5000"})
    wrong = ida.post("/account/addresses/new", name="", line1="", postcode="x", city="", country="US")
    assert wrong.status_code == 422
    assert wrong.text.count("field--error") == 5
    rows = _book(counter)
    assert [(row.line1, row.usual) for row in rows] == [("Møllevej 4", True), ("Havnegade 1", False)]

    ida.post("/cart/add", sku="OIL", quantity=1)
    ida.post("/checkout/contact", email="ida@example.org", name="Ida Lund")
    assert 'value="Møllevej 4"' in ida.get("/checkout/delivery").text
    assert 'value="Havnegade 1"' in ida.get(f"/checkout/delivery?address={rows[1].ref}").text

    ida.post(f"/account/addresses/{rows[1].ref}/usual")
    assert [row.usual for row in _book(counter)] == [False, True]
    ida.post(f"/account/addresses/{rows[1].ref}/remove")
    assert [(row.line1, row.usual) for row in _book(counter)] == [("Møllevej 4", True)]
    counter.clock.advance(timedelta(seconds=1))
    assert ida.post("/checkout/delivery", **{**HOME, "line1": "Ny Vej 2"}, keep_address="1").status_code == 303
    assert [row.line1 for row in _book(counter)] == ["Møllevej 4", "Ny Vej 2"]


def _book(counter: Counter) -> list[PersonAddress]:
    def read(work: Work) -> list[PersonAddress]:
        rows = work.session.scalars(select(PersonAddress).order_by(PersonAddress.ref)).all()
        work.session.expunge_all()
        return list(rows)

    return counter.shop.read(read)


def test_another_persons_things_are_not_there(counter: Counter, ida: Visitor) -> None:
    ida.register()
    ida.post("/account/addresses/new", name="Ida Lund", **HOME)
    ref = _book(counter)[0].ref
    eve = Visitor(counter.app)
    eve.register(name="Eve", address="eve@example.org")
    assert eve.get(f"/account/addresses/{ref}").status_code == 404
    for path in (f"/account/addresses/{ref}", f"/account/addresses/{ref}/usual", f"/account/addresses/{ref}/remove"):
        assert eve.post(path, name="Eve", **HOME).status_code == 404, path
    assert "Møllevej" not in eve.get("/account/addresses").text
    assert [row.name for row in _book(counter)] == ["Ida Lund"]


def test_all_of_it_comes_as_one_file_by_a_link_that_ends(counter: Counter, ida: Visitor, clock: FixedClock) -> None:
    ida.register()
    checked_out(counter, ida, keep_address="1")
    ida.post("/account/export")
    ida.post("/account/export")
    link = ida.link("Your data")
    answer = Visitor(counter.app).get(link)
    assert answer.mimetype == "application/zip"
    archive = ZipFile(BytesIO(answer.data))
    told = json.loads(archive.read("my-data.json"))
    assert told["person"] == {"name": "Ida Lund", "email": "ida@example.org"}
    assert told["addresses"][0]["line1"] == "Møllevej 4"
    (order,) = told["orders"]
    assert order["lines"][0]["title"] == "Hardwax oil"
    assert order["contact"]["notes"] == "Narrow stairs"
    assert "Møllevej 4" in archive.read("my-data.html").decode()
    assert sum("Your data" in mail["Subject"] for mail in ida.post_office()) == 1

    clock.advance(timedelta(days=8))
    assert exporting.forget_exports(counter.shop) == 1
    assert ida.get(link).status_code == 410


def test_nobody_is_forgotten_while_an_order_is_open(counter: Counter, ida: Visitor) -> None:
    ida.register()
    ref = checked_out(counter, ida)
    refused = ida.post("/account/erase", password=PASSWORD)
    assert refused.status_code == 409
    assert "still open" in refused.text
    delivered(counter, ref)
    assert ida.post("/account/erase", password="not hers").status_code == 422
    assert "ida@example.org" in str(counter.shop.read(everything))


def test_what_somebody_else_ordered_with_ones_address_is_theirs(counter: Counter, ida: Visitor) -> None:
    eve = Visitor(counter.app)
    eve.register(name="Eve", address="eve@example.org")
    checked_out(counter, eve)  # to Ida's address, and hers is the order
    ida.register()
    assert ida.post("/account/erase", password=PASSWORD).location == "/account/erased"
    kept = counter.shop.read(lambda work: work.session.scalars(select(Contact.name)).all())
    assert kept == ["Ida Lund"], "Eve's order is on its way, and needs its address"


def test_no_personal_word_is_left_of_somebody_who_was_forgotten(
    counter: Counter, ida: Visitor, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.shop.write(lambda work: work.session.add(_design(work, "0123456789")))
    guests = checked_out(counter, ida)  # never claimed, but hers
    ida.register()
    ida.post("/d/0123456789/remember")
    own = checked_out(counter, ida, keep_address="1")
    ida.post("/account/export")
    ida.post("/account/settings/e-mail", email="ida.lund@example.net", **{"old-email": PASSWORD})
    link = ida.link("Your data")
    order_page = ida.get("/account").text.split('href="/o/')[1].split('"')[0]
    # a checkout that came to nothing
    ida.post("/cart/add", sku="OIL", quantity=1)
    ida.post("/checkout/contact", email="ida@example.org", name="Ida Lund")
    delivered(counter, guests, own)
    before = counter.shop.read(everything)
    assert {name for name, rows in before.items() if any(word in row for row in rows for word in WORDS)} >= {
        "shop_contact", "shop_user", "shop_person_address", "shop_data_export", "shop_letter", "shop_design",
    }  # fmt: skip

    assert ida.post("/account/erase", password=PASSWORD).location == "/account/erased"
    assert ida.get("/account").status_code == 302
    assert ida.get(link).status_code == 410
    assert ida.get(f"/o/{order_page}").status_code == 410, "the links to the orders are called back"
    assert any("has forgotten you" in mail["Subject"] for mail in ida.post_office())

    left = counter.shop.read(everything)
    found = {name: [word for row in rows for word in WORDS if word in row] for name, rows in left.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert len(left["shop_order"]) == len(before["shop_order"])
    assert left["shop_payment_ledger"] == before["shop_payment_ledger"]
    number = counter.shop.read(lambda work: work.session.get_one(Order, own).number)
    sealed = counter.shop.read(lambda work: erasing.party_of(work, counter.shop.settings, number))
    assert sealed is not None
    assert sealed["line1"] == "Møllevej 4"
    assert whose_invoice(counter, own, monkeypatch) == sealed, "the tax office asks whose invoice it was"
    clock.advance(timedelta(days=366 * 10 + 1))
    erasing.forget_abandoned(counter.shop)
    assert counter.shop.read(lambda work: erasing.party_of(work, counter.shop.settings, number)) is None


def test_a_checkout_that_came_to_nothing_is_forgotten_after_a_month(
    counter: Counter, ida: Visitor, clock: FixedClock
) -> None:
    bought = checked_out(counter, ida)
    ida.post("/cart/add", sku="OIL", quantity=1)
    ida.post("/checkout/contact", email="ida@example.org", name="Ida Lund")
    clock.advance(timedelta(days=29))
    assert erasing.forget_abandoned(counter.shop) == 0
    clock.advance(timedelta(days=2))
    assert erasing.forget_abandoned(counter.shop) == 1
    assert erasing.forget_abandoned(counter.shop) == 0
    assert 'value="Ida Lund"' not in ida.get("/checkout/contact").text
    ida.post("/checkout/contact", email="ida@example.org", name="Ida Lund")
    clock.advance(timedelta(days=31))
    assert erasing.forget_abandoned(counter.shop) == 1, "begun again, it is forgotten again"
    kept = counter.shop.read(
        lambda work: work.session.scalars(select(Contact.name).where(Contact.erased_at.is_(None))).all()
    )
    assert kept == ["Ida Lund"], "the order's own stays"
    assert bought


def whose_invoice(counter: Counter, order_ref: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """The party that the house's own copy of an invoice is printed for."""
    printed: list[object] = []
    monkeypatch.setattr("storefront.invoices.views.invoice_pdf", lambda *said: printed.append(said[-1]) or b"%PDF")
    version = counter.shop.read(lambda work: work.session.get_one(Order, order_ref).link_version)
    answer = counter.client.get(f"/o/{make_token(counter.shop, order_ref, version)}/invoice.pdf")
    assert answer.status_code == 200
    return printed[0]
