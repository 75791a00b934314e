"""Rates, labels, voids and subscriptions with UPS: request built, address called, reply read, error read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from carriers.base import ParcelSpec
from carriers.errors import CarrierMalformed, CarrierOutcomeUnknown, CarrierRefused
from carriers.simulator import onez
from carriers.tracking import TrackRef
from carriers.ups import build
from carriers.ups.settings import UPSSettings
from foundation.plain.money import Money

SETTINGS = UPSSettings("id", "secret", "A1B2C3")


def test_weights_and_sides_are_rounded_up_to_what_ups_bills(shipment):
    [package] = build.rate_body(shipment, SETTINGS, date(2026, 11, 23))["RateRequest"]["Shipment"]["Package"]
    assert package["PackageWeight"] == {"UnitOfMeasurement": {"Code": "KGS"}, "Weight": "2.5"}
    assert package["Dimensions"]["Length"] == "31"


def test_rates_are_asked_with_transit_times(ups, sim, shipment):
    ups.rate(shipment)
    assert sim.paths()[-1] == "POST /api/rating/v2409/Shoptimeintransit"
    assert sim.body("/rating/")["RateRequest"]["Shipment"]["DeliveryTimeInformation"]["Pickup"] == {"Date": "20261123"}


def test_rates_come_cheapest_first_at_the_negotiated_price(ups, shipment):
    rates = ups.rate(shipment)
    assert [r.service for r in rates] == ["11", "65", "07"]
    assert (rates[0].name, rates[0].price) == ("UPS Standard", Money(810, "EUR"))
    assert (rates[0].transit_days, rates[0].delivery_date) == (2, date(2026, 11, 25))


def test_a_refused_rate_says_why(ups, shipment):
    with pytest.raises(CarrierRefused, match="maximum per package weight") as caught:
        ups.rate(replace(shipment, parcels=(ParcelSpec(80_000, 300, 300, 300),)))
    assert (caught.value.code, caught.value.retryable) == ("111035", False)


def test_the_key_of_the_booking_travels_as_a_reference(shipment):
    body = build.ship_body(shipment, SETTINGS, "ship-1.1")["ShipmentRequest"]["Shipment"]
    assert {"Code": "TN", "Value": "ship-1.1"} in body["ReferenceNumber"]
    domestic = replace(
        shipment,
        ship_from=replace(shipment.ship_from, country="US"),
        ship_to=replace(shipment.ship_to, country="US"),
    )
    body = build.ship_body(domestic, SETTINGS, "k" * 60)["ShipmentRequest"]["Shipment"]
    assert "ReferenceNumber" not in body
    assert all(len(r["Value"]) <= 35 for r in body["Package"][0]["ReferenceNumber"])


def test_a_label_is_booked_after_asking_for_an_earlier_one(ups, sim, shipment):
    ups.label(shipment, "k1")
    assert sim.paths()[-2:] == ["POST /api/labels/v2409/recovery", "POST /api/shipments/v2409/ship"]


def test_a_label_has_a_true_number_a_picture_and_a_price(ups, shipment):
    label = ups.label(shipment, "k1")
    assert onez.valid(label.tracking_number)
    assert (label.format, label.media_type, label.content[:6]) == ("GIF", "image/gif", b"GIF89a")
    assert label.price == Money(810, "EUR")


def test_a_zebra_gets_zpl(make_ups, shipment):
    label = make_ups(label_format="ZPL").label(shipment, "k1")
    assert label.content.startswith(b"^XA")
    assert label.tracking_number.encode() in label.content


def test_every_parcel_of_a_shipment_gets_its_own_label(ups, shipment):
    label = ups.label(replace(shipment, parcels=shipment.parcels * 3), "k1")
    assert len({p.tracking_number for p in label.pieces}) == 3
    assert label.shipment_id == label.tracking_number
    [result] = ups.track([TrackRef(label.pieces[2].tracking_number)])
    assert result.pieces == 3


def test_a_refused_label_books_nothing(ups, sim, shipment):
    with pytest.raises(CarrierRefused, match="service"):
        ups.label(replace(shipment, service="99"), "k1")
    assert sim.get("parcels") == {"parcels": []}


@pytest.mark.parametrize("fault", ["lost", "malformed"])
def test_a_label_whose_answer_was_lost_is_not_booked_twice(ups, sim, shipment, fault):
    sim.fault(fault, on="/ship")
    with pytest.raises((CarrierOutcomeUnknown, CarrierMalformed)) as caught:
        ups.label(shipment, "k1")
    assert caught.value.retryable
    assert sum("POST /api/shipments" in p for p in sim.paths()) == 1
    again = ups.label(shipment, "k1")
    assert [p["number"] for p in sim.get("parcels")["parcels"]] == [again.tracking_number]
    assert again.content.startswith(b"GIF89a")


def test_another_key_is_another_label(ups, shipment):
    assert ups.label(shipment, "k1").tracking_number != ups.label(shipment, "k2").tracking_number


def test_a_label_is_voided_at_its_shipment(ups, sim, shipment):
    label = ups.label(shipment, "k1")
    ups.cancel(label)
    assert sim.paths()[-1] == f"DELETE /api/shipments/v2409/void/cancel/{label.shipment_id}"
    ups.cancel(label)
    assert sim.get(f"ups/{label.tracking_number}")["voided"]


def test_a_parcel_on_its_way_cannot_be_voided(ups, sim, shipment):
    label = ups.label(shipment, "k1")
    sim.post(f"ups/{label.tracking_number}/advance")
    with pytest.raises(CarrierRefused) as caught:
        ups.cancel(label)
    assert caught.value.code == "190103"


def test_subscriptions_go_out_by_the_hundred(ups, sim):
    ups.subscribe([TrackRef(f"1Z{i:016d}") for i in range(150)], "")
    sizes = [len(b["trackingNumberList"]) for _, path, _, b in sim.calls if "subscription" in path]
    assert sizes == [100, 50]
    assert sim.body("subscription").keys() == {"locale", "countryCode", "trackingNumberList"}


def test_good_and_bad_numbers_stand_side_by_side(ups, shipment):
    number = ups.label(shipment, "k1").tracking_number
    good, bad = ups.subscribe([TrackRef(number), TrackRef("1Zbad")], "")
    assert good.expires_at == datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    assert (bad.error.kind, bad.number) == ("refused", "1Zbad")


def test_a_hundred_that_failed_leaves_the_others_subscribed(ups, sim, shipment):
    number = ups.label(shipment, "k1").tracking_number
    sim.fault("server_error", on="/subscription/")
    results = ups.subscribe([TrackRef(f"1Z{i:016d}") for i in range(100)] + [TrackRef(number)], "")
    assert {r.error.kind for r in results[:100]} == {"outcome_unknown"}
    assert results[100].error is None
