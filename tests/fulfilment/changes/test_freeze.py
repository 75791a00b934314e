"""What may still be changed follows from two explosions and the floor alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.api.workspec import MaterialNeed, OperationSpec, WorkSpec
from fulfilment.changes.domain import Delta, Floor, Frozen, Given, OperationOnFloor, deltas, frozen, since, touched
from tests.fulfilment.house import table

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday
FENCE = timedelta(hours=2)
HOME = ZoneInfo("Europe/Copenhagen")
INPUTS = ("length", "wood", "colour", "engraving")


def step(number: int, name: str, inputs: str, *after: int) -> OperationSpec:
    return OperationSpec(number, name, "BENCH", 5, 30, 0, "In the workshop", "", after, False, False, inputs)


def chair(*, legs: int = 450, colour: str = "oil", engraved: bool = False) -> WorkSpec:
    """Legs are cut, then perhaps engraved, then coloured; each step knows only what it is made from."""
    steps = [step(10, "Cut legs", f"legs={legs}")]
    if engraved:
        steps.append(step(20, "Engrave", "engraving", 10))
    steps.append(step(30, "First coat", f"colour={colour}", 20 if engraved else 10))
    needs = (
        MaterialNeed("OAK", legs, "cm3", 10, 1),
        MaterialNeed(f"FINISH-{colour}", 200, "ml", 30, 1),
    )
    return replace(table(operations=tuple(steps)), materials=needs)


def floor(spec: WorkSpec, done: int = 0, running: int = 0, begins: datetime | None = None) -> Floor:
    """The first `done` operations are done, the next `running` run, the rest wait for their time."""
    rows = []
    for at, op in enumerate(spec.operations):
        state = "done" if at < done else "running" if at < done + running else "ready"
        began = NOW - timedelta(days=1) if at < done + running else None
        rows.append(
            OperationOnFloor(
                op.number, op.name, state, began, began if state == "done" else None, begins or NOW + timedelta(days=2)
            )
        )
    return Floor("o", "l", "Chair", 1, spec, tuple(rows))


def test_the_colour_can_still_change_after_the_legs_are_cut() -> None:
    there = floor(chair(), done=1)

    assert frozen(there, chair(colour="soap"), NOW, FENCE) == ()
    (held,) = frozen(there, chair(legs=500), NOW, FENCE)
    assert (held.number, held.kind) == (10, "done")


def test_what_runs_and_what_is_about_to_begin_is_frozen_and_the_seller_may_waive_only_the_fence() -> None:
    assert frozen(floor(chair(), running=1), chair(legs=500), NOW, None)[0].kind == "running"
    soon = floor(chair(), begins=NOW + timedelta(hours=1))
    assert frozen(soon, chair(legs=500), NOW, FENCE)[0].kind == "fenced"
    assert frozen(soon, chair(legs=500), NOW, None) == ()
    edge = floor(chair(), begins=NOW + FENCE + timedelta(minutes=1))
    assert frozen(edge, chair(legs=500), NOW, FENCE) == ()


def test_work_that_would_have_come_before_what_has_begun_comes_too_late() -> None:
    engraved = chair(engraved=True)
    assert frozen(floor(chair(), done=1), engraved, NOW, FENCE) == ()
    (held,) = frozen(floor(chair(), done=1, running=1), engraved, NOW, FENCE)
    assert held.number == 30
    assert frozen(floor(engraved, done=1), chair(), NOW, FENCE) == ()
    assert frozen(floor(engraved, done=2), chair(), NOW, FENCE)[0].number == 20


def test_another_size_of_the_crate_is_known_to_the_packing_alone() -> None:
    pack = replace(step(90, "Crate", "crate", 30), packing=True)
    spec = chair()
    packed = replace(spec, operations=(*spec.operations, pack))
    larger = replace(packed, packed=replace(packed.packed, length_mm=2_900))
    assert touched(packed, larger) == {90}


@dataclass(frozen=True)
class Case:
    """A routing whose steps read some inputs, two answers, and how far the floor has come."""

    reads: tuple[frozenset[str], ...]
    before: dict[str, int]
    after: dict[str, int]
    started: int


cases = st.builds(
    Case,
    st.lists(st.frozensets(st.sampled_from(INPUTS)), min_size=1, max_size=6).map(tuple),
    st.fixed_dictionaries({name: st.integers(0, 2) for name in INPUTS}),
    st.fixed_dictionaries({name: st.integers(0, 2) for name in INPUTS}),
    st.integers(0, 6),
)


def spec_of(case: Case, values: dict[str, int]) -> WorkSpec:
    steps = tuple(
        step(10 * at, f"Step {at}", repr(sorted((n, values[n]) for n in reads)), *([10 * (at - 1)] if at > 1 else []))
        for at, reads in enumerate(case.reads, start=1)
    )
    return replace(table(operations=steps), materials=())


@given(cases)
def test_a_change_is_allowed_iff_no_started_step_reads_what_changes(case: Case) -> None:
    there = floor(spec_of(case, case.before), done=case.started)
    different = {name for name in INPUTS if case.before[name] != case.after[name]}
    meets = [at for at, reads in enumerate(case.reads, start=1) if reads & different]

    found = frozen(there, spec_of(case, case.after), NOW, FENCE)

    assert [one.number for one in found] == [10 * at for at in meets if at <= case.started]


@given(cases, st.integers(0, 6))
def test_what_is_free_now_was_free_at_every_earlier_hour(case: Case, earlier: int) -> None:
    sold, wanted = spec_of(case, case.before), spec_of(case, case.after)
    if not frozen(floor(sold, done=case.started), wanted, NOW, FENCE):
        assert not frozen(floor(sold, done=min(earlier, case.started)), wanted, NOW, FENCE)


def test_materials_differ_by_operation_and_what_is_issued_stays() -> None:
    given_now = [Given(10, "OAK", 900), Given(30, "FINISH-oil", 400)]

    assert deltas(chair(), 2, given_now, ()) == ()
    assert deltas(chair(colour="soap"), 2, given_now, {10}) == (
        Delta(30, "FINISH-oil", -400),
        Delta(30, "FINISH-soap", 400),
    )
    assert deltas(chair(legs=500), 2, given_now, ()) == (Delta(10, "OAK", 100),)
    assert deltas(chair(legs=500), 2, given_now, {10}) == ()


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 5))
def test_what_is_held_and_the_difference_are_what_is_wanted(legs: int, longer: int, pieces: int) -> None:
    held = [Given(need.operation, need.sku, need.quantity * pieces) for need in chair(legs=legs).materials]
    wanted = chair(legs=longer, colour="soap")
    sums = {(one.operation, one.sku): one.quantity for one in held}
    for delta in deltas(wanted, pieces, held, ()):
        key = (delta.operation, delta.sku)
        sums[key] = sums.get(key, 0) + delta.quantity

    there = {key: quantity for key, quantity in sums.items() if quantity}
    assert there == {(need.operation, need.sku): need.quantity * pieces for need in wanted.materials}


def test_the_reason_names_the_work_and_its_day() -> None:
    def said(kind: str, at: datetime) -> str:
        return since(Frozen(10, "Cut legs", kind, at), NOW, HOME)  # type: ignore[arg-type]

    assert said("done", NOW - timedelta(days=1)) == "“Cut legs” is done since Tuesday."
    assert said("done", NOW - timedelta(days=9)) == "“Cut legs” is done since 16 November."
    assert said("running", NOW - timedelta(hours=2)) == "“Cut legs” is running since 09:00."
    assert said("fenced", NOW + timedelta(hours=1)) == "“Cut legs” begins at 12:00."
    assert said("fenced", NOW + timedelta(days=1)) == "“Cut legs” begins on Thursday at 11:00."
    assert said("fenced", NOW - timedelta(hours=1)) == "“Cut legs” begins any moment now."
