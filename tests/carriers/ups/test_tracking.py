"""Tracking with UPS: request built, address called, reply read, error read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from carriers.errors import CarrierMalformed, CarrierRateLimited, CarrierUnavailable
from carriers.reduce import reduce_status
from carriers.tracking import ParseContext, TrackRef
from carriers.ups.adapter import choose
from carriers.ups.alert import parse_alert
from carriers.ups.build import track_path
from carriers.ups.parse import parse_track
from carriers.ups.status import classify

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CTX = ParseContext(NOW, "1Z999AA10123456784")
DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "carriers"


def wall(text):
    return datetime.fromisoformat(text)


def reply(*activities, **package):
    body = {"trackingNumber": "1Z999AA10123456784", "activity": list(activities)} | package
    shipment = {"inquiryNumber": "1Z999AA10123456784", "package": [body]}
    return json.dumps({"trackResponse": {"shipment": [shipment]}}).encode()


def activity(kind="I", code="DP", number="005", text="Departed", **when):
    status = {"type": kind, "code": code, "statusCode": number, "description": text}
    return {"date": "20261123", "time": "100000", "status": status} | when


def test_the_request_quotes_the_number_and_asks_for_english():
    assert track_path("1Z/../x").startswith("/api/track/v1/details/1Z%2F..%2Fx?locale=en_US")


def test_a_parcel_is_asked_for_at_its_address(ups, sim, shipment):
    number = ups.label(shipment, "k1").tracking_number
    sim.calls.clear()
    ups.track([TrackRef(number)])
    assert [p.split("?")[0] for p in sim.paths()] == [f"GET /api/track/v1/details/{number}"]
    sent = sim.headers("/track/")
    assert sent["Transactionsrc"] == "joinery"
    assert len(sent["Transid"]) == 32


def test_a_parcel_is_followed_from_label_to_door(ups, sim, shipment, clock):
    number = ups.label(shipment, "k1").tracking_number
    seen = []
    for _ in range(5):
        [result] = ups.track([TrackRef(number)])
        seen.append(reduce_status(result.events, [result.header]).status)
        clock.advance(timedelta(hours=3))
        if len(seen) < 5:
            sim.post(f"ups/{number}/advance")
    assert seen == ["pre_transit", "picked_up", "in_transit", "out_for_delivery", "delivered"]
    last = result.events[0]
    assert last.occurred_utc == NOW + timedelta(hours=12)
    assert (last.utc_offset, last.occurred_local) == ("+01:00", wall("2026-11-23T22:00"))
    assert str(last.location) == "Berlin, DE"
    assert result.eta is None


def test_results_and_errors_stand_side_by_side(ups, shipment):
    number = ups.label(shipment, "k1").tracking_number
    missing, found = ups.track([TrackRef("1Z0000000000000000"), TrackRef(number)])
    assert (missing.error.kind, missing.error.code, missing.error.retryable) == ("not_found", "TW0001", False)
    assert found.ok
    assert found.eta.source == "ups:SDD"
    assert found.eta.latest == wall("2026-11-25T00:00")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("server_error", CarrierUnavailable), ("malformed", CarrierMalformed), ("rate_limited", CarrierRateLimited)],
)
def test_trouble_on_the_line_is_a_retryable_error_of_that_number(ups, sim, fault, kind):
    sim.fault(fault, on="/track/", times=5, value=600)
    [result] = ups.track([TrackRef("1Z0000000000000000")])
    assert type(result.error) is kind
    assert result.error.retryable


def test_the_offset_makes_the_instant():
    [result] = parse_track(reply(activity(gmtOffset="-05:00")), CTX)
    [event] = result.events
    assert (event.occurred_utc, event.tz_source) == (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "carrier_offset")


def test_a_time_without_offset_gets_no_instant():
    [result] = parse_track(reply(activity()), CTX)
    [event] = result.events
    assert (event.occurred_local, event.occurred_utc, event.utc_offset) == (wall("2026-11-23T10:00"), None, None)
    assert event.tz_source == "none"


def test_gmt_beside_the_local_time_makes_the_instant_even_with_a_lost_zero():
    [result] = parse_track(reply(activity(gmtDate="20261123", gmtTime="90000")), CTX)
    [event] = result.events
    assert (event.utc_offset, event.tz_source) == ("+01:00", "carrier_gmt")


@pytest.mark.parametrize(
    "gmt", [{"gmtDate": "20261101", "gmtTime": "90000"}, {"gmtDate": "20261123", "gmtTime": "90700"}]
)
def test_gmt_that_cannot_be_is_not_believed(gmt):
    [result] = parse_track(reply(activity(**gmt)), CTX)
    assert result.events[0].occurred_utc is None


def test_a_date_without_time_says_so():
    [result] = parse_track(reply(activity(time="null", gmtOffset="+01:00")), CTX)
    assert (result.events[0].precision, result.events[0].occurred_utc) == ("date", None)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (("X", "SR", "003", "Your package was released by the customs agency."), "in_transit"),
        (("X", "ZZ", "", "Your package is on the way."), "in_transit"),
        (("X", "ZZ", "", "Severe weather has delayed delivery."), "exception"),
        (("X", "48", "", "The customer was not available on the first attempt."), "attempt_failed"),
        (("", "011", "", "Delivered"), "delivered"),
        (("", "021", "", "Out for Delivery"), "out_for_delivery"),
        (("I", "OT", "017", "Out for Delivery"), "out_for_delivery"),
        (("D", "Q9", "", "DELIVERED"), "delivered"),
        (("D", "ZP", "", "Delivered to UPS Access Point"), "available_for_pickup"),
        (("MV", "ZZ", "", "Voided"), "cancelled"),
        (("RS", "ZZ", "", "Returned"), "returned"),
    ],
)
def test_codes_of_three_generations_are_understood(given, status):
    assert classify(*given).status == status


@pytest.mark.parametrize("given", [("D", "ZZ", "999", "Something"), ("", "ZZ", "", "Delivered"), ("Q", "", "777", "")])
def test_an_unknown_code_never_delivers(given):
    assert classify(*given) is None


def test_an_unknown_code_is_kept_as_unknown_and_listed():
    [result] = parse_track(reply(activity(), activity("Q", "ZZ", "999", "Hm", time="110000")), CTX)
    assert result.unmapped == ("ZZ",)
    assert reduce_status(result.events).status == "in_transit"


def test_a_rescheduled_day_replaces_the_scheduled_one_and_remembers_it():
    dates = [{"type": "RDD", "date": "20261126"}, {"type": "SDD", "date": "20261125"}]
    window = {"type": "EDW", "startTime": "140000", "endTime": "160000"}
    [result] = parse_track(reply(activity(), deliveryDate=dates, deliveryTime=window), CTX)
    assert (result.eta.earliest, result.eta.latest) == (wall("2026-11-26T14:00"), wall("2026-11-26T16:00"))
    assert [e.source for e in result.eta.history] == ["ups:SDD"]


@pytest.mark.parametrize("dates", [[{"type": "DEL", "date": "20261123"}], [{"type": "SDD", "date": "20261120"}]])
def test_a_day_that_has_been_or_was_overtaken_is_no_estimate(dates):
    [result] = parse_track(reply(activity(), deliveryDate=dates), CTX)
    assert result.eta is None


def test_every_package_of_every_shipment_is_a_result_of_its_own():
    first = json.loads(reply(activity()))
    second = json.loads(reply(activity(code="FS", kind="D", number="011")))
    second["trackResponse"]["shipment"][0]["package"][0]["trackingNumber"] = "1Z999AA10123456793"
    first["trackResponse"]["shipment"] += second["trackResponse"]["shipment"]
    results = parse_track(json.dumps(first).encode(), CTX)
    assert [(r.number, r.events[0].status) for r in results] == [
        ("1Z999AA10123456784", "in_transit"),
        ("1Z999AA10123456793", "delivered"),
    ]
    assert choose(TrackRef("1Z999AA10123456793"), results).events[0].status == "delivered"


def test_a_number_used_before_is_told_apart_by_its_ship_date():
    [new] = parse_track(reply(activity()), CTX)
    [old] = parse_track(reply(activity("D", "FS", "011", "DELIVERED", date="20250110")), CTX)
    assert choose(TrackRef(new.number), [old, new]) is new
    assert choose(TrackRef(new.number, date(2025, 1, 9)), [new, old]) is old


def test_a_scan_by_poll_and_by_webhook_has_one_fingerprint(ups, sim, shipment, doorstep):
    number = ups.label(shipment, "k1").tracking_number
    ups.subscribe([TrackRef(number)], "")
    sim.post(f"ups/{number}/advance")
    [(_, headers, raw)] = doorstep.calls
    [pushed] = ups.parse_webhook(headers, raw).results
    [polled] = ups.track([TrackRef(number)])
    assert pushed.events[0].fingerprint == polled.events[0].fingerprint
    assert pushed.events[0].occurred_utc == polled.events[0].occurred_utc


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[1]", b"null", b"{" * 100_000, b"[" * 100_000])
def test_bytes_that_are_no_reply_are_malformed(raw):
    with pytest.raises(CarrierMalformed):
        parse_track(raw, CTX)


@pytest.mark.parametrize(
    "raw", [b"{}", b'{"trackResponse": 3}', b'{"trackResponse": {"shipment": [null, {"package": 1}]}}']
)
def test_a_reply_with_nothing_in_it_is_not_found(raw):
    assert {r.error.kind for r in parse_track(raw, CTX)} == {"not_found"}


def expectations():
    if not (DATA / "expectations.json").exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"NO DEVELOPMENT DATA at {DATA}: parsers unproven"))]
    rows = json.loads((DATA / "expectations.json").read_text())
    return [pytest.param(r, id=r["file"]) for r in rows if r["file"].startswith(("ups__track-v1", "ups__track-alert"))]


@pytest.mark.parametrize("row", expectations())
def test_real_payloads_read_as_expected(row):
    raw = (DATA / row["file"]).read_bytes()
    ctx = replace(CTX, number=row["tracking_number"] or "")
    [result] = parse_alert(raw, NOW).results if row["kind"] == "webhook" else parse_track(raw, ctx)
    if row["expect"] == "error":
        assert (result.error.kind, result.error.code) == (row["error"]["class"], row["error"]["code"])
        return
    assert result.number == row["tracking_number"]
    status = reduce_status(result.events, [result.header] if result.header else []).status
    assert status in [row["status"], *row["status_also_acceptable"]]
    assert len(result.events) == row["event_count"]
    utc = row["last_event"]["utc"]
    assert result.events[0].occurred_utc == (datetime.fromisoformat(utc) if utc else None)
    assert f"{result.events[0].occurred_local:%Y%m%d %H%M%S}" in row["last_event"]["as_given"]
    assert (f"{result.eta.latest:%Y%m%d}" if result.eta else None) == row["eta"]
    assert result.pieces == row.get("pieces", result.pieces)
