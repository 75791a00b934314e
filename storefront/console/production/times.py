"""Time logs: who worked how long on what; corrected by hand with a reason; as CSV for the books."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import DomainError
from fulfilment.api import production
from storefront.accounts.guard import Staff, staff
from storefront.console.floor.tablet import tablet
from storefront.console.frame import MENDABLE, page
from storefront.console.production.domain import hours
from storefront.console.production.views import blueprint, today
from storefront.mount.current import current_shop

DAYS = 7
MOST_ROWS = 500  # on one page; the CSV has them all
_LONGEST = timedelta(days=400)
_RISKY = "=+-@\t\r"
_HEADS = (
    "started", "ended", "person", "work_centre", "order", "product", "operation", "minutes", "planned_minutes",
    "together", "measured_minutes", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the address asks for: days from and to, both included, and perhaps one person or work centre."""

    since: date
    until: date
    person: str
    centre: str

    def address(self, endpoint: str) -> str:
        return url_for(
            endpoint,
            since=self.since.isoformat(),
            until=self.until.isoformat(),
            person=self.person or None,
            centre=self.centre or None,
        )


@blueprint.get("/times")
def times() -> ResponseReturnValue:
    """The list, newest first."""
    return _times(staff())


@blueprint.post("/times/<ref>")
def correct(ref: str) -> ResponseReturnValue:
    """Set the minutes of one entry, with the reason."""
    who, form, filters = staff(), request.form, _filters()
    try:
        current_shop().write(
            lambda work: production.correct_minutes(
                work,
                who.scope,
                ref,
                form.get("minutes", ""),
                form.get("reason", ""),
                client_id=form.get("client_id", ""),
                person=tablet(who).person,
            )
        )
    except MENDABLE as error:
        return _times(who, error, ref)
    return redirect(filters.address(".times") + f"#time-{ref}", 303)


@blueprint.get("/times.csv")
def times_csv() -> ResponseReturnValue:
    """The same rows for a spreadsheet: UTF-8, commas, times of the shop's zone."""
    who, filters = staff(), _filters()
    rows = _entries(who, filters)
    zone = current_shop().settings.zone
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(_HEADS)
    for row in rows:
        ended = row.ended_at.astimezone(zone).isoformat(timespec="minutes") if row.ended_at else ""
        first = row.corrections[0].was if row.corrections else row.minutes
        reason = row.corrections[-1].reason if row.corrections else ""
        cells: tuple[object, ...] = (
            *(row.started_at.astimezone(zone).isoformat(timespec="minutes"), ended, row.person, row.work_centre),
            *(row.order_number, row.title, row.operation, row.minutes, row.planned, row.together, first, reason),
        )
        write([_harmless(cell) for cell in cells])
    answer = Response(out.getvalue(), mimetype="text/csv")
    name = f"times-{filters.since.isoformat()}-{filters.until.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _harmless(cell: object) -> str:
    """A text that a spreadsheet would take for a formula is marked as a text."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in _RISKY and text else text


def _filters() -> Filters:
    """From the address; without days, the last week. Days that are none are today, and backwards is turned round."""
    values, now = request.values, today()
    until = _day(values.get("until", ""), now)
    since = _day(values.get("since", ""), until - timedelta(days=DAYS - 1))
    since, until = min(since, until), max(since, until)
    return Filters(
        max(since, until - _LONGEST), until, values.get("person", "").strip()[:80], values.get("centre", "")[:40]
    )


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 2000 < day.year < 2200 else otherwise


def _entries(who: Staff, filters: Filters) -> list[production.TimeEntry]:
    shop = current_shop()
    start = datetime.combine(filters.since, time(0), shop.settings.zone)
    end = datetime.combine(filters.until + timedelta(days=1), time(0), shop.settings.zone)
    return shop.read(
        lambda work: production.time_entries(
            work, who.scope, start, end, person=filters.person, work_centre=filters.centre
        )
    )


def _times(who: Staff, error: DomainError | None = None, ref: str = "") -> Response:
    filters = _filters()
    rows = _entries(who, filters)
    people = current_shop().read(lambda work: production.people(work, who.scope))
    return page(
        "shop/console/production/times.html",
        error,
        rows=rows[:MOST_ROWS],
        count=len(rows),
        filters=filters,
        people=people,
        centres=sorted({row.work_centre for row in rows} | ({filters.centre} if filters.centre else set())),
        total=sum(row.minutes or 0 for row in rows),
        csv_url=filters.address(".times_csv"),
        touched=ref,
        typed=request.form,
        hours=hours,
    )
