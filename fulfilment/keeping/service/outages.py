"""A machine is down, and it is back: one tap each."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity import ledger, memory
from fulfilment.capacity.domain import Axis, axis_of, instant
from fulfilment.capacity.memory import calendar_of
from fulfilment.capacity.models import WorkCalendar, WorkCentre, WorkUnit
from fulfilment.capacity.outages.models import CalendarException
from fulfilment.keeping.asking import Happened, all_centres, ask_repair
from fulfilment.keeping.domain.outage import check_span, checked_reason, customer_reason
from fulfilment.keeping.domain.views import OutageView
from fulfilment.keeping.service.displacing import displace, let_go_of_checkouts, on_units


def machine_down(
    work: Work,
    scope: SellerScope,
    work_centre: str,
    until: datetime,
    *,
    client_id: str,
    person: str,
    reason: str = "",
    unit: int | None = None,
    starts_at: datetime | None = None,
) -> OutageView:
    """Take a unit (counted from 1; None: all of them) out of the plan until `until`, from now or from `starts_at`.

    In one transaction the exception is written, what is booked there is displaced, checkouts that hold such minutes
    are let go of and the plan's version moves; the worker repairs. Idempotent per `client_id`; a second report of
    the same machine answers the first one, so that two people may tap. Raises `Invalid` for times that make no sense,
    `NotFound` for an unknown work centre or unit.
    """
    before = work.session.scalar(select(CalendarException).where(CalendarException.client_id == client_id))
    if before is not None:
        return _view(work, before)
    centre, axis = centre_of(work, scope, work_centre)
    begins, said = starts_at or work.now(), checked_reason(reason)
    check_span(begins, until, work.now(), instant(axis.ends[-1]))
    units = _units(work, centre, unit)
    first, last = axis.position(begins), axis.position(until)
    let_go_of_checkouts(work, on_units(units, first, last))
    ledger.lock(work, [centre.id])
    before = work.session.scalar(select(CalendarException).where(CalendarException.client_id == client_id))
    known = before or _reported(work, centre.id, unit, work.now())
    if known is not None and (known is before or (known.starts_at <= begins and known.ends_at >= until)):
        return _view(work, known)
    row = CalendarException(
        id=work.new_id(),
        work_centre_id=centre.id,
        unit_id=units[0] if unit is not None else None,
        starts_at=begins,
        ends_at=until,
        reason=said,
        reported_by=person,
        client_id=client_id,
        made_at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    lines = displace(work, centre.id, axis, on_units(units, first, last))
    told = customer_reason(centre.name, until, ZoneInfo(axis.tz))
    title = f"{centre.name} is down" + (f": {said}" if said else "")
    ask_repair(work, Happened("machine_down", title, told, all_centres(work, centre.seller_ref), lines))
    return _view(work, row)


def back_up(work: Work, scope: SellerScope, outage: str, *, person: str) -> OutageView:
    """It is back, earlier than thought or not: its hours are free again, and promises at risk may gain by them.

    Idempotent. Raises `NotFound`. A clock that went back ends the exception where it began.
    """
    row = work.session.scalar(
        select(CalendarException).where(CalendarException.id == outage).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such report. Look at the board again.")
    centre = work.session.get_one(WorkCentre, row.work_centre_id)
    scope.require(centre.seller_ref, "work centre")
    ledger.lock(work, [centre.id])
    work.session.refresh(row)
    if row.closed_at is not None:
        return _view(work, row)
    row.closed_at, row.closed_by = work.now(), person
    row.ends_at = min(row.ends_at, max(work.now(), row.starts_at))
    work.session.flush()
    memory.moved(work, [centre.id])
    said = f"{centre.name} is back"
    centres = all_centres(work, centre.seller_ref)
    ask_repair(work, Happened("back_up", said, f"{said}.", centres, notes={"back": centre.id}))
    return _view(work, row)


def centre_of(work: Work, scope: SellerScope, code: str) -> tuple[WorkCentre, Axis]:
    """A work centre in view and its axis. Raises `NotFound`, `Conflict` when two sellers in view have one of the same
    code."""
    statement = (
        select(WorkCentre, WorkCalendar)
        .join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
        .where(WorkCentre.code == code)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(statement).all()
    if not rows:
        raise NotFound("There is no such work centre.")
    if len(rows) > 1:
        raise Conflict("Two sellers have a work centre of this name. Open it from the board of the one you mean.")
    centre, calendar = rows[0]
    return centre, axis_of(calendar_of(calendar), work.now())


def _units(work: Work, centre: WorkCentre, number: int | None) -> list[int]:
    units = dict(
        work.session.execute(
            select(WorkUnit.number, WorkUnit.id)
            .where(WorkUnit.work_centre_id == centre.id, WorkUnit.retired.is_(False))
            .order_by(WorkUnit.number)
        ).all()
    )
    if number is None:
        return list(units.values())
    if number not in units:
        raise NotFound(f"{centre.name} has no place {number}. Choose one that stands on the board.")
    return [units[number]]


def _reported(work: Work, centre: int, unit: int | None, now: datetime) -> CalendarException | None:
    """The open report of the same machine that ends last, if there is one."""
    rows = work.session.execute(
        select(CalendarException, WorkUnit.number)
        .outerjoin(WorkUnit, WorkUnit.id == CalendarException.unit_id)
        .where(
            CalendarException.work_centre_id == centre,
            CalendarException.closed_at.is_(None),
            CalendarException.ends_at > now,
        )
        .order_by(CalendarException.ends_at.desc())
    ).all()
    return next((row for row, number in rows if number is None or number == unit), None)


def _view(work: Work, row: CalendarException) -> OutageView:
    centre = work.session.get_one(WorkCentre, row.work_centre_id)
    unit = work.session.get_one(WorkUnit, row.unit_id).number if row.unit_id is not None else None
    return OutageView(
        row.id, centre.code, centre.name, centre.seller_ref, unit, row.starts_at, row.ends_at, row.reason,
        row.reported_by, row.closed_at,
    )  # fmt: skip
