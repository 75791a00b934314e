"""The moving average: what was paid is what goes out, to the last cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.purchasing import PurchaseOrderIn, TermIn, place_purchase_order, put_term, receive_line
from fulfilment.api.stock import adjust, receive
from fulfilment.promise.service import commit
from fulfilment.stock.domain.valuing import Purse, take_in, take_out
from fulfilment.stock.models import ItemValue, StockLevel, StockMovement
from fulfilment.stock.service import issue, unissue
from tests.fulfilment.house import HOME, a_table, day, furnished

STEPS = st.lists(st.tuples(st.booleans(), st.integers(1, 50), st.one_of(st.none(), st.integers(0, 9_999))), max_size=20)


@given(STEPS)
def test_what_is_paid_in_is_what_goes_out_and_what_is_left(steps: list[tuple[bool, int, int | None]]) -> None:
    purse, on_hand, moved = None, 0, 0
    for comes, quantity, paid in steps:
        if comes:
            purse, worth = take_in(purse, on_hand, quantity, paid)
            on_hand += quantity
        elif quantity > on_hand:
            continue
        else:
            purse, out = take_out(purse, on_hand, quantity)
            worth = None if out is None else -out
            on_hand -= quantity
        moved += worth or 0
        if purse is not None:
            assert purse.value == purse.opening + moved
            assert purse.value >= 0
            assert on_hand or purse.value == 0


def test_the_average_moves_with_each_receipt_and_stays_when_goods_leave() -> None:
    purse, _ = take_in(None, 0, 100, 1_000)
    purse, _ = take_in(purse, 100, 100, 3_000)
    purse, worth = take_out(purse, 200, 50)
    assert (worth, purse) == (1_000, Purse(3_000, 0, 3_000, 150))


def test_what_was_there_before_any_price_is_worth_the_first_one() -> None:
    purse, worth = take_in(None, 30, 10, 200)
    assert (worth, purse) == (200, Purse(800, 600, 800, 40))
    assert take_in(None, 0, 5, None) == (None, None)
    assert take_out(None, 5, 5) == (None, None)


def test_what_is_found_when_all_was_gone_is_worth_the_last_average() -> None:
    purse, _ = take_in(None, 0, 10, 500)
    purse, _ = take_out(purse, 10, 10)
    purse, worth = take_in(purse, 0, 2, None)
    assert worth == 100


def books(work: Work) -> None:
    for item, value, opening in work.session.execute(
        select(ItemValue.item_id, ItemValue.value_minor, ItemValue.opening_minor)
    ):
        moved = work.session.scalar(
            select(func.coalesce(func.sum(StockMovement.value_minor), 0))
            .join(StockLevel, StockLevel.id == StockMovement.level_id)
            .where(StockLevel.item_id == item)
        )
        assert value == opening + moved


def test_a_receipt_costs_what_the_order_or_the_note_says(run: Runner) -> None:
    furnished(run, oak=0)
    run.write(lambda w: put_term(w, EVERY_SELLER, TermIn("mill", "OAK", Money(250, "EUR"), 1_000, day("2026-01-01"))))
    order = PurchaseOrderIn("PO1", "mill", (("OAK", 4_000, day("2026-12-03")),), "HALL")
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order))
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 2_000, document_line="a"))
    run.write(lambda w: receive_line(w, EVERY_SELLER, "PO1", "OAK", 2_000, document_line="b", paid=Money(1_500, "EUR")))
    value = run.read(lambda w: w.session.scalars(select(ItemValue.value_minor)).one())
    assert value == 500 + 1_500
    run.write(lambda w: commit(w, "c", "o", [a_table()], HOME, "each"))
    run.write(lambda w: issue(w, "line-table", 10, "op-1"))
    assert worths(run, "op-1") == [("issue", -1_000, -500)]
    run.write(lambda w: adjust(w, EVERY_SELLER, "OAK", "HALL", 2_999, reason="a splinter"))
    run.write(lambda w: receive(w, EVERY_SELLER, "OAK", "HALL", 1_000, reference="dear", paid=9_000))
    run.write(lambda w: unissue(w, "line-table", 10, "op-1"))
    assert worths(run, "op-1")[1] == ("return", 1_000, 500), "what is put back brings back what it was taken for"
    run.read(books)


def worths(run: Runner, reference: str) -> list[tuple[str, int, int | None]]:
    statement = select(StockMovement.kind, StockMovement.quantity, StockMovement.value_minor)
    rows = run.read(
        lambda w: w.session.execute(
            statement.where(StockMovement.reference == reference).order_by(StockMovement.id)
        ).all()
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize("price", [None, 250])
def test_goods_without_a_note_are_worth_the_price_list_or_nothing_is_said(run: Runner, price: int | None) -> None:
    furnished(run, oak=0)
    if price:
        terms = TermIn("mill", "OAK", Money(price, "EUR"), 1_000, day("2026-01-01"))
        run.write(lambda w: put_term(w, EVERY_SELLER, terms))
    run.write(lambda w: receive(w, EVERY_SELLER, "OAK", "HALL", 2_000, reference="opening"))
    assert worths(run, "opening")[-1] == ("receipt", 2_000, 500 if price else None)
