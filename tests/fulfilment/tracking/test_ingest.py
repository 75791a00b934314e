"""Scans: the state is that of their set, whatever order and however often they come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from carriers.errors import CarrierNotFound
from carriers.tracking import Header, TrackResult
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.shipping import book_label, due_polls, ingest, request_label, shipment
from fulfilment.tracking.domain import AFTER_DELIVERY, SILENCE, Heard, next_poll, shipment_state
from fulfilment.tracking.models import Scan, Tracker
from tests.fulfilment.orders.factory import SMALL, accepted, label, leave, listener, oil, pack_it, pick_all, state_of
from tests.fulfilment.shipping.fakes import HERE, THERE, FakeCarrier, MemoryBlobs, scan, told

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def sent(run, parcels=1, hand=True):
    (stock,) = accepted(run, oil())
    pick_all(run)
    pack_it(run, stock, *[SMALL] * parcels)
    ref = label(run, stock)
    if hand:
        leave(run, ref)
    return stock, ref, [p.tracking_number for p in run.read(lambda w: shipment(w, EVERY_SELLER, ref)).parcels]


def hear(run, number, *events, source="poll"):
    return run.write(lambda w: ingest(w, "fake", [told(number, *events)], source))


def seen(run, ref):
    return run.read(lambda w: shipment(w, EVERY_SELLER, ref))


def test_a_repeated_scan_is_kept_once_and_told_once(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    _, ref, (number,) = sent(run)
    event = scan(number, "in_transit", 8, "Left Aarhus")
    assert [hear(run, number, event), hear(run, number, event, source="webhook")] == [1, 0]
    scans = [e for e in heard if type(e).__name__ == "ShipmentScanned"]
    assert [(e.status, e.text, e.occurred_at) for e in scans] == [
        ("in_transit", "Left Aarhus", datetime(2026, 12, 1, 8, tzinfo=UTC))
    ]
    assert seen(run, ref).state == "in_transit"
    assert [s.text for s in seen(run, ref).scans] == ["Left Aarhus"]


def test_every_order_of_scans_ends_in_the_same_state(new_run, clock):
    run = new_run()
    ends = set()
    statuses = [("in_transit", 8), ("out_for_delivery", 9), ("delivered", 14)]
    for n, order in enumerate(permutations(statuses)):
        for status, hour in (*order, order[0]):
            event = scan(f"N{n}", status, hour)
            run.write(lambda w, e=event, m=n: ingest(w, "fake", [told(f"N{m}", e)], "webhook"))
        row = select(Tracker.status, Tracker.decided_by.is_(None), Tracker.delivered_at, Tracker.delivered_on)
        ends.add(
            tuple(run.read(lambda w, r=row, m=n: w.session.execute(r.where(Tracker.tracking_number == f"N{m}")).one()))
        )
    assert len(ends) == 1
    assert next(iter(ends))[0] == "delivered"


def test_a_delivery_that_is_taken_back_reopens_the_order(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock, ref, (number,) = sent(run)
    hear(run, number, scan(number, "delivered", 9))
    assert (state_of(run, stock), seen(run, ref).state) == ("delivered", "delivered")
    hear(run, number, scan(number, "in_transit", 11))
    assert (state_of(run, stock), seen(run, ref).state, seen(run, ref).delivered_at) == ("shipped", "in_transit", None)
    hear(run, number, scan(number, "delivered", 15))
    assert state_of(run, stock) == "delivered"
    assert [type(e).__name__ for e in heard].count("ShipmentDelivered") == 2


def test_an_order_of_two_parcels_is_delivered_with_the_second(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock, ref, (one, two) = sent(run, parcels=2)
    hear(run, one, scan(one, "delivered", 9))
    assert (state_of(run, stock), seen(run, ref).state) == ("shipped", "in_transit")
    hear(run, two, scan(two, "delivered", 10))
    assert state_of(run, stock) == "delivered"
    assert [type(e).__name__ for e in heard].count("ShipmentDelivered") == 1


def test_a_number_nobody_knows_is_kept_and_counts_once_its_label_is_ours(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    (stock,) = accepted(run, oil())
    pick_all(run)
    pack_it(run, stock)
    ref = run.write(
        lambda w: request_label(w, EVERY_SELLER, [stock], "fake", "standard", client_id="ask", person="cleo")
    )
    carrier = FakeCarrier()
    number = carrier.number(f"{ref}:1")
    assert hear(run, number, scan(number, "in_transit", 8)) == 1
    assert run.read(lambda w: w.session.scalar(select(Tracker.shipment_ref))) is None
    clock.advance(timedelta(days=1))
    assert run.read(lambda work: due_polls(work, ["fake"])) == []
    book_label(run, carrier, ref, HERE, THERE, MemoryBlobs())
    assert (seen(run, ref).state, state_of(run, stock)) == ("in_transit", "shipped")
    assert [type(e).__name__ for e in heard][-3:] == ["ShipmentLabelled", "ShipmentHandedOver", "ShipmentScanned"]


def test_the_road_is_believed_when_nobody_tapped_the_hand_over(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock, ref, (number,) = sent(run, hand=False)
    hear(run, number, scan(number, "pre_transit", 7))
    assert seen(run, ref).state == "labelled"
    hear(run, number, scan(number, "picked_up", 8))
    assert (state_of(run, stock), seen(run, ref).state) == ("shipped", "in_transit")
    assert [type(e).__name__ for e in heard].count("ShipmentHandedOver") == 1


def test_one_bad_number_never_loses_the_others(run, clock):
    _, ref, (number,) = sent(run)
    results = [
        TrackResult("AAA", error=CarrierNotFound("Not known yet.")),
        told(number, scan(number, "in_transit", 8)),
        TrackResult("ZZZ", error=CarrierNotFound("Not known yet.")),
    ]
    assert run.write(lambda w: ingest(w, "fake", results, "poll")) == 1
    assert seen(run, ref).status == "in_transit"
    assert run.read(lambda w: w.session.scalar(select(func.count()).select_from(Scan))) == 1


def test_an_error_keeps_the_state_and_asks_again_later(run, clock):
    _, ref, (number,) = sent(run)
    hear(run, number, scan(number, "in_transit", 8))
    clock.advance(timedelta(hours=5))
    (due,) = run.read(lambda work: due_polls(work, ["fake"]))
    assert due.tracking_number == number
    failed = TrackResult(number, error=CarrierNotFound("Not known."))
    run.write(lambda w: ingest(w, "fake", [failed], "poll"))
    assert run.read(lambda work: due_polls(work, ["fake"])) == []
    assert seen(run, ref).status == "in_transit"


def test_a_newer_word_of_the_carrier_itself_wins_over_older_scans(run, clock):
    _, ref, (number,) = sent(run)
    header = Header("delivered", datetime(2026, 12, 1, 18, tzinfo=UTC), "DEL", "Delivered")
    result = TrackResult(number, (scan(number, "in_transit", 8),), header)
    run.write(lambda w: ingest(w, "fake", [result], "poll"))
    assert seen(run, ref).state == "delivered"
    stale = TrackResult(number, (), Header("in_transit", datetime(2026, 12, 1, 9, tzinfo=UTC)))
    run.write(lambda w: ingest(w, "fake", [stale], "poll"))
    assert seen(run, ref).state == "delivered"


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        ({"status": "pre_transit"}, 6),
        ({"status": "in_transit"}, 4),
        ({"status": "in_transit", "eta": NOW.date()}, 1 / 3),
        ({"status": "out_for_delivery"}, 1 / 3),
        ({"status": "exception"}, 2),
        ({"status": "in_transit", "pushed": True}, 24),
        ({"status": "delivered", "delivered_at": NOW}, 24),
        ({"status": "delivered", "delivered_at": NOW - AFTER_DELIVERY}, None),
        ({"status": "in_transit", "last_news": NOW - SILENCE}, None),
        ({"status": "returned"}, None),
    ],
)
def test_a_carrier_is_asked_as_often_as_news_is_likely(more, hours):
    facts = {"ref": "t", "polls": 0, "eta": None, "pushed": False, "delivered_at": None, "last_news": NOW} | more
    found = [next_poll(Heard(**{**facts, "polls": n}), NOW, NOW.date()) for n in range(20)]
    if hours is None:
        assert set(found) == {None}
    else:
        exact = timedelta(hours=hours)
        assert all(exact * 0.9 <= at - NOW <= exact * 1.1 for at in found)
        assert len(set(found)) > 10


@given(st.lists(st.sampled_from(["unknown", "pre_transit", "in_transit", "exception", "delivered"]), max_size=5))
def test_a_shipment_is_delivered_only_with_all_its_parcels(statuses):
    found = shipment_state(statuses)
    assert (found == "delivered") == (bool(statuses) and set(statuses) == {"delivered"})
    assert found is not None or not {"in_transit", "exception", "delivered"} & set(statuses)


def test_the_promise_is_kept_on_the_carriers_own_day(run, clock):
    _, _, (number,) = sent(run)
    hear(run, number, scan(number, "delivered", 14))
    assert run.read(lambda w: w.session.scalar(select(Tracker.delivered_on))) == date(2026, 12, 1)
