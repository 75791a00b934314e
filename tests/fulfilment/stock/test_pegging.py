"""Pegging on plain values: every gram once, and nobody who is in time is made late."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.stock.domain.pegging import SHELF, Demand, Peg, Supply, peg

MONDAY = date(2026, 11, 23)
DAYS = st.integers(0, 12).map(lambda n: MONDAY + timedelta(days=n))
DEMANDS = st.lists(st.tuples(st.integers(1, 9), DAYS), max_size=7).map(
    lambda rows: [Demand((f"line-{n}", 10), quantity, day, (n,)) for n, (quantity, day) in enumerate(rows)]
)
SUPPLIES = st.lists(st.tuples(st.integers(0, 12), st.one_of(st.just(SHELF), DAYS)), max_size=5).map(
    lambda rows: [Supply(("po", n), quantity, day) for n, (quantity, day) in enumerate(rows)]
)


def by_demand(pegs: list[Peg]) -> Counter[tuple[str, int | None]]:
    found: Counter[tuple[str, int | None]] = Counter()
    for one in pegs:
        found[one.demand] += one.quantity
    return found


def late(demands: list[Demand], supplies: list[Supply], pegs: list[Peg]) -> set[tuple[str, int | None]]:
    """Those that have not all they need by their day."""
    day = {s.key: s.day for s in supplies}
    need = {d.key: d.needed_on for d in demands}
    return {p.demand for p in pegs if p.supply is None or day[p.supply] > need[p.demand]}


@given(DEMANDS, SUPPLIES)
def test_no_gram_is_given_twice_and_every_demand_adds_up(demands: list[Demand], supplies: list[Supply]) -> None:
    pegs = peg(demands, supplies)
    given_away: Counter[tuple[str, int]] = Counter()
    for one in pegs:
        assert one.quantity > 0
        if one.supply is not None:
            given_away[one.supply] += one.quantity
    assert all(given_away[s.key] <= s.quantity for s in supplies)
    assert by_demand(pegs) == {d.key: d.quantity for d in demands}
    met = sum(given_away.values())
    assert met == min(sum(d.quantity for d in demands), sum(s.quantity for s in supplies))


@given(DEMANDS, SUPPLIES)
def test_when_everybody_can_be_in_time_everybody_is(demands: list[Demand], supplies: list[Supply]) -> None:
    days = sorted({d.needed_on for d in demands})
    possible = all(
        sum(d.quantity for d in demands if d.needed_on <= day) <= sum(s.quantity for s in supplies if s.day <= day)
        for day in days
    )
    assert (not late(demands, supplies, peg(demands, supplies))) == possible


@given(DEMANDS, SUPPLIES, st.randoms(use_true_random=False))
def test_nobody_in_time_is_made_late_for_somebody_else(demands: list[Demand], supplies: list[Supply], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = demands.copy()
    random.shuffle(shuffled)  # an old distribution: first come, first served
    before = peg([d._replace(needed_on=MONDAY + timedelta(days=n)) for n, d in enumerate(shuffled)], supplies)
    were_late = late(demands, supplies, before)
    in_time = {d.key for d in demands} - were_late
    assert late(demands, supplies, peg(demands, supplies, in_time)) <= were_late


def test_the_early_shelf_goes_to_whom_a_late_order_hurts_when_the_other_can_wait() -> None:
    """Two tables: one needs oak on Tuesday and stands on a purchase order that became late; the other has oak from
    the shelf and begins in ten days."""
    urgent, patient = (
        Demand(("a", 10), 5, MONDAY + timedelta(days=1)),
        Demand(("b", 10), 5, MONDAY + timedelta(days=10)),
    )
    shelf, order = Supply(("level", 1), 5), Supply(("po", 1), 5, MONDAY + timedelta(days=8))
    assert peg([urgent, patient], [shelf, order], [patient.key]) == [
        Peg(urgent.key, shelf.key, 5),
        Peg(patient.key, order.key, 5),
    ]
    too_late = order._replace(day=MONDAY + timedelta(days=11))
    assert peg([urgent, patient], [shelf, too_late], [patient.key])[0] == Peg(urgent.key, order.key, 5)
