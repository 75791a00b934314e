"""What would come of other shifts or of fewer machines, before they are written: who is late then. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import CalendarIn, axis_of
from fulfilment.capacity.models import WorkCalendar, WorkCentre
from fulfilment.keeping.domain.floor import OpenFloor, Sheet, sheet_of
from fulfilment.keeping.reading import open_floor
from fulfilment.whatif.domain import copying
from fulfilment.whatif.domain.copying import Copy
from fulfilment.whatif.domain.scenario import LineOutcome, PlaceKey
from fulfilment.whatif.queries import outcomes, stuck_of
from fulfilment.whatif.staffing import staffed


@dataclass(frozen=True)
class Foretold:
    """`worse` are the lines that come later, or too late; `stuck` those that find no time at all, with the reason."""

    worse: tuple[LineOutcome, ...] = ()
    stuck: tuple[tuple[str, str], ...] = ()

    @property
    def harmless(self) -> bool:
        return not self.worse and not self.stuck


def foretell_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> Foretold:
    """What other shifts would do to what is planned. Raises `Invalid` for shifts that are none, and when something that
    is planned would find no time in them."""
    axis = axis_of(calendar, work.now())
    mine = select(WorkCentre.id).join(WorkCalendar, WorkCalendar.id == WorkCentre.calendar_id)
    ids = set(work.session.scalars(mine.where(WorkCalendar.code == calendar.code)))
    floor = open_floor(work, scope)
    units = [unit.unit_id for id_, centre in floor.centres.items() if id_ in ids for unit in centre.units]
    sheet, before = _before(floor)
    if not units or not before.plan:
        return Foretold()
    return _compared(work, floor, sheet, before, copying.by_other_shifts(before, units, axis))


def foretell_units(work: Work, scope: SellerScope, place: PlaceKey, units: int) -> Foretold:
    """What it would do to be left with the first `units` machines. Raises `NotFound` for another's work centre,
    `Invalid` when what is planned finds no time on them."""
    floor = open_floor(work, scope)
    centre = next((one for one in floor.centres.values() if (one.seller_ref, one.code) == place), None)
    if centre is None:
        raise NotFound("There is no such work centre.")
    gone = [unit.unit_id for unit in centre.units[max(units, 1) :]]
    sheet, before = _before(floor)
    if not gone or not before.plan:
        return Foretold()
    return _compared(work, floor, sheet, before, copying.with_fewer(before, gone))


def _before(floor: OpenFloor) -> tuple[Sheet, Copy]:
    sheet = sheet_of(floor)
    return sheet, copying.copy_of(sheet, floor.now, floor.fence)


def _compared(work: Work, floor: OpenFloor, sheet: Sheet, before: Copy, after: Copy) -> Foretold:
    now, then = staffed(work, floor, sheet, before), staffed(work, floor, sheet, after)
    was, will = copying.ready(before) | dict(now.ready), copying.ready(after) | dict(then.ready)
    found = outcomes(work, floor, was, will)
    stuck = {line: why for line, why in then.stuck.items() if line not in now.stuck}
    worse = tuple(one for one in found if one.moved > 0 or one.late_after > one.late_before)
    return Foretold(worse, stuck_of(work, stuck))
