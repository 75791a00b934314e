"""Labels, hand-over and scans over HTTP."""

from __future__ import annotations

from types import SimpleNamespace

from carriers.errors import CarrierRefused
from fulfilment.api import shipping
from storefront.console.shipping.domain import choices
from storefront.mount.current import Person
from tests.fulfilment.shipping.fakes import scan, told
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in


def test_an_empty_door_says_where_to_look(desk: Desk) -> None:
    assert "Nothing is packed." in desk.open("/console/ship").text
    assert "No shipments here." in desk.open("/console/shipments").text


def test_a_packed_order_gets_its_label_and_leaves(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    asked = desk.press("/console/ship", "/console/ship/labels", row=ref, **{f"carrier-{ref}": "fake"})
    assert asked.status_code == 303
    assert "Label asked for" in desk.open("/console/ship").text
    desk.book()
    (one,) = desk.shipments()
    label = desk.open(f"/console/shipments/{one.ref}/label")
    assert (label.status_code, label.mimetype, label.data) == (200, "image/gif", b"GIF89a")
    assert label.headers["X-Content-Type-Options"] == "nosniff"
    path = f"/console/shipments/{one.ref}"
    gone = desk.press(path, f"{path}/hand-over")
    assert gone.status_code == 303
    assert "Handed over" in desk.open(path).text
    assert one.tracking_number in desk.open("/console/shipments?view=road").text


def test_one_refused_label_never_blocks_the_rest(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    first = desk.packed()
    desk.counter.bought(tables=0)
    bench = desk.picked()
    box = {"rows": 1, "client_id": "b2", "length-1": "20", "width-1": "10", "height-1": "9", "weight-1": "1"}
    desk.post(bench, **box)
    second = bench.rsplit("/", 1)[1]
    form = {"row": [first, second], f"carrier-{first}": "nobody", f"carrier-{second}": "fake", "client_id": "tap"}
    answer = desk.post("/console/ship/labels", **form)
    assert answer.status_code == 422
    assert "Choose a carrier" in answer.text
    assert [one.fulfilment_order_refs for one in desk.shipments()] == [(second,)]


def test_a_failed_label_is_told_and_tried_again(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.carrier.fails.append(CarrierRefused("The postcode is not in Denmark."))
    desk.post("/console/ship/labels", row=ref, client_id="one", **{f"carrier-{ref}": "fake"})
    desk.book()
    page = desk.open("/console/ship").text
    assert "The postcode is not in Denmark." in page
    assert "Try again" in page
    assert desk.post("/console/ship/labels", row=ref, client_id="two", **{f"carrier-{ref}": "fake"}).status_code == 303
    assert [one.attempt for one in desk.shipments()] == [2]


def test_booking_twice_asks_for_one_label(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    form = {"row": ref, "client_id": "tap", f"carrier-{ref}": "fake"}
    assert [desk.post("/console/ship/labels", **form).status_code for _ in range(2)] == [303, 303]
    assert len(desk.shipments()) == 1


def test_handing_over_twice_is_handing_over_once(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    desk.book()
    path = f"/console/shipments/{desk.shipments()[0].ref}"
    form = form_of(desk.open(path), f"{path}/hand-over")
    answers = [desk.counter.client.post(f"{path}/hand-over", data=form).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert desk.counter.kinds().count("handed_over") == 1


def test_a_shipment_without_a_label_cannot_be_handed_over(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    path = f"/console/shipments/{desk.shipments()[0].ref}"
    assert desk.post(f"{path}/hand-over", client_id="h").status_code == 409
    assert desk.open(f"{path}/label").status_code == 404
    assert desk.post(f"{path}/cancel", client_id="c").status_code == 303
    assert "Ready for a label" in desk.open("/console/ship").text


def test_nothing_chosen_is_told(desk: Desk) -> None:
    assert desk.post("/console/ship/labels", client_id="tap").status_code == 422
    assert desk.post("/console/ship/labels", row="x", client_id="").status_code == 422


def test_a_label_that_is_not_there_is_not_found(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    desk.book()
    for piece in ("0", "2", "x", "-1", "²", "00012", "99999999999999999999"):
        path = f"/console/shipments/{desk.shipments()[0].ref}/label?piece={piece}"
        assert desk.open(path).status_code == 404, piece


def test_another_sellers_shipment_does_not_exist(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    desk.book()
    path = f"/console/shipments/{desk.shipments()[0].ref}"
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    for tail in ("", "/label"):
        assert desk.open(path + tail).status_code == 404
    assert desk.post(f"{path}/hand-over", client_id="x").status_code == 404
    assert "Nothing is packed." in desk.open("/console/ship").text


def test_the_carrier_that_is_made_for_it_is_proposed() -> None:
    def carrier(name: str, *, two: bool) -> SimpleNamespace:
        return SimpleNamespace(name=name, caps=SimpleNamespace(labels=True, two_person=two))

    known = {"van": carrier("Own van", two=True), "ups": carrier("UPS", two=False)}
    assert choices(known, two_person=False) == (("ups", "UPS"), ("van", "Own van"))
    assert choices(known, two_person=True) == (("van", "Own van"),)


def test_the_last_scan_in_the_list_is_the_newest(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    ref = desk.packed()
    desk.post("/console/ship/labels", row=ref, client_id="tap", **{f"carrier-{ref}": "fake"})
    desk.book()
    (one,) = desk.shipments()
    # Two scans of one second: the further progress is the last word, however they come.
    for name in ("delivered", "in_transit"):
        news = told(one.tracking_number, scan(one.tracking_number, name, 9, name.upper()))
        desk.counter.shop.write(lambda work, news=news: shipping.ingest(work, "fake", [news], "webhook"))
    texts = [seen.text for seen in desk.shipments()[0].scans]
    assert len(texts) == 2
    listed = desk.open("/console/shipments").text
    assert texts[0] in listed
    assert texts[1] not in listed
    page = desk.open(f"/console/shipments/{one.ref}").text
    assert page.index(texts[0]) < page.index(texts[1])


def test_a_measure_beyond_all_numbers_is_told(desk: Desk) -> None:
    desk.counter.bought(tables=0)
    bench = desk.picked()
    box = {"rows": 1, "client_id": "b", "length-1": "9e999999", "width-1": "1", "height-1": "1", "weight-1": "1"}
    assert desk.post(bench, **box).status_code == 422
    assert desk.post("/console/stock/adjust/OIL", on_hand="9e999999", location="WH", reason="x").status_code == 422
