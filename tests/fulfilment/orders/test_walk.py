"""The main job of fulfilment, whole: one mixed order from payment to door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from foundation.data.audit import StateChange
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import fulfilment_of, release_hold
from fulfilment.api.promise import promises
from fulfilment.api.shipping import ingest, shipment, to_ship
from tests.fulfilment.orders.factory import (
    a_table,
    accepted,
    label,
    leave,
    listener,
    make_whole,
    oil,
    pack_it,
    pick_all,
    state_of,
)
from tests.fulfilment.shipping.fakes import scan, told


def test_one_mixed_order_walks_from_payment_to_the_door(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    stock, made = accepted(run, oil(quantity=2), a_table(holds=("balance_due",)))

    pick_all(run)
    pack_it(run, stock)
    parcel = label(run, stock)
    leave(run, parcel)
    assert state_of(run, stock) == "shipped"
    assert state_of(run, made) == "planned"

    make_whole(run, clock)
    assert state_of(run, made) == "packed"
    row = next(r for r in run.read(lambda w: to_ship(w, EVERY_SELLER)) if r.fulfilment_order_ref == made)
    assert row.blockers == ("The balance is not paid yet; this leaves the house once it is.",)
    run.write(lambda w: release_hold(w, "order-1", ["line-table"], "balance_due"))
    van = label(run, made)
    leave(run, van)

    for ref in (parcel, van):
        number = run.read(lambda w, r=ref: shipment(w, EVERY_SELLER, r)).tracking_number
        run.write(lambda w, n=number: ingest(w, "fake", [told(n, scan(n, "in_transit", 8))], "poll"))
        run.write(lambda w, n=number: ingest(w, "fake", [told(n, scan(n, "delivered", 14))], "webhook"))
    found = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1"))
    assert [o.state for o in found.fulfilment_orders] == ["delivered", "delivered"]
    # Scanned at the door on 1 December: good for the table, late for the oil.
    days = {p.line_ref: p.state for p in run.read(lambda w: promises(w, "order-1"))}
    assert days == {"line-table": "kept", "line-oil": "broken"}
    names = [type(event).__name__ for event in heard]
    assert names[0] == "OrderAccepted"
    assert names.count("LinePicked") == 1
    assert names.count("OperationStarted") == names.count("OperationFinished") == 4
    assert names.count("InspectionPassed") == 1
    assert names.count("LinePacked") == names.count("ShipmentLabelled") == names.count("ShipmentHandedOver") == 2
    assert names.count("ShipmentScanned") == names.count("ShipmentDelivered") == 2


def test_every_change_of_state_leaves_an_audit_row(run, clock):
    accepted(run, oil())
    pick_all(run)
    moves = run.read(
        lambda w: w.session.execute(select(StateChange.noun, StateChange.was, StateChange.now, StateChange.actor)).all()
    )
    assert ("pick", "open", "picked", "cleo") in [tuple(m) for m in moves]
    assert ("fulfilment order", "planned", "in_progress", "cleo") in [tuple(m) for m in moves]
    assert run.read(lambda w: w.session.scalar(select(func.count()).select_from(StateChange))) == len(moves)


@pytest.mark.parametrize("plan", ["each", "together"])
def test_an_order_all_together_leaves_in_one_shipment(run, clock, plan):
    stock, made = accepted(run, oil(), a_table(), plan=plan)
    pick_all(run)
    pack_it(run, stock)
    rows = run.read(lambda w: to_ship(w, EVERY_SELLER))
    waiting = "Travels together: it waits for the rest of the order to be packed."
    assert rows[0].blockers == ((waiting,) if plan == "together" else ())
    make_whole(run, clock)
    clock.advance(timedelta(minutes=6))
    ref = label(run, stock)
    sent = run.read(lambda w: shipment(w, EVERY_SELLER, ref))
    if plan == "together":
        assert set(sent.fulfilment_order_refs) == {stock, made}
        assert sent.two_person
        assert len(sent.parcels) == 2
    else:
        assert sent.fulfilment_order_refs == (stock,)
        assert not sent.two_person
