"""The bench over HTTP, without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.setup import WorkCentreIn, put_work_centre
from fulfilment.orders.models import FloorTap
from storefront.console.floor.codes import code_of
from storefront.mount.current import Person, ShopState
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import ROUTING, a_table, make_until, table_spec, traveller
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


def test_a_tablet_asks_once_who_is_working(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(f"{FLOOR}/who")
    assert "Who is working?" in page.text
    assert tablet.client.post(f"{FLOOR}/who", data={"csrf_token": tablet.token(page), "person": " "}).status_code == 422
    chosen = tablet.send(page, f"{FLOOR}/who", person="  Bo   Lind ")
    assert (chosen.status_code, chosen.location) == (303, FLOOR)
    tablet.send(tablet.open(f"{FLOOR}/SAW"), f"{FLOOR}/op/{ref}/start")
    assert "Bo Lind started" in tablet.open(f"{FLOOR}/op/{ref}").text
    assert tablet.send(page, f"{FLOOR}/who", person="Bo Lind").location == f"{FLOOR}/SAW"
    assert "Bo Lind" in tablet.open(f"{FLOOR}/who").text


def test_a_name_chosen_under_another_sign_in_is_forgotten(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    tablet.send(tablet.open(f"{FLOOR}/who"), f"{FLOOR}/who", person="Bo Lind")
    sign_in(shop, person=Person("person-ida", "ida@hall-three.example", "Ida Holm"))
    assert "Bo Lind" not in tablet.open(f"{FLOOR}/SAW").text


def test_a_script_hears_a_sentence_and_the_way_back(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop)["Cut boards"]
    page = tablet.open(f"{FLOOR}/SAW")
    form = {"csrf_token": tablet.token(page), "client_id": "one"}
    scripted = {"headers": {"X-Tap": "1", "Accept": "application/json"}}
    start = tablet.client.post(f"{FLOOR}/op/{ref}/start", data=form, **scripted)
    assert start.json == {
        "sentence": "Cut boards is running.",
        "state": "running",
        "label": "Running",
        "undo": f"{FLOOR}/op/{ref}/undo",
    }
    twice = tablet.client.post(f"{FLOOR}/op/{ref}/start", data=form | {"client_id": "two"}, **scripted)
    assert twice.status_code == 409
    assert "begun already: Anna Holm, 10:00. Nothing was counted twice." in twice.json["title"]


def test_pause_and_go_on_at_the_bench(tablet: Tablet, shop: ShopState, clock: FixedClock) -> None:
    ref = sold(shop)["Cut boards"]
    for verb in ("start", "pause", "resume"):
        page = tablet.open(f"{FLOOR}/op/{ref}")
        action = f"{FLOOR}/op/{ref}/{verb}"
        assert tablet.client.post(action, data=form_of(page, action)).status_code == 303
        clock.advance(timedelta(minutes=7))
    page = tablet.open(f"{FLOOR}/SAW").text
    assert "In hand" in page
    assert re.search(r'data-spent="7" data-since="[^"]+">14</span> of 40 min', page)


def test_the_next_three_stand_first_and_the_rest_is_folded(tablet: Tablet, shop: ShopState) -> None:
    for n in range(1, 6):
        sold(shop, a_table(f"line-{n}"), ref=f"order-{n}")
    page = tablet.open(f"{FLOOR}/SAW").text
    assert page.count('class="workitem"') == 5
    assert "2 more after these" in page


def test_a_scan_opens_the_step_and_a_foreign_code_says_so(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    order = traveller(shop.runner).order
    code = code_of_printed(tablet, order.ref, ops["Glue-up"])
    opened = tablet.open(f"{FLOOR}/t/{code}")
    assert (opened.status_code, opened.location) == (302, f"{FLOOR}/op/{ops['Glue-up']}?scanned=1")
    typed = tablet.open(f"{FLOOR}/scan?code=https://elsewhere.example{FLOOR}/t/{code}")
    assert typed.location == opened.location
    assert tablet.open(f"{FLOOR}/scan?code={code}").location == opened.location
    by_number = tablet.open(f"{FLOOR}/scan?code=%230001")
    assert by_number.location == f"{FLOOR}/op/{ops['Cut boards']}?scanned=1"
    for wrong in (code[:-1] + ("a" if code[-1] != "a" else "b"), "x" * 36, "https://evil.example/", "9999"):
        answer = tablet.open(f"{FLOOR}/scan?code={wrong}")
        assert answer.status_code == 422, wrong
        assert 'href="https://evil' not in answer.text
    assert tablet.open(f"{FLOOR}/t/{'y' * 36}").status_code == 422


def code_of_printed(tablet: Tablet, order: str, ref: str) -> str:
    """The code as the app signs it for print."""
    with tablet.client.application.test_request_context():
        return code_of(ref)


def test_a_sheet_of_another_order_says_what_is_still_open(tablet: Tablet, shop: ShopState) -> None:
    first = sold(shop)["Cut boards"]
    second = sold(shop, a_table("line-2"), ref="order-2")["Cut boards"]
    tablet.send(tablet.open(f"{FLOOR}/SAW"), f"{FLOOR}/op/{first}/start")
    page = tablet.open(f"{FLOOR}/op/{second}?scanned=1").text
    assert "Another job is open at Saw: order 0001, Cut boards, by Anna Holm." in page
    assert f'href="{FLOOR}/op/{first}"' in page
    assert "Another job is open" not in tablet.open(f"{FLOOR}/op/{second}").text
    assert "Another job is open" not in tablet.open(f"{FLOOR}/op/{first}?scanned=1").text


def test_a_sheet_at_the_wrong_work_centre_says_where_it_belongs(tablet: Tablet, shop: ShopState) -> None:
    ops = sold(shop)
    tablet.open(f"{FLOOR}/SAW")
    page = tablet.open(f"{FLOOR}/op/{ops['Glue-up']}?scanned=1").text
    assert "Glue-up is done at Press; this tablet stands at Saw." in page
    assert f'href="{FLOOR}/op/{ops["Cut boards"]}?scanned=1"' in page
    tablet.open(f"{FLOOR}/BENCH")
    assert "has nothing to do here just now" in tablet.open(f"{FLOOR}/op/{ops['Glue-up']}?scanned=1").text


def test_equal_operations_are_started_by_one_tap(tablet: Tablet, shop: ShopState) -> None:
    spec = table_spec((replace(ROUTING[0], batch_key="oak"), *ROUTING[1:]))
    refs = [sold(shop, a_table(f"line-{n}", spec=spec), ref=f"order-{n}")["Cut boards"] for n in (1, 2)]
    assert "Start together" not in tablet.open(f"{FLOOR}/SAW").text
    saw = WorkCentreIn("SAW", "Saw", SELLER, "day", 1, Money(4_600, "EUR"), batch_max=3)
    shop.write(lambda work: put_work_centre(work, EVERY_SELLER, saw))
    page = tablet.open(f"{FLOOR}/SAW")
    action = f"{FLOOR}/together/start"
    answer = tablet.client.post(action, data=form_of(page, action))
    assert (answer.status_code, answer.location) == (303, f"{FLOOR}/SAW?seller=kast-oak")
    after = tablet.open(f"{FLOOR}/SAW")
    assert "Finish together" in after.text
    late = tablet.send(page, action, refs=",".join(refs), centre="SAW", seller="kast-oak", client_id="late")
    assert late.status_code == 409
    assert "begun already" in late.text


def test_the_tablet_keeps_a_page_for_when_there_is_no_network(tablet: Tablet, shop: ShopState) -> None:
    """Its script may answer for the bench alone, and the page that it keeps has nothing of anybody's order in it."""
    sold(shop)
    listed = tablet.open(f"{FLOOR}/SAW").text
    assert f'data-away="{FLOOR}/away.js"' in listed
    script = tablet.client.get(f"{FLOOR}/away.js")
    assert script.mimetype == "text/javascript"
    assert script.headers["Cache-Control"] == "no-cache"
    page = tablet.open(f"{FLOOR}/away")
    assert "No network just now" in page.text
    assert "console/taps.js" in page.text
    assert not set(re.findall(r"\b\d{4}\b", re.sub(r"<[^>]*>", " ", page.text))) & {"0001", "1001"}


