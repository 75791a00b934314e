"""The ledger that a process keeps: work centres as they were last read, and what moved since then.

A worker is stateless in that it may forget all of this at any time. Every change of a work centre's plan moves its
`plan_version`; most leave a `PlanChange` behind that says which minutes were taken and which were freed. One statement
tells which versions moved; their changes bring the kept gaps up to date, and where a version has no change (a
calendar, a unit, a repair) or is too old, the work centre is read anew.

What is kept is immutable and stands for exactly one committed version, so threads share it without a lock. A
transaction that has itself written to the plan reads its own changes too, and keeps nothing of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, and_, bindparam, delete, insert, or_, select, update

from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from fulfilment.capacity import loads
from fulfilment.capacity.calendars import calendar_of as calendar_of
from fulfilment.capacity.domain import Axis, CalendarIn, Centre, Gaps, axis_of, load_of
from fulfilment.capacity.loads import Loads
from fulfilment.capacity.models import Booking, PlanChange, WorkCalendar, WorkCentre, WorkUnit
from fulfilment.capacity.outages.reading import closed_minutes, closures
from fulfilment.crews import memory as crews

KEPT_CHANGES = 2_000  # a work centre; a process that is further behind reads the work centre anew
_WRITTEN = "shop_plan_written"
_ATTEMPTS = 5


@dataclass(frozen=True)
class Change:
    """Minutes [start, end) of a unit that were taken or freed, or `pieces` more or fewer in the `batch` that has
    them."""

    work_centre_id: int
    unit_id: int
    start: int
    end: int
    taken: bool
    batch: str = ""
    pieces: int = 0


@dataclass(frozen=True)
class Known:
    """A work centre at one version; `units` by id, in order."""

    id: int
    code: str
    name: str
    seller_ref: str
    calendar: CalendarIn
    version: int
    units: Mapping[int, Gaps]
    skill: str = ""
    attended: str = "all"
    batch_max: int = 1
    batches: Loads = field(default_factory=dict)
    axes: dict[int, Axis] = field(default_factory=dict, compare=False)  # by year, as they are asked for
    built: dict[int, Centre] = field(default_factory=dict, compare=False)  # by working hour

    def centre(self, now: datetime) -> Centre:
        """The very same one within a working hour: what was searched on it stays found."""
        axis = self.axes.get(now.year)
        if axis is None:
            axis = self.axes[now.year] = axis_of(self.calendar, now)
        hour = axis.position(now) // 60
        built = self.built.get(hour)
        if built is None or built.axis is not axis:
            self.built.clear()
            built = self.built[hour] = self._built(axis, hour)
        return built

    def _built(self, axis: Axis, hour: int) -> Centre:
        units = tuple(self.units.values())
        return Centre(
            self.id,
            self.code,
            self.name,
            self.seller_ref,
            axis,
            units,
            self.version,
            load_of(units, hour * 60),
            self.skill,
            self.attended,
            batch_max=self.batch_max,
            loads=loads.open_loads(self.batches, self.batch_max),
        )

    def with_changes(self, version: int, changes: Iterable[Sequence[Any]]) -> Known:
        units = dict(self.units)
        batches, changes = loads.entered(self.batches, changes)
        for unit, start, end, taken in changes:
            gaps = units.get(unit)
            if gaps is not None:
                units[unit] = gaps.booked(start, end) if taken else gaps.freed(start, end)
        return replace(self, version=version, units=units, batches=batches, built={})


_KEPT: WeakKeyDictionary[Engine, dict[int, Known]] = WeakKeyDictionary()


def centres_by_id(work: Work, ids: Collection[int]) -> dict[tuple[str, str], Centre]:
    """Work centres by (seller, code) with their free time as of this transaction; one without a unit does nothing.

    One statement when nothing moved, two when bookings were made or let go, three for what is read anew.
    """
    return _centres(work, _asked(work, _BY_ID, {"ids": [*ids]}))


def centres_by_code(work: Work, sellers: Collection[str], codes: Collection[str]) -> dict[tuple[str, str], Centre]:
    """The same for all that have one of these sellers and one of these codes."""
    return _centres(work, _asked(work, _BY_CODE, {"sellers": [*sellers], "codes": [*codes]}))


def _asked(work: Work, statement: Any, values: Mapping[str, list[Any]]) -> Sequence[Row[Any]]:
    work.session.flush()  # a statement of the connection's own does not
    return work.session.connection().execute(statement, values).all()


_CENTRE = WorkCentre.__table__.c
_VERSIONS = select(_CENTRE.id, _CENTRE.plan_version)
# Every quote asks these: made once.
_BY_ID = _VERSIONS.where(_CENTRE.id.in_(bindparam("ids", expanding=True)))
_BY_CODE = _VERSIONS.where(
    _CENTRE.code.in_(bindparam("codes", expanding=True)), _CENTRE.seller_ref.in_(bindparam("sellers", expanding=True))
)


def _centres(work: Work, rows: Sequence[Row[Any]]) -> dict[tuple[str, str], Centre]:
    versions = {row.id: row.plan_version for row in rows}
    kept = _kept(work)
    found = {id_: known for id_ in versions if (known := kept.get(id_)) is not None}
    behind = {id_: found[id_] for id_, version in versions.items() if id_ in found and found[id_].version < version}
    if behind:
        found |= _caught_up(work, behind)
    fresh = [id_ for id_, version in versions.items() if id_ not in found or found[id_].version < version]
    fresh += [id_ for id_, known in found.items() if id_ not in behind and known.version > versions[id_]]
    if fresh:
        found |= _read(work, fresh)
    if work.session.info.get(_WRITTEN) is not work.session.get_transaction():
        kept.update(found)
    now = work.now()
    built = [known.centre(now) for known in found.values() if known.units]
    return {(centre.seller_ref, centre.code): centre for centre in crews.attended(work, built)}


def _kept(work: Work) -> dict[int, Known]:
    return _KEPT.setdefault(work.session.get_bind().engine, {})


def forget_all(work: Work) -> None:
    """Let the next plan read everything anew: the database has refused what this process thought was free."""
    _kept(work).clear()
    crews.forget_all(work)


def _caught_up(work: Work, behind: Mapping[int, Known]) -> dict[int, Known]:
    """Those for which every change since their version is there."""
    rows = work.session.execute(
        select(PlanChange.work_centre_id, PlanChange.version, PlanChange.minutes)
        .where(
            or_(
                *(
                    and_(PlanChange.work_centre_id == known.id, PlanChange.version > known.version)
                    for known in behind.values()
                )
            )
        )
        .order_by(PlanChange.work_centre_id, PlanChange.version)
    )
    changes, versions = (
        defaultdict[int, list[Sequence[Any]]](list),
        {id_: known.version for id_, known in behind.items()},
    )
    for id_, version, minutes in rows:
        if version == versions[id_] + 1:
            versions[id_] = version
            changes[id_] += minutes
    return {id_: known.with_changes(versions[id_], changes[id_]) for id_, known in behind.items()}


def _read(work: Work, ids: Collection[int]) -> dict[int, Known]:
    """Work centres with the time that is still booked on them. On PostgreSQL two statements are two snapshots: read
    again until both have seen one version."""
    found: dict[int, Known] = {}
    for _ in range(_ATTEMPTS):
        rows = work.session.execute(
            select(WorkCentre, WorkCalendar)
            .join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
            .where(WorkCentre.id.in_(ids))
            .execution_options(populate_existing=True)
        ).all()
        units = _units(work, ids)
        closed = closures(work, ids)
        for row, calendar in rows:
            axis = axis_of(calendar_of(calendar), work.now())
            for unit, (_, booked) in units.get(row.id, {}).items():
                booked += closed_minutes(axis, closed.get(unit, ()))
        batches = loads.read(work, [row.id for row, _ in rows if row.batch_max > 1])
        found = {
            row.id: _known(row, calendar, units.get(row.id, {}), batches.get(row.id, {})) for row, calendar in rows
        }
        if all(versions <= {found[id_].version} for id_, versions in _versions_seen(units).items()):
            return found
    raise Unavailable("The workshop is very busy just now; nothing was changed. Please try again.")


_Read = dict[int, dict[int, tuple[int, list[tuple[int, int]]]]]


def _units(work: Work, ids: Collection[int]) -> _Read:
    """By work centre and unit: the version seen and what is booked."""
    units: _Read = defaultdict(dict)
    still = and_(Booking.unit_id == WorkUnit.id, Booking.state != "displaced", Booking.ends_at > work.now())
    for centre, version, unit, start, end in work.session.execute(
        select(WorkCentre.id, WorkCentre.plan_version, WorkUnit.id, Booking.start_minute, Booking.end_minute)
        .join(WorkUnit, WorkUnit.work_centre_id == WorkCentre.id)
        .outerjoin(Booking, still)
        .where(WorkCentre.id.in_(ids), WorkUnit.retired.is_(False))
        .order_by(WorkUnit.id)
    ):
        booked = units[centre].setdefault(unit, (version, []))[1]
        if start is not None:
            booked.append((start, end))
    return units


def _versions_seen(units: _Read) -> dict[int, set[int]]:
    return {centre: {version for version, _ in rows.values()} for centre, rows in units.items()}


def _known(
    row: WorkCentre, calendar: WorkCalendar, units: Mapping[int, tuple[int, list[tuple[int, int]]]], batches: Loads
) -> Known:
    return Known(
        id=row.id,
        code=row.code,
        name=row.name,
        seller_ref=row.seller_ref,
        calendar=calendar_of(calendar),
        version=row.plan_version,
        units={unit: Gaps(unit, booked) for unit, (_, booked) in units.items()},
        skill=row.skill,
        attended=row.attended,
        batch_max=row.batch_max,
        batches=batches,
    )


def moved(work: Work, ids: Collection[int]) -> dict[int, int]:
    """The plan of these work centres is another now; everybody reads them anew, unless `tell` says what changed.
    Returns the new versions. Callers hold the locks of their units."""
    work.session.info[_WRITTEN] = work.session.get_transaction()
    rows = work.session.execute(
        update(WorkCentre)
        .where(WorkCentre.id.in_(ids))
        .values(plan_version=WorkCentre.plan_version + 1)
        .returning(WorkCentre.id, WorkCentre.plan_version)
        .execution_options(synchronize_session=False)
    )
    return {row.id: row.plan_version for row in rows}


def tell(work: Work, changes: Collection[Change]) -> None:
    """Move the versions and leave behind what was taken and freed. Callers hold the locks of the units.

    Bookings that follow each other on a unit are told as one: who catches up with a hundred orders enters a few rows.
    """
    by_centre: dict[int, list[list[int | str]]] = defaultdict(list)
    last: Change | None = None
    for change in changes:
        rows = by_centre[change.work_centre_id]
        if last is not None and _goes_on(last, change):
            rows[-1][2] = change.end
        else:
            row: list[int | str] = [change.unit_id, change.start, change.end, int(change.taken)]
            rows.append([*row, change.batch, change.pieces] if change.batch else row)
        last = change
    if not by_centre:
        return
    versions = moved(work, by_centre.keys())
    work.session.execute(
        insert(PlanChange),
        [{"work_centre_id": id_, "version": versions[id_], "minutes": rows} for id_, rows in by_centre.items()],
    )
    for id_, version in versions.items():
        if version % 256 == 0:
            work.session.execute(
                delete(PlanChange).where(PlanChange.work_centre_id == id_, PlanChange.version < version - KEPT_CHANGES)
            )


def _goes_on(one: Change, other: Change) -> bool:
    """Whether two changes told one after the other come to one: the same unit, the same way, no load to enter."""
    together = one.end == other.start and one.unit_id == other.unit_id and one.taken == other.taken
    return together and not (one.batch or other.batch)
