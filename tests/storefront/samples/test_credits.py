"""A sample is paid back once its piece is ordered: by the tag's word, within half a year, once, to whoever had it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from storefront.catalogue.models import Product
from storefront.catalogue.moved import remember
from storefront.mount import wiring
from storefront.orders.models import Cancellation, Contact, Order, OrderLine
from storefront.payments import events as money
from storefront.payments.models import Refund
from storefront.samples import crediting
from storefront.samples.domain import WITHIN, Bought, credited_for, to_credit
from storefront.withdrawal.models import Withdrawal
from tests.servers.kept import wrote
from tests.storefront.counter import Counter, counter_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHIP = Bought("o", "l", ("sample", "credited:table"), NOW - timedelta(days=9), Money(400, "EUR"))


def test_the_tag_says_for_what() -> None:
    assert credited_for(["sample", "credited:table", "Credited: blind ", "credited:"]) == {"table", "blind"}


@pytest.mark.parametrize(
    ("chip", "counts"),
    [
        (CHIP, True),
        (replace(CHIP, tags=("sample",)), False),
        (replace(CHIP, tags=("credited:blind",)), False),
        (replace(CHIP, at=NOW - WITHIN), True),
        (replace(CHIP, at=NOW - WITHIN - timedelta(minutes=1)), False),
        (replace(CHIP, at=NOW + timedelta(minutes=1)), False),
        (replace(CHIP, amount=Money(400, "USD")), False),
        (replace(CHIP, amount=Money(0, "EUR")), False),
    ],
)
def test_a_sample_counts_for_its_product_within_half_a_year(chip: Bought, counts: bool) -> None:
    assert bool(to_credit([chip], ["table"], NOW, Money(90_000, "EUR"))) is counts


@given(st.lists(st.integers(0, 5_000), max_size=12), st.integers(0, 10_000))
def test_never_more_goes_back_than_the_piece_costs(prices: list[int], most: int) -> None:
    chips = [replace(CHIP, line_ref=str(n), amount=Money(price, "EUR")) for n, price in enumerate(prices)]
    found = to_credit(chips, ["table"], NOW, Money(most, "EUR"))
    assert sum(one.amount.minor for one in found) <= most
    assert len({one.line_ref for one in found}) == len(found)


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    """The counter, where the oil is a sample of the table."""
    found = counter_of(app, clock)
    found.furnish()
    tags = update(Product).where(Product.slug == "hardwax-oil").values(tags=["sample", "credited:solid-wood-table"])
    wrote(found.shop.runner, lambda work: work.session.execute(tags) and None)
    return found


def bought_then_ordered(counter: Counter) -> tuple[str, str]:
    """A sample, and days later its piece: the orders' refs."""
    first = counter.bought(tables=0)
    counter.later(days=9)
    return first, counter.bought(oil=0)


def refunds(counter: Counter) -> list[tuple[str, int]]:
    return counter.shop.read(
        lambda work: [(row.order_ref, row.amount_minor) for row in work.session.scalars(select(Refund))]
    )


def test_the_price_goes_back_once_to_the_card_that_paid_the_sample(counter: Counter) -> None:
    sample, piece = bought_then_ordered(counter)
    assert refunds(counter) == []
    counts = [counter.shop.write(lambda work: crediting.credit(work, piece)) for _ in range(2)]
    assert counts == [1, 0]
    assert refunds(counter) == [(sample, 2490)]
    told = [entry for entry in counter.told(sample) if entry.kind == "sample_credited"]
    assert [entry.data["number"] for entry in told] == [counter.order().number]


def test_a_sample_that_somebody_else_had_is_not_credited(counter: Counter) -> None:
    sample, piece = bought_then_ordered(counter)
    first = select(Contact.contact_ref).order_by(Contact.created_at).limit(1)
    other = (
        update(Contact)
        .where(Contact.contact_ref.in_(first))
        .values(email="bo@example.com", email_small="bo@example.com")
    )
    counter.shop.write(lambda work: work.session.execute(other) and None)
    assert counter.shop.write(lambda work: crediting.credit(work, piece)) == 0
    assert counter.shop.write(lambda work: crediting.credit(work, sample)) == 0, "no piece is in it"


@pytest.mark.parametrize("what", ["piece cancelled", "sample cancelled", "sample withdrawn", "order given up"])
def test_nothing_is_credited_for_what_went_back_or_came_to_nothing(counter: Counter, what: str) -> None:
    sample, piece = bought_then_ordered(counter)
    order_ref = piece if what in ("piece cancelled", "order given up") else sample

    def happen(work: Work) -> None:
        line_ref = work.session.scalars(select(OrderLine.line_ref).where(OrderLine.order_ref == order_ref)).one()
        if what == "order given up":
            work.session.get_one(Order, order_ref).state = "cancelled"
        elif what == "sample withdrawn":
            work.session.add(
                Withdrawal(line_ref=line_ref, order_ref=order_ref, declaration="d", state="declared",
                           declared_at=work.now(), condition="")
            )  # fmt: skip
        else:
            work.session.add(
                Cancellation(line_ref=line_ref, order_ref=order_ref, state="asked", actor="customer",
                             asked_at=work.now())
            )  # fmt: skip

    counter.shop.write(happen)
    assert counter.shop.write(lambda work: crediting.credit(work, piece)) == 0


def test_a_piece_that_moved_to_another_address_credits_as_before(counter: Counter) -> None:
    _, piece = bought_then_ordered(counter)

    def move(work: Work) -> None:
        row = work.session.scalars(select(Product).where(Product.slug == "solid-wood-table")).one()
        row.slug = "oak-table"
        work.session.flush()
        remember(work, row.id, "solid-wood-table", "oak-table")

    counter.shop.write(move)
    assert counter.shop.write(lambda work: crediting.credit(work, piece)) == 1


def test_the_payment_of_a_checkout_leaves_it_for_the_worker() -> None:
    assert crediting.on_payment_captured in wiring.EVENTS[money.PaymentCaptured]
    assert wiring.OUTBOX["credit_samples"] is crediting.credit_samples
