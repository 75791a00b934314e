"""Units and people together against the obvious slow way, minute by minute; batches that fill up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import (
    SETUP,
    Axis,
    CalendarIn,
    Centre,
    Gaps,
    Job,
    Person,
    Slot,
    Trial,
    axis_of,
    earliest_attended,
    meet,
    presence,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ZERO = int(NOW.timestamp()) // 60
SHIFTS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), min_size=1, max_size=6)
SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=6)
FAR = 600


def axis_from(shifts: list[tuple[int, int]]) -> Axis:
    """A short calendar of a few shifts and a long one at its end, so that there is always a way."""
    starts, ends, before, total = list[int](), list[int](), list[int](), 0
    for opens, length in [*sorted(shifts), (FAR, 5_000)]:
        opens = max(opens, ends[-1] - ZERO + 1 if ends else 0)
        if opens + length > FAR and opens < FAR:
            continue
        starts.append(ZERO + opens)
        ends.append(ZERO + opens + length)
        before.append(total)
        total += length
    return Axis("UTC", tuple(starts), tuple(ends), tuple(before), total)


def minutes_of(axis: Axis) -> list[int]:
    return [minute for start, end in zip(axis.starts, axis.ends, strict=True) for minute in range(start, end)]


@given(SHIFTS, SHIFTS)
def test_the_axis_of_two_calendars_is_the_time_that_both_have(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    both = meet(axis_from(one), axis_from(other))
    assert minutes_of(both) == sorted({*minutes_of(axis_from(one))} & {*minutes_of(axis_from(other))})


@given(SHIFTS)
def test_who_is_always_there_shares_the_work_centres_own_axis(shifts: list[tuple[int, int]]) -> None:
    axis = axis_from(shifts)
    assert meet(axis, axis_of(CalendarIn("always", "UTC", dict.fromkeys(range(7), (("00:00", "24:00"),))), NOW)) is axis


def slow_ends(axis: Axis, units: list[set[int]], person: tuple[Axis, set[int]], release: int, job: Job) -> list[int]:
    """The end of every start that one person and some unit could do, position by position."""
    own, busy = person
    here, there = minutes_of(axis), set(minutes_of(own)) - busy
    found = []
    for start in range(release, min(release + 700, axis.total - job.minutes)):
        if here[start] not in there:
            continue
        position = own.position_of(here[start])
        mine = minutes_of(own)[position : position + job.attended]
        if len(mine) < job.attended or busy & set(mine):
            continue
        end = axis.position_of(mine[-1] + 1) + job.minutes - job.attended
        if job.whole and (end - start != job.minutes or here[end - 1] - here[start] != job.minutes - 1):
            continue
        if any(not unit & set(range(start, end)) for unit in units):
            found.append(end)
            break  # a later start never ends earlier
    return found


@given(
    SHIFTS,
    st.lists(st.tuples(SHIFTS | st.none(), SPANS), min_size=1, max_size=2),
    st.lists(SPANS, min_size=1, max_size=2),
    st.integers(0, 100),
    st.integers(1, 70),
    st.integers(1, 70),
    st.booleans(),
)
def test_unit_and_person_meet_at_the_earliest_end(
    shifts: list[tuple[int, int]],
    people: list[tuple[list[tuple[int, int]] | None, list[tuple[int, int]]]],
    booked: list[list[tuple[int, int]]],
    release: int,
    minutes: int,
    attended: int,
    whole: bool,
) -> None:
    axis = axis_from(shifts)
    job = Job(minutes, min(attended, minutes), whole)
    units = [Gaps(n + 1, [(start, start + length) for start, length in spans]) for n, spans in enumerate(booked)]
    crew, slowly = list[Person](), list[tuple[Axis, set[int]]]()
    for number, (own_shifts, spans) in enumerate(people, start=7):
        own = axis if own_shifts is None else meet(axis, axis_from(own_shifts))
        taken = [(start, start + length) for start, length in spans]
        crew.append(Person(own, Gaps(number, taken)))
        mine = minutes_of(own)
        slowly.append((own, {mine[at] for start, end in taken for at in range(start, min(end, len(mine)))}))
    sets = [{at for start, length in spans for at in range(start, start + length)} for spans in booked]
    ends = [end for person in slowly for end in slow_ends(axis, sets, person, release, job)]
    slot = earliest_attended(units, axis, crew, release, job)
    assert slot is not None
    assert slot.end == min(ends)
    assert slot.start >= release
    if whole:
        assert slot.end - slot.start == minutes


def a_centre(**more: object) -> Centre:
    axis = axis_from([])
    return replace(Centre(1, "OVEN", "Oven", "s", axis, (Gaps(1),), 1), **more)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.integers(0, 200)), max_size=25), st.booleans())
def test_a_load_is_never_over_its_size_and_equal_pieces_share_it(
    wishes: list[tuple[str, int, int]], attended: bool
) -> None:
    axis = axis_from([])
    crew = (Person(axis, Gaps(7)),) if attended else ()
    centre, trial = a_centre(batch_max=4, skill="oven" if attended else "", attended=SETUP, crew=crew), Trial()
    taken: list[Slot] = []
    for key, pieces, release in wishes:
        slot = trial.work_slot(centre, release, 5, 30, pieces, batch=key)
        trial.take(centre, slot)
        taken.append(slot)
    leaders = {(slot.start, slot.end): slot for slot in taken if not slot.rides}
    assert len(leaders) == sum(not slot.rides for slot in taken)
    for span, leader in leaders.items():
        inside = [slot for slot in taken if (slot.start, slot.end) == span]
        assert {slot.batch for slot in inside} == {leader.batch}
        assert sum(slot.pieces for slot in inside) <= 4
    assert all((slot.start, slot.end) in leaders for slot in taken)
    spans = sorted(leaders)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_more_pieces_than_a_load_holds_take_several_loads_in_a_row() -> None:
    slot = Trial().work_slot(a_centre(batch_max=4), 0, 5, 30, 9, batch="a")
    assert slot.end - slot.start == 5 + 3 * 30


def test_without_a_key_pieces_run_one_after_the_other() -> None:
    slot = Trial().work_slot(a_centre(batch_max=4), 0, 5, 30, 3)
    assert (slot.end - slot.start, slot.batch) == (95, "")


def test_one_person_runs_one_of_two_machines_at_a_time() -> None:
    axis = axis_from([])
    anna = Person(axis, Gaps(7))
    saw = Centre(1, "SAW", "Saw", "s", axis, (Gaps(1), Gaps(2)), 1, skill="saw", crew=(anna,))
    mill = Centre(2, "MILL", "Mill", "s", axis, (Gaps(3),), 1, skill="mill", crew=(anna,))
    trial, spans = Trial(), []
    for centre in (saw, saw, mill, saw):
        slot = trial.work_slot(centre, 0, 0, 60, 1)
        trial.take(centre, slot)
        spans.append(presence(centre, slot))
    assert spans == [(ZERO + FAR + n * 60, ZERO + FAR + n * 60 + 60) for n in range(4)]


def test_who_only_sets_up_is_free_while_the_machine_runs() -> None:
    axis = axis_from([])
    anna = Person(axis, Gaps(7))
    cnc = Centre(1, "CNC", "CNC", "s", axis, (Gaps(1), Gaps(2)), 1, skill="cnc", attended=SETUP, crew=(anna,))
    trial = Trial()
    first = trial.work_slot(cnc, 0, 10, 60, 1)
    trial.take(cnc, first)
    second = trial.work_slot(cnc, 0, 10, 60, 1)
    assert (first.start, second.start) == (0, 10)


def test_a_skill_that_nobody_has_is_refused_by_the_work_centres_name() -> None:
    with pytest.raises(Invalid, match="Oven"):
        Trial().work_slot(a_centre(skill="weld"), 0, 0, 30, 1)


def test_a_unit_that_cannot_wait_for_somebody_is_taken_when_they_are_back() -> None:
    axis = axis_from([])
    hours = Axis("UTC", (ZERO + FAR, ZERO + FAR + 200), (ZERO + FAR + 60, ZERO + FAR + 5_000), (0, 60), 4_860)
    unit = Gaps(1, [(100, 150), (300, 320)])
    slot = earliest_attended([unit], axis, [Person(meet(axis, hours), Gaps(7))], 30, Job(60, 60))
    assert slot is not None
    assert (slot.start, slot.end) == (200, 260)
