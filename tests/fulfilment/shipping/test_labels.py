"""Labels and hand-over: gates, failures, doubles, and nothing on the network while a transaction is open."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from carriers.errors import CarrierOutcomeUnknown, CarrierRefused
from foundation.data.outbox import OutboxMessage
from foundation.plain.errors import Conflict, IllegalTransition, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.orders import accept_order, fulfilment_of, place_hold, release_hold
from fulfilment.api.shipping import (
    book_label,
    cancel_shipment,
    due_polls,
    hand_over,
    request_label,
    shipment,
    shipments,
    to_ship,
)
from tests.fulfilment.orders.factory import (
    SMALL,
    accepted,
    an_order,
    label,
    leave,
    listener,
    oil,
    pack_it,
    pick_all,
    state_of,
    tap_id,
)
from tests.fulfilment.shipping.fakes import HERE, THERE, FakeCarrier, MemoryBlobs

OTHER = SellerScope(frozenset({"lumen"}))


def packed(run, *lines, ref="order-1"):
    (stock,) = accepted(run, *(lines or (oil(),)), ref=ref)
    pick_all(run)
    pack_it(run, stock, SMALL, SMALL)
    return stock


def ask(run, *refs, client_id="", scope=EVERY_SELLER):
    tap = client_id or tap_id()
    return run.write(lambda w: request_label(w, scope, refs, "fake", "standard", client_id=tap, person="cleo"))


def book(run, ref, carrier=None, blobs=None):
    book_label(run, carrier or FakeCarrier(), ref, HERE, THERE, blobs or MemoryBlobs())


def seen(run, ref):
    return run.read(lambda w: shipment(w, EVERY_SELLER, ref))


def messages(run):
    rows = select(OutboxMessage.key, OutboxMessage.payload).where(OutboxMessage.name == "book_label")
    return run.read(lambda w: [tuple(row) for row in w.session.execute(rows.order_by(OutboxMessage.key))])


def test_a_label_is_asked_for_once_and_booked_with_a_number_for_each_parcel(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock = packed(run)
    ref = ask(run, stock, client_id="same")
    assert ask(run, stock, client_id="same") == ref
    assert messages(run) == [(f"{ref}:1", {"shipment": ref, "attempt": 1, "carrier": "fake"})]
    with pytest.raises(Conflict, match="asked for already"):
        ask(run, stock)
    carrier, blobs = FakeCarrier(), MemoryBlobs()
    book(run, ref, carrier, blobs)
    book(run, ref, carrier, blobs)
    assert len(carrier.requests) == 1
    found = seen(run, ref)
    assert found.state == "labelled"
    assert len({p.tracking_number for p in found.parcels}) == 2
    assert all(blobs.get(p.label_blob) == b"GIF89a" for p in found.parcels)
    assert found.tracking_number == heard[-1].tracking_number == found.parcels[0].tracking_number
    assert [type(e).__name__ for e in heard].count("ShipmentLabelled") == 1
    row = run.read(lambda w: to_ship(w, EVERY_SELLER))[0]
    assert row.shipment == found


def test_a_dispatch_hold_stops_the_label_and_the_hand_over_but_not_packing(run, clock):
    stock = packed(run, oil(holds=("balance_due",)))
    with pytest.raises(Conflict, match="balance is not paid"):
        ask(run, stock)
    run.write(lambda w: release_hold(w, "order-1", ["line-oil"], "balance_due"))
    ref = ask(run, stock)
    book(run, ref)
    run.write(lambda w: place_hold(w, "order-1", ["line-oil"], "dispute", "dispatch", "The bank asks."))
    with pytest.raises(Conflict, match="The bank asks"):
        leave(run, ref)
    run.write(lambda w: release_hold(w, "order-1", ["line-oil"], "dispute"))
    leave(run, ref)
    assert state_of(run, stock) == "shipped"


def test_a_hold_that_came_after_the_question_stops_the_booking(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock = packed(run)
    ref = ask(run, stock)
    run.write(lambda w: place_hold(w, "order-1", ["line-oil"], "dispute", "dispatch", "The bank asks."))
    carrier = FakeCarrier()
    book(run, ref, carrier)
    assert carrier.requests == []
    assert (seen(run, ref).state, heard[-1].sentence) == ("failed", "The bank asks.")


def test_a_refused_label_says_why_and_the_next_attempt_has_its_own_key(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock = packed(run)
    other = packed(run, oil("line-2"), ref="order-2")
    ref, good = ask(run, stock), ask(run, other)
    carrier = FakeCarrier(CarrierRefused("That postcode is not in Denmark. Correct it and try again."))
    book(run, ref, carrier)
    book(run, good, carrier)
    assert (seen(run, ref).state, seen(run, good).state) == ("failed", "labelled")
    assert seen(run, ref).failure.startswith("That postcode")
    assert [type(e).__name__ for e in heard].count("LabelFailed") == 1
    assert ask(run, stock) == ref
    assert f"{ref}:2" in [key for key, _ in messages(run)]
    book(run, ref, carrier)
    assert (seen(run, ref).state, seen(run, ref).attempt, seen(run, ref).failure) == ("labelled", 2, "")
    assert set(carrier.keys) == {f"{good}:1", f"{ref}:2"}


def test_an_unknown_outcome_is_asked_again_with_the_same_key(run, clock):
    stock = packed(run)
    ref = ask(run, stock)
    carrier = FakeCarrier(CarrierOutcomeUnknown("No answer came."))
    with pytest.raises(CarrierOutcomeUnknown):
        book(run, ref, carrier)
    assert seen(run, ref).state == "requested"
    book(run, ref, carrier)
    assert list(carrier.keys) == [f"{ref}:1"]


def test_a_shipment_given_up_while_the_carrier_was_asked_is_voided_there(run, clock):
    stock = packed(run)
    ref = ask(run, stock)
    carrier = FakeCarrier()
    give_up = lambda w: cancel_shipment(w, EVERY_SELLER, ref, client_id="stop", person="cleo")  # noqa: E731
    carrier.meanwhile = lambda: run.write(give_up)
    book(run, ref, carrier)
    assert len(carrier.cancelled) == 1
    assert seen(run, ref).state == "cancelled"
    run.write(give_up)
    again = label(run, stock)
    assert again != ref
    assert len(seen(run, again).parcels) == 2


def test_two_workers_that_book_at_once_end_with_one_label(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock = packed(run)
    ref = ask(run, stock)
    carrier = FakeCarrier()

    def second_worker():
        carrier.meanwhile = None
        book(run, ref, carrier)

    carrier.meanwhile = second_worker
    book(run, ref, carrier)
    assert (len(carrier.requests), len(carrier.keys), carrier.cancelled) == (2, 1, [])
    assert [type(e).__name__ for e in heard].count("ShipmentLabelled") == 1


def test_handing_over_twice_with_one_tap_ships_once(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock = packed(run)
    ref = ask(run, stock)
    go = lambda tap: run.write(lambda w: hand_over(w, EVERY_SELLER, ref, client_id=tap, person="cleo"))  # noqa: E731
    with pytest.raises(IllegalTransition, match="label asked for; it cannot become handed over"):
        go("early")
    book(run, ref)
    go("same")
    go("same")
    with pytest.raises(IllegalTransition):
        go("other")
    assert [type(e).__name__ for e in heard].count("ShipmentHandedOver") == 1
    line = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1")).fulfilment_orders[0].lines[0]
    assert (line.shipped, line.packed, line.picked) == (1, 1, 1)
    assert run.read(lambda w: to_ship(w, EVERY_SELLER)) == []


def test_what_is_not_packed_or_not_of_one_order_gets_no_label(run, clock):
    (stock,) = accepted(run, oil())
    with pytest.raises(Conflict, match="not packed yet"):
        ask(run, stock)
    run.write(lambda w: accept_order(w, an_order(oil("line-2"), ref="order-2")))
    pick_all(run)
    other = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-2")).fulfilment_orders[0].ref
    for ref in (stock, other):
        pack_it(run, ref)
    with pytest.raises(Invalid, match="one order"):
        ask(run, stock, other)


def test_somebody_elses_shipment_does_not_exist(run, clock):
    stock = packed(run)
    with pytest.raises(NotFound):
        ask(run, stock, scope=OTHER)
    ref = label(run, stock)
    assert run.read(lambda w: shipments(w, OTHER)) == []
    assert run.read(lambda w: to_ship(w, OTHER)) == []
    assert len(run.read(lambda w: shipments(w, EVERY_SELLER))) == 1
    with pytest.raises(NotFound):
        run.read(lambda w: shipment(w, OTHER, ref))
    with pytest.raises(NotFound):
        run.write(lambda w: hand_over(w, OTHER, ref, client_id=tap_id(), person="x"))


def test_a_new_label_is_first_asked_about_some_hours_later(run, clock):
    stock = packed(run)
    label(run, stock)
    assert run.read(lambda work: due_polls(work, ["fake"])) == []
