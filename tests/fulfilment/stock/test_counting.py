"""Counting a place: blind, by two people, posted with a reason; on_hand stays the sum of its movements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.events import SupplyMoved
from fulfilment.api.stock import (
    CountLine,
    count_sheet,
    counts,
    drop_count,
    enter_count,
    item,
    levels,
    open_count,
    post_count,
    receive,
)
from fulfilment.promise.service import commit
from fulfilment.stock.service import allocations, issue
from tests.fulfilment.house import HOME, a_table, furnished, set_up, tins
from tests.fulfilment.stock.test_ledger import _Undo, check_books

OTHER = SellerScope(frozenset({"lumen"}))


def opened(run: Runner, place: str = "HALL") -> str:
    return run.write(lambda w: open_count(w, EVERY_SELLER, place, client_id=f"tap-{place}", person="Anna"))


def line(run: Runner, ref: str, sku: str) -> CountLine:
    return next(one for one in run.read(lambda w: count_sheet(w, EVERY_SELLER, ref)).lines if one.sku == sku)


def enter(run: Runner, ref: str, sku: str, counted: int, *, seen: int | None = None, person: str = "Anna") -> None:
    found = line(run, ref, sku)
    version = found.version if seen is None else seen
    run.write(lambda w: enter_count(w, EVERY_SELLER, ref, found.line, counted, seen=version, person=person))


def on_hand(run: Runner, sku: str = "OAK") -> int:
    return sum(row.on_hand for row in run.read(lambda w: levels(w, EVERY_SELLER, search=sku)))


def test_the_sheet_is_blind_until_a_shelf_is_counted(run: Runner) -> None:
    furnished(run)
    ref = opened(run)
    assert (line(run, ref, "OAK").book, line(run, ref, "OAK").difference) == (None, None)
    enter(run, ref, "OAK", 999_000)
    assert line(run, ref, "OAK").difference == -1_000
    assert on_hand(run) == 1_000_000, "nothing moves before it is posted"


def test_differences_become_movements_with_their_reason(run: Runner) -> None:
    furnished(run)
    ref = opened(run)
    enter(run, ref, "OAK", 999_000)
    with pytest.raises(Invalid, match="why the numbers change"):
        run.write(lambda w: post_count(w, EVERY_SELLER, ref, " ", person="Anna"))
    assert run.write(lambda w: post_count(w, EVERY_SELLER, ref, "offcuts", person="Anna")) == 1
    newest = run.read(lambda w: item(w, EVERY_SELLER, "OAK")).movements[0]
    assert (newest.quantity, newest.kind, newest.reference) == (-1_000, "adjustment", "Count 23.11.2026: offcuts")
    assert on_hand(run) == 999_000
    with pytest.raises(Conflict, match="This count is over"):
        run.write(lambda w: post_count(w, EVERY_SELLER, ref, "again", person="Anna"))
    run.read(check_books)


def test_what_moves_between_counting_and_posting_stays_moved(run: Runner) -> None:
    furnished(run)
    ref = opened(run)
    enter(run, ref, "OAK", 999_000)
    run.write(lambda w: receive(w, EVERY_SELLER, "OAK", "HALL", 50, reference="found"))
    run.write(lambda w: post_count(w, EVERY_SELLER, ref, "offcuts", person="Anna"))
    assert on_hand(run) == 999_050
    run.read(check_books)


def test_two_counters_of_one_shelf_are_told_of_each_other(run: Runner) -> None:
    furnished(run)
    ref = opened(run)
    enter(run, ref, "OAK", 900_000, person="Anna")
    enter(run, ref, "OAK", 900_000, seen=0, person="Bo")  # the same number: they agree
    with pytest.raises(Conflict, match=r"Anna counted 0.9 m³ here a moment ago, and you 0.8 m³. Count it together"):
        enter(run, ref, "OAK", 800_000, seen=0, person="Bo")
    assert line(run, ref, "OAK").counted == 900_000
    enter(run, ref, "OAK", 800_000, person="Bo")  # who has seen Anna's number may correct it
    assert (line(run, ref, "OAK").counted, line(run, ref, "OAK").counted_by) == (800_000, "Bo")


def test_less_than_orders_hold_frees_the_latest_need_and_tells(new_run: Callable[..., Runner]) -> None:
    told: list[SupplyMoved] = []
    run = new_run({SupplyMoved: [lambda _w, e: told.append(e)]})
    furnished(run, oak=2_000)
    for name in ("a", "b"):
        run.write(lambda w, n=name: commit(w, f"c-{n}", f"o-{n}", [a_table(n)], HOME, "each"))  # type: ignore[misc]
    ref = opened(run)
    enter(run, ref, "OAK", 1_200)
    run.write(lambda w: post_count(w, EVERY_SELLER, ref, "a board was rotten", person="Anna"))
    states = {n: sorted((a.state, a.quantity) for a in run.read(lambda w, n=n: allocations(w, [n]))) for n in "ab"}  # type: ignore[misc]
    assert states == {"a": [("allocated", 1_000)], "b": [("allocated", 200), ("awaited", 800)]}
    assert [(e.line_refs, e.later, e.reason) for e in told] == [
        (("b",), True, "We counted, and there was less Oak than we thought.")
    ]
    run.read(check_books)


def test_one_count_at_a_place_and_a_double_tap_opens_one(run: Runner) -> None:
    furnished(run)
    assert opened(run) == opened(run)
    with pytest.raises(Conflict, match="HALL is being counted already"):
        run.write(lambda w: open_count(w, EVERY_SELLER, "HALL", client_id="another", person="Bo"))
    ref = opened(run)
    run.write(lambda w: drop_count(w, EVERY_SELLER, ref, person="Anna"))
    assert [row.state for row in run.read(lambda w: counts(w, EVERY_SELLER))] == ["dropped"]
    with pytest.raises(Conflict, match="over"):
        enter(run, ref, "OAK", 1)
    with pytest.raises(NotFound):
        run.write(lambda w: open_count(w, EVERY_SELLER, "NOWHERE", client_id="x", person="Bo"))


def test_bad_numbers_and_other_peoples_counts_are_refused(run: Runner) -> None:
    furnished(run)
    ref = opened(run)
    with pytest.raises(Invalid):
        enter(run, ref, "OAK", -1)
    found = line(run, ref, "OAK").line
    for verb in (
        lambda w: count_sheet(w, OTHER, ref),
        lambda w: enter_count(w, OTHER, ref, found, 1, seen=0, person="Lis"),
        lambda w: post_count(w, OTHER, ref, "mine", person="Lis"),
        lambda w: drop_count(w, OTHER, ref, person="Lis"),
        lambda w: enter_count(w, EVERY_SELLER, ref, found + 999, 1, seen=0, person="Anna"),
    ):
        with pytest.raises(NotFound):
            run.write(verb)
    assert run.read(lambda w: counts(w, OTHER)) == []


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["receive", "commit", "issue", "count", "recount", "post"]),
        st.integers(0, 2),
        st.integers(0, 6),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_books_balance_whatever_is_counted_and_when(run: Runner, moves: list[tuple[str, int, int]]) -> None:
    def play(work: Work) -> None:
        set_up(work, oil=4)
        refs: list[str] = []
        for step, (verb, who, quantity) in enumerate(moves):
            point = work.session.begin_nested()
            try:
                _act(work, refs, verb, who, quantity, step)
                point.commit()
            except DomainError:
                point.rollback()
            work.session.expire_all()
            check_books(work)
        raise _Undo

    with pytest.raises(_Undo):
        run.write(play)


def _act(work: Work, refs: list[str], verb: str, who: int, quantity: int, step: int) -> None:
    if verb == "receive":
        receive(work, EVERY_SELLER, "OIL", "WH", quantity, reference="r")
    elif verb == "commit":
        commit(work, f"c{who}", f"o{who}", [tins(f"line-{who}", quantity)], HOME, "each")
    elif verb == "issue":
        issue(work, f"line-{who}", None, "pick")
    elif verb == "post":
        post_count(work, EVERY_SELLER, refs[-1] if refs else "none", "counted", person="Anna")
    else:
        if verb == "count":
            refs.append(open_count(work, EVERY_SELLER, "WH", client_id=f"tap-{step}", person="Anna"))
        for one in count_sheet(work, EVERY_SELLER, refs[-1] if refs else "none").lines:
            enter_count(work, EVERY_SELLER, refs[-1], one.line, quantity, seen=one.version, person="Anna")
