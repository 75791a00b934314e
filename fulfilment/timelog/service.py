"""Verbs of the time logs. The taps of the floor call the first five, in their own transaction and under their locks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import Axis, axis_of
from fulfilment.capacity.memory import calendar_of
from fulfilment.capacity.models import WorkCalendar, WorkCentre
from fulfilment.orders.taps import record, repeated
from fulfilment.timelog.domain import Stretch, checked_minutes, checked_reason, shared
from fulfilment.timelog.models import TimeCorrection, TimeLog


@dataclass(frozen=True)
class Stand:
    """What is worked on: an operation at its place. `weight` is the minutes planned for it, at least 1."""

    operation_ref: str
    seller_ref: str
    line_ref: str
    work_centre: str
    weight: int


def begin(work: Work, stand: Stand, person: str, run_ref: str = "") -> None:
    """Somebody begins or goes on. `run_ref` is shared by what is begun together; empty: it runs alone."""
    ref = work.new_id()
    work.session.add(
        TimeLog(
            ref=ref,
            operation_ref=stand.operation_ref,
            seller_ref=stand.seller_ref,
            line_ref=stand.line_ref,
            work_centre=stand.work_centre,
            person=person,
            run_ref=run_ref or ref,
            weight=max(stand.weight, 1),
            started_at=work.now(),
            rate_minor=_rate(work, stand),
        )
    )
    work.session.flush()


def _rate(work: Work, stand: Stand) -> int | None:
    """What an hour costs there now: a rate that is set later is not paid for work that is done."""
    return work.session.scalar(
        select(WorkCentre.rate_minor).where(
            WorkCentre.code == stand.work_centre, WorkCentre.seller_ref == stand.seller_ref
        )
    )


def end(work: Work, operation_ref: str) -> None:
    """The open stretch of an operation, if there is one, ends now and is counted."""
    log = _open(work, operation_ref)
    if log is None:
        return
    run = list(work.session.scalars(select(TimeLog).where(TimeLog.run_ref == log.run_ref, TimeLog.void.is_(False))))
    now = work.now()
    stretches = [Stretch(one.ref, one.weight, now if one is log else one.ended_at) for one in run]
    log.minutes = shared(log.ref, stretches, log.started_at, _axis(work, log))
    log.ended_at = now
    work.session.flush()


def go_on(work: Work, operation_ref: str) -> None:
    """An end was taken back: the newest stretch is open again, as if nobody had tapped."""
    log = _newest(work, operation_ref)
    if log is not None and log.ended_at is not None:
        log.ended_at = log.minutes = None
        work.session.flush()


def drop_open(work: Work, operation_ref: str) -> None:
    """A resumption was taken back: its stretch never was."""
    log = _open(work, operation_ref)
    if log is not None:
        _void(work, log)


def drop_all(work: Work, operation_ref: str) -> None:
    """A start was taken back: nothing was worked."""
    for log in work.session.scalars(_of(operation_ref)):
        _void(work, log)


def correct(work: Work, scope: SellerScope, ref: str, minutes: str, reason: str, *, client_id: str, person: str) -> int:
    """Set the minutes of an ended stretch by hand and keep why. Returns the minutes.

    Idempotent per `client_id`. Raises `Invalid` for minutes or a reason that is none, `NotFound` outside `scope`,
    `Conflict` for a stretch that is still open or was taken back.
    """
    log = work.session.scalar(select(TimeLog).where(TimeLog.ref == ref).with_for_update())
    if log is None or not scope.covers(log.seller_ref):
        raise NotFound("There is no such entry in the time log.")
    before = repeated(work, client_id, "correct", ref)
    if before is not None:
        return int(before["minutes"])
    if log.minutes is None:
        raise Conflict("This one is still running. Finish or pause it first; then its minutes can be corrected.")
    if log.void:
        raise Conflict("This start was taken back, so nothing was worked. There is nothing to correct.")
    was, now = log.minutes, checked_minutes(minutes)
    why = checked_reason(reason)
    log.minutes = now
    work.session.add(
        TimeCorrection(ref=work.new_id(), log_ref=ref, was=was, minutes=now, reason=why, person=person, at=work.now())
    )
    record(work, client_id, "correct", ref, person=person, was=str(was), now=str(now), result={"minutes": now})
    return now


def _void(work: Work, log: TimeLog) -> None:
    log.ended_at = log.ended_at or work.now()
    log.minutes, log.void = 0, True
    work.session.flush()


def _of(operation_ref: str) -> Select[TimeLog]:
    return select(TimeLog).where(TimeLog.operation_ref == operation_ref, TimeLog.void.is_(False))


def _open(work: Work, operation_ref: str) -> TimeLog | None:
    found: TimeLog | None = work.session.scalar(_of(operation_ref).where(TimeLog.ended_at.is_(None)))
    return found


def _newest(work: Work, operation_ref: str) -> TimeLog | None:
    found: TimeLog | None = work.session.scalar(_of(operation_ref).order_by(TimeLog.ref.desc()).limit(1))
    return found


def _axis(work: Work, log: TimeLog) -> Axis | None:
    calendar = work.session.scalar(
        select(WorkCalendar)
        .join(WorkCentre, WorkCentre.calendar_id == WorkCalendar.id)
        .where(WorkCentre.code == log.work_centre, WorkCentre.seller_ref == log.seller_ref)
    )
    return axis_of(calendar_of(calendar), work.now()) if calendar else None
