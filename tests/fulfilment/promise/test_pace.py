"""Plans take the minutes that the floor has really needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.production import finish_operation, production_orders, start_operation
from fulfilment.api.promise import WantedMade, quote
from fulfilment.capacity.domain import CalendarIn, Centre, Gaps, Person, Trial, axis_of
from fulfilment.promise.calibrating import record
from fulfilment.promise.domain.pace import AS_PLANNED, LONGEST, Logged, Paces, measured, paced
from fulfilment.promise.models import CalibrationRow
from fulfilment.promise.pacing import measure
from tests.fulfilment.house import HOME, LATER, SELLER, a_table, operation, table
from tests.fulfilment.orders.factory import WINDOW, accepted, tap_id
from tests.fulfilment.orders.factory import a_table as made

TODAY = date(2026, 11, 23)
SPEC = a_table().spec


def logs(count: int, planned: int, real: int, kind: str = "Saw", **more: bool) -> list[Logged]:
    return [Logged("s", "SAW", kind, planned, real, **more) for _ in range(count)]


def test_little_is_believed_of_few_and_much_of_many() -> None:
    paces = [measured(logs(count, 60, 90), TODAY).centres["s", "SAW"] for count in (1, 20, 200, 2_000)]
    assert paces == sorted(paces)
    assert 1000 < paces[0] < 1100
    assert 1480 < paces[-1] <= 1500


def test_a_kind_of_work_has_its_own_pace_and_a_rare_one_that_of_its_work_centre() -> None:
    found = measured([*logs(300, 60, 60, "Rip"), *logs(300, 60, 90, "Mitre"), *logs(1, 60, 300, "Odd")], TODAY)
    rip, mitre, odd = (found.kinds["s", "SAW", kind] for kind in ("Rip", "Mitre", "Odd"))
    assert 1000 <= rip < 1050 < 1200 < odd < 1500
    assert 1450 < mitre <= 1500
    assert found.of("s", replace(SPEC.operations[0], work_centre="SAW", name="New")) == found.centres["s", "SAW"]
    assert found.of("s", replace(SPEC.operations[0], work_centre="MOON")) == 1000


def test_what_is_done_again_takes_minutes_that_nobody_planned() -> None:
    plain = measured(logs(200, 60, 60), TODAY).centres["s", "SAW"]
    with_rework = measured([*logs(200, 60, 60), *logs(20, 60, 60, again=True)], TODAY).centres["s", "SAW"]
    assert plain == 1000
    assert 1080 < with_rework <= 1100
    assert measured(logs(3, 60, 60, again=True), TODAY).centres == {}


def test_a_forgotten_tap_is_no_month_of_work() -> None:
    calm, forgotten = logs(100, 60, 60), logs(1, 60, 40_000)
    assert measured([*calm, *forgotten], TODAY) == measured([*calm, *logs(1, 60, LONGEST * 60)], TODAY)
    assert measured([*calm, Logged("s", "SAW", "Saw", 0, 99)], TODAY) == measured(calm, TODAY)


@given(st.integers(1, 60), st.integers(0, 90), st.integers(0, 300), st.integers(500, 3000), st.booleans())
def test_set_up_and_runs_are_paced_apart_each_rounded_once(
    quantity: int, setup: int, run: int, pace: int, batched: bool
) -> None:
    op = replace(SPEC.operations[0], setup_minutes=setup, run_minutes=run, batch_key="oven" if batched else "")
    spec = replace(SPEC, operations=(op,))
    paces = Paces({(spec.seller_ref, op.work_centre): pace})
    real = paced(spec, quantity, paces).operations[0]
    assert 0 <= real.over_minutes < quantity
    pieces = 1 if batched else quantity  # a load takes its minutes whoever is in it
    for planned, minutes in (
        (setup, real.setup_minutes),
        (run * pieces, real.run_minutes * pieces + real.over_minutes),
    ):
        assert abs(minutes - planned * pace / 1000) <= (0.5 if planned > 1 else 1)
        assert bool(minutes) == bool(planned), "what is planned at all takes a minute at least"
    assert paced(spec, quantity, AS_PLANNED) is spec


def test_who_only_sets_up_does_not_stay_for_what_the_runs_take_longer() -> None:
    """Twenty pieces of three minutes at a pace of 1.1 take six minutes more: the machine's, not Anna's."""
    spec = replace(SPEC, operations=(replace(SPEC.operations[0], setup_minutes=10, run_minutes=3, batch_key=""),))
    step = paced(spec, 20, Paces({(spec.seller_ref, spec.operations[0].work_centre): 1100})).operations[0]
    always = axis_of(CalendarIn("always", "UTC", dict.fromkeys(range(7), (("00:00", "24:00"),))), LATER)
    anna = Person(always, Gaps(9))
    saw = Centre(1, "SAW", "Saw", "s", always, (Gaps(1),), 1, skill="saw", attended="setup", crew=(anna,))
    slot = Trial().work_slot(saw, 0, step.setup_minutes, step.run_minutes, 20, over=step.over_minutes)
    assert (slot.end - slot.start, slot.attended) == (11 + 66, 11)


@given(st.dictionaries(st.tuples(st.text(max_size=5), st.text(max_size=5)), st.integers(1, 9000), max_size=4))
def test_paces_are_written_and_read_back(centres: dict[tuple[str, str], int]) -> None:
    kinds = {(*key, "Saw"): value for key, value in centres.items()}
    for at in (None, TODAY):
        paces = Paces(centres, kinds, at, len(centres))
        assert Paces.from_json(paces.to_json()) == paces


def test_the_floor_is_slower_than_its_plan_and_the_next_quote_knows(run: Runner, clock: FixedClock) -> None:
    clock.set(LATER)
    sawn = WantedMade("l", table(operations=(operation(10, "SAW", 60),)), 1)
    for number in (1, 2, 3):
        accepted(run, made(f"line-{number}"), ref=f"order-{number}")
    for order in run.read(lambda w: production_orders(w, EVERY_SELLER)):
        first = order.operations[0]
        tap = {"person": "Anna", "undo_window": WINDOW}
        run.write(partial(start_operation, scope=EVERY_SELLER, ref=first.ref, client_id=tap_id(), **tap))
        clock.advance(timedelta(minutes=120))
        run.write(partial(finish_operation, scope=EVERY_SELLER, ref=first.ref, client_id=tap_id(), **tap))
    before = run.read(lambda w: quote(w, [sawn], HOME)).lines[0].ready_at
    found = run.write(measure)
    assert found == run.read(record).paces
    assert found.count == 3
    assert 1000 < found.centres[SELLER, "SAW"] < 1500
    version = run.read(lambda w: w.session.get_one(CalibrationRow, "pace").version)
    run.write(measure)
    assert run.read(lambda w: w.session.get_one(CalibrationRow, "pace").version) == version, "nothing new was said"
    after = run.read(lambda w: quote(w, [sawn], HOME)).lines[0].ready_at
    assert before is not None
    assert after is not None
    assert after > before
