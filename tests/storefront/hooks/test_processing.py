"""What becomes of a stored delivery: fetched, applied, or kept as not understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

import carriers.registry
from carriers.http import Link
from carriers.van.hook import HEADER, sign
from foundation.data.inbox import InboxMessage
from foundation.plain.errors import Forbidden, NotFound, TooLarge
from storefront.hooks.service import receive_carrier, receive_stripe
from storefront.payments import events
from storefront.payments.sandbox.webhooks import signed
from tests.storefront.payments.till import SETTINGS, Till

SECRET = "the driver's shared secret"


def states(till: Till) -> list[str]:
    return till.shop.read(lambda work: sorted(work.session.scalars(select(InboxMessage.state))))


def scan(**changes: Any) -> bytes:
    body = {
        "delivery_id": "d1",
        "tracking_number": "VAN4K7M0Q2R9",
        "status": "out_for_delivery",
        "occurred_at": "2026-11-23T09:15:00+01:00",
    }
    return json.dumps({**body, **changes}).encode()


def drive(till: Till) -> None:
    till.shop.carriers = {"van": carriers.registry.build("van", {"webhook_secret": SECRET}, Link(clock=till.clock))}


def test_messages_doubled_and_shuffled_lead_to_one_capture(till: Till) -> None:
    payment = till.order()
    till.pay(payment, copies=2)
    told = [event["id"] for event in till.objects("event")]
    for event_id in [*reversed(told), *told]:
        till.deliver(event_id)

    till.work()

    assert till.ledger() == [("capture", 77310)]
    assert len(till.told(events.PaymentCaptured)) == 1
    assert states(till) == ["processed"] * len(told)


def test_an_event_that_is_none_of_ours_is_kept_as_not_understood(till: Till) -> None:
    event = {
        "id": "evt_9",
        "object": "event",
        "type": "customer.created",
        "livemode": False,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
    }
    body = json.dumps(event)
    assert receive_stripe(till.shop, signed(SETTINGS, body, int(till.clock.now().timestamp())), body.encode())
    till.work()
    assert states(till) == ["unknown"]


def test_a_signed_lie_about_somebody_elses_page_moves_nothing(till: Till) -> None:
    payment = till.order()
    till.start(payment)
    session = {**till.objects("session")[0], "status": "complete", "payment_status": "paid"}
    event = {"id": "evt_8", "object": "event", "type": "checkout.session.completed", "livemode": False}
    body = json.dumps({**event, "data": {"object": session}})
    receive_stripe(till.shop, signed(SETTINGS, body, int(till.clock.now().timestamp())), body.encode())

    till.work()

    assert till.ledger() == []  # what counts is what the card company says when asked
    assert till.money().status == "none"


def test_a_drivers_scan_is_stored_once(till: Till) -> None:
    drive(till)
    headers = {HEADER: sign(SECRET, scan(), till.clock.now())}
    assert receive_carrier(till.shop, "van", headers, scan())
    assert not receive_carrier(till.shop, "van", headers, scan())
    assert states(till) == ["received"]


def test_a_forged_scan_is_refused(till: Till) -> None:
    drive(till)
    with pytest.raises(Forbidden):
        receive_carrier(till.shop, "van", {HEADER: sign("another secret", scan(), till.clock.now())}, scan())
    with pytest.raises(TooLarge):
        receive_carrier(till.shop, "van", {}, b"x" * 20_000)
    with pytest.raises(NotFound):
        receive_carrier(till.shop, "pigeon", {}, scan())
    assert states(till) == []


def test_a_scan_of_a_parcel_nobody_knows_is_processed_and_breaks_nothing(till: Till) -> None:
    drive(till)
    receive_carrier(till.shop, "van", {HEADER: sign(SECRET, scan(), till.clock.now())}, scan())
    till.work()
    assert states(till) == ["processed"]


def test_a_signed_scan_without_a_time_is_kept_as_not_understood(till: Till) -> None:
    drive(till)
    body = scan(occurred_at="yesterday")
    receive_carrier(till.shop, "van", {HEADER: sign(SECRET, body, till.clock.now())}, body)
    till.work()
    assert states(till) == ["unknown"]
