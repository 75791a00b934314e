"""What may be claimed about, and what goes back for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from storefront.claims.domain import (
    Chance,
    Piece,
    chances,
    check_refund,
    chosen,
    known_wish,
    pieces_of,
    refundable,
    years_after,
)

CAME = date(2026, 11, 23)


def piece(arrived: date | None = CAME, *, cancelled: bool = False, waiting: bool = False) -> Piece:
    return Piece("line-1", "Solid-wood table", 2, arrived, cancelled, waiting)


def only(one: Piece, today: date = CAME) -> Chance:
    (found,) = chances([one], today)
    return found


def test_what_arrived_may_be_claimed_about_for_two_years_and_not_a_day_longer() -> None:
    assert only(piece()).allowed
    assert only(piece(), date(2028, 11, 23)).allowed
    assert not only(piece(), date(2028, 11, 24)).allowed


def test_what_is_away_was_cancelled_or_waits_for_our_answer_may_not_and_each_says_why() -> None:
    refused = [only(piece(None)), only(piece(cancelled=True)), only(piece(waiting=True))]
    assert not any(one.allowed for one in refused)
    assert len({one.why for one in refused}) == 3


def test_two_years_after_the_29th_of_february_is_the_first_of_march() -> None:
    assert years_after(date(2028, 2, 29), 2) == date(2030, 3, 1)


def test_only_a_line_that_may_be_claimed_about_is_taken() -> None:
    free, refused = Chance("a", "Table", 1, True), Chance("b", "Oil", 1, False, "It was cancelled.")
    assert chosen([free, refused], "a") is free
    for stranger in ("b", "c", ""):
        with pytest.raises(Invalid):
            chosen([free, refused], stranger)


def test_pieces_are_all_of_them_unless_fewer_are_said() -> None:
    assert pieces_of("", 3) == 3
    assert pieces_of(" 2 ", 3) == 2
    for wrong in ("0", "4", "-1", "two", "1.5", "²", "9" * 30):
        with pytest.raises(Invalid):
            pieces_of(wrong, 3)


def test_a_wish_that_is_none_is_refused() -> None:
    assert known_wish("part") == "part"
    with pytest.raises(Invalid):
        known_wish("a pony")


@given(st.integers(0, 10**9), st.integers(1, 99).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_never_more_goes_back_than_the_line_cost_and_for_all_pieces_all_of_it(minor: int, of: tuple[int, int]) -> None:
    quantity, pieces = of
    amount = Money(minor, "EUR")
    nothing = Money.zero("EUR")
    most = refundable(amount, quantity, pieces, nothing)
    assert nothing <= most <= amount
    assert refundable(amount, quantity, quantity, nothing) == amount
    assert refundable(amount, quantity, pieces, most) + most <= amount
    assert refundable(amount, quantity, pieces, amount) == nothing


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_a_refund_is_more_than_nothing_and_no_more_than_it_may_be(amount: int, most: int) -> None:
    if 0 < amount <= most:
        assert check_refund(Money(amount, "EUR"), Money(most, "EUR")).minor == amount
    else:
        with pytest.raises(Invalid):
            check_refund(Money(amount, "EUR"), Money(most, "EUR"))


def test_the_last_day_is_two_years_after_the_day_it_came_whatever_the_day() -> None:
    for days in range(0, 1500, 7):
        came = CAME + timedelta(days=days)
        assert only(piece(came), years_after(came, 2)).allowed
        assert not only(piece(came), years_after(came, 2) + timedelta(days=1)).allowed
