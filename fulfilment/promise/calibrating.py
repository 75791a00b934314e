"""The shop learns from what it kept: finished promises become the buffer of the next ones."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from fulfilment.promise.domain.calibration import ENOUGH, WINDOW, Calibration, Finished, fit
from fulfilment.promise.domain.house import scope_of
from fulfilment.promise.models import CalibrationRow, Promise
from fulfilment.promise.states import LIVE
from fulfilment.stock.wording import add_working_days

REFIT = 25  # finished lines between two fits
OWN_RECORD = 400  # finished lines from which on a product speaks for itself


def calibrations(work: Work) -> dict[str, Calibration]:
    """What every record says, by scope. One statement."""
    rows = work.session.execute(
        select(CalibrationRow.scope, CalibrationRow.fitted).where(CalibrationRow.fitted.is_not(None))
    )
    return {scope: _calibration(fitted) for scope, fitted in rows if fitted}


def learn(work: Work, made: bool, sku: str) -> None:
    """One more line is finished: count it, and fit the records it belongs to when enough have come together."""
    for scope, product, enough in ((scope_of(made), "", ENOUGH), (scope_of(made, sku), sku, OWN_RECORD)):
        if (product or scope == scope_of(made)) and _counted(work, scope) >= REFIT:
            _fit(work, scope, made, product, enough)


def _counted(work: Work, scope: str) -> int:
    work.session.execute(
        insert_into(work.session, CalibrationRow)
        .values(scope=scope, version=0, since=0, fitted=None, at=work.now())
        .on_conflict_do_nothing(index_elements=["scope"])
    )
    counted = work.session.scalar(
        update(CalibrationRow)
        .where(CalibrationRow.scope == scope)
        .values(since=CalibrationRow.since + 1)
        .returning(CalibrationRow.since)
        .execution_options(synchronize_session=False)
    )
    return int(counted or 0)


def _fit(work: Work, scope: str, made: bool, sku: str, enough: int) -> None:
    found = _finished(work, made, sku)
    fitted = fit([*found, *_overdue(work, made, sku)]) if len(found) >= enough else None
    values: dict[str, Any] = {"since": 0, "at": work.now()}
    if fitted is not None:
        values |= {"fitted": asdict(fitted.calibration()), "version": CalibrationRow.version + 1}
    work.session.execute(
        update(CalibrationRow)
        .where(CalibrationRow.scope == scope)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _finished(work: Work, made: bool, sku: str) -> list[Finished]:
    """The last finished lines in the order in which they arrived."""
    rows = work.session.execute(
        _lines(made, sku)
        .where(Promise.actual.is_not(None))
        .order_by(Promise.actual.desc(), Promise.id.desc())
        .limit(WINDOW)
    ).all()
    return [_line(row, row.actual) for row in reversed(rows)]


def _overdue(work: Work, made: bool, sku: str) -> list[Finished]:
    """Lines under way that are later than their plan already, as if they arrived today: who only asks the finished
    hears from the quick ones first."""
    today = work.now().date()
    rows = work.session.execute(
        _lines(made, sku).where(Promise.state.in_(LIVE[1:]), Promise.actual.is_(None), Promise.earliest < today)
    )
    return [_line(row, add_working_days(today, 0)) for row in rows]


def _lines(made: bool, sku: str) -> Select[datetime, date | None, date | None, int | None]:
    columns = (Promise.made_at, Promise.earliest, Promise.actual, Promise.load)
    statement = select(*columns).where(Promise.made.is_(made), Promise.earliest.is_not(None))
    return statement.where(Promise.sku == sku) if sku else statement


def _line(row: Any, actual: date) -> Finished:
    return Finished(row.made_at.date(), row.earliest, actual, (row.load or 0) / 1000)


def _calibration(fitted: dict[str, Any]) -> Calibration:
    mean, spread = fitted["mean"], fitted["spread"]
    return Calibration(
        mean=(mean[0], mean[1], mean[2]),
        spread=(spread[0], spread[1], spread[2]),
        least=fitted["least"],
        promised=fitted["promised"],
        median=fitted["median"],
        finished=fitted["finished"],
    )
