"""The shop learns from what it kept: finished promises become the buffer of the next ones, in the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.promise.domain.calibration import OFFERED, WANTED, WINDOW, Calibration, Finished, fit
from fulfilment.promise.domain.house import scope_of
from fulfilment.promise.domain.pace import AS_PLANNED, Paces
from fulfilment.promise.models import CalibrationFit, CalibrationRow, Promise
from fulfilment.promise.states import LIVE

REFIT = 50  # finished lines between two fits
OWN_RECORD = WINDOW  # finished lines from which on a product speaks for itself: local quantiles take many
PACE, WISH = "pace", "wish"  # scopes of the rows that are no record of days
_A_DAY = 24 * 60


@dataclass(frozen=True)
class Record:
    """What quotes know of the past: calibrations by scope, the pace of the floor, and how many of a thousand promises
    the seller wants to keep."""

    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    paces: Paces = AS_PLANNED
    level: int = WANTED


def record(work: Work) -> Record:
    """All of it. One statement."""
    found = {
        scope: fitted
        for scope, fitted in work.session.execute(select(CalibrationRow.scope, CalibrationRow.fitted))
        if fitted
    }
    pace, wish = found.pop(PACE, None), found.pop(WISH, None)
    return Record(
        calibrations={scope: _calibration(fitted) for scope, fitted in found.items()},
        paces=Paces.from_json(pace) if pace else AS_PLANNED,
        level=wish["level"] if wish else WANTED,
    )


def choose_level(work: Work, level: int) -> None:
    """How many of a thousand promises shall be kept from now on; promises that are given stay as they are.

    Raises `Invalid` for a share that is not offered.
    """
    if level not in OFFERED:
        raise Invalid("Choose one of the shares in the table.", field="level")
    write(work, WISH, {"level": level})


def write(work: Work, scope: str, fitted: dict[str, Any]) -> None:
    """What quotes read under `scope` from now on."""
    work.session.execute(
        insert_into(work.session, CalibrationRow)
        .values(scope=scope, version=1, since=0, fitted=fitted, at=work.now())
        .on_conflict_do_update(
            index_elements=["scope"],
            set_={"fitted": fitted, "at": work.now(), "since": 0, "version": CalibrationRow.version + 1},
        )
    )


def learn(work: Work, made: bool, sku: str) -> None:
    """One more line is finished: count it for the records it belongs to. The worker fits them."""
    for scope in {scope_of(made), scope_of(made, sku)}:
        work.session.execute(
            insert_into(work.session, CalibrationRow)
            .values(scope=scope, version=0, since=1, fitted=None, at=work.now())
            .on_conflict_do_update(index_elements=["scope"], set_={"since": CalibrationRow.since + 1})
        )


def due(work: Work) -> list[str]:
    """Scopes that have finished enough since their last fit. One statement."""
    return list(work.session.scalars(select(CalibrationRow.scope).where(CalibrationRow.since >= REFIT)))


def recalibrate(work: Work) -> int:
    """Fit every record that is due; how many were. Two workers at once fit the same from the same lines."""
    scopes = due(work)
    for scope in scopes:
        kind, _, sku = scope.partition(":")
        _fit(work, scope, kind == "made", sku)
    return len(scopes)


def _fit(work: Work, scope: str, made: bool, sku: str) -> None:
    found = _lines(work, made, sku)
    short = sku and sum(line.there for line in found) < OWN_RECORD
    fitted = None if short else fit(found)
    if fitted is None:
        work.session.execute(
            update(CalibrationRow)
            .where(CalibrationRow.scope == scope)
            .values(since=0)
            .execution_options(synchronize_session=False)
        )
        return
    kept = CalibrationFit(scope=scope, fitted=_json(fitted), at=work.now())
    work.session.add(kept)
    work.session.flush()
    write(work, scope, kept.fitted | {"version": kept.id})


def _lines(work: Work, made: bool, sku: str) -> list[Finished]:
    """The last ordered lines, finished or under way, that came on their own: what waits for the rest of its order says
    nothing of its plan."""
    columns = (Promise.made_at, Promise.earliest, Promise.actual, Promise.load, Promise.slack)
    statement = (
        select(*columns)
        .where(Promise.made.is_(made), Promise.earliest.is_not(None), Promise.plan_kind == "each")
        .where(Promise.actual.is_not(None) | Promise.state.in_(LIVE[1:]))
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(WINDOW)
    )
    today = work.now().date()
    rows = work.session.execute(statement.where(Promise.sku == sku) if sku else statement).all()
    return [line_of(row, row.actual or today, there=row.actual is not None) for row in reversed(rows)]


def line_of(row: Any, actual: date, *, there: bool = True) -> Finished:
    """A promise as the record takes it: a row of `made_at`, `earliest`, `load`, `slack`."""
    load, slack = (row.load or 0) / 1000, (row.slack or 0) / _A_DAY
    return Finished(row.made_at.date(), row.earliest, actual, load, slack, there)


def _json(calibration: Calibration) -> dict[str, Any]:
    return asdict(calibration) | {"rests": {str(level): rests for level, rests in calibration.rests.items()}}


def _calibration(fitted: Mapping[str, Any]) -> Calibration:
    mean, spread = fitted["mean"], fitted["spread"]
    return Calibration(
        mean=(mean[0], mean[1], mean[2]),
        spread=(spread[0], spread[1], spread[2]),
        least=fitted["least"],
        loads=tuple(fitted["loads"]),
        rests={int(level): tuple(rests) for level, rests in fitted["rests"].items()},
        finished=fitted["finished"],
        version=fitted["version"],
    )
