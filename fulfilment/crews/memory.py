"""The people that a process keeps, as `fulfilment/capacity/memory.py` keeps work centres: by version, immutable,
brought up to date by what changed.

Somebody's time is kept by the clock, and for each work centre they can attend on the axis of the time when both are
there. The version is read before the bookings: changes that are entered twice, in their order, come to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, bindparam, delete, insert, or_, select, update

from foundation.data.work import Work
from fulfilment.capacity.calendars import calendar_of, exceptions_of
from fulfilment.capacity.domain import Axis, CalendarIn, Centre, Gaps, Person, axis_of, meet, minute_of
from fulfilment.capacity.models import Booking, WorkCalendar
from fulfilment.crews.models import CrewChange, CrewMember, CrewSkill

KEPT_CHANGES = 2_000
_WRITTEN = "shop_crew_written"


@dataclass(frozen=True)
class Change:
    """Minutes [start, end) since 1970 of a person that were taken or freed."""

    member_id: int
    start: int
    end: int
    taken: bool


@dataclass(frozen=True)
class Known:
    """Somebody at one version; `free` in minutes since 1970, and `beside` the work centres that asked, by their
    axis."""

    id: int
    seller_ref: str
    skills: frozenset[str]
    calendar: CalendarIn
    version: int
    free: Gaps
    beside: dict[int, tuple[Axis, Person]] = field(default_factory=dict, compare=False)

    def on(self, axis: Axis, now: datetime) -> Person:
        """The person as somebody who may attend a work centre with this axis."""
        known = self.beside.get(id(axis))
        if known is None or known[0] is not axis:
            both = meet(axis, axis_of(self.calendar, now))
            taken = [(both.position_of(start), both.position_of(end)) for start, end in _taken(self.free)]
            free = Gaps(self.id, [(start, end) for start, end in taken if start < end])
            known = self.beside[id(axis)] = (axis, Person(both, free))
        return known[1]

    def with_changes(self, version: int, changes: Sequence[Sequence[int]]) -> Known:
        free = self.free
        for start, end, taken in changes:
            free = free.booked(start, end) if taken else free.freed(start, end)
        beside = {key: (axis, _changed(person, changes)) for key, (axis, person) in self.beside.items()}
        return replace(self, version=version, free=free, beside=beside)


def _taken(free: Gaps) -> Iterable[tuple[int, int]]:
    """What lies between the gaps."""
    last = None
    for start, end in free:
        if last is not None:
            yield last, start
        last = end


def _changed(person: Person, changes: Sequence[Sequence[int]]) -> Person:
    axis, free = person
    for start, end, taken in changes:
        first, last = axis.position_of(start), axis.position_of(end)
        if first < last:
            free = free.booked(first, last) if taken else free.freed(first, last)
    return Person(axis, free)


_KEPT: WeakKeyDictionary[Engine, dict[int, Known]] = WeakKeyDictionary()
_ATTENDED: WeakKeyDictionary[Engine, dict[int, tuple[Centre, Centre]]] = WeakKeyDictionary()
_MEMBER = CrewMember.__table__.c
# Every quote of a shop with skills asks this: made once.
_VERSIONS = select(_MEMBER.id, _MEMBER.plan_version).where(
    _MEMBER.seller_ref.in_(bindparam("sellers", expanding=True)), _MEMBER.retired.is_(False)
)


def members(work: Work, sellers: Collection[str]) -> list[Known]:
    """Everybody who works for these sellers, those with the fewest skills first: who can do everything is kept free.

    One statement when nothing moved, two when bookings were made or let go, four for who is read anew.
    """
    work.session.flush()  # a statement of the connection's own does not
    rows = work.session.connection().execute(_VERSIONS, {"sellers": [*sellers]})
    versions: dict[int, int] = {id_: version for id_, version in rows}  # noqa: C416 - no pairs
    kept = _kept(work)
    found = {id_: known for id_ in versions if (known := kept.get(id_)) is not None}
    behind = {id_: found[id_] for id_, version in versions.items() if id_ in found and found[id_].version < version}
    if behind:
        found |= _caught_up(work, behind)
    fresh = [id_ for id_, version in versions.items() if id_ not in found or found[id_].version != version]
    if fresh:
        found |= _read(work, fresh)
    if work.session.info.get(_WRITTEN) is not work.session.get_transaction():
        kept.update(found)
    return sorted(found.values(), key=lambda known: (len(known.skills), known.id))


def attended(work: Work, centres: Sequence[Centre]) -> list[Centre]:
    """The work centres, each with who can attend it; no statement when none of them needs anybody."""
    sellers = {centre.seller_ref for centre in centres if centre.skill}
    if not sellers:
        return list(centres)
    now, people = work.now(), members(work, sellers)
    kept = _ATTENDED.setdefault(work.session.get_bind().engine, {})
    return [_with_crew(centre, people, now, kept) if centre.skill else centre for centre in centres]


def _with_crew(
    centre: Centre, people: Sequence[Known], now: datetime, kept: dict[int, tuple[Centre, Centre]]
) -> Centre:
    """The very same one as before while neither it nor anybody of its crew has moved."""
    crew = tuple(
        one.on(centre.axis, now) for one in people if centre.skill in one.skills and one.seller_ref == centre.seller_ref
    )
    before = kept.get(centre.id)
    if before is not None and before[0] is centre and tuple(map(id, before[1].crew)) == tuple(map(id, crew)):
        return before[1]
    found = replace(centre, crew=crew)
    kept[centre.id] = centre, found
    return found


def _kept(work: Work) -> dict[int, Known]:
    return _KEPT.setdefault(work.session.get_bind().engine, {})


def forget_all(work: Work) -> None:
    """Let the next plan read everybody anew."""
    _kept(work).clear()


def _caught_up(work: Work, behind: Mapping[int, Known]) -> dict[int, Known]:
    since = (and_(CrewChange.member_id == known.id, CrewChange.version > known.version) for known in behind.values())
    rows = work.session.execute(
        select(CrewChange.member_id, CrewChange.version, CrewChange.minutes)
        .where(or_(*since))
        .order_by(CrewChange.member_id, CrewChange.version)
    )
    changes = defaultdict[int, list[Sequence[int]]](list)
    versions = {id_: known.version for id_, known in behind.items()}
    for id_, version, minutes in rows:
        if version == versions[id_] + 1:
            versions[id_] = version
            changes[id_] += minutes
    return {id_: known.with_changes(versions[id_], changes[id_]) for id_, known in behind.items()}


def _read(work: Work, ids: Collection[int]) -> dict[int, Known]:
    rows = work.session.execute(
        select(CrewMember, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == CrewMember.calendar_id)
        .where(CrewMember.id.in_(ids))
        .execution_options(populate_existing=True)
    ).all()
    skills, taken = defaultdict[int, set[str]](set), defaultdict[int, list[tuple[int, int]]](list)
    for id_, skill in work.session.execute(
        select(CrewSkill.member_id, CrewSkill.skill).where(CrewSkill.member_id.in_(ids))
    ):
        skills[id_].add(skill)
    for person, start, end in work.session.execute(
        select(Booking.person_id, Booking.attended_from, Booking.attended_until).where(
            Booking.person_id.in_(ids),
            Booking.state != "displaced",
            Booking.attended_until > minute_of(work.now()),
        )
    ):
        if person is not None and start is not None and end is not None:
            taken[person].append((start, end))
    return {
        row.id: Known(
            row.id,
            row.seller_ref,
            frozenset(skills[row.id]),
            hours_of(row, calendar),
            row.plan_version,
            Gaps(row.id, taken[row.id]),
        )
        for row, calendar in rows
    }


def hours_of(member: CrewMember, calendar: WorkCalendar) -> CalendarIn:
    """The shifts that somebody works by, with the days of their own that differ."""
    base = calendar_of(calendar)
    own = dict(exceptions_of(member.exceptions))
    return replace(base, exceptions=tuple(sorted({**dict(base.exceptions), **own}.items())))


def moved(work: Work, ids: Collection[int]) -> dict[int, int]:
    """The plan or the hours of these people are others now; everybody reads them anew, unless `tell` says what
    changed. Returns the new versions."""
    work.session.info[_WRITTEN] = work.session.get_transaction()
    rows = work.session.execute(
        update(CrewMember)
        .where(CrewMember.id.in_(ids))
        .values(plan_version=CrewMember.plan_version + 1)
        .returning(CrewMember.id, CrewMember.plan_version)
        .execution_options(synchronize_session=False)
    )
    return {row.id: row.plan_version for row in rows}


def tell(work: Work, changes: Iterable[Change]) -> None:
    """Move the versions and leave behind what was taken and freed. Callers hold the locks of these people."""
    by_member: dict[int, list[list[int]]] = defaultdict(list)
    for change in changes:
        by_member[change.member_id].append([change.start, change.end, int(change.taken)])
    if not by_member:
        return
    versions = moved(work, sorted(by_member))
    rows: list[dict[str, Any]] = [
        {"member_id": id_, "version": versions[id_], "minutes": minutes} for id_, minutes in by_member.items()
    ]
    work.session.execute(insert(CrewChange), rows)
    for id_, version in versions.items():
        if version % 256 == 0:
            old = (CrewChange.member_id == id_) & (CrewChange.version < version - KEPT_CHANGES)
            work.session.execute(delete(CrewChange).where(old))
