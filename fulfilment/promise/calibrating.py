"""The shop learns from what it kept: finished promises become the buffer of the next ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from fulfilment.promise.domain.calibration import ENOUGH, WINDOW, Calibration, Finished, fit
from fulfilment.promise.domain.house import scope_of
from fulfilment.promise.models import CalibrationRow, Promise

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
    fitted = fit(found) if len(found) >= enough else None
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
    statement = select(Promise.made_at, Promise.earliest, Promise.actual, Promise.load).where(
        Promise.made.is_(made), Promise.actual.is_not(None), Promise.earliest.is_not(None)
    )
    if sku:
        statement = statement.where(Promise.sku == sku)
    rows = work.session.execute(statement.order_by(Promise.actual.desc(), Promise.id.desc()).limit(WINDOW)).all()
    return [
        Finished(made_at.date(), earliest, actual, (load or 0) / 1000)
        for made_at, earliest, actual, load in reversed(rows)
        if earliest is not None and actual is not None
    ]


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
