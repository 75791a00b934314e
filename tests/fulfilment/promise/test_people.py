"""What holds of every planned line, whoever is there: found on thousands of small random workshops."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bench.promise.instances import Instance, staffed, staffed_assembly
from foundation.plain.errors import Invalid
from fulfilment.capacity.domain import Centre, Gaps, Person, Trial, presence
from fulfilment.promise.domain.plans import Impossible, Step
from fulfilment.promise.domain.routing import Placed

SEEDS = st.integers(0, 1_000_000)


def placed(instance: Instance, centres: dict[tuple[str, str], Centre] | None = None) -> Placed | None:
    try:
        return instance.routing.place(centres or instance.centres, Trial())
    except (Invalid, Impossible):
        return None


def someone_away(instance: Instance, random: Random) -> dict[tuple[str, str], Centre]:
    """The same workshop without one of its people for some time, or at all."""
    gone = random.choice(sorted(instance.people))
    first = instance.axis.position_of(instance.routing.now)
    span = first + random.randint(0, 300), first + random.randint(301, 2_000)

    def without(person: Person) -> Person:
        return Person(person.axis, person.free.booked(*span)) if person.free.unit_id == gone else person

    if random.random() < 0.3:
        return {
            key: replace(centre, crew=tuple(one for one in centre.crew if one.free.unit_id != gone))
            for key, centre in instance.centres.items()
        }
    return {key: replace(centre, crew=tuple(map(without, centre.crew))) for key, centre in instance.centres.items()}


@given(SEEDS)
def test_a_quote_never_improves_when_somebody_is_away(seed: int) -> None:
    random = Random(seed)
    instance = staffed(random)
    before, after = placed(instance), placed(instance, someone_away(instance, random))
    assert before is not None
    assert after is None or after.done >= before.done


@given(SEEDS)
def test_a_quote_never_improves_when_a_unit_is_gone(seed: int) -> None:
    random = Random(seed)
    instance = staffed(random)
    fewer = {key: replace(centre, units=centre.units[:1]) for key, centre in instance.centres.items()}
    before, after = placed(instance), placed(instance, fewer)
    assert before is not None
    assert after is None or after.done >= before.done


def minutes_taken(steps: tuple[Step, ...]) -> list[tuple[int, int, int]]:
    return sorted((step.slot.unit_id, step.slot.start, step.slot.end) for step in steps)


def attendances(steps: tuple[Step, ...]) -> list[tuple[int, int, int]]:
    return sorted((step.slot.person_id, *presence(step.centre, step.slot)) for step in steps if step.slot.person_id)


def apart(spans: list[tuple[int, int, int]]) -> bool:
    return all(a[0] != b[0] or a[2] <= b[1] for a, b in zip(spans, spans[1:], strict=False))  # noqa: RUF007


@given(SEEDS, st.sampled_from((staffed, staffed_assembly)))
def test_nobody_is_in_two_places_and_no_unit_does_two_things(seed: int, make: object) -> None:
    instance: Instance = make(Random(seed))  # type: ignore[operator]
    found = placed(instance)
    assert found is not None
    assert apart(minutes_taken(found.steps))
    assert apart(attendances(found.steps))
    for step in found.steps:
        gaps = {unit.unit_id: unit for unit in step.centre.units}[step.slot.unit_id]
        assert gaps.earliest(step.slot.start, step.slot.end - step.slot.start) == step.slot.start
        assert bool(step.slot.person_id) == bool(step.centre.skill and step.slot.attended)
        assert _is_free(step)


def _is_free(step: Step) -> bool:
    person = next((one for one in step.centre.crew if one.free.unit_id == step.slot.person_id), None)
    return person is None or person.free.earliest(step.slot.start, step.slot.attended) == step.slot.start


@given(SEEDS)
def test_work_has_all_its_minutes_and_whole_work_no_break(seed: int) -> None:
    instance = staffed_assembly(Random(seed))
    found = placed(instance)
    assert found is not None
    ops = {op.number: op for op in instance.routing.spec.operations}
    for step in found.steps:
        op, axis, slot = ops[step.operation], step.centre.axis, step.slot
        assert slot.end - slot.start == instance.routing.minutes(op)
        if not op.splittable:
            assert axis.end_of(slot.end) - axis.start_of(slot.start) == slot.end - slot.start
            assert slot.whole


def test_an_empty_bench_is_free_at_once() -> None:
    instance = staffed(Random(3))
    bare = {
        key: replace(
            centre,
            units=tuple(Gaps(unit.unit_id) for unit in centre.units),
            crew=tuple(Person(one.axis, Gaps(one.free.unit_id)) for one in centre.crew),
        )
        for key, centre in instance.centres.items()
    }
    found, booked = placed(instance, bare), placed(instance)
    assert found is not None
    assert booked is not None
    assert found.done <= booked.done
