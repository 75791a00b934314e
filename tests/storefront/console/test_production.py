"""The board, the list of orders and the traveller, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from foundation.plain.clock import FixedClock
from fulfilment.api.orders import cancel_line
from storefront.mount.current import Person, ShopState
from tests.fulfilment.orders.factory import a_table, start, traveller
from tests.storefront.console.house import Tablet, form_of, sign_in, sign_out, sold

BOARD = "/console/production"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def test_a_guest_is_sent_to_sign_in(client: FlaskClient, shop: ShopState) -> None:
    sign_out(shop)
    for path in (BOARD, f"{BOARD}/orders", "/console/floor", "/console/materials", "/console/stock"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/login" in answer.location


def test_an_empty_floor_says_what_fills_it(tablet: Tablet) -> None:
    page = tablet.open(BOARD)
    assert page.status_code == 200
    assert "No work centres yet" in page.text


def test_a_sold_table_stands_on_the_board_with_order_product_and_day(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    page = tablet.open(BOARD).text
    assert "Order 0001 · Table 2100 × 900" in page
    assert "Cut boards" in page
    assert f'action="{BOARD}/op/{ops["Cut boards"]}/start"' in page
    assert "Nothing at Bench. The next piece, order 0001, comes from Bench" in page or "comes from Press" in page
    assert " style=" not in page


def test_start_shows_finish_and_undo_on_the_same_card(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(BOARD)
    action = f"{BOARD}/op/{ref}/start"
    answer = tablet.client.post(action, data=form_of(page, action))
    assert (answer.status_code, answer.location) == (303, f"{BOARD}#op-{ref}")
    after = tablet.open(BOARD).text
    assert f"{BOARD}/op/{ref}/finish" in after
    assert f"{BOARD}/op/{ref}/undo" in after
    assert "Can be taken back until 10:05" in after


def test_a_double_tap_counts_once(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(BOARD)
    action = f"{BOARD}/op/{ref}/start"
    form = form_of(page, action)
    assert [tablet.client.post(action, data=form).status_code for _ in range(2)] == [303, 303]
    operation = tablet.open(f"/console/floor/op/{ref}").text
    assert operation.count("Anna Holm started") == 1


def test_undo_puts_it_back_and_the_window_ends(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(BOARD)
    tablet.send(page, f"{BOARD}/op/{ref}/start")
    page = tablet.open(BOARD)
    undo = f"{BOARD}/op/{ref}/undo"
    tablet.client.post(undo, data=form_of(page, undo))
    assert f"{BOARD}/op/{ref}/start" in tablet.open(BOARD).text
    page = tablet.open(BOARD)
    action = f"{BOARD}/op/{ref}/start"
    tablet.client.post(action, data=form_of(page, action))
    page = tablet.open(BOARD)
    clock.advance(timedelta(minutes=6))
    late = tablet.client.post(undo, data=form_of(page, undo))
    assert late.status_code == 409
    assert "It is too late to take this back" in late.text


def test_what_comes_later_is_refused_with_its_reason_on_the_board(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    page = tablet.open(BOARD)
    answer = tablet.send(page, f"{BOARD}/op/{ops['Glue-up']}/start")
    assert answer.status_code == 409
    assert "Comes after Cut boards at Saw." in answer.text
    assert "Cut boards" in answer.text


def test_another_sellers_rows_do_not_exist(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    order = traveller(shop.runner).order.ref
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    page = tablet.open("/console/stock")
    assert "Cut boards" not in tablet.open(BOARD).text
    for path in (f"{BOARD}/orders/{order}", f"/console/floor/op/{ref}", "/console/floor/SAW", "/console/stock/OAK"):
        assert tablet.open(path).status_code == 404
    assert page.status_code == 200


def test_a_tap_of_another_seller_is_not_found(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    form = form_of(tablet.open(BOARD), f"{BOARD}/op/{ref}/start")
    sign_in(shop, seller="lumen", person=Person("person-b", "b@lumen.example", "Bo"))
    for verb in ("start", "finish", "undo"):
        assert tablet.client.post(f"{BOARD}/op/{ref}/{verb}", data=form).status_code == 404


def test_a_forged_form_is_refused(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    assert tablet.client.post(f"{BOARD}/op/{ref}/start", data={"client_id": "x"}).status_code == 403


def test_a_tap_without_an_id_is_refused_in_words(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    answer = tablet.send(tablet.open(BOARD), f"{BOARD}/op/{ref}/start", client_id="")
    assert answer.status_code == 422
    assert "Reload the page and tap again" in answer.text


def test_the_list_is_filtered_by_the_address(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    sold(shop, a_table("line-2"), ref="order-2")
    start(shop.runner, ops["Cut boards"])
    both = tablet.open(f"{BOARD}/orders").text
    assert ">0001</a>" in both
    assert ">0002</a>" in both
    running = tablet.open(f"{BOARD}/orders?state=in_progress").text
    assert ">0001</a>" in running
    assert ">0002</a>" not in running
    assert "No order fits these filters" in tablet.open(f"{BOARD}/orders?centre=nowhere").text


def test_the_traveller_has_all_that_the_bench_needs(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    ref = traveller(shop.runner).order.ref
    page = tablet.open(f"{BOARD}/orders/{ref}").text
    for words in ("Table 2100 × 900", "0001", "Wood", "Oak", "0.001 m³", "Cut boards", "Pack", "tickbox", "qrline"):
        assert words in page
    assert " style=" not in page
    assert tablet.open(f"{BOARD}/orders/nothing").status_code == 404


def test_the_code_on_the_traveller_leads_to_what_is_to_be_done_now(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    ref = traveller(shop.runner).order.ref
    answer = tablet.open(f"/console/floor/order/{ref}")
    assert answer.status_code == 302
    assert answer.location.endswith(ops["Cut boards"])


def test_hostile_words_are_only_words(tablet: Tablet, shop: ShopState) -> None:
    bad = "<script>alert(1)</script>"
    sold(shop, a_table(summary=(("Engraving", bad),)))
    ref = traveller(shop.runner).order.ref
    page = tablet.open(f"{BOARD}/orders/{ref}").text
    assert bad not in page
    assert re.search(r"&lt;script&gt;alert\(1\)", page)


def test_the_board_has_rows_by_work_centre_and_by_order(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    sold(shop, a_table("line-2"), ref="order-2")
    by_centre = tablet.open(BOARD).text
    assert re.findall(r'data-row="([^"]+)"', by_centre) == ["SAW"]
    by_order = tablet.open(f"{BOARD}?by=order").text
    assert len(re.findall(r'data-row="[^"]+"', by_order)) == 2
    assert len(re.findall(r'data-to="[a-z]+"', by_order)) == 10
    assert "Cut boards" not in tablet.open(f"{BOARD}?centre=PRESS").text
    found = tablet.open(f"{BOARD}?q=0002").text
    assert ("Order 0002" in found, "Order 0001" in found) == (True, False)
    assert "Nothing on the board fits" in tablet.open(f"{BOARD}?q=zzz").text


def test_a_card_is_moved_and_a_refusal_says_why(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(BOARD)
    move = f"{BOARD}/op/{ref}/move"
    moved = tablet.send(page, move, seen="ready", to="running", client_id="a", by="order")
    assert (moved.status_code, moved.location) == (303, f"{BOARD}?by=order#op-{ref}")
    scripted = {"X-Tap": "1", "Accept": "application/json"}
    form = {"csrf_token": tablet.token(page), "seen": "ready", "to": "running", "client_id": "b"}
    answer = tablet.client.post(move, data=form, headers=scripted)
    assert answer.status_code == 409
    assert answer.json["title"].startswith("Cut boards is running already, by Anna Holm.")
    assert tablet.send(page, move, seen="running", to="attic", client_id="c").status_code == 422
    paused = tablet.client.post(
        move, data=form | {"seen": "running", "to": "paused", "client_id": "d"}, headers=scripted
    )
    assert paused.json["sentence"] == "Cut boards is paused."


def test_every_step_of_the_traveller_has_a_code_and_the_paper_is_a_pdf(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop, a_table(summary=(("Engraving", '#panic("x") $a$ "quoted"'),)))
    ref = traveller(shop.runner).order.ref
    page = tablet.open(f"{BOARD}/orders/{ref}").text
    assert page.count('class="qr qr--row"') == len(ops)
    paper = tablet.open(f"{BOARD}/orders/{ref}/traveller.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert paper.data.startswith(b"%PDF-")
    assert "traveller-0001.pdf" in paper.headers["Content-Disposition"]
    assert tablet.open(f"{BOARD}/orders/nothing/traveller.pdf").status_code == 404


def test_a_cancelled_order_has_no_paper_and_says_so(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    order = traveller(shop.runner).order
    ref = order.ref
    shop.write(lambda work: cancel_line(work, "order-1", order.line_ref))
    paper = tablet.open(f"{BOARD}/orders/{ref}/traveller.pdf")
    assert paper.status_code == 409
    assert "there is nothing to make, and no sheet to print" in paper.text
    assert tablet.open(f"{BOARD}/orders/{ref}").status_code == 200


def test_the_board_asks_as_much_of_the_database_however_full_it_is(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    tablet.open(BOARD)  # who it is, once
    asked: list[str] = []
    event.listen(shop.db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for n in (2, 6):
        sold(shop, a_table(f"line-{n}"), ref=f"order-{n}")
        for path in (BOARD, f"{BOARD}?by=order", "/console/floor/SAW"):
            asked.clear()
            assert tablet.open(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
