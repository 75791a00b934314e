"""What the console reads of the shop's promises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.promise.calibrating import OWN_RECORD, line_of, record
from fulfilment.promise.domain.calibration import ENOUGH, Finished
from fulfilment.promise.domain.house import scope_of
from fulfilment.promise.domain.keptness import Kept, PromiseRecord, Standing, costs_of, weeks_of
from fulfilment.promise.models import Promise

WEEKS = 26
BROKEN = 50  # of the last ones that were late
LATEST = 200  # lines that say what a buffer costs


def promise_record(work: Work, scope: SellerScope) -> PromiseRecord:
    """Promised against actual of what the seller sells. Five statements."""
    known, today = record(work), work.now().date()
    since = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = _arrived(work, scope, since)
    costs = costs_of(
        _latest(work, scope, made=True),
        _latest(work, scope, made=False),
        {made: known.calibrations.get(scope_of(made)) for made in (True, False)},
    )
    late = sorted((one for one in found if not one.first), key=lambda one: one.actual, reverse=True)
    return PromiseRecord(
        weeks=weeks_of(found, today, WEEKS),
        costs=costs,
        level=known.level,
        standings=_standings(work, scope, set(known.calibrations)),
        broken=tuple(late[:BROKEN]),
        paces=known.paces.within(scope.sellers),
    )


def _arrived(work: Work, scope: SellerScope, since: date) -> list[Kept]:
    columns = (
        *(Promise.line_ref, Promise.order_ref, Promise.sku, Promise.made),
        *(Promise.quoted, Promise.promised, Promise.actual, Promise.reason),
    )
    statement = select(*columns).where(Promise.actual >= since, Promise.order_ref.is_not(None), _of(scope))
    return [_kept(row) for row in work.session.execute(statement.order_by(Promise.actual, Promise.id))]


def _of(scope: SellerScope) -> ColumnElement[bool]:
    return true() if scope.sellers is None else Promise.seller_ref.in_(scope.sellers)


def _kept(row: Any) -> Kept:
    return Kept(
        line_ref=row.line_ref,
        order_ref=row.order_ref or "",
        sku=row.sku or "",
        made=row.made,
        quoted=row.quoted,
        promised=row.promised,
        actual=row.actual,
        reason=row.reason or "",
    )


def _latest(work: Work, scope: SellerScope, *, made: bool) -> list[Finished]:
    columns = (Promise.made_at, Promise.earliest, Promise.actual, Promise.load, Promise.slack)
    statement = (
        select(*columns)
        .where(Promise.made.is_(made), Promise.earliest.is_not(None), Promise.order_ref.is_not(None), _of(scope))
        .order_by(Promise.made_at.desc(), Promise.id)
        .limit(LATEST)
    )
    return [line_of(row, row.earliest) for row in work.session.execute(statement)]


def _standings(work: Work, scope: SellerScope, calibrated: set[str]) -> tuple[Standing, ...]:
    """The shop's two records, then its products', the longest first."""
    counted = (
        select(Promise.made, Promise.sku, func.count())
        .where(Promise.actual.is_not(None), Promise.earliest.is_not(None), Promise.plan_kind == "each", _of(scope))
        .group_by(Promise.made, Promise.sku)
    )
    rows = [(made, sku, number) for made, sku, number in work.session.execute(counted)]
    shop = [
        Standing("", sum(number for of, _, number in rows if of is made), ENOUGH, scope_of(made) in calibrated)
        for made in (True, False)
    ]
    own = [Standing(sku, number, OWN_RECORD, scope_of(made, sku) in calibrated) for made, sku, number in rows if sku]
    return (*shop, *sorted(own, key=lambda one: (-one.finished, one.name)))
