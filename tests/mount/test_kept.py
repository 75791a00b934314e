"""What every visitor gets alike is read once for all of them, and never outlives its seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from foundation.plain.clock import FixedClock
from foundation.plain.errors import NotFound
from storefront.mount.kept import Kept


class Counting:
    """An answer that says how often it was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked


def test_an_answer_is_made_once_for_its_seconds(clock: FixedClock) -> None:
    kept, make = Kept(clock, 5.0), Counting()
    assert [kept.answer("home", make) for _ in range(3)] == [1, 1, 1]
    clock.advance(timedelta(seconds=5))
    assert kept.answer("home", make) == 2


def test_on_a_busy_page_nobody_waits_for_the_next_answer(clock: FixedClock) -> None:
    tasks: list[Callable[[], None]] = []
    kept, make = Kept(clock, 5.0, aside=tasks.append), Counting()
    kept.answer("home", make)
    clock.advance(timedelta(seconds=5))
    assert [kept.answer("home", make) for _ in range(3)] == [1, 1, 1]
    assert len(tasks) == 1, "one renewal at a time"
    tasks.pop()()
    assert kept.answer("home", make) == 2
    clock.advance(timedelta(seconds=5))
    kept.answer("home", make)
    assert len(tasks) == 1, "and the next one when it is time"


def test_an_answer_of_twice_its_seconds_is_too_old_for_anybody(clock: FixedClock) -> None:
    tasks: list[Callable[[], None]] = []
    kept, make = Kept(clock, 5.0, aside=tasks.append), Counting()
    kept.answer("home", make)
    clock.advance(timedelta(seconds=10))
    assert kept.answer("home", make) == 2
    assert not tasks


def test_a_renewal_that_fails_is_tried_again(clock: FixedClock) -> None:
    tasks: list[Callable[[], None]] = []
    kept = Kept(clock, 5.0, aside=tasks.append)
    kept.answer("home", Counting())

    def refuse() -> int:
        raise NotFound("Gone.")

    clock.advance(timedelta(seconds=5))
    for _ in range(2):
        assert kept.answer("home", refuse) == 1
        tasks.pop()()


def test_a_shop_without_seconds_makes_every_answer_anew(clock: FixedClock) -> None:
    kept, make = Kept(clock, 0), Counting()
    assert [kept.answer("home", make) for _ in range(2)] == [1, 2]


def test_a_refusal_is_not_kept(clock: FixedClock) -> None:
    kept = Kept(clock, 5.0)

    def refuse() -> int:
        raise NotFound("Gone.")

    with pytest.raises(NotFound):
        kept.answer("product", refuse)
    assert kept.answer("product", Counting()) == 1


def test_forgetting_and_a_clock_that_goes_back_make_answers_anew(clock: FixedClock) -> None:
    kept, make = Kept(clock, 5.0), Counting()
    kept.answer("home", make)
    kept.forget()
    assert kept.answer("home", make) == 2
    clock.set(clock.now() - timedelta(hours=1))
    assert kept.answer("home", make) == 3


def test_made_up_addresses_do_not_fill_the_memory(clock: FixedClock) -> None:
    kept, make = Kept(clock, 5.0, most=3), Counting()
    for number in range(10):
        kept.answer(number, make)
    assert kept.answer(9, make) == 10
    assert kept.answer(0, make) == 11
