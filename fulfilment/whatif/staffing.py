"""The same plan with people. The engine knows machines, the ledger who attends them: what a copy moves is placed once
more where machine and person are both there, as a repair places it and as a quote does.

Where a work centre works longer, those stay who can attend it, each from the end of their own hours, unless they are
away that day or attend something else then. Nobody comes who was not asked: without the skill, hours more are empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.capacity.domain import Axis, Centre, Gaps, Person
from fulfilment.capacity.models import Booking
from fulfilment.crews.memory import members
from fulfilment.keeping.domain.floor import OpenFloor, OpenOperation, Sheet
from fulfilment.keeping.domain.realising import Realised, overtaken, realise
from fulfilment.scheduling.values import Span
from fulfilment.whatif.domain.copying import BIG, Copy
from fulfilment.whatif.domain.hours import away_days, with_overtime

Presence = Sequence[tuple[int, int, int]]  # booking, from, until, in minutes since 1970
Away = Mapping[int, Collection[date]]  # by person


@dataclass(frozen=True)
class Staffed:
    """`ready` by line where people move its end, `stuck` lines that find nobody, each with the reason."""

    ready: Mapping[str, int]
    stuck: Mapping[str, str]


def staffed(work: Work, floor: OpenFloor, sheet: Sheet, copy: Copy) -> Staffed:
    """What becomes of the steps that `copy` moves once people are looked at. Two statements, none where no work centre
    needs anybody; a few more for people who are read anew."""
    if not any(centre.skill for centre in floor.centres.values()):
        return Staffed({}, {})
    whole = replace(sheet, problem=copy.problem, plan=dict(copy.plan), places={**sheet.places, **_of_big(floor, copy)})
    moved = {number: span for number, span in copy.plan.items() if _moves(sheet, copy, number)}
    present, fresh, realised = _present(work, floor), moved, Realised((), {}, {})
    sellers = {centre.seller_ref for centre in floor.centres.values() if centre.skill}
    away = {known.id: away_days(known.calendar) for known in members(work, sellers)}
    while fresh:
        gone = {whole.places[number].booking_id for number in moved}
        centres = {id_: _centre(centre, whole, moved, (present, away), gone) for id_, centre in floor.centres.items()}
        realised = realise(whole, moved, centres, copy.now)
        fresh = overtaken(whole, moved, realised)
        moved = moved | fresh
    return Staffed(realised.ready, realised.stuck)


def _moves(sheet: Sheet, copy: Copy, number: int) -> bool:
    """Whether it begins at another minute or on another unit than it is booked."""
    operation, span, was = copy.problem.operations[number], copy.plan[number], sheet.plan.get(number)
    if operation.started:
        return False
    if was is None or was.unit != span.unit:
        return True
    before = sheet.problem.units[was.unit].axis.start_of(was.start)
    return copy.problem.units[span.unit].axis.start_of(span.start) != before


def _of_big(floor: OpenFloor, copy: Copy) -> dict[int, OpenOperation]:
    where = {unit.unit_id: centre.id for centre in floor.centres.values() for unit in centre.units}
    return {
        number: OpenOperation(
            line_ref=BIG,
            number=number,
            after=one.after,
            centres=tuple(dict.fromkeys(where[mode.unit] for mode in one.modes)),
            minutes=one.modes[0].minutes,
            wait=one.wait,
            release=one.release,
            splittable=one.splittable,
            working=False,
            booking_id=None,
            span=None,
        )
        for number, one in copy.problem.operations.items()
        if one.order == BIG
    }


def _present(work: Work, floor: OpenFloor) -> Mapping[int, Presence]:
    """By person, when they are booked from now on."""
    people = {person.free.unit_id for centre in floor.centres.values() for person in centre.crew}
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    rows = work.session.execute(
        select(Booking.person_id, Booking.id, Booking.attended_from, Booking.attended_until).where(
            Booking.person_id.in_(people), Booking.state != "displaced", Booking.attended_until > floor.now
        )
    )
    for person, id_, first, last in rows:
        if person is not None and first is not None and last is not None:
            found[person].append((id_, first, last))
    return found


def _centre(
    centre: Centre,
    sheet: Sheet,
    moved: Mapping[int, Span],
    people: tuple[Mapping[int, Presence], Away],
    gone: Collection[int | None],
) -> Centre:
    """A work centre with what stays in its plan, nothing else."""
    if not centre.units:
        return centre
    lanes = sheet.problem.units
    axis = lanes[centre.units[0].unit_id].axis
    assert isinstance(axis, Axis), "a copy is of the shop's own places, which keep hours"
    stay: dict[int, list[tuple[int, int]]] = {unit.unit_id: list(lanes[unit.unit_id].closed) for unit in centre.units}
    for number, span in sheet.plan.items():
        if number not in moved and span.unit in stay:
            stay[span.unit].append((span.start, span.end))
    units = tuple(Gaps(unit, sorted(booked)) for unit, booked in stay.items())
    there = {(unit, start) for unit, booked in stay.items() for start, _ in booked}
    loads = tuple(one for one in centre.loads if axis is centre.axis and (one.unit_id, one.start) in there)
    present, away = people
    hours = {one.free.unit_id: one.axis for one in centre.crew}
    if axis is not centre.axis:
        hours = {id_: with_overtime(own, centre.axis, axis, away.get(id_, ())) for id_, own in hours.items()}
    crew = tuple(_person(person, own, present, gone) for person, own in hours.items())
    return replace(centre, axis=axis, units=units, loads=loads, crew=crew)


def _person(person: int, axis: Axis, present: Mapping[int, Presence], gone: Collection[int | None]) -> Person:
    busy = [(first, last) for id_, first, last in present.get(person, ()) if id_ not in gone]
    spans = [(axis.position_of(first), axis.position_of(last)) for first, last in busy]
    return Person(axis, Gaps(person, sorted(span for span in spans if span[0] < span[1])))
