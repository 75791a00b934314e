"""Accepting, sourcing, holds and cancelling."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.orders import accept_order, cancel_line, cancellable, fulfilment_of, place_hold
from fulfilment.api.promise import promises
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order
from fulfilment.api.stock import availability, levels
from fulfilment.orders.domain import AcceptLine, Supply, source
from fulfilment.orders.domain.cancelling import committed_cost
from tests.fulfilment.house import furnished, table
from tests.fulfilment.orders.factory import (
    a_table,
    accepted,
    an_order,
    finish,
    label,
    leave,
    listener,
    oil,
    operations,
    pack_it,
    pick_all,
    start,
    state_of,
)


def cancel(run, line_ref, order_ref="order-1"):
    return run.write(lambda w: cancel_line(w, order_ref, line_ref))


def test_accepting_twice_splits_once(new_run, clock):
    heard, table_ = listener()
    run = new_run(table_)
    refs = accepted(run, oil(), a_table())
    again = run.write(lambda w: accept_order(w, an_order(oil(), a_table())))
    assert set(again.fulfilment_orders) == set(refs)
    assert [type(e).__name__ for e in heard] == ["OrderAccepted"]
    assert heard[0].line_refs == ("line-oil", "line-table")


@pytest.mark.parametrize(
    "lines",
    [(), (oil(), oil()), (oil(quantity=0),), (a_table(spec=None),), (oil(spec=table()),), (oil(holds=("cold",)),)],
)
def test_an_order_that_makes_no_sense_is_refused(run, clock, lines):
    furnished(run)
    with pytest.raises(Invalid):
        run.write(lambda w: accept_order(w, an_order(*lines)))
    with pytest.raises(NotFound):
        run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1"))


def test_a_sold_out_line_leaves_nothing_half_done(run, clock):
    furnished(run, oil=1)
    with pytest.raises(Conflict):
        run.write(lambda w: accept_order(w, an_order(oil(quantity=2))))
    with pytest.raises(NotFound):
        run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1"))


def test_what_is_still_on_its_way_waits_apart(run, clock):
    furnished(run, oil=2)
    order = PurchaseOrderIn("PO-1", "mill", (("OIL", 10, date(2026, 12, 4)),), "WH")
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order))
    run.write(lambda w: accept_order(w, an_order(oil(quantity=3))))
    found = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, "order-1")).fulfilment_orders
    assert sorted((o.supply_method, o.lines[0].quantity) for o in found) == [("backorder", 1), ("stock", 2)]


def test_another_sellers_order_does_not_exist(run, clock):
    accepted(run, oil())
    with pytest.raises(NotFound):
        run.read(lambda w: fulfilment_of(w, SellerScope(frozenset({"lumen"})), "order-1"))


def test_a_hold_on_a_foreign_line_or_of_no_kind_is_refused(run, clock):
    accepted(run, oil())
    with pytest.raises(NotFound):
        run.write(lambda w: place_hold(w, "order-1", ["line-x"], "dispute", "dispatch", ""))
    with pytest.raises(Invalid):
        run.write(lambda w: place_hold(w, "order-1", ["line-oil"], "mood", "dispatch", ""))


def test_a_cancelled_line_frees_everything_and_the_rest_goes_on(new_run, clock):
    heard, table_ = listener()
    run = new_run(table_)
    stock, made = accepted(run, oil(quantity=2), a_table(quantity=2), oil("line-oil-2"))
    answer = cancel(run, "line-table")
    assert (answer.quantity, answer.committed_cost) == (2, Money(0, "EUR"))
    assert cancel(run, "line-table") == answer
    cancel(run, "line-oil")
    assert [type(e).__name__ for e in heard].count("LineCancelled") == 2
    assert (state_of(run, stock), state_of(run, made)) == ("planned", "cancelled")
    assert run.read(lambda w: availability(w, ["OIL", "OAK"]))["OIL"].saleable == 4
    assert run.read(lambda w: availability(w, ["OAK"]))["OAK"].saleable == 1_000_000
    pick_all(run)
    pack_it(run, stock)
    assert state_of(run, stock) == "packed"
    assert {p.line_ref: p.state for p in run.read(lambda w: promises(w, "order-1"))}["line-oil-2"] == "committed"


def test_a_table_is_free_until_the_saw_starts_and_again_when_that_is_taken_back(run, clock):
    accepted(run, a_table())
    before = run.read(lambda w: cancellable(w, "order-1"))["line-table"]
    assert before.allowed
    assert before.until is not None
    cut = operations(run)["Cut boards"]
    start(run, cut)
    now = run.read(lambda w: cancellable(w, "order-1"))["line-table"]
    assert (now.allowed, now.until) == (False, None)
    assert now.committed_cost == Money(1_000, "EUR")
    with pytest.raises(Conflict, match="Cut boards has begun"):
        cancel(run, "line-table")
    finish(run, cut)
    with pytest.raises(Conflict):
        cancel(run, "line-table")


def test_picked_tins_go_back_to_the_shelf_when_cancelled(run, clock):
    (stock,) = accepted(run, oil(quantity=2), oil("line-oil-2"))
    pick_all(run)
    pack_it(run, stock)
    shelf = lambda: next(iter(run.read(lambda w: levels(w, EVERY_SELLER, search="OIL"))))  # noqa: E731
    assert shelf().on_hand == 2
    cancel(run, "line-oil")
    assert (shelf().on_hand, shelf().saleable) == (4, 4)
    assert state_of(run, stock) == "in_progress"  # its parcel is opened; the other tin is packed anew
    pack_it(run, stock)
    ref = label(run, stock)
    with pytest.raises(Conflict, match="label on"):
        cancel(run, "line-oil-2")
    leave(run, ref)
    with pytest.raises(Conflict, match="has left the house"):
        cancel(run, "line-oil-2")


def test_nobody_cancels_what_was_never_accepted(run, clock):
    accepted(run, oil())
    with pytest.raises(NotFound):
        cancel(run, "line-x")
    with pytest.raises(NotFound):
        cancel(run, "line-oil", "order-9")


def test_the_cost_of_issued_materials_is_rounded_up_and_counts_only_issued_steps():
    spec = table(oak=1_005)
    assert committed_cost(spec, 3, (), "EUR") == Money(0, "EUR")
    assert committed_cost(spec, 3, {10}, "EUR") == Money(3_015, "EUR")
    assert committed_cost(spec, 3, {20}, "EUR") == Money(0, "EUR")


LINES = st.lists(
    st.builds(
        lambda quantity, made, seller, two: (quantity, made, seller, two),
        st.integers(1, 9),
        st.booleans(),
        st.sampled_from(["a", "b"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
SUPPLIES = st.lists(
    st.builds(
        Supply,
        st.integers(0, 5).map(str),
        st.sampled_from(["", "WH", "EAST"]),
        st.integers(1, 6),
        st.booleans(),
        st.sampled_from(["", "2026-12-04"]),
    ),
    max_size=12,
)


@given(LINES, SUPPLIES, st.sampled_from(["each", "together"]))
def test_the_quantity_of_a_line_is_the_sum_over_its_fulfilment_orders(facts, supplies, plan):
    lines = [
        AcceptLine(
            str(n),
            f"SKU{n}",
            "Thing",
            quantity,
            "make_to_order" if made else "stock",
            seller,
            "two_person" if two else "parcel",
            spec=table() if made else None,
        )
        for n, (quantity, made, seller, two) in enumerate(facts)
    ]
    planned = source(lines, supplies, plan)
    for line in lines:
        parts = [(p, part.quantity) for p in planned for part in p.lines if part.line_ref == line.line_ref]
        assert sum(quantity for _, quantity in parts) == line.quantity
        assert {p.seller_ref for p, _ in parts} == {line.seller_ref}
        assert line.spec is None or len(parts) == 1
        if line.delivery_class == "two_person":
            assert {p.delivery_class for p, _ in parts} == {"two_person"}
    keys = [(p.seller_ref, p.supply_method, p.location, p.ship_group) for p in planned]
    assert len(keys) == len(set(keys))


def test_the_day_of_the_first_work_is_the_day_until_which_it_is_free(run, clock):
    accepted(run, a_table())
    until = run.read(lambda w: cancellable(w, "order-1"))["line-table"].until
    assert clock.now() <= until < clock.now() + timedelta(days=1)
