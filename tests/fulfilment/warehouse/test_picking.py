"""Walking, scanning, missing, packing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.orders import accept_order, cancel_line, fulfilment_of, place_hold
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order, receive_line
from fulfilment.api.setup import ItemIn, LocationIn, put_item, put_location
from fulfilment.api.stock import levels, receive
from fulfilment.api.warehouse import ParcelIn, pack, packing, pick, pick_list, pick_lists
from fulfilment.warehouse.domain import stacked, walking_key
from tests.fulfilment.house import SELLER, furnished
from tests.fulfilment.orders.factory import (
    SMALL,
    a_table,
    accepted,
    an_order,
    listener,
    oil,
    pack_it,
    pick_all,
    state_of,
    tap_id,
)

OTHER = SellerScope(frozenset({"lumen"}))


def take(run, task, quantity, **more):
    fields = {"client_id": tap_id(), "person": "cleo"} | more
    return run.write(lambda w: pick(w, EVERY_SELLER, task.ref, quantity, **fields))


def only_list(run):
    (found,) = run.read(lambda w: pick_lists(w, EVERY_SELLER))
    return found


def shelf(run, location="WH"):
    rows = run.read(lambda w: levels(w, EVERY_SELLER, search="OIL"))
    return next(r for r in rows if r.location == location)


def test_a_repeated_pick_counts_once_and_its_goods_leave_the_ledger(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, oil(quantity=2))
    (task,) = only_list(run).tasks
    first = take(run, task, 2, client_id="same")
    assert take(run, task, 2, client_id="same") == first
    assert (first.state, first.list_state) == ("picked", "picked")
    assert shelf(run).on_hand == 3
    assert [type(e).__name__ for e in heard] == ["OrderAccepted", "LinePicked"]
    assert run.read(lambda w: pick_lists(w, EVERY_SELLER)) == []
    with pytest.raises(Conflict, match="done or cancelled"):
        take(run, task, 2)


def test_the_wrong_thing_or_too_many_are_refused(run, clock):
    accepted(run, oil(quantity=2))
    (task,) = only_list(run).tasks
    with pytest.raises(Invalid, match="That is CHAIR"):
        take(run, task, 2, scanned="CHAIR")
    for wrong in (-1, 3):
        with pytest.raises(Invalid, match="between 0 and 2"):
            take(run, task, wrong)
    assert take(run, task, 2, scanned=" OIL ").state == "picked"


def test_a_held_line_is_not_picked(run, clock):
    accepted(run, oil())
    run.write(lambda w: place_hold(w, "order-1", ["line-oil"], "dispute", "start", ""))
    (task,) = only_list(run).tasks
    assert task.blocked_by == "The payment is disputed; wait until somebody has decided."
    with pytest.raises(Conflict, match="disputed"):
        take(run, task, 1)


def test_a_short_pick_finds_the_rest_on_another_shelf(run, clock):
    accepted(run, oil(quantity=3), oil=3)
    place = LocationIn("EAST", "East", SELLER, "warehouse", "DK", "8000")
    run.write(lambda w: put_location(w, EVERY_SELLER, place))
    run.write(lambda w: receive(w, EVERY_SELLER, "OIL", "EAST", 4, reference="found"))
    (task,) = only_list(run).tasks
    told = take(run, task, 1)
    assert told.sentence.startswith("1 of 3 × tin of oil were there. The rest is at EAST")
    assert told.list_state == "picking"
    rest = next(t for t in only_list(run).tasks if t.state == "open")
    assert (rest.location, rest.quantity) == ("EAST", 2)
    take(run, rest, 2)
    assert (shelf(run).on_hand, shelf(run, "EAST").on_hand) == (0, 2)


def test_a_short_pick_with_nothing_anywhere_holds_the_line_until_more_is_counted_in(run, clock):
    (stock,) = accepted(run, oil(quantity=2), oil=5)
    (task,) = only_list(run).tasks
    told = take(run, task, 1)
    assert "the order waits" in told.sentence
    assert shelf(run).saleable == 0  # what is not there is not for sale either
    holds = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1")).fulfilment_orders[0].holds
    assert [(hold.kind, hold.gate) for hold in holds] == [("material_short", "start")]
    rest = next(t for t in only_list(run).tasks if t.state == "open")
    with pytest.raises(Conflict, match="still missing"):
        take(run, rest, 1)
    with pytest.raises(Conflict, match=r"1 of 2 × Hardwax oil is picked"):
        pack_it(run, stock)
    run.write(lambda w: receive(w, EVERY_SELLER, "OIL", "WH", 1, reference="found behind"))
    take(run, rest, 1)
    assert run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1")).fulfilment_orders[0].holds == ()
    pack_it(run, stock)
    assert state_of(run, stock) == "packed"
    assert shelf(run).on_hand == 0


def test_what_a_short_pick_missed_stays_missing_after_a_cancellation(run, clock):
    accepted(run, oil(quantity=4), oil=5)
    (task,) = only_list(run).tasks
    take(run, task, 1)
    run.write(lambda w: cancel_line(w, "order-1", "line-oil"))
    assert (shelf(run).on_hand, shelf(run).saleable) == (1, 1)


def test_what_is_still_on_its_way_is_picked_once_it_is_here(run, clock):
    furnished(run, oil=0)
    order = PurchaseOrderIn("PO-1", "mill", (("OIL", 10, date(2026, 12, 4)),), "WH")
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order))
    run.write(lambda w: accept_order(w, an_order(oil(quantity=3))))
    (task,) = only_list(run).tasks
    assert task.blocked_by == "tin of oil is not here yet; it arrives on Friday 4 December."
    assert only_list(run).blocked_by == task.blocked_by
    with pytest.raises(Conflict, match="4 December"):
        take(run, task, 3)
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO-1", "OIL", 10, document_line="D-1"))
    (task,) = only_list(run).tasks
    assert (task.blocked_by, task.location) == (None, "WH")
    assert take(run, task, 3).state == "picked"


def test_packing_twice_with_one_tap_makes_one_parcel(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    (stock,) = accepted(run, oil())
    with pytest.raises(Conflict, match="0 of 1 × Hardwax oil are picked"):
        pack_it(run, stock)
    pick_all(run)
    one = lambda: run.write(  # noqa: E731
        lambda w: pack(w, EVERY_SELLER, stock, [SMALL], client_id="same", person="cleo")
    )
    assert one() == one()
    assert [type(e).__name__ for e in heard].count("LinePacked") == 1
    with pytest.raises(Conflict, match="nothing left to pack"):
        pack_it(run, stock)


@pytest.mark.parametrize(
    "parcels", [[], [ParcelIn(0, 1, 1, 1)], [ParcelIn(1, 1, 1, 0)], [ParcelIn(9_000, 1, 1, 1)], [SMALL] * 51]
)
def test_an_impossible_parcel_is_refused(run, clock, parcels):
    (stock,) = accepted(run, oil())
    pick_all(run)
    with pytest.raises(Invalid):
        run.write(lambda w: pack(w, EVERY_SELLER, stock, parcels, client_id=tap_id(), person="cleo"))


def test_the_packing_bench_suggests_a_box(run, clock):
    furnished(run)
    sized = ItemIn("OIL", "tin of oil", SELLER, length_mm=100, width_mm=100, height_mm=150, weight_g=900)
    run.write(lambda w: put_item(w, EVERY_SELLER, sized))
    run.write(lambda w: accept_order(w, an_order(oil(quantity=2), a_table(spec=a_table().spec))))
    orders = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1")).fulfilment_orders
    pages = {o.supply_method: run.read(lambda w, r=o.ref: packing(w, EVERY_SELLER, r)) for o in orders}
    assert pages["stock"].parcels == (ParcelIn(170, 120, 220, 1_950),)
    assert pages["make_to_order"].parcels == (ParcelIn(2200, 1000, 200, 60_000),)
    assert pages["make_to_order"].blocked_by.startswith("0 of 1 × Table")


def test_somebody_elses_shelf_does_not_exist(run, clock):
    (stock,) = accepted(run, oil())
    listed = only_list(run)
    assert run.read(lambda w: pick_lists(w, OTHER)) == []
    for read in (lambda w: pick_list(w, OTHER, listed.ref), lambda w: packing(w, OTHER, stock)):
        with pytest.raises(NotFound):
            run.read(read)
    with pytest.raises(NotFound):
        run.write(lambda w: pick(w, OTHER, listed.tasks[0].ref, 1, client_id="x", person="x"))
    with pytest.raises(NotFound):
        run.write(lambda w: pack(w, OTHER, stock, [SMALL], client_id="x", person="x"))


def test_one_walks_bins_in_the_order_one_passes_them():
    bins = ["B-1", "A-10", "", "A-2", "A-2-1"]
    assert sorted(bins, key=walking_key) == ["A-2", "A-2-1", "A-10", "B-1", ""]


@given(st.lists(st.builds(ParcelIn, *[st.integers(0, 900)] * 4), max_size=6))
def test_a_suggested_box_holds_every_piece(pieces):
    for box in stacked(pieces):
        longest, middle, _ = zip(
            *[sorted((p.length_mm, p.width_mm, p.height_mm), reverse=True) for p in pieces], strict=True
        )
        assert box.length_mm > max(longest)
        assert box.width_mm > max(middle)
        assert box.weight_g > sum(p.weight_g for p in pieces)
