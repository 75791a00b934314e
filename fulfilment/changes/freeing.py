"""The workshop as if some bookings of a line were not there: machines, people and loads that they would leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import aliased

from foundation.data.work import Work
from fulfilment.capacity.domain import Centre, Person
from fulfilment.capacity.models import Booking

Centres = Mapping[tuple[str, str], Centre]


def shared_loads(work: Work, bookings: Sequence[Booking]) -> frozenset[int]:
    """Those of `bookings` whose load holds pieces of other lines as well: its minutes stay taken. At most one
    statement."""
    batched = [row.id for row in bookings if row.batch]
    if not batched:
        return frozenset()
    own, other = aliased(Booking), aliased(Booking)
    found = (
        select(own.id)
        .join(other, (other.unit_id == own.unit_id) & (other.start_minute == own.start_minute))
        .where(own.id.in_(batched), other.line_ref != own.line_ref, other.state != "displaced")
    )
    return frozenset(work.session.scalars(found))


def freed(centres: Centres, bookings: Sequence[Booking], shared: Collection[int]) -> dict[tuple[str, str], Centre]:
    """`centres` without `bookings`; a load that holds others' pieces stays where it is."""
    gone = [row for row in bookings if row.id not in shared and not row.rides]
    if not gone:
        return dict(centres)
    return {key: _freed(centre, gone) for key, centre in centres.items()}


def _freed(centre: Centre, gone: Sequence[Booking]) -> Centre:
    mine = [row for row in gone if row.work_centre_id == centre.id]
    units = list(centre.units)
    for row in mine:
        units = [u.freed(row.start_minute, row.end_minute) if u.unit_id == row.unit_id else u for u in units]
    left = {(row.unit_id, row.start_minute) for row in mine if row.batch}
    loads = tuple(load for load in centre.loads if (load.unit_id, load.start) not in left)
    crew = tuple(_present(person, gone) for person in centre.crew)
    return replace(centre, units=tuple(units), loads=loads, crew=crew)


def _present(person: Person, gone: Sequence[Booking]) -> Person:
    """Somebody without the work that falls away, wherever that was."""
    axis, free = person
    for row in gone:
        if row.person_id == free.unit_id and row.attended_from is not None and row.attended_until is not None:
            free = free.freed(axis.position_of(row.attended_from), axis.position_of(row.attended_until))
    return Person(axis, free)
