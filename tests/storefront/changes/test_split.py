"""One of three tables is begun: the other two are another line, with their own price, and every cent is somewhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from foundation.plain.errors import NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.changes import split_line
from fulfilment.api.production import start_operation
from storefront.changes.domain import parts_of
from storefront.orders.models import OrderLine
from storefront.payments.models import Obligation, PaymentShare
from storefront.timeline.queries import entries
from tests.fulfilment.orders.factory import tap_id
from tests.storefront.changes.desk import WINDOW, Desk


def begin(desk: Desk, name: str, pieces: int) -> None:
    ref = desk.operation(name)
    desk.counter.shop.write(
        lambda w: start_operation(
            w, EVERY_SELLER, ref, client_id=tap_id(), person="anna", undo_window=WINDOW, pieces=pieces
        )
    )


def lines(desk: Desk) -> list[OrderLine]:
    def read(work: Any) -> list[OrderLine]:
        rows = list(
            work.session.scalars(
                select(OrderLine)
                .where(OrderLine.order_ref == desk.ref, OrderLine.sku == "TABLE")
                .order_by(OrderLine.position)
            )
        )
        work.session.expunge_all()
        return rows

    return desk.counter.shop.read(read)


def sums_hold(desk: Desk) -> None:
    """Paid, less what went back, and what is due are the price; lines, obligations and shares agree with it."""
    order, money = desk.order(), desk.money()
    assert money.paid.minor - money.refunded.minor + money.due.minor == order.total_minor
    assert sum(row.amount_minor for row in lines(desk)) + order.delivery_minor == order.total_minor

    def read(work: Any) -> tuple[int, int]:
        paid = select(Obligation).where(Obligation.order_ref == desk.ref, Obligation.state == "paid")
        rows = work.session.scalars(paid).all()
        shares = work.session.scalars(
            select(PaymentShare).where(PaymentShare.obligation_ref.in_([row.ref for row in rows]))
        ).all()
        return sum(row.amount_minor for row in rows), sum(row.amount_minor for row in shares)

    owed, shared = desk.counter.shop.read(read)
    assert owed == shared == money.paid.minor


def test_two_of_three_are_changed_while_the_first_is_made(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy(quantity=3)
    begin(desk, "Cut legs", 1)
    page = desk.look(species="walnut").get_data(as_text=True)
    assert "2 of 3 pieces are not begun" in page
    assert "Look at this change" in page
    assert len(lines(desk)) == 1  # looking changes nothing

    review = desk.held(species="walnut")
    first, rest = lines(desk)
    assert (first.quantity, rest.quantity) == (1, 2)
    assert first.amount_minor + rest.amount_minor == 360_000
    assert [first.deposit_minor, rest.deposit_minor] == [48_000, 96_000]
    sums_hold(desk)

    desk.yes(review)
    desk.counter.work()
    first, rest = lines(desk)
    assert (first.amount_minor, rest.amount_minor) == (120_000, 360_000)
    assert ["Wood", "Walnut"] in rest.summary
    assert ["Wood", "Oak"] in first.summary
    assert rest.balance_minor == 264_000
    sums_hold(desk)
    told = desk.counter.shop.read(lambda w: entries(w, desk.ref))
    assert [one.kind for one in told if rest.line_ref in one.line_refs] == ["accepted", "split", "changed"]
    assert "operation_started" in [one.kind for one in told if first.line_ref in one.line_refs]
    assert "changed as you wished (Wood)" in desk.counter.get(desk.at())


def test_a_wish_that_is_dropped_leaves_two_lines_at_the_same_price(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy(quantity=3)
    begin(desk, "Cut legs", 2)
    review = desk.held(species="walnut")
    desk.counter.post(f"{review}/drop")
    assert [row.quantity for row in lines(desk)] == [2, 1]
    assert desk.order().total_minor == 360_000 + desk.order().delivery_minor
    sums_hold(desk)


def test_after_the_balance_is_paid_both_lines_are_paid(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy(quantity=3)
    answer = desk.counter.post(desk.at("/pay"))
    desk.counter.choose_card(answer)
    desk.counter.work()
    begin(desk, "Cut legs", 1)
    desk.change({"length": 1200})
    first, rest = lines(desk)
    assert (first.balance_minor, rest.quantity) == (72_000, 2)
    assert desk.money().refunded.minor == 2 * 48_000
    sums_hold(desk)


def test_another_order_s_line_is_none(desk: Desk) -> None:
    desk.furnish(busy=False)
    desk.buy()
    with pytest.raises(NotFound):
        desk.counter.shop.write(lambda w: split_line(w, desk.ref, "line-of-nobody", "line-rest"))


@given(
    amount=st.integers(1, 10_000_000),
    tax=st.integers(0, 100),
    deposit=st.integers(0, 100),
    fee=st.integers(0, 1000),
    pieces=st.integers(1, 9),
    more=st.integers(1, 9),
    owes=st.booleans(),
)
def test_both_parts_are_the_line_to_the_cent(
    amount: int, tax: int, deposit: int, fee: int, pieces: int, more: int, owes: bool
) -> None:
    down = amount * deposit // 100
    sums = {
        "amount_minor": amount,
        "tax_minor": amount * tax // 200,
        "deposit_minor": down,
        "balance_minor": amount - down,
        "deposit_tax_minor": down * tax // 200,
        "balance_tax_minor": amount * tax // 200 - down * tax // 200,
    }
    paid = down if owes else amount
    parts = parts_of(sums, fee=min(fee, amount), paid=paid, owes=owes, pieces=pieces, of=pieces + more)
    for name, minor in sums.items():
        assert parts.first[name] + parts.rest[name] == minor
    for part in (parts.first, parts.rest):
        assert part["deposit_minor"] + part["balance_minor"] == part["amount_minor"]
        assert part["deposit_tax_minor"] + part["balance_tax_minor"] == part["tax_minor"]
    assert 0 <= parts.paid <= parts.rest["amount_minor"]
