"""Purchase orders, receipts and the lines that wait for them."""

from __future__ import annotations

import pytest

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.purchasing import PurchaseOrderIn, materials, place_purchase_order, purchase_orders, receive_line
from fulfilment.api.stock import availability, receive
from fulfilment.promise.service import cancel, commit
from fulfilment.stock.service import allocate_more, allocations, issue
from tests.fulfilment.house import HOME, a_table, day, furnished, set_up, tins

THIRD = day("2026-12-03")


def bare(work: Work) -> None:
    set_up(work, oil=0, oak=0)


def order(number: str, *lines: tuple[str, int]) -> PurchaseOrderIn:
    return PurchaseOrderIn(number, "mill", tuple((sku, quantity, THIRD) for sku, quantity in lines), "HALL")


def states(run: Runner, line: str) -> list[tuple[str, int]]:
    return [(a.state, a.quantity) for a in run.read(lambda w: allocations(w, [line]))]


def test_a_line_waits_for_its_purchase_order_and_gets_what_arrives(run: Runner) -> None:
    run.write(bare)
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO1", ("OAK", 5_000))))
    run.write(lambda w: commit(w, "c", "o", [a_table()], HOME, "each"))
    (view,) = run.read(lambda w: allocations(w, ["line-table"]))
    assert (view.state, view.expected, view.quantity) == ("awaited", THIRD, 1_000)
    with pytest.raises(Conflict, match="Oak is not here yet; it is expected on 3 December"):
        run.write(lambda w: issue(w, "line-table", 10, "start"))
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 400, document_line="D1/1"))
    assert sorted(states(run, "line-table")) == [("allocated", 400), ("awaited", 600)]
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 400, document_line="D1/1"))
    assert sorted(states(run, "line-table")) == [("allocated", 400), ("awaited", 600)]
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 4_600, document_line="D2/1"))
    run.write(lambda w: issue(w, "line-table", 10, "start"))
    assert {state for state, _ in states(run, "line-table")} == {"issued"}
    (po,) = run.read(lambda w: purchase_orders(w, EVERY_SELLER))
    assert (po.state, po.lines[0].received, po.lines[0].claimed) == ("received", 5_000, 0)


def test_more_than_ordered_is_refused_in_words(run: Runner) -> None:
    run.write(bare)
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO1", ("OAK", 10))))
    with pytest.raises(Conflict, match="more than is still to come"):
        run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 11, document_line="D"))
    assert run.read(lambda w: availability(w, ["OAK"])["OAK"].saleable) == 0


def test_what_is_to_be_bought_stands_on_the_next_order_or_receipt(run: Runner) -> None:
    run.write(bare)
    run.write(lambda w: commit(w, "c", "o", [a_table("a"), a_table("b")], HOME, "each"))
    (oak,) = [row for row in run.read(lambda w: materials(w, EVERY_SELLER)) if row.sku == "OAK"]
    assert (oak.awaited, oak.short, oak.incoming) == (2_000, 2_000, 0)
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO1", ("OAK", 1_500))))
    (oak,) = [row for row in run.read(lambda w: materials(w, EVERY_SELLER)) if row.sku == "OAK"]
    assert (oak.awaited, oak.short, oak.incoming, oak.next_day) == (2_000, 500, 1_500, THIRD)
    run.write(lambda w: receive(w, EVERY_SELLER, "OAK", "HALL", 700, reference="found"))
    (oak,) = [row for row in run.read(lambda w: materials(w, EVERY_SELLER)) if row.sku == "OAK"]
    assert (oak.on_hand, oak.allocated, oak.awaited, oak.short) == (700, 500, 1_500, 0)


def test_a_cancelled_line_leaves_its_oak_to_the_one_that_waits(run: Runner) -> None:
    furnished(run, oak=1_000)
    run.write(lambda w: commit(w, "c1", "o1", [a_table("a")], HOME, "each"))
    run.write(lambda w: commit(w, "c2", "o2", [a_table("b")], HOME, "each"))
    assert states(run, "b") == [("awaited", 1_000)]
    run.write(lambda w: cancel(w, "a"))
    assert (states(run, "a"), states(run, "b")) == ([], [("allocated", 1_000)])


def test_scrap_takes_more_material_or_waits_for_it(run: Runner) -> None:
    furnished(run, oak=1_500)
    run.write(lambda w: commit(w, "c1", "o1", [a_table("a")], HOME, "each"))
    run.write(lambda w: allocate_more(w, "a", [(10, "OAK", 1_000)]))
    assert sorted(states(run, "a")) == [("allocated", 500), ("allocated", 1_000), ("awaited", 500)]
    with pytest.raises(NotFound):
        run.write(lambda w: allocate_more(w, "a", [(10, "NONE", 1)]))


def test_a_repeated_number_changes_nothing_and_bad_orders_are_refused(run: Runner) -> None:
    run.write(bare)
    for _ in range(2):
        run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO1", ("OIL", 12))))
    assert len(run.read(lambda w: purchase_orders(w, EVERY_SELLER))) == 1
    assert run.read(lambda w: purchase_orders(w, SellerScope(frozenset({"x"})))) == []
    with pytest.raises(Invalid):
        run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO2")))
    with pytest.raises(Invalid):
        run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO3", ("OIL", 0))))
    with pytest.raises(NotFound):
        run.write(
            lambda w: place_purchase_order(
                w, EVERY_SELLER, PurchaseOrderIn("P", "nobody", (("OIL", 1, THIRD),), "HALL")
            )
        )
    with pytest.raises(NotFound):
        run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 1, document_line="D"))


def test_tins_on_order_can_be_sold_once(run: Runner) -> None:
    run.write(bare)
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order("PO1", ("OIL", 2))))
    run.write(lambda w: commit(w, "c", "o", [tins("a", 2)], HOME, "each"))
    with pytest.raises(Conflict, match="Someone bought the last tin of oil"):
        run.write(lambda w: commit(w, "c2", "o2", [tins("b", 1)], HOME, "each"))
