"""The bench over HTTP, without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState
from tests.fulfilment.orders.factory import a_table, make_until
from tests.storefront.console.house import Tablet, form_of, sign_in, sold

FLOOR = "/console/floor"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def test_the_tablet_asks_where_and_names_the_person(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    page = tablet.open(FLOOR).text
    assert "Where are you working?" in page
    assert "Anna Holm" in page
    assert f'href="{FLOOR}/SAW"' in page
    assert 'class="console bench"' in page


def test_start_and_finish_from_the_list(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    for verb in ("start", "finish"):
        page = tablet.open(f"{FLOOR}/SAW")
        action = f"{FLOOR}/op/{ref}/{verb}"
        answer = tablet.client.post(action, data=form_of(page, action))
        assert answer.status_code == 303
        assert answer.location == f"{FLOOR}/SAW?seller=kast-oak#op-{ref}"
    assert f"{FLOOR}/op/{ref}/undo" in tablet.open(f"{FLOOR}/SAW").text
    assert "Glue-up" in tablet.open(f"{FLOOR}/PRESS").text


def test_the_operation_page_says_what_to_take_and_what_to_do(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(f"{FLOOR}/op/{ref}")
    assert page.status_code == 200
    for words in ("Cut boards", "Order 0001", "Oak", "0.001 m³", "HALL", "Wood", "Start"):
        assert words in page.text
    done = tablet.client.post(f"{FLOOR}/op/{ref}/start", data=form_of(page, f"{FLOOR}/op/{ref}/start"))
    assert done.location == f"{FLOOR}/op/{ref}"
    assert "Finish" in tablet.open(f"{FLOOR}/op/{ref}").text


def test_a_refusal_comes_back_to_the_page_it_was_tapped_on(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    page = tablet.open(f"{FLOOR}/SAW")
    from_list = tablet.send(page, f"{FLOOR}/op/{ops['Glue-up']}/start", centre="SAW", seller="kast-oak")
    assert from_list.status_code == 409
    assert "<h1>Saw</h1>" in from_list.text
    from_page = tablet.send(page, f"{FLOOR}/op/{ops['Cut boards']}/finish")
    assert from_page.status_code == 409
    assert "<h1>Cut boards</h1>" in from_page.text


def test_a_work_centre_nobody_knows_is_not_found(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    assert tablet.open(f"{FLOOR}/LASER").status_code == 404
    assert tablet.open(f"{FLOOR}/SAW?seller=lumen").status_code == 404
    assert tablet.open(f"{FLOOR}/order/nothing").status_code == 404


def test_a_pass_is_one_form_and_can_be_undone(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    sold(shop)
    ref = make_until(shop.runner, clock, "Inspect")["Inspect"]
    page = tablet.open(f"{FLOOR}/op/{ref}/inspect")
    assert "What do you say?" in page.text
    answer = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="pass", note="")
    assert answer.location == f"{FLOOR}/op/{ref}"
    again = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="pass", note="")
    assert again.status_code == 303
    after = tablet.open(f"{FLOOR}/op/{ref}")
    assert "passed it" in after.text
    assert "Next: Pack" in after.text
    undo = f"{FLOOR}/op/{ref}/undo"
    tablet.client.post(undo, data=form_of(after, undo))
    assert "What do you say?" in tablet.open(f"{FLOOR}/op/{ref}/inspect").text


def test_rework_needs_a_note_and_keeps_what_was_typed(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    sold(shop)
    ref = make_until(shop.runner, clock, "Inspect")["Inspect"]
    page = tablet.open(f"{FLOOR}/op/{ref}/inspect")
    empty = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="rework", note=" ")
    assert empty.status_code == 422
    assert "Say what is wrong in a few words" in empty.text
    assert 'value="rework" checked' in empty.text
    nothing = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", note="A scratch")
    assert nothing.status_code == 422
    assert "A scratch" in nothing.text
    done = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="rework", note="A scratch")
    assert done.status_code == 303
    assert "A scratch" in tablet.open(f"{FLOOR}/op/{ref}").text


def test_scrap_of_some_pieces_says_how_many(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    sold(shop, a_table(quantity=2))
    ref = make_until(shop.runner, clock, "Inspect")["Inspect"]
    page = tablet.open(f"{FLOOR}/op/{ref}/inspect")
    for wrong in ("7", "0", "x", "-1", "9" * 30):
        answer = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="scrap", note="Cracked", pieces=wrong)
        assert answer.status_code == 422
    assert (
        tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="scrap", note="Cracked", pieces="1").status_code == 303
    )


def test_an_operation_that_is_no_inspection_has_no_verdict(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    assert tablet.open(f"{FLOOR}/op/{ref}/inspect").status_code == 303
    page = tablet.open(f"{FLOOR}/op/{ref}")
    answer = tablet.send(page, f"{FLOOR}/op/{ref}/inspect", verdict="pass", note="")
    assert answer.status_code in (303, 409)


def test_drying_is_told_with_its_hour(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    sold(shop)
    ops = make_until(shop.runner, clock, "Sand")
    clock.advance(timedelta(hours=-13))
    page = tablet.open(f"{FLOOR}/op/{ops['Sand']}").text
    assert "Rests after Glue-up until" in page
