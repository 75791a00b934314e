"""The way of a made line, step by step, as the customer reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storefront.orders.domain import Piece, track
from storefront.timeline.domain import Entry, Place

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PIECE = Piece("l1", "Table", ("Glue up", "Check", "Crate"), True, None, AT)


def entry(number: int, kind: str, **data: Any) -> Entry:
    return Entry(Place(1, number), "o1", ("l1",), kind, "customer", AT + timedelta(minutes=number), data)


def finished(number: int, step: int, name: str) -> Entry:
    return entry(number, "operation_finished", step=step, steps=3, name=name)


def test_a_pass_is_the_inspections_own_step_and_counts() -> None:
    found = track(PIECE, [finished(1, 1, "Glue up"), entry(2, "inspection_passed")], AT + timedelta(hours=1))
    glue, check, crate = found.steps[1:4]
    assert (glue.state, glue.note) == ("done", "")
    assert (check.state, check.note) == ("done", "Looked over from all sides: passed.")
    assert crate.state == "next"
    assert found.step == (2, 3)


def test_a_pass_that_was_taken_back_leaves_the_inspection_ahead() -> None:
    told = [finished(1, 1, "Glue up"), entry(2, "inspection_passed"), entry(3, "inspection_undone")]
    found = track(PIECE, told, AT + timedelta(hours=1))
    assert found.steps[1].note == "We are looking at it once more."
    assert found.steps[2].state == "next"
    assert found.step == (1, 3)


def test_a_step_that_is_going_on_counts_as_the_one_we_are_at() -> None:
    told = [finished(1, 1, "Glue up"), entry(2, "operation_started", step=2, steps=3, name="Check")]
    assert track(PIECE, told, AT + timedelta(hours=1)).step == (2, 3)
