"""Plans that share their searches are the plans that each would have made alone."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.capacity.domain import (
    CalendarIn,
    Centre,
    Found,
    Gaps,
    Person,
    Searches,
    SharedTrial,
    Slot,
    Trial,
    axis_of,
    meet,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALWAYS = axis_of(CalendarIn("always", "UTC", dict.fromkeys(range(7), (("00:00", "24:00"),))), NOW)
# Somebody who is there from twenty past midnight, with a break of half an hour.
OWN = dict.fromkeys(range(7), (("00:20", "01:00"), ("01:30", "24:00")))
HOURS_OF_OWN = meet(ALWAYS, axis_of(CalendarIn("own", "UTC", OWN), NOW))
SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=6)
CENTRES = st.lists(
    st.tuples(st.lists(SPANS, min_size=1, max_size=2), st.booleans(), st.integers(1, 3)), min_size=1, max_size=3
)
# which work centre, how long after the step before, setup, run, pieces, whole, batch
STEPS = st.tuples(
    st.integers(0, 2), st.integers(0, 20), st.integers(0, 5), st.integers(1, 20), st.integers(1, 3), st.booleans(),
    st.sampled_from(["", "oak", "ash"]),
)  # fmt: skip
PLANS = st.lists(st.lists(STEPS, max_size=4), min_size=2, max_size=6)


def _gaps(id_: int, spans: list[tuple[int, int]]) -> Gaps:
    return Gaps(id_, [(start, start + length) for start, length in spans])


def _house(drawn: list[tuple[list[list[tuple[int, int]]], bool, int]]) -> list[Centre]:
    people = (
        *(Person(ALWAYS, _gaps(90 + n, [(40 * n + 10, 30)])) for n in range(2)),
        Person(HOURS_OF_OWN, _gaps(92, [(5, 9)])),
    )
    return [
        Centre(
            id=at,
            code=str(at),
            name=str(at),
            seller_ref="s",
            axis=ALWAYS,
            units=tuple(_gaps(10 * at + n, spans) for n, spans in enumerate(units)),
            plan_version=1,
            skill="saw" if skilled else "",
            crew=people if skilled else (),
            batch_max=batch_max,
        )
        for at, (units, skilled, batch_max) in enumerate(drawn)
    ]


def _slots(centres: list[Centre], trial: Trial, steps: list[tuple[int, int, int, int, int, bool, str]]) -> list[Slot]:
    found, release = list[Slot](), 0
    for at, pause, setup, run, pieces, whole, batch in steps:
        centre = centres[at % len(centres)]
        slot = trial.work_slot(centre, release + pause, setup, run, pieces, whole=whole, batch=batch)
        trial.take(centre, slot)
        found.append(slot)
        release = slot.end
    return found


@given(CENTRES, PLANS)
def test_what_another_plan_searched_changes_no_slot(
    drawn: list[tuple[list[list[tuple[int, int]]], bool, int]],
    plans: list[list[tuple[int, int, int, int, int, bool, str]]],
) -> None:
    centres, shared = _house(drawn), SharedTrial()
    alone = [_slots(centres, Trial(), steps) for steps in plans]
    assert [_slots(centres, shared.copy(), steps) for steps in plans] == alone
    assert [_slots(centres, shared.copy(), steps) for steps in plans] == alone


@given(CENTRES, PLANS)
def test_a_copy_goes_on_where_its_trial_stands(
    drawn: list[tuple[list[list[tuple[int, int]]], bool, int]],
    plans: list[list[tuple[int, int, int, int, int, bool, str]]],
) -> None:
    """An order of several lines: each is tried on a copy of what the lines before it took."""
    centres = _house(drawn)
    for kind in (Trial, SharedTrial):
        trial, straight = kind(), Trial()
        for steps in plans:
            twin = trial.copy()
            assert _slots(centres, twin, steps) == _slots(centres, straight, steps)
            trial = twin


def test_the_same_search_is_made_once() -> None:
    searched: list[int] = []

    class Counted(Gaps):
        def earliest(self, release: int, minutes: int, before: int = 1 << 60) -> int:
            searched.append(release)
            return super().earliest(release, minutes, before)

    centre = Centre(1, "SAW", "Saw", "s", ALWAYS, (Counted(1),), 1)
    shared = SharedTrial()
    for _ in range(5):
        trial = shared.copy()
        trial.take(centre, trial.slot(centre, 0, 10))
        trial.take(centre, trial.slot(centre, 0, 10))
    assert len(searched) == 1  # the second search of a plan is made on a copy of the gaps, once, too


def test_a_later_step_goes_where_its_neighbour_went_while_that_is_still_to_come() -> None:
    searched: list[int] = []

    class Counted(Gaps):
        def earliest(self, release: int, minutes: int, before: int = 1 << 60) -> int:
            searched.append(release)
            return super().earliest(release, minutes, before)

    saw = Centre(1, "SAW", "Saw", "s", ALWAYS, (Counted(1, [(0, 50), (55, 80)]),), 1)
    shared = SharedTrial()
    starts = [shared.copy().slot(saw, release, 10).start for release in (7, 20, 80, 3, 7, 81)]
    assert starts == [80, 80, 80, 80, 80, 81]
    assert searched == [7, 3, 81]
    assert shared.copy().slot(saw, 20, 5).start == 50, "another length is another search"


def test_who_is_busy_in_this_plan_is_looked_at_until_they_are_free() -> None:
    anna = Person(ALWAYS, _gaps(9, []))
    saw, mill = (
        Centre(at, str(at), str(at), "s", ALWAYS, (_gaps(at, []),), 1, skill="saw", crew=(anna,)) for at in (1, 2)
    )
    shared = SharedTrial()
    assert shared.copy().work_slot(mill, 0, 0, 10, 1).start == 0
    plan = shared.copy()
    plan.take(saw, plan.work_slot(saw, 0, 0, 30, 1))
    assert plan.work_slot(mill, 0, 0, 10, 1).start == 30, "Anna saws"
    assert plan.work_slot(mill, 30, 0, 10, 1).start == 30


def test_searches_go_on_only_while_every_work_centre_stands_as_it_stood() -> None:
    saw, other = (Centre(1, "SAW", "Saw", "s", ALWAYS, (_gaps(1, [(0, length)]),), 1) for length in (5, 50))
    searches, key = Searches(), ("s", "SAW")
    assert searches.holds({key: saw, ("s", "MILL"): None})
    assert searches.holds({key: saw})
    assert not searches.holds({key: other}), "the same work centre with other free time"
    assert not searches.holds({key: None}), "it is gone"
    assert not searches.holds({("s", "MILL"): saw}), "it has come: steps that may be done there know nothing of it"


def test_the_very_same_work_goes_where_it_went_and_other_work_does_not() -> None:
    saw = Centre(1, "SAW", "Saw", "s", ALWAYS, (_gaps(1, [(0, 5)]),), 1)
    shared, work, like_it = SharedTrial(), ["a step"], ["a step"]
    first = shared.copy()
    assert first.recalled(work, "s", 0, 1) is None
    found = Found(saw, first.slot(saw, 0, 10), 15)
    first.remember(work, "s", 0, 1, found)
    again = shared.copy()
    assert again.recalled(work, "s", 0, 1) == found
    assert again.slot(saw, 0, 10) == Slot(1, 15, 25), "what was recalled is taken"
    for other in ((like_it, "s", 0, 1), (work, "t", 0, 1), (work, "s", 1, 1), (work, "s", 0, 2)):
        assert shared.copy().recalled(*other) is None
    assert again.recalled(work, "s", 0, 1) is None, "after it, it goes elsewhere"
