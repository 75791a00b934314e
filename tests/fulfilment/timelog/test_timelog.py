"""Minutes: measured by the taps, divided in a load, corrected by hand with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.production import correct_minutes, pause_operation, resume_operation, time_entries, undo
from fulfilment.capacity.domain import CalendarIn, axis_of
from fulfilment.timelog.domain import Stretch, checked_minutes, shared, worked
from tests.fulfilment.house import DAY_SHIFT
from tests.fulfilment.orders.factory import WINDOW, a_table, accepted, finish, operations, start, tap_id

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AXIS = axis_of(CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT), NINE)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_night_is_not_worked_but_an_evening_is() -> None:
    assert worked(AXIS, at(0), at(30)) == 30
    assert worked(AXIS, at(0), at(24 * 60)) == 480
    assert worked(AXIS, at(12 * 60), at(12 * 60 + 45)) == 45
    assert worked(None, at(0), at(50)) == 50
    assert worked(AXIS, at(30), at(0)) == 0


@given(weights=st.lists(st.integers(1, 200), min_size=1, max_size=6), minutes=st.integers(0, 300))
def test_a_load_that_ends_at_once_divides_its_minutes(weights: list[int], minutes: int) -> None:
    run = [Stretch(str(n), weight, at(minutes)) for n, weight in enumerate(weights)]
    parts = [shared(one.ref, run, NINE, None) for one in run]
    assert abs(sum(parts) - minutes) <= len(weights) / 2
    assert all(part >= 0 for part in parts)


@given(ends=st.lists(st.integers(0, 300), min_size=1, max_size=5))
def test_whoever_stays_longer_has_the_rest_to_itself(ends: list[int]) -> None:
    run = [Stretch(str(n), 1, at(end)) for n, end in enumerate(ends)]
    parts = [shared(one.ref, run, NINE, None) for one in run]
    assert abs(sum(parts) - max(ends)) <= len(ends) / 2


@pytest.mark.parametrize(
    ("typed", "minutes"), [("75", 75), ("1:15", 75), ("1 h 15", 75), ("2h", 120), ("0", 0), (" 9 min", 9)]
)
def test_minutes_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    assert checked_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "x", "-4", "1:2:3", "9" * 9, "20000", "1.5", "\u0663"])
def test_what_is_no_number_of_minutes_is_refused_beside_the_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_minutes(typed)
    assert refused.value.field == "minutes"


def entries(run, scope=EVERY_SELLER, **only):
    return run.read(lambda w: time_entries(w, scope, at(-600), at(6000), **only))


def correct(run, ref, minutes, reason="Forgot to tap", client_id="", scope=EVERY_SELLER):
    tap = client_id or tap_id()
    return run.write(lambda w: correct_minutes(w, scope, ref, minutes, reason, client_id=tap, person="mette"))


def tap(run, verb, ref, person="anna", **more):
    return run.write(lambda w: verb(w, EVERY_SELLER, ref, client_id=tap_id(), person=person, **more))


def test_each_person_has_the_minutes_of_their_own_stretch(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=20))
    tap(run, pause_operation, cut, undo_window=WINDOW)
    clock.advance(timedelta(minutes=60))
    tap(run, resume_operation, cut, person="bo", undo_window=WINDOW)
    clock.advance(timedelta(minutes=15))
    finish(run, cut)
    assert [(e.person, e.minutes, e.planned, e.operation) for e in entries(run)] == [
        ("bo", 15, 40, "Cut boards"),
        ("anna", 20, 40, "Cut boards"),
    ]
    assert [e.minutes for e in entries(run, person="bo")] == [15]
    assert [e.minutes for e in entries(run, work_centre="PRESS")] == []
    assert entries(run, SellerScope(frozenset({"lumen"}))) == []


def test_a_start_taken_back_leaves_no_minutes(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=3))
    tap(run, undo, cut)
    assert entries(run) == []
    start(run, cut)
    clock.advance(timedelta(minutes=4))
    finish(run, cut)
    clock.advance(timedelta(minutes=1))
    tap(run, undo, cut)
    assert [e.minutes for e in entries(run)] == [None]
    finish(run, cut)
    assert [e.minutes for e in entries(run)] == [5]


def test_a_correction_keeps_what_was_and_why(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    (running,) = entries(run)
    with pytest.raises(Conflict, match="still running"):
        correct(run, running.ref, "10")
    clock.advance(timedelta(minutes=20))
    finish(run, cut)
    assert correct(run, running.ref, "1:05", client_id="same") == 65
    assert correct(run, running.ref, "1:05", client_id="same") == 65
    (entry,) = entries(run)
    assert entry.minutes == 65
    assert [(c.was, c.minutes, c.reason, c.person) for c in entry.corrections] == [(20, 65, "Forgot to tap", "mette")]
    for minutes, reason in (("soon", "x"), ("10", " ")):
        with pytest.raises(Invalid):
            correct(run, running.ref, minutes, reason)
    for ref, scope in ((running.ref, SellerScope(frozenset({"lumen"}))), ("nothing", EVERY_SELLER)):
        with pytest.raises(NotFound):
            correct(run, ref, "10", scope=scope)
