"""A purchase order from draft to shelf, and whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.events import SupplyMoved
from fulfilment.api.purchasing import (
    DraftIn,
    SupplierIn,
    TermIn,
    cancel_purchase_order,
    choose_supplier,
    confirm,
    draft_purchase_order,
    draft_suggested,
    edit_draft,
    expect,
    materials,
    pegging,
    purchase_order,
    put_supplier,
    put_term,
    receive_line,
    receive_with_surplus,
    send,
    shortages,
    suppliers,
    tell_overdue,
    to_order,
    write_off_rest,
)
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.stock import receive
from fulfilment.promise.service import commit
from fulfilment.stock.service import allocations, issue
from tests.fulfilment.house import HOME, SELLER, a_table, day, set_up
from tests.fulfilment.stock.test_ledger import check_books

ANNA = {"client_id": "tap", "person": "Anna"}
OTHER = SellerScope(frozenset({"lumen"}))


def a_shop(work: Work) -> None:
    set_up(work, oil=0, oak=0)
    terms = TermIn("mill", "OAK", Money(240, "EUR"), 1_000, day("2026-01-01"), pack=500, minimum=1_000)
    put_term(work, EVERY_SELLER, terms)


def draft(run: Runner, quantity: int = 2_000, sku: str = "OAK") -> str:
    return run.write(
        lambda w: draft_purchase_order(w, EVERY_SELLER, DraftIn("mill", "HALL", ((sku, quantity),)), **ANNA)
    )


def sent(run: Runner, quantity: int = 2_000, expected: str | None = None) -> str:
    number = draft(run, quantity)
    run.write(lambda w: send(w, EVERY_SELLER, number, day(expected) if expected else None, "anna"))
    return number


def order(run: Runner, number: str):  # type: ignore[no-untyped-def]
    return run.read(lambda w: purchase_order(w, EVERY_SELLER, number))


def table_sold(run: Runner, name: str = "a", **spec: object) -> None:
    run.write(lambda w: commit(w, f"c-{name}", f"o-{name}", [a_table(name, **spec)], HOME, "each"))


def stands(run: Runner, name: str = "a") -> list[tuple[str, int, date | None]]:
    return sorted((a.state, a.quantity, a.expected) for a in run.read(lambda w: allocations(w, [name])))


def test_a_draft_is_no_supply_until_it_is_sent(run: Runner) -> None:
    run.write(a_shop)
    table_sold(run)
    number = draft(run)
    assert [row.incoming for row in run.read(lambda w: materials(w, EVERY_SELLER)) if row.sku == "OAK"] == [0]
    assert order(run, number).order.lines[0].cost == Money(480, "EUR")
    run.write(lambda w: send(w, EVERY_SELLER, number, None, "anna"))
    run.write(lambda w: send(w, EVERY_SELLER, number, None, "anna"))
    view = order(run, number).order
    assert (view.state, view.lines[0].expected, view.lines[0].claimed) == ("sent", day("2026-12-07"), 1_000)
    assert stands(run) == [("awaited", 1_000, day("2026-12-07"))]
    run.read(check_books)


def test_a_double_tap_makes_one_draft(run: Runner) -> None:
    run.write(a_shop)
    assert draft(run) == draft(run) == "PO-261123-1"
    second = DraftIn("mill", "HALL", (("GLUE", 5),))
    args = {"client_id": "other", "person": "Bo"}
    assert run.write(lambda w: draft_purchase_order(w, EVERY_SELLER, second, **args)) == "PO-261123-2"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), "at least one line"),
        ((("OAK", 1_000), ("OAK", 1_000)), "each item once"),
        ((("OAK", 0),), "at least 1"),
        ((("OAK", -500),), "at least 1"),
        ((("OAK", 1_250),), "packs of 0.0005 m³"),
        ((("OAK", 500),), "at least 0.001 m³"),
    ],
)
def test_what_the_supplier_does_not_sell_is_not_written(
    run: Runner, lines: tuple[tuple[str, int], ...], words: str
) -> None:
    run.write(a_shop)
    with pytest.raises(Invalid, match=words):
        run.write(lambda w: draft_purchase_order(w, EVERY_SELLER, DraftIn("mill", "HALL", lines), **ANNA))


def test_unknown_words_are_not_found_and_other_sellers_see_nothing(run: Runner) -> None:
    run.write(a_shop)
    for wrong in (DraftIn("nobody", "HALL", (("OAK", 500),)), DraftIn("mill", "NOWHERE", (("OAK", 1_000),))):
        with pytest.raises(NotFound):
            run.write(lambda w, d=wrong: draft_purchase_order(w, EVERY_SELLER, d, **ANNA))  # type: ignore[misc]
    with pytest.raises(NotFound):
        draft(run, sku="NONE")
    number = sent(run)
    for verb in (
        lambda w: purchase_order(w, OTHER, number),
        lambda w: expect(w, OTHER, number, "OAK", day("2026-12-09"), "lis"),
        lambda w: cancel_purchase_order(w, OTHER, number, "", "lis"),
        lambda w: receive_line(w, OTHER, number, "OAK", 1, document_line="d"),
        lambda w: put_supplier(w, OTHER, SupplierIn("mill", "Mine now", 1)),
        lambda w: pegging(w, OTHER, "OAK"),
    ):
        with pytest.raises(NotFound):
            run.write(verb)
    assert run.read(lambda w: (suppliers(w, OTHER), shortages(w, OTHER))) == ([], [])


def test_a_draft_changes_until_it_is_sent(run: Runner) -> None:
    run.write(a_shop)
    number = draft(run)
    run.write(lambda w: edit_draft(w, EVERY_SELLER, number, {"OAK": 3_000, "GLUE": 7}, "Please ring before you come."))
    assert [(line.sku, line.wanted) for line in order(run, number).order.lines] == [("OAK", 3_000), ("GLUE", 7)]
    run.write(lambda w: edit_draft(w, EVERY_SELLER, number, {"GLUE": 0}, ""))
    with pytest.raises(Invalid, match="Cancel it"):
        run.write(lambda w: edit_draft(w, EVERY_SELLER, number, {"OAK": 0}, ""))
    run.write(lambda w: send(w, EVERY_SELLER, number, None, "anna"))
    with pytest.raises(Conflict, match="is sent"):
        run.write(lambda w: edit_draft(w, EVERY_SELLER, number, {"OAK": 5_000}, ""))


def test_without_a_lead_time_the_day_is_asked_for(run: Runner) -> None:
    run.write(a_shop)
    run.write(lambda w: put_supplier(w, EVERY_SELLER, SupplierIn("mill", "The mill", None)))
    number = draft(run)
    with pytest.raises(Invalid, match="has no lead time") as told:
        run.write(lambda w: send(w, EVERY_SELLER, number, None, "anna"))
    assert told.value.field == "expected"
    with pytest.raises(Invalid, match="That day is over"):
        run.write(lambda w: send(w, EVERY_SELLER, number, day("2026-11-20"), "anna"))
    run.write(lambda w: send(w, EVERY_SELLER, number, day("2026-12-01"), "anna"))
    assert order(run, number).order.lines[0].expected == day("2026-12-01")


def test_part_then_the_rest_then_nothing_more(run: Runner) -> None:
    run.write(a_shop)
    number = sent(run)
    for note, state in (("D1", "part_received"), ("D1", "part_received"), ("D2", "received")):
        run.write(lambda w, n=note: receive_line(w, EVERY_SELLER, number, "OAK", 1_000, document_line=n))  # type: ignore[misc]
        assert order(run, number).order.state == state
    page = order(run, number)
    assert [(r.quantity, r.document_line, r.value) for r in page.receipts] == [
        (1_000, "D2", Money(240, "EUR")),
        (1_000, "D1", Money(240, "EUR")),
    ]
    assert sum(r.quantity for r in page.receipts) == page.order.lines[0].received
    run.read(check_books)


def test_more_than_was_ordered_is_asked_about_and_can_be_kept(run: Runner) -> None:
    run.write(a_shop)
    number = sent(run)
    with pytest.raises(Conflict, match=r"still to come: 0.002 m³. Keep all of it"):
        run.write(lambda w: receive_line(w, EVERY_SELLER, number, "OAK", 2_300, document_line="D"))
    for _ in range(2):
        run.write(lambda w: receive_with_surplus(w, EVERY_SELLER, number, "OAK", 2_300, document_line="D"))
    line = order(run, number).order.lines[0]
    assert (line.wanted, line.quantity, line.received) == (2_000, 2_300, 2_300)
    run.read(check_books)


def test_a_draft_and_a_cancelled_order_are_not_received(run: Runner) -> None:
    run.write(a_shop)
    number = draft(run)
    for verb in (receive_line, receive_with_surplus):
        with pytest.raises(Conflict, match="a draft that nobody has sent"):
            run.write(lambda w, v=verb: v(w, EVERY_SELLER, number, "OAK", 5, document_line="D"))  # type: ignore[misc]
    run.write(lambda w: cancel_purchase_order(w, EVERY_SELLER, number, "not wanted", "anna"))
    for verb in (receive_line, receive_with_surplus):
        with pytest.raises(Conflict, match="is cancelled"):
            run.write(lambda w, v=verb: v(w, EVERY_SELLER, number, "OAK", 5, document_line="D"))  # type: ignore[misc]
    with pytest.raises(Conflict):
        run.write(lambda w: send(w, EVERY_SELLER, number, None, "anna"))
    for quantity in (0, -1):
        with pytest.raises(Invalid):
            run.write(lambda w, q=quantity: receive_line(w, EVERY_SELLER, number, "OAK", q, document_line="D"))  # type: ignore[misc]


def test_a_later_day_is_told_to_whom_it_concerns(new_run: Callable[..., Runner]) -> None:
    told: list[SupplyMoved] = []
    run = new_run({SupplyMoved: [lambda _w, e: told.append(e)]})
    run.write(a_shop)
    number = sent(run)
    table_sold(run)
    run.write(lambda w: confirm(w, EVERY_SELLER, number, "AB-77", {"OAK": day("2026-12-07")}, "anna"))
    assert told == []
    run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", day("2026-12-16"), "anna"))
    (event,) = told
    assert (event.was, event.now, event.line_refs, event.later) == (day("2026-12-07"), day("2026-12-16"), ("a",), True)
    assert event.reason == "Oak comes on 16 December instead of 7 December, its supplier says."
    assert stands(run) == [("awaited", 1_000, day("2026-12-16"))]
    page = order(run, number)
    assert (page.order.state, page.order.their_number) == ("confirmed", "AB-77")
    assert "OAK: 16 December instead of 7 December" in {change.what for change in page.changes}
    (short,) = run.read(lambda w: shortages(w, EVERY_SELLER))
    assert (short.missing, short.to_buy, short.threatened) == (1_000, 0, 1)
    assert short.pegs[0].late_days > 0
    with pytest.raises(Invalid, match="over"):
        run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", day("2026-11-02"), "anna"))


def test_a_cancelled_order_leaves_its_lines_to_be_bought_again(new_run: Callable[..., Runner]) -> None:
    told: list[SupplyMoved] = []
    run = new_run({SupplyMoved: [lambda _w, e: told.append(e)]})
    run.write(a_shop)
    number = sent(run, expected="2026-12-01")
    table_sold(run)
    for _ in range(2):
        run.write(lambda w: cancel_purchase_order(w, EVERY_SELLER, number, "the mill burnt down", "anna"))
    assert [(e.now, e.line_refs) for e in told] == [(None, ("a",))]
    assert stands(run) == [("awaited", 1_000, day("2026-12-07"))]  # a fortnight from now, if it is ordered now
    view = order(run, number).order
    assert (view.state, view.lines[0].quantity, view.lines[0].wanted) == ("cancelled", 0, 2_000)
    assert [s.lines[0].quantity for s in run.read(lambda w: to_order(w, EVERY_SELLER)).suggestions] == [1_000]
    run.read(check_books)


def test_the_rest_that_never_comes_is_written_off(run: Runner) -> None:
    run.write(a_shop)
    number = sent(run)
    table_sold(run, oak=1_500)
    with pytest.raises(Conflict, match="Cancel it instead"):
        run.write(lambda w: write_off_rest(w, EVERY_SELLER, number, "", "anna"))
    run.write(lambda w: receive_line(w, EVERY_SELLER, number, "OAK", 700, document_line="D"))
    with pytest.raises(Conflict, match="Write off the rest"):
        run.write(lambda w: cancel_purchase_order(w, EVERY_SELLER, number, "", "anna"))
    run.write(lambda w: write_off_rest(w, EVERY_SELLER, number, "sold out", "anna"))
    assert order(run, number).order.state == "received"
    assert stands(run) == [("allocated", 700, None), ("awaited", 800, day("2026-12-07"))]
    run.read(check_books)


def test_a_delivery_goes_to_who_needs_it_first_not_to_who_came_first(run: Runner, clock: FixedClock) -> None:
    """The second table is at the saw before the first: its saw job is short and the first waits for its turn."""
    run.write(lambda w: (a_shop(w), receive(w, EVERY_SELLER, "OAK", "HALL", 1_000, reference="found")))
    number = sent(run, expected="2026-11-25")
    table_sold(run, "first")
    table_sold(run, "second")
    assert stands(run, "first") == [("allocated", 1_000, None)]
    assert stands(run, "second") == [("awaited", 1_000, day("2026-11-25"))]
    run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", day("2026-12-21"), "anna"))
    assert stands(run, "first") == [("allocated", 1_000, None)], "nobody in time is made late for somebody else"
    run.read(check_books)


def test_overdue_orders_are_told_once_a_working_day(new_run: Callable[..., Runner], clock: FixedClock) -> None:
    told: list[SupplyMoved] = []
    run = new_run({SupplyMoved: [lambda _w, e: told.append(e)]})
    run.write(a_shop)
    sent(run, expected="2026-11-25")
    table_sold(run)
    assert run.write(tell_overdue) == 0
    clock.set(clock.now().replace(day=26))
    assert [run.write(tell_overdue) for _ in range(2)] == [1, 0]
    assert (told[0].was, told[0].now, told[0].line_refs) == (day("2026-11-25"), day("2026-11-27"), ("a",))
    clock.set(clock.now().replace(day=28))
    assert run.write(tell_overdue) == 0, "on a Saturday nobody is at the supplier's"
    clock.set(clock.now().replace(day=30))
    assert run.write(tell_overdue) == 1


def test_pegging_shows_who_stands_on_what(run: Runner) -> None:
    run.write(lambda w: (a_shop(w), receive(w, EVERY_SELLER, "OAK", "HALL", 400, reference="found")))
    number = sent(run, 1_000)
    table_sold(run, oak=2_000)
    pegs = run.read(lambda w: pegging(w, EVERY_SELLER, "OAK")).pegs
    assert sorted((p.source, p.quantity, p.number, p.place) for p in pegs) == [
        ("nothing", 600, "", ""),
        ("order", 1_000, number, ""),
        ("shelf", 400, "", "HALL"),
    ]
    assert len({p.needed_on for p in pegs}) == 1
    assert not any(p.late for p in pegs)
    assert run.read(lambda w: shortages(w, EVERY_SELLER)) == []


def test_one_tap_drafts_what_is_suggested_and_then_nothing_is(run: Runner) -> None:
    run.write(a_shop)
    table_sold(run, oak=1_700)
    (one,) = run.read(lambda w: to_order(w, EVERY_SELLER)).suggestions
    assert (one.lines[0].short, one.lines[0].quantity, one.location) == (1_700, 2_000, "HALL")
    assert one.lines[0].needed_on is not None
    assert one.order_by is not None
    tap = {"client_id": "t1", "person": "Anna"}
    numbers = {run.write(lambda w: draft_suggested(w, EVERY_SELLER, "mill", "HALL", **tap)) for _ in range(2)}
    assert len(numbers) == 1
    assert run.read(lambda w: to_order(w, EVERY_SELLER)).suggestions == ()
    with pytest.raises(Conflict, match="Nothing is short from them any more"):
        run.write(lambda w: draft_suggested(w, EVERY_SELLER, "mill", "HALL", client_id="t2", person="Anna"))


def test_what_nobody_sells_is_named_and_gets_a_supplier(run: Runner) -> None:
    run.write(a_shop)
    glue = ItemIn("GLUE", "Glue", SELLER, unit="g", kind="material", reorder_point=50)
    run.write(lambda w: put_item(w, EVERY_SELLER, glue))
    assert [lack.sku for lack in run.read(lambda w: to_order(w, EVERY_SELLER)).orphans] == ["GLUE"]
    run.write(lambda w: choose_supplier(w, EVERY_SELLER, "GLUE", "mill"))
    (one,) = run.read(lambda w: to_order(w, EVERY_SELLER)).suggestions
    assert [(line.sku, line.quantity, line.order_by) for line in one.lines] == [("GLUE", 50, None)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pack": 0}, "A pack holds at least one"),
        ({"minimum": -1}, "zero or more"),
        ({"price": Money(-1, "EUR")}, "A price is zero or more"),
        ({"price_per": 0}, "at least 1"),
    ],
)
def test_impossible_terms_are_refused(run: Runner, given: dict[str, object], words: str) -> None:
    run.write(a_shop)
    values = {"price": Money(5, "EUR"), "price_per": 1, "valid_from": day("2026-11-01")} | given
    with pytest.raises(Invalid, match=words):
        run.write(lambda w: put_term(w, EVERY_SELLER, TermIn("mill", "OAK", **values)))  # type: ignore[arg-type]


def test_a_taken_operation_keeps_what_it_took(run: Runner) -> None:
    """Issued goods are nobody's to give: a day that moves afterwards moves only what still waits."""
    run.write(lambda w: (a_shop(w), receive(w, EVERY_SELLER, "OAK", "HALL", 1_000, reference="found")))
    number = sent(run)
    table_sold(run, "first")
    table_sold(run, "second")
    run.write(lambda w: issue(w, "first", 10, "op"))
    run.write(lambda w: expect(w, EVERY_SELLER, number, "OAK", day("2027-01-15"), "anna"))
    assert stands(run, "first") == [("issued", 1_000, None)]
    assert stands(run, "second") == [("awaited", 1_000, day("2027-01-15"))]
    run.read(check_books)
