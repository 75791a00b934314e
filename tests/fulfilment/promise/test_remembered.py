"""A quote that is given again is the quote that would be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import setup
from fulfilment.api.promise import quote, quote_many
from fulfilment.api.stock import receive
from fulfilment.capacity.domain import Searches
from fulfilment.capacity.service import bookings
from fulfilment.promise import quoting, remembered
from fulfilment.promise.domain import Wanted
from fulfilment.promise.domain.routing import Routing
from fulfilment.promise.service import commit
from fulfilment.promise.setup import put_holidays
from tests.fulfilment.house import DAY_SHIFT, HOME, a_table, set_up, tins

CARTS: list[list[Wanted]] = [[a_table("l", 1)], [a_table("l", 2)], [tins("l", 2), a_table("m")], [tins("l", 9)]]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    remembered._quotes.clear()


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every cart that was planned and not remembered."""
    made: list[object] = []

    class Counted(remembered.SharingPlanner):
        def plan(self, wanted):  # type: ignore[no-untyped-def]
            made.append(wanted)
            return super().plan(wanted)

    monkeypatch.setattr(quoting, "SharingPlanner", Counted)
    return made


def test_carts_quoted_together_are_quoted_as_each_alone(run: Runner) -> None:
    run.write(set_up)
    together = run.read(lambda work: quote_many(work, CARTS, HOME))
    remembered._quotes.clear()
    for cart, found in zip(CARTS, together, strict=True):
        alone = run.read(lambda work, wanted=cart: quote(work, wanted, HOME))  # type: ignore[misc]
        assert replace(alone, plan_version=found.plan_version) == found
        remembered._quotes.clear()


def test_pieces_that_ask_the_same_of_the_floor_are_placed_once(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    placed, place = list[object](), Routing.place
    monkeypatch.setattr(Routing, "place", lambda self, *on: placed.append(self) or place(self, *on))
    run.write(set_up)
    one = a_table("l")
    stained = replace(one, spec=replace(one.spec, operations=tuple(
        replace(step, inputs_hash="stained") for step in one.spec.operations
    )))  # fmt: skip
    longer = replace(one, spec=replace(one.spec, operations=tuple(
        replace(step, run_minutes=step.run_minutes + 7) for step in one.spec.operations
    )))  # fmt: skip
    found = run.read(lambda work: quote_many(work, [[one], [stained], [longer]], HOME))
    assert len(placed) == 2
    assert found[0].lines[0].ready_at == found[1].lines[0].ready_at
    for want, together in zip((one, stained, longer), found, strict=True):
        remembered._quotes.clear()
        remembered._searches[0] = Searches()
        assert run.read(lambda work, want=want: quote(work, [want], HOME)) == together  # type: ignore[misc]


def test_a_quote_is_made_once_while_nothing_moves(run: Runner, clock: FixedClock, planned: list[object]) -> None:
    run.write(set_up)
    first = run.read(lambda work: quote_many(work, CARTS, HOME))
    assert planned == CARTS
    assert run.read(lambda work: quote_many(work, CARTS, HOME)) == first
    assert planned == CARTS


def _sold(work: Work) -> None:
    commit(work, "c", "o", [a_table("other", 3), tins("tin", 4)], HOME, "each")


def _day_off(work: Work) -> None:
    closed = setup.CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT, ((date(2026, 11, 24), ()),))
    setup.put_calendar(work, EVERY_SELLER, closed)


def _holiday(work: Work) -> None:
    put_holidays(work, "DK", [date(2026, 12, day) for day in range(1, 24)])


CHANGES: dict[str, Callable[[Work], object]] = {
    "sold": _sold,
    "day off": _day_off,
    "holidays": _holiday,
    "received": lambda work: receive(work, EVERY_SELLER, "OIL", "WH", 20, reference="more"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_moves_is_seen_at_the_next_quote(run: Runner, name: str) -> None:
    run.write(set_up)
    before = run.read(lambda work: quote_many(work, CARTS, HOME))
    run.write(CHANGES[name])
    after = run.read(lambda work: quote_many(work, CARTS, HOME))
    remembered._quotes.clear()
    assert after == run.read(lambda work: quote_many(work, CARTS, HOME))
    assert [one.lines for one in after] != [one.lines for one in before]


def test_another_minute_and_another_address_are_other_questions(
    run: Runner, clock: FixedClock, planned: list[object]
) -> None:
    run.write(set_up)
    for country, minutes in (("DK", 0), ("DK", 1), ("SE", 0)):
        clock.advance(timedelta(minutes=minutes))
        to = HOME if country == "DK" else type(HOME)(country, "")
        run.read(lambda work, to=to: quote_many(work, CARTS[:1], to))  # type: ignore[misc]
    assert len(planned) == 3


def test_a_quote_takes_a_fixed_number_of_statements(run: Runner, engine: Engine) -> None:
    run.write(set_up)
    run.read(lambda work: quote_many(work, CARTS, HOME))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    run.read(lambda work: quote_many(work, CARTS, HOME))
    assert len([one for one in asked if one.startswith("SELECT")]) <= 5
    assert run.read(lambda work: bookings(work, ["l"])) == {}
