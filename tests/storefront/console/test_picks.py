"""From the shelf into the box, over HTTP."""

from __future__ import annotations

import pytest

from foundation.plain.errors import Invalid
from fulfilment.api.warehouse import ParcelIn
from storefront.console.picks.measures import Typed, parcels, shown, typed
from storefront.mount.current import Person
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in


def test_an_empty_warehouse_says_so(desk: Desk) -> None:
    assert "Nothing to fetch." in desk.open("/console/picks").text


def test_a_pick_leads_to_the_box_and_the_box_to_the_door(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    answer = desk.press(desk.walk(), desk.task(), quantity=1, scanned="OIL")
    assert answer.status_code == 303
    bench = str(answer.location)
    assert desk.number() in desk.open("/console/picks").text
    assert desk.open(f"/console/picks/order/{desk.number()}").location == bench
    page = desk.open(bench).text
    assert "Hardwax oil" in page
    done = desk.post(
        bench, client_id="b", rows=1, **{"length-1": "20", "width-1": "10", "height-1": "9", "weight-1": "1"}
    )
    assert done.status_code == 303
    assert "/console/ship" in done.location
    assert "packed" in desk.counter.kinds()


def test_a_wrong_scan_and_a_wrong_number_are_told_beside_the_field(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    walk, task = desk.walk(), desk.task()
    wrong = desk.press(walk, task, quantity=1, scanned="CHAIR")
    assert wrong.status_code == 422
    assert "That is CHAIR" in wrong.text
    assert 'value="CHAIR"' in wrong.text
    for typed_, sentence in (
        ("9", "Pick between 0 and 1"),
        ("-1", "whole number"),
        ("²", "whole number"),
        ("0", "Tick"),
    ):
        answer = desk.press(walk, task, quantity=typed_)
        assert answer.status_code == 422, typed_
        assert sentence in answer.text


def test_a_short_pick_says_what_happens_now(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    answer = desk.press(desk.walk(), desk.task(), quantity=0, none=1)
    assert answer.status_code == 200
    assert "0 of 1" in answer.text


def test_a_double_tap_picks_once_and_packs_once(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    walk, task = desk.walk(), desk.task()
    form = form_of(desk.open(walk), task) | {"quantity": "1"}
    first, again = (desk.counter.client.post(task, data=form) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    box = {"rows": 1, "client_id": "b", "length-1": "20", "width-1": "10", "height-1": "9", "weight-1": "1"}
    answers = [desk.post(str(first.location), **box).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert desk.counter.kinds().count("packed") == 1


def test_a_parcel_that_is_no_parcel_keeps_what_was_typed(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    bench = desk.picked()
    box = {"rows": 1, "client_id": "b", "length-1": "long", "width-1": "10", "height-1": "9", "weight-1": "1"}
    answer = desk.post(bench, **box)
    assert answer.status_code == 422
    assert "Type a number of cm" in answer.text
    assert 'value="long"' in answer.text
    assert desk.post(bench, **(box | {"length-1": "99999"})).status_code == 422
    more = desk.post(bench, more=1, **box)
    assert 'name="length-2"' in more.text


def test_the_slip_names_the_goods_and_where_they_go(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    page = desk.open(f"{desk.picked()}/slip").text
    for words in ("Hardwax oil", "OIL", "Møllevej 4", "Narrow stairs"):
        assert words in page


def test_what_is_not_packed_yet_cannot_be_closed(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    walk = desk.walk()
    desk.press(walk, desk.task(), quantity=0, none=1)
    number = desk.number()
    assert desk.open(f"/console/picks/order/{number}").location.endswith(f"/console/orders/{number}")


def test_another_sellers_shelves_do_not_exist(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    walk, task = desk.walk(), desk.task()
    bench = desk.picked()
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    for path in (walk, bench, f"{bench}/slip", "/console/picks/nonsense", f"/console/picks/order/{desk.number()}"):
        assert desk.open(path).status_code == 404, path
    assert desk.post(task, quantity=1, client_id="x").status_code == 404
    box = {"rows": 1, "client_id": "b", "length-1": "20", "width-1": "10", "height-1": "9", "weight-1": "1"}
    assert desk.post(bench, **box).status_code == 404


def test_measures_come_back_as_they_went() -> None:
    box = ParcelIn(425, 120, 95, 1250)
    assert shown([box]) == [Typed("42.5", "12", "9.5", "1.25")]
    assert parcels([Typed("42,5", "12", "9.5", "1.25"), Typed()]) == [box]
    assert len(typed({"rows": "9999999"})) == 1
    assert len(typed({"rows": "999"})) == 50


@pytest.mark.parametrize("text", ["", "-1", "0", "nan", "inf", "1e99", "1 2", "²"])
def test_a_side_that_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parcels([Typed(text, "1", "1", "1")])
