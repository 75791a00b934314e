"""The derived status: true for every order of events, and never ahead of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.money import Money
from storefront.orders.domain import (
    PROGRESS,
    LineMoney,
    Piece,
    back_with,
    fulfilment_status,
    line_progress,
    next_event,
    refund_for,
    track,
)
from storefront.orders.states import FULFILMENT_AXIS
from storefront.timeline.domain import Entry, Place
from storefront.timeline.words import KINDS

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KIND = st.sampled_from(sorted(KINDS))
PROGRESSES = st.lists(st.sampled_from(PROGRESS), max_size=6)


def entry(number: int, kind: str, line: str = "l1", **data: Any) -> Entry:
    return Entry(Place(1, number), "o1", (line,), kind, "customer", AT + timedelta(minutes=number), data)


def told(*kinds: str) -> list[Entry]:
    return [entry(n, kind, operation="op", step=1, steps=2, shipment="s") for n, kind in enumerate(kinds)]


@st.composite
def stories(draw: st.DrawFn) -> list[Entry]:
    kinds = draw(st.lists(KIND, max_size=25))
    found = []
    for number, kind in enumerate(kinds):
        step = draw(st.integers(1, 4))
        found.append(
            entry(
                number,
                kind,
                draw(st.sampled_from(["l1", "l2"])),
                operation=f"op{step}",
                step=step,
                steps=draw(st.integers(step, 5)),
                shipment=draw(st.sampled_from(["s1", "s2"])),
                state=draw(st.sampled_from(["ready", "running"])),
                name="Sanding",
                waiting_until=draw(st.sampled_from([None, (AT + timedelta(hours=9)).isoformat()])),
            )
        )
    return found


def test_a_made_line_goes_from_bench_to_door() -> None:
    way = ["placed", "accepted", "operation_started", "inspection_passed", "packed", "handed_over", "delivered"]
    seen = [line_progress(told(*way[: n + 1]), "l1") for n in range(len(way))]
    assert seen == ["placed", "accepted", "in_production", "passed", "packed", "shipped", "delivered"]


def test_a_tap_taken_back_is_as_if_it_never_was() -> None:
    started = entry(1, "operation_started", operation="op1", step=1, steps=3)
    undone = entry(2, "operation_undone", operation="op1", step=1, steps=3, state="ready")
    assert line_progress([started], "l1") == "in_production"
    assert line_progress([started, undone], "l1") == "placed"
    assert line_progress([*told("inspection_passed"), entry(9, "inspection_undone")], "l1") == "placed"


def test_a_line_in_two_parcels_is_delivered_with_the_second() -> None:
    both = [entry(1, "handed_over", shipment="s1"), entry(2, "handed_over", shipment="s2")]
    first = [*both, entry(3, "delivered", shipment="s1")]
    assert line_progress(first, "l1") == "shipped"
    assert line_progress([*first, entry(4, "delivered", shipment="s2")], "l1") == "delivered"


@given(stories())
def test_every_story_has_a_known_progress_and_a_track(story: list[Entry]) -> None:
    progress = line_progress(story, "l1")
    assert progress in PROGRESS
    for stages in ((), ("Saw", "Glue")):
        piece = Piece("l1", "Table", stages, True, AT.date(), AT)
        way = track(piece, story, AT + timedelta(hours=1))
        assert way.progress == progress
        assert 0 <= way.share <= 100
        assert way.steps
        assert (way.steps[-1].state == "done") == (progress == "delivered")
        assert next_event([way], placed=True).kind in ("going", "cancelled", "delivered")


@given(stories(), st.randoms())
def test_another_lines_events_change_nothing(story: list[Entry], random: Any) -> None:
    mine = [e for e in story if "l1" in e.line_refs]
    assert line_progress(mine, "l1") == line_progress(story, "l1")


@given(PROGRESSES)
def test_the_order_is_delivered_exactly_when_every_live_line_is(lines: list[str]) -> None:
    status = fulfilment_status(lines)
    live = [progress for progress in lines if progress != "cancelled"]
    assert status in FULFILMENT_AXIS
    assert (status == "delivered") == (bool(live) and set(live) == {"delivered"})
    assert (status == "cancelled") == (bool(lines) and not live)
    assert fulfilment_status(list(reversed(lines))) == status


@given(PROGRESSES, st.integers(1, 4))
def test_cancelled_lines_do_not_hold_the_others_back(lines: list[str], more: int) -> None:
    live = [progress for progress in lines if progress != "cancelled"]
    if live:
        assert fulfilment_status(live + ["cancelled"] * more) == fulfilment_status(live)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**7), st.booleans(), st.integers(0, 10**4))
def test_nobody_gets_back_more_than_they_paid(deposit: int, balance: int, cost: int, paid: bool, delivery: int) -> None:
    line = LineMoney(Money(deposit + balance, "EUR"), Money(deposit, "EUR"), Money(balance, "EUR"))
    back = refund_for(line, paid_balance=paid, committed=Money(cost, "EUR"), delivery=Money(delivery, "EUR"))
    most = deposit + delivery + (balance if paid else 0)
    assert delivery <= back.minor <= most
    assert cost or back.minor == most


def test_the_delivery_goes_back_with_the_last_line() -> None:
    price = Money(8900, "EUR")
    assert back_with(["cancelled", "cancelled"], price) == price
    assert back_with(["cancelled", "placed"], price) == Money(0, "EUR")
    assert back_with([], price) == price


def test_what_stands_on_top_is_the_parcel_then_the_bench_then_the_shelf() -> None:
    piece = Piece("l1", "Table", ("Saw",), False, AT.date(), AT)
    oil = Piece("l2", "Oil", (), False, None, AT)
    story = [
        entry(1, "operation_started", operation="op1", step=1, steps=1),
        entry(2, "handed_over", "l2", shipment="s"),
    ]
    ways = [track(piece, story, AT), track(oil, story, AT)]
    assert next_event(ways, placed=True).track is ways[1]
    assert next_event(ways[:1], placed=True).step.key == "operation-1"  # type: ignore[union-attr]
    assert next_event(ways, placed=False).kind == "unpaid"
    assert next_event([], placed=True).kind == "cancelled"
