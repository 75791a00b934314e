"""From the customer's word to what makes it good, through the pages."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import select

from foundation.data.base import Base
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import events as made
from fulfilment.api import stock
from fulfilment.api.setup import ItemIn, put_item
from storefront.cart.cookie import terms
from storefront.claims.models import Claim, ClaimPhoto
from storefront.claims.queries import photo_key
from storefront.claims.service import Answer, ClaimIn, ask, send_a_part
from storefront.messages.models import OrderMessage
from storefront.mount.current import Person
from storefront.orders.models import Order, OrderLine
from storefront.orders.tokens import make_token
from storefront.payments.models import Refund
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import sign_in, sign_out
from tests.storefront.counter import Counter
from tests.storefront.uploads.files import png

Row = TypeVar("Row", bound=Base)
FORM = "f" * 26
SAID = {"words": "One leg is cracked.", "wish": "again"}


def rows(counter: Counter, kind: type[Row]) -> list[Row]:
    def read(work):  # type: ignore[no-untyped-def]
        found = list(work.session.scalars(select(kind)))
        work.session.expunge_all()
        return found

    return counter.shop.read(read)


def page_of(counter: Counter, order: Order, page: str = "/claim") -> str:
    return f"/o/{make_token(counter.shop, order.order_ref, order.link_version)}{page}"


def arrived(counter: Counter, order: Order, *refs: str) -> None:
    now = counter.clock.now()
    scan = ("shipment-1", "ups", "1Z1", "delivered", "Delivered", "Aarhus", now)
    counter.emit(made.ShipmentDelivered(order.order_ref, refs, now, *scan))


def bought_and_here(desk: Desk, *, oil: int = 1, tables: int = 1) -> tuple[Counter, Order]:
    counter = desk.counter
    counter.bought(oil=oil, tables=tables)
    order = counter.order()
    arrived(counter, order, *(line.line_ref for line in rows(counter, OrderLine)))
    return counter, order


def tell(counter: Counter, order: Order, sku: str, **form: object) -> int:
    given = {"line": counter.line_of(sku), "client_id": FORM, **SAID, **form}
    return counter.post(page_of(counter, order), **given).status_code


def claim(counter: Counter) -> Claim:
    (found,) = rows(counter, Claim)
    return found


def answer(desk: Desk, how: str, **form: object) -> int:
    ref = claim(desk.counter).ref
    given = {"client_id": "a" * 26, **form}
    return desk.counter.post(f"/console/claims/{ref}/{how}", **given).status_code


def replacement(counter: Counter, order: Order) -> Order:
    (found,) = (one for one in counter.orders() if one.order_ref != order.order_ref)
    return found


def test_nothing_can_be_told_of_what_is_not_here_and_the_page_says_so(desk: Desk) -> None:
    counter = desk.counter
    counter.bought()
    order = counter.order()
    assert "It is not with you yet" in counter.get(page_of(counter, order))
    assert tell(counter, order, "TABLE") == 422
    assert rows(counter, Claim) == []


def test_what_was_told_stands_once_on_both_sides_and_the_house_gets_a_mail(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    photo = lambda: (io.BytesIO(png()), "leg.png")  # noqa: E731 - a stream is read once
    for _ in range(2):
        assert tell(counter, order, "TABLE", photo=photo()) == 303
    counter.work()
    told, seen = counter.get(page_of(counter, order)), counter.get(f"/console/claims/{claim(counter).ref}")
    for page in (told, seen):
        assert "One leg is cracked." in page
        assert "/photo/" in page
    assert len(rows(counter, ClaimPhoto)) == len(rows(counter, OrderMessage)) == 1
    assert counter.kinds().count("claim_received") == 1
    assert any("seller" in name or "message" in name for name in counter.mails())
    assert "Solid-wood table" in counter.get("/console/claims")
    assert tell(counter, order, "TABLE", client_id="g" * 26) == 422, "it waits for one answer at a time"


def test_a_photo_is_shown_to_its_customer_and_the_house_and_can_do_nothing_but_be_seen(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    tell(counter, order, "TABLE", photo=(io.BytesIO(png()), "leg.png"))
    ref = rows(counter, ClaimPhoto)[0].ref
    for path in (page_of(counter, order, f"/claim/photo/{ref}"), f"/console/claims/photo/{ref}"):
        found = counter.client.get(path)
        assert found.status_code == 200
        assert found.data.startswith(b"\x89PNG")
        assert "sandbox" in found.headers["Content-Security-Policy"]
    counter.later(minutes=1)
    counter.add_oil()
    counter.to_review()
    counter.choose_card(counter.yes())
    counter.work()
    stranger = counter.order()
    assert stranger.order_ref != order.order_ref
    assert counter.client.get(page_of(counter, stranger, f"/claim/photo/{ref}")).status_code == 404


WRONG: list[dict[str, object]] = [
    {"words": " "},
    {"wish": "a pony"},
    {"pieces": "9"},
    {"line": "stranger"},
    {"client_id": "?"},
    {"photo": b"<svg/>"},
]


def test_what_cannot_be_taken_leaves_nothing_behind(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    for wrong in WRONG:
        form = {**wrong, "photo": (io.BytesIO(wrong.get("photo", png())), "leg.png")}  # type: ignore[arg-type]
        assert tell(counter, order, "TABLE", **form) == 422, wrong
    assert rows(counter, Claim) == rows(counter, ClaimPhoto) == rows(counter, OrderMessage) == []
    seed = hashlib.sha256(f"{order.order_ref}:{FORM}:0".encode()).hexdigest()[:26]
    with pytest.raises(NotFound):
        counter.shop.blobs.get(photo_key(seed, "png"))


def test_a_piece_made_again_is_an_order_of_its_own_that_costs_nothing_and_goes_to_the_workshop(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    tell(counter, order, "TABLE")
    assert answer(desk, "again", words="We are sorry.") == 303
    counter.work()
    new = replacement(counter, order)
    (line,) = (one for one in rows(counter, OrderLine) if one.order_ref == new.order_ref)
    (sold,) = (one for one in rows(counter, OrderLine) if one.order_ref == order.order_ref and one.sku == "TABLE")
    assert (new.state, new.total_minor, new.payment_status) == ("placed", 0, "paid")
    assert line.work_spec == sold.work_spec
    assert line.promised_on is not None
    kinds = [entry.kind for entry in counter.told(new.order_ref)]
    assert kinds[:2] == ["placed", "accepted"], "the worker handed it to the workshop"
    told = counter.get(page_of(counter, order))
    assert "We are sorry." in told
    assert f"order {new.number}" in told
    its_page = counter.get(page_of(counter, new, ""))
    assert "Invoice" not in its_page
    assert counter.client.get(page_of(counter, new, "/invoice.pdf")).status_code == 409
    assert counter.client.get(page_of(counter, new, f"/change/{line.line_ref}")).status_code == 409, (
        "nobody pays for it"
    )
    once_more = counter.post(f"/console/claims/{FORM}/again", client_id="c" * 26)
    assert once_more.status_code == 409, "it is made good once"
    assert "This was answered already" in once_more.text
    assert len(counter.orders()) == 2


def test_a_line_from_the_shelf_is_sent_again_from_what_is_free(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=2, tables=0)
    tell(counter, order, "OIL", pieces="1")
    before = counter.shop.read(lambda work: stock.availability(work, ["OIL"])["OIL"].saleable)
    assert answer(desk, "again") == 303
    counter.work()
    new = replacement(counter, order)
    assert [one.quantity for one in rows(counter, OrderLine) if one.order_ref == new.order_ref] == [1]
    assert counter.shop.read(lambda work: stock.availability(work, ["OIL"])["OIL"].saleable) == before - 1


def test_what_cannot_be_had_is_said_and_the_claim_waits_on(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=5, tables=0)
    tell(counter, order, "OIL")
    assert answer(desk, "again") == 409
    assert claim(counter).state == "asked"
    assert len(counter.orders()) == 1


def test_a_part_comes_from_the_shelf_of_the_same_seller(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=0)
    tell(counter, order, "TABLE", wish="part")
    assert answer(desk, "part", sku="NOTHING", quantity="1") == 422
    assert answer(desk, "part", sku="CHAIR", quantity="0") == 422
    assert claim(counter).state == "asked"
    assert answer(desk, "part", sku="OIL", quantity="2") == 303
    counter.work()
    new = replacement(counter, order)
    found = [
        (one.sku, one.quantity, one.amount_minor) for one in rows(counter, OrderLine) if one.order_ref == new.order_ref
    ]
    assert found == [("OIL", 2, 0)]


def test_money_goes_back_once_and_never_more_than_the_pieces_cost(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=2, tables=0)
    tell(counter, order, "OIL", pieces="1", wish="refund")
    for wrong in ("0", "-3", "24.91", "much"):
        assert answer(desk, "refund", amount=wrong) == 422, wrong
    assert answer(desk, "refund", amount="10,50") == 303
    assert answer(desk, "refund", amount="10.50", client_id="b" * 26) == 409
    counter.work()
    assert [one.amount_minor for one in rows(counter, Refund)] == [1050]
    assert (claim(counter).state, claim(counter).refund_minor) == ("refund", 1050)
    assert "refunded" in counter.kinds()


def test_a_second_claim_about_the_same_line_pays_no_more_than_is_left_of_its_price(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=1, tables=1)  # the table's deposit is in the same payment
    tell(counter, order, "OIL", wish="refund")
    assert answer(desk, "refund", amount="20.00") == 303
    counter.work()
    tell(counter, order, "OIL", wish="refund", client_id="g" * 26)
    second = f"/console/claims/{'g' * 26}"
    assert 'value="4.90"' in counter.get(second)
    assert counter.post(f"{second}/refund", client_id="c" * 26, amount="4.91").status_code == 422
    assert counter.post(f"{second}/refund", client_id="d" * 26, amount="4.90").status_code == 303


def test_a_no_needs_a_reason_and_the_customer_reads_it_and_may_tell_something_else(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    tell(counter, order, "TABLE")
    assert answer(desk, "refuse", words=" ") == 422
    assert answer(desk, "refuse", words="The scratch is from moving house.") == 303
    counter.work()
    assert "The scratch is from moving house." in counter.get(page_of(counter, order))
    assert any(name.startswith("message") for name in counter.mails())
    assert tell(counter, order, "TABLE", client_id="g" * 26) == 303


def test_another_sellers_house_neither_sees_nor_answers_it(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    tell(counter, order, "TABLE")
    sign_out(counter.shop)
    sign_in(counter.shop, seller="lumen", person=Person("person-lis", "lis@lumen.example", "Lis"))
    assert "Solid-wood table" not in counter.get("/console/claims")
    assert counter.client.get(f"/console/claims/{claim(counter).ref}").status_code == 404
    for how in ("again", "part", "refund", "refuse"):
        assert answer(desk, how, words="No.", sku="OIL", quantity="1", amount="1") == 404, how
    assert claim(counter).state == "asked"
    assert counter.shop.read(lambda work: len(list(work.session.scalars(select(Order))))) == 1


def test_two_tabs_tell_it_once_and_an_order_that_was_not_placed_tells_nothing(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    given = ClaimIn(FORM, counter.line_of("TABLE"), 1, "again", "It is cracked.")
    counter.shop.write(lambda work: ask(work, order.order_ref, given))
    with pytest.raises(Conflict, match="looking at what you told us"):  # both pages were opened before the first press
        counter.shop.write(lambda work: ask(work, order.order_ref, replace(given, ref="g" * 26)))
    counter.later(minutes=1)
    counter.add_oil()
    counter.to_review()
    counter.yes()
    unpaid = counter.order()
    other = replace(given, ref="h" * 26, line_ref=counter.line_of("OIL"))
    with pytest.raises(Conflict, match="not placed"):
        counter.shop.write(lambda work: ask(work, unpaid.order_ref, other))
    assert len(rows(counter, Claim)) == 1


def test_a_part_of_another_seller_is_not_sent(desk: Desk) -> None:
    counter, order = bought_and_here(desk, oil=0)
    counter.shop.write(lambda work: put_item(work, EVERY_SELLER, ItemIn("LAMP", "lamp", "lumen")))
    counter.shop.write(lambda work: stock.receive(work, EVERY_SELLER, "LAMP", "WH", 3, reference="lamps"))
    tell(counter, order, "TABLE", wish="part")
    lamp = ("LAMP", 1, terms(counter.shop))
    with pytest.raises(Invalid, match="no such item"):
        counter.shop.write(lambda work: send_a_part(work, EVERY_SELLER, FORM, Answer("Jonas", "", "b" * 26), *lamp))
    assert claim(counter).state == "asked"


def test_the_order_page_leads_to_it(desk: Desk) -> None:
    counter, order = bought_and_here(desk)
    found = re.search(r'href="([^"]+/claim)"', counter.get(page_of(counter, order, "")))
    assert found
    assert "What is wrong?" in counter.get(found[1])
