"""The own van: numbers and notes made here, signed reports believed, forged ones refused."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers import registry
from carriers.errors import CarrierError, CarrierMalformed, CarrierRefused, HookRefused, HookTooLarge
from carriers.reduce import reduce_status
from carriers.tracking import ParseContext, TrackRef
from carriers.van.hook import sign
from foundation.plain.money import Money
from tests.carriers.conftest import MONDAY

SECRET = "sim-van-secret-0123456789"
OLD = "the-old-secret-0123456789"
LONE = registry.build("van", {"webhook_secret": SECRET, "previous_secret": OLD, "price": "49.00"})


def report(**changes):
    body = {
        "delivery_id": "VAN1.1",
        "tracking_number": "VAN4K7M0Q2R9A",
        "status": "out_for_delivery",
        "occurred_at": "2026-11-23T09:55:00+01:00",
        "place": "Zwolle",
        "note": "Two people",
    } | changes
    return json.dumps({k: v for k, v in body.items() if v is not None}).encode()


def signed(raw, at=MONDAY, secret=SECRET):
    return {"x-van-signature": sign(secret, raw, at)}


def test_a_signed_report_is_believed():
    raw = report()
    receipt = LONE.verify(signed(raw), raw, MONDAY)
    assert (receipt.provider, receipt.delivery_key, receipt.trusted) == ("van", "VAN1.1", True)
    result = LONE.parse_webhook(signed(raw), raw, MONDAY)
    [event] = result.results[0].events
    assert (event.status, event.raw_text, str(event.location)) == ("out_for_delivery", "Two people", "Zwolle")
    assert event.occurred_utc == datetime(2026, 11, 23, 8, 55, tzinfo=UTC)
    assert result.refetch == ()


def test_a_secret_that_is_being_changed_over_is_still_good():
    raw = report()
    LONE.verify(signed(raw, secret=OLD), raw, MONDAY)
    both = signed(raw)["x-van-signature"] + ",v1=" + "0" * 64
    LONE.verify({"X-Van-Signature": both}, raw, MONDAY)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "unsigned"),
        ({"X-Van-Signature": "t=1,v1=zz"}, "unsigned"),
        ({"X-Van-Signature": "v1=" + "0" * 64}, "unsigned"),
        ({"X-Van-Signature": f"t={int(MONDAY.timestamp())},v1=" + "0" * 64}, "signature"),
        ({"X-Van-Signature": "t=²,v1=" + "0" * 64}, "unsigned"),
        ({"X-Van-Signature": f"t=1,t={int(MONDAY.timestamp())},v1=" + "0" * 64}, "unsigned"),
        (signed(report(), secret="somebody-elses-secret"), "signature"),
        (signed(report(status="delivered")), "signature"),
        (signed(report(), at=MONDAY - timedelta(minutes=5, seconds=1)), "old"),
        (signed(report(), at=MONDAY + timedelta(seconds=31)), "future"),
        (signed(report(), at=MONDAY + timedelta(days=900)), "future"),
    ],
)
def test_a_forged_old_or_future_report_is_refused(headers, code):
    with pytest.raises(HookRefused) as caught:
        LONE.verify(headers, report(), MONDAY)
    assert caught.value.code == code


def test_a_replay_within_five_minutes_has_the_same_key_and_a_later_one_is_refused():
    raw = report()
    headers = signed(raw)
    assert LONE.verify(headers, raw, MONDAY) == LONE.verify(headers, raw, MONDAY + timedelta(minutes=5))
    with pytest.raises(HookRefused):
        LONE.verify(headers, raw, MONDAY + timedelta(minutes=6))


def test_a_huge_report_is_refused_before_it_is_read():
    raw = b"[" * 20_000
    with pytest.raises(HookTooLarge):
        LONE.verify(signed(raw), raw, MONDAY)


@given(st.binary(max_size=200))
def test_signed_rubbish_is_malformed_and_nothing_else(raw):
    with pytest.raises(CarrierMalformed):
        LONE.verify(signed(raw), raw, MONDAY)
    with pytest.raises(CarrierMalformed):
        LONE.parse_webhook({}, raw, MONDAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"tracking_number": None},
        {"tracking_number": "x' or 1=1"},
        {"occurred_at": None},
        {"occurred_at": "2026-11-23T09:55:00"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_report_without_number_or_true_time_is_malformed(changes):
    with pytest.raises(CarrierMalformed):
        LONE.parse_webhook({}, report(**changes), MONDAY)


def test_a_report_without_delivery_id_is_malformed():
    raw = report(delivery_id=None)
    with pytest.raises(CarrierMalformed, match="delivery_id"):
        LONE.verify(signed(raw), raw, MONDAY)


def test_a_word_outside_the_vocabulary_is_unknown_and_listed():
    [result] = LONE.parse(report(status="teleported"), ParseContext(MONDAY))
    assert (result.unmapped, result.events[0].status) == (("teleported",), "unknown")


def test_a_label_is_minted_here_and_the_same_key_mints_the_same(shipment):
    label = LONE.label(replace(shipment, two_person=True), "k1")
    assert re.fullmatch(r"VAN[0-9A-HJKMNP-TV-Z]{10}", label.tracking_number)
    assert LONE.label(replace(shipment, two_person=True), "k1") == label
    assert LONE.label(shipment, "k2").tracking_number != label.tracking_number
    assert label.price == Money(4900, "EUR")


def test_a_delivery_note_is_an_svg_with_everything_the_driver_needs(shipment):
    nasty = replace(shipment, two_person=True, ship_to=replace(shipment.ship_to, name="<b>Zoë</b> & \x00Söhne"))
    label = LONE.label(replace(nasty, parcels=shipment.parcels * 2), "k1")
    words = " ".join(t.text for t in ET.fromstring(label.pieces[1].content).iter("{http://www.w3.org/2000/svg}text"))
    assert "<b>Zoë</b> & Söhne" in words
    assert "Two people · piece 2 of 2 · 2.5 kg" in words
    assert label.pieces[1].tracking_number in words


def test_the_price_comes_from_the_settings(van, shipment, sim):
    assert van.rate(shipment)[0].price == Money(4900, "EUR")
    assert van.rate(replace(shipment, two_person=True))[0].price == Money(8900, "EUR")
    assert sim.calls == []


def test_an_empty_shipment_gets_no_label(shipment):
    with pytest.raises(CarrierRefused):
        LONE.label(replace(shipment, parcels=()), "k1")


def test_the_van_cannot_be_asked():
    [result] = LONE.track([TrackRef("VAN1")])
    assert (result.error.kind, LONE.caps.batch) == ("unsupported", 0)


def test_a_delivery_is_told_to_the_planning_board_and_reported_to_the_door(van, sim, shipment, doorstep, clock):
    number = van.label(shipment, "k1").tracking_number
    [told] = van.subscribe([TrackRef(number)], f"{doorstep.url}/hooks/carriers/van")
    assert told.error is None
    assert sim.paths() == ["POST /van/v1/jobs"]
    events = []
    for _ in range(3):
        clock.advance(timedelta(minutes=20))
        sim.post(f"van/{number}/advance")
        _, headers, raw = doorstep.calls[-1]
        van.verify(headers, raw, clock.now())
        events += van.parse_webhook(headers, raw).results[0].events
    assert [e.status for e in events] == ["picked_up", "out_for_delivery", "delivered"]
    assert reduce_status(events).delivered.occurred_utc == MONDAY + timedelta(hours=1)


def test_a_cancelled_delivery_leaves_the_board_and_one_under_way_does_not(van, sim, shipment):
    label = van.label(shipment, "k1")
    van.cancel(label)
    van.subscribe([TrackRef(label.tracking_number)], "http://127.0.0.1:9/")
    van.cancel(label)
    van.subscribe([TrackRef(label.tracking_number)], "http://127.0.0.1:9/")
    sim.post(f"van/{label.tracking_number}/advance")
    with pytest.raises(CarrierRefused):
        van.cancel(label)


def test_a_board_that_refuses_is_an_error_of_that_delivery(van, link, sim):
    stranger = registry.build(
        "van", {"webhook_secret": SECRET, "dispatch_url": sim.url, "dispatch_token": "wrong"}, link
    )
    [result] = stranger.subscribe([TrackRef("VAN1234")], "http://x/")
    assert isinstance(result.error, CarrierError)
    assert result.error.code == "401"
