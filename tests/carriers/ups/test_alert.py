"""UPS's push: taken with our credential, never believed, hostile ones refused."""

from __future__ import annotations

import json

import pytest

from carriers.errors import CarrierMalformed, HookRefused, HookTooLarge
from carriers.tracking import TrackRef
from tests.carriers.conftest import MONDAY

HEADERS = {"Authorization": "Bearer sim-track-alert", "X-Api-Key": "sim-client"}
BODY = {
    "trackingNumber": "1Z204W4R0308071865",
    "localActivityDate": "20240423",
    "localActivityTime": "091519",
    "activityStatus": {"type": "I", "code": "OT", "description": "Out for Delivery", "descriptionCode": "021"},
    "scheduledDeliveryDate": "20240423",
    "gmtOffset": "-04.00",
}
RAW = json.dumps(BODY).encode()


def test_a_push_with_our_credential_is_taken_but_not_trusted(ups):
    receipt = ups.verify(HEADERS, RAW, MONDAY)
    assert (receipt.provider, receipt.trusted, len(receipt.delivery_key)) == ("ups", False, 64)
    result = ups.parse_webhook(HEADERS, RAW)
    assert (result.trusted, result.refetch) == (False, (TrackRef("1Z204W4R0308071865"),))
    assert result.results[0].events[0].utc_offset == "-04:00"


def test_the_same_push_has_the_same_key(ups):
    assert ups.verify(HEADERS, RAW, MONDAY) == ups.verify(HEADERS, RAW, MONDAY)
    assert ups.verify(HEADERS, RAW, MONDAY) != ups.verify(HEADERS, RAW + b" ", MONDAY)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "sim-track-alert"}, {"authorization": "Bearer é\udcff"}],
)
def test_a_push_without_our_credential_is_refused(ups, headers):
    with pytest.raises(HookRefused):
        ups.verify(headers, RAW, MONDAY)


def test_the_api_key_is_checked_where_one_is_set(make_ups):
    strict = make_ups(webhook_api_key="sim-client")
    strict.verify(HEADERS, RAW, MONDAY)
    with pytest.raises(HookRefused):
        strict.verify(HEADERS | {"X-Api-Key": "other"}, RAW, MONDAY)


def test_without_a_credential_of_ours_nothing_is_taken(make_ups):
    with pytest.raises(HookRefused):
        make_ups(webhook_credential="").verify({"Authorization": "Bearer "}, RAW, MONDAY)


def test_a_huge_body_is_refused_before_it_is_read(ups):
    with pytest.raises(HookTooLarge):
        ups.verify(HEADERS, b"[" * 300_000, MONDAY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b'{"trackingNumber": "1Z<script>"}',
        b'{"trackingNumber": {}}',
    ],
)
def test_bytes_that_are_no_push_are_malformed(ups, raw):
    with pytest.raises(CarrierMalformed):
        ups.parse_webhook(HEADERS, raw)


def test_a_delivered_push_has_no_estimate(ups):
    status = {"type": "D", "code": "FS", "description": "Delivered", "descriptionCode": "011"}
    raw = json.dumps(BODY | {"activityStatus": status, "actualDeliveryDate": "20240423"}).encode()
    [result] = ups.parse_webhook(HEADERS, raw).results
    assert (result.eta, result.events[0].status) == (None, "delivered")


def test_the_simulator_pushes_what_the_shop_takes(ups, sim, shipment, doorstep):
    number = ups.label(shipment, "k1").tracking_number
    ups.subscribe([TrackRef(number)], "")
    sim.post(f"ups/{number}/advance")
    [(carrier, headers, raw)] = doorstep.calls
    assert carrier == "ups"
    assert headers["User-Agent"] == "UPSPubSubTrackingService"
    ups.verify(headers, raw, MONDAY)
    assert ups.parse_webhook(headers, raw).results[0].events[0].status == "picked_up"
