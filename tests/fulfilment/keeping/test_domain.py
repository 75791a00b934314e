"""Plain decisions of keeping: the open floor as a problem, slots in the ledger, and which plan is no better."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fulfilment.capacity.domain import CalendarIn, Centre, Gaps, axis_of, minute_of
from fulfilment.keeping.domain.floor import OpenFloor, OpenLine, OpenOperation, sheet_of
from fulfilment.keeping.domain.outage import longer
from fulfilment.keeping.domain.realising import Realised, overtaken, ready_of, realise
from fulfilment.keeping.reading.orders import left_of
from fulfilment.keeping.service.improving import _breaks
from fulfilment.production.models import Operation
from fulfilment.scheduling.checking import faults
from fulfilment.scheduling.repair import right_shift
from fulfilment.scheduling.values import Span

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AXIS = axis_of(CalendarIn("day", "UTC", dict.fromkeys(range(5), (("08:00", "16:00"),))), NOW)
HERE = AXIS.position(NOW)


def centre(id_: int, units: int) -> Centre:
    return Centre(id_, f"C{id_}", f"Centre {id_}", "s", AXIS, tuple(Gaps(10 * id_ + n) for n in range(units)), 1)


def step(line: str, number: int, minutes: int, *after: int, span: Span | None = None, **more: object) -> OpenOperation:
    fields = {"centres": (1,), "wait": 0, "release": 0, "splittable": True, "working": False, "booking_id": None} | more
    return OpenOperation(line, number, after, minutes=minutes, span=span, **fields)  # type: ignore[arg-type]


def floor(steps: list[OpenOperation], **more: object) -> OpenFloor:
    lines = {
        one.line_ref: OpenLine(one.line_ref, "s", minute_of(NOW) + 9_000, 20_780, (one.line_ref,)) for one in steps
    }
    fields = {"fence": 0, "centres": {1: centre(1, 2)}, "closed": {}} | more
    return OpenFloor(minute_of(NOW), lines=lines, operations=steps, **fields)  # type: ignore[arg-type]


def test_a_step_that_only_dries_gives_its_wait_to_its_neighbours() -> None:
    steps = [
        step("a", 10, 30, span=Span(10, HERE, HERE + 30)),
        step("a", 20, 0, 10, wait=600),
        step("a", 30, 30, 20, span=Span(10, HERE + 700, HERE + 730)),
    ]
    sheet = sheet_of(floor(steps))
    assert sorted(sheet.problem.operations) == [1, 2]
    assert sheet.problem.operations[1].wait == 600
    assert sheet.problem.operations[2].after == (1,)


def test_what_cannot_stay_is_left_out_of_the_plan() -> None:
    soon, booked = minute_of(NOW + timedelta(hours=3)), Span(10, HERE, HERE + 30)
    late = sheet_of(floor([step("a", 10, 30, span=booked, release=soon)]))
    down = sheet_of(floor([step("a", 10, 30, span=booked)], closed={10: [(HERE + 10, HERE + 20)]}))
    early = sheet_of(floor([step("a", 10, 60, span=Span(10, HERE, HERE + 60)), step("a", 20, 30, 10, span=booked)]))
    begun = sheet_of(floor([step("a", 10, 30, span=booked, release=soon, working=True)]))
    assert (late.plan, down.plan, list(early.plan)) == ({}, {}, [1])
    assert begun.plan == {1: booked}


def test_what_no_machine_can_do_is_stuck_and_says_so() -> None:
    found = sheet_of(floor([step("a", 10, 30, centres=(7,)), step("b", 10, 481, splittable=False), step("c", 10, 30)]))
    assert set(found.stuck) == {"a", "b"}
    assert "no machine" in found.stuck["a"]
    assert "longer than any shift" in found.stuck["b"]


def test_a_plan_that_breaks_a_kept_promise_or_gains_nothing_is_no_better() -> None:
    sheet = sheet_of(floor([step(ref, 10, 30, span=Span(10, HERE + at, HERE + at + 30)) for ref, at in PAIR]))
    due = {ref: sheet.problem.orders[ref].due for ref, _ in PAIR}
    kept = {ref: minute - 1 for ref, minute in due.items()}
    assert max(ready_of(sheet, due).values()) < min(due.values())
    assert _breaks(sheet, {**kept, "a": due["a"] + 1})
    assert _breaks(sheet, kept)


PAIR = (("a", 0), ("b", 30))


def test_longer_is_a_quarter_and_never_nothing() -> None:
    assert [longer(minutes) for minutes in (1, 60, 100, 400)] == [15, 15, 25, 100]


JOBS = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.integers(5, 200), min_size=1, max_size=4), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(JOBS)
def test_whatever_lost_its_place_is_realised_as_the_engine_put_it(jobs: list[tuple[int, list[int], bool]]) -> None:
    """Without people and loads the ledger's slots are a possible plan, ready no later than the engine's."""
    steps, free = [], HERE
    for at, (_, minutes, placed) in enumerate(jobs):
        for number, one in enumerate(minutes, 1):
            after = (number - 1,) if number > 1 else ()
            span = Span(11, free, free + one) if placed else None
            free += one if placed else 0
            steps.append(step(f"l{at}", number, one, *after, span=span))
    sheet = sheet_of(floor(steps))
    repaired = right_shift(sheet.problem, sheet.plan, now=minute_of(NOW))
    moved = {number: after for number, (_, after) in repaired.moved.items()}
    stays = [span for number, span in sheet.plan.items() if number not in moved]
    units = tuple(Gaps(unit, [(s.start, s.end) for s in stays if s.unit == unit]) for unit in (10, 11))
    realised = realise(sheet, moved, {1: centre(1, 2).__class__(1, "C1", "C", "s", AXIS, units, 1)}, minute_of(NOW))
    slots = {sheet_number(sheet, one): Span(slot.unit_id, slot.start, slot.end) for one, _, slot in realised.slots}
    after_all = {**{n: s for n, s in sheet.plan.items() if n not in moved}, **slots}
    assert realised.stuck == {}
    assert faults(sheet.problem, after_all) == []
    assert all(realised.ready[line] <= repaired.ready[line] for line in realised.ready)


def sheet_number(sheet: object, one: OpenOperation) -> int:
    return next(number for number, place in sheet.places.items() if place is one)  # type: ignore[attr-defined]


def test_a_step_whose_predecessor_waits_for_a_person_moves_after_it() -> None:
    """The engine thinks the first ends at noon; the one who can do it comes later."""
    steps = [
        step("a", 10, 60, span=Span(10, HERE, HERE + 60)),
        step("a", 20, 30, 10, span=Span(11, HERE + 60, HERE + 90)),
        step("b", 10, 30, span=Span(10, HERE + 60, HERE + 90)),
    ]
    sheet = sheet_of(floor(steps))
    moved = {1: Span(10, HERE, HERE + 60)}
    in_time = Realised((), {}, {}, {1: AXIS.end_of(HERE + 60)})
    late = Realised((), {}, {}, {1: AXIS.end_of(HERE + 61)})
    assert overtaken(sheet, moved, in_time) == {}
    assert overtaken(sheet, moved, late) == {2: Span(11, HERE + 60, HERE + 90)}
    assert overtaken(sheet, moved, Realised((), {}, {"a": "nobody"}, late.dry)) == {}


def test_a_step_without_a_place_takes_as_long_as_the_floor_takes() -> None:
    operation = Operation(setup_minutes=10, run_minutes=30, pieces=3)
    assert (left_of(operation, None), left_of(operation, None, 1500)) == (100, 150)
