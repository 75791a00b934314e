"""Price books: which price holds when, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.catalogue.version import versions
from storefront.pricing.domain import Offer, PriceBookIn, PriceIn, check_book, holding, standard_book
from storefront.pricing.models import PriceEntry
from storefront.pricing.queries import price_of, prices
from storefront.pricing.service import end_price, put_price, put_price_book

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BOOK = PriceBookIn(standard_book("hall-three", "EUR"), "Standard", "EUR", "hall-three")
OIL = PriceIn(BOOK.code, "OIL", Money(2490, "EUR"))
DAY = timedelta(days=1)


def offer(minor: int, begins: datetime | None = None, ends: datetime | None = None) -> Offer:
    return Offer("OIL", Money(minor, "EUR"), None, begins, ends)


def test_a_sale_that_has_begun_beats_the_standing_price() -> None:
    offers = [offer(2490), offer(1990, NOW - DAY, NOW + DAY), offer(990, NOW + DAY)]
    assert holding(offers, NOW)["OIL"].amount.minor == 1990
    assert holding(offers, NOW + DAY)["OIL"].amount.minor == 990
    assert holding(offers, NOW - 2 * DAY)["OIL"].amount.minor == 2490
    assert holding([offer(1, NOW + DAY)], NOW) == {}


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(-9, 9), st.integers(1, 9)), max_size=8))
def test_the_price_that_holds_is_one_that_is_valid(sales: list[tuple[int, int, int]]) -> None:
    offers = [offer(minor, NOW + start * DAY, NOW + (start + length) * DAY) for minor, start, length in sales]
    found = holding(offers, NOW)
    valid = [o for o in offers if o.valid_from and o.valid_to and o.valid_from <= NOW < o.valid_to]
    assert bool(found) == bool(valid)
    if found:
        assert found["OIL"].amount in [o.amount for o in valid]


def test_a_price_is_struck_through_only_where_it_is_lower_now() -> None:
    for compare_at, was in ((3000, Money(3000, "EUR")), (2490, None), (100, None)):
        one = Offer("OIL", Money(2490, "EUR"), Money(compare_at, "EUR"), None, None)
        assert holding([one], NOW)["OIL"].was == was


def test_a_price_is_written_once_and_moves_the_version(run: Runner) -> None:
    assert run.write(lambda work: put_price_book(work, EVERY_SELLER, BOOK))
    assert not run.write(lambda work: put_price_book(work, EVERY_SELLER, BOOK))
    assert run.write(lambda work: put_price(work, EVERY_SELLER, OIL))
    before = run.read(versions)
    assert not run.write(lambda work: put_price(work, EVERY_SELLER, OIL))
    assert run.read(versions) == before
    assert run.write(lambda work: put_price(work, EVERY_SELLER, replace(OIL, amount=Money(2990, "EUR"))))
    assert run.read(versions) > before
    price = run.read(lambda work: price_of(work, "OIL", "EUR"))
    assert price
    assert price.amount == Money(2990, "EUR")
    assert run.read(lambda work: price_of(work, "OIL", "USD")) is None
    assert run.read(lambda work: prices(work, [], "EUR")) == {}
    assert run.write(lambda work: put_price_book(work, EVERY_SELLER, replace(BOOK, name="Everyday")))


def test_what_no_price_can_be_is_refused(run: Runner) -> None:
    run.write(lambda work: put_price_book(work, EVERY_SELLER, BOOK))
    for bad, sentence in (
        (replace(OIL, amount=Money(-1, "EUR")), "below zero"),
        (replace(OIL, amount=Money(1, "USD")), "in EUR"),
        (replace(OIL, compare_at=Money(-1, "EUR")), "below zero"),
        (replace(OIL, valid_from=NOW, valid_to=NOW), "end after it begins"),
    ):
        with pytest.raises(Invalid, match=sentence):
            run.write(lambda work, bad=bad: put_price(work, EVERY_SELLER, bad))
    others = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        run.write(lambda work: put_price(work, others, OIL))
    with pytest.raises(NotFound):
        run.write(lambda work: end_price(work, others, BOOK.code, "OIL"))
    with pytest.raises(Conflict, match="new price book"):
        run.write(lambda work: put_price_book(work, EVERY_SELLER, replace(BOOK, currency="USD")))
    with pytest.raises(Invalid):
        check_book(replace(BOOK, currency="XXX"))
    with pytest.raises(Invalid):
        check_book(replace(BOOK, name=" "))


def test_an_ended_price_holds_no_more_and_what_was_to_come_does_not(run: Runner, clock: FixedClock) -> None:
    run.write(lambda work: put_price_book(work, EVERY_SELLER, BOOK))
    run.write(lambda work: put_price(work, EVERY_SELLER, OIL))
    run.write(lambda work: put_price(work, EVERY_SELLER, replace(OIL, valid_from=clock.now() + DAY)))
    run.write(lambda work: end_price(work, EVERY_SELLER, BOOK.code, "OIL"))
    assert run.read(lambda work: price_of(work, "OIL", "EUR")) is None
    clock.advance(2 * DAY)
    assert run.read(lambda work: price_of(work, "OIL", "EUR")) is None


def test_not_even_sql_can_store_a_negative_price(run: Runner) -> None:
    run.write(lambda work: put_price_book(work, EVERY_SELLER, BOOK))
    run.write(lambda work: put_price(work, EVERY_SELLER, OIL))
    with pytest.raises(sa.exc.IntegrityError):
        run.write(lambda work: work.session.execute(sa.update(PriceEntry).values(amount_minor=-1)))
