"""Read models of the time logs, each with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.timelog.models import TimeCorrection, TimeLog


@dataclass(frozen=True)
class Spent:
    """What was worked on one operation: ended minutes, and since when a stretch is open, if one is."""

    minutes: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Correction:
    """One change by hand."""

    was: int
    minutes: int
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True)
class TimeEntry:
    """One row of the list. `minutes` None: it still runs. `planned` is for the whole operation, `together` how many
    operations shared the run."""

    ref: str
    operation_ref: str
    operation: str
    production_order_ref: str
    order_number: str
    title: str
    work_centre: str
    person: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int | None
    planned: int
    together: int
    corrections: tuple[Correction, ...]


def spent(work: Work, operation_refs: Sequence[str]) -> dict[str, Spent]:
    """Minutes by operation. One statement."""
    rows = work.session.execute(
        select(TimeLog.operation_ref, TimeLog.minutes, TimeLog.started_at).where(
            TimeLog.operation_ref.in_(operation_refs), TimeLog.void.is_(False)
        )
    )
    minutes: dict[str, int] = defaultdict(int)
    since: dict[str, datetime] = {}
    for ref, counted, started_at in rows:
        if counted is None:
            since[ref] = started_at
        else:
            minutes[ref] += counted
    return {ref: Spent(minutes[ref], since.get(ref)) for ref in {*minutes, *since}}


def time_entries(
    work: Work, scope: SellerScope, start: datetime, end: datetime, *, person: str = "", work_centre: str = ""
) -> list[TimeEntry]:
    """What was begun in [start, end), newest first, without what was taken back. Two statements, and one when empty."""
    statement = (
        select(TimeLog, Operation, ProductionOrder)
        .join(Operation, Operation.ref == TimeLog.operation_ref)
        .join(ProductionOrder, ProductionOrder.ref == Operation.production_order_ref)
        .where(TimeLog.started_at >= start, TimeLog.started_at < end, TimeLog.void.is_(False))
        .options(joinedload(ProductionOrder.line))
        .order_by(TimeLog.started_at.desc(), TimeLog.ref.desc())
    )
    if scope.sellers is not None:
        statement = statement.where(TimeLog.seller_ref.in_(sorted(scope.sellers)))
    if person:
        statement = statement.where(TimeLog.person == person)
    if work_centre:
        statement = statement.where(TimeLog.work_centre == work_centre)
    rows = work.session.execute(statement).all()
    notes = _corrections(work, [log.ref for log, _, _ in rows])
    runs: dict[str, int] = defaultdict(int)
    for log, _, _ in rows:
        runs[log.run_ref] += 1
    return [_entry(log, op, order, runs[log.run_ref], notes.get(log.ref, [])) for log, op, order in rows]


def _corrections(work: Work, refs: Sequence[str]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    row = TimeCorrection
    for one in work.session.scalars(select(row).where(row.log_ref.in_(refs)).order_by(row.ref)):
        found[one.log_ref].append(Correction(one.was, one.minutes, one.reason, one.person, one.at))
    return found


def _entry(
    log: TimeLog, operation: Operation, order: ProductionOrder, together: int, notes: Sequence[Correction]
) -> TimeEntry:
    return TimeEntry(
        ref=log.ref,
        operation_ref=operation.ref,
        operation=operation.name,
        production_order_ref=order.ref,
        order_number=order.order_number,
        title=order.line.title,
        work_centre=log.work_centre,
        person=log.person,
        started_at=log.started_at,
        ended_at=log.ended_at,
        minutes=log.minutes,
        planned=operation.setup_minutes + operation.run_minutes * operation.pieces,
        together=together,
        corrections=tuple(notes),
    )