def test_taps_that_were_kept_come_in_twice_and_count_once(tablet: Tablet, shop: ShopState) -> None:
    """What the queue sends when the network is back: the same forms under the ids they were made with."""
    ref = sold(shop)["Cut boards"]
    action = f"{FLOOR}/op/{ref}/start"
    form = form_of(tablet.open(f"{FLOOR}/op/{ref}"), action)
    answers = [tablet.client.post(action, data=form, headers={"X-Tap": "1"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    taps = select(FloorTap).where(FloorTap.subject == ref)
    assert len(shop.read(lambda work: work.session.scalars(taps).all())) == 1


def test_one_of_three_is_begun_at_the_bench_and_the_others_later(tablet: Tablet, shop: ShopState) -> None:
    ref = sold(shop, a_table(quantity=3))["Cut boards"]
    here = f"{FLOOR}/op/{ref}"
    page = tablet.open(here)
    assert "Only some pieces for now" in page.text
    wrong = tablet.send(page, f"{here}/start", pieces="4")
    assert wrong.status_code == 422
    assert "There are 3 pieces" in wrong.text
    assert tablet.send(page, f"{here}/start", pieces="one").status_code == 422
    assert tablet.send(page, f"{here}/start", pieces="1").status_code == 303
    page = tablet.open(here)
    assert "1 of 3 pieces are begun" in page.text
    assert "Finish 1 of 3" in page.text
    assert tablet.send(page, f"{here}/others").status_code == 303
    assert "began the other pieces" in tablet.open(here).text
