"""The twin's office: the product's own planner on the product's own ledger, and its measured pace."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date

from bench.promise.twin.wishes import ITEMS
from bench.promise.twin.world import CENTRES, HOME, SELLER, START, UNITS, WEEK
from fulfilment.api.promise import WantedMade
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity.domain import Axis, Centre, Gaps, axis_of, earliest_slot, instant, load_of
from fulfilment.promise.domain.days import Days, Kind, days_for
from fulfilment.promise.domain.house import House, Place, Route
from fulfilment.promise.domain.pace import AS_PLANNED, RECENT, Logged, Paces, measured
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.plans import LinePlan

PLACES = [Place(SELLER, "workshop", "DK", "15:00", "UTC")]
ROUTES = [Route("parcel", "DK", "", 2)]


@dataclass(slots=True)
class Office:
    """`units` is the plan as it stands, by work centre; instants are minutes since 1970."""

    axis: Axis = field(default_factory=lambda: axis_of(WEEK, START))
    units: dict[str, list[Gaps]] = field(default_factory=dict)
    paces: Paces = AS_PLANNED
    logs: deque[Logged] = field(default_factory=lambda: deque(maxlen=RECENT))

    def anew(self, now: int) -> None:
        """An empty plan from `now` on, with what was measured up to now."""
        past = (0, self.axis.position_of(now))
        for at, code in enumerate(CENTRES):
            self.units[code] = [Gaps(at * UNITS + n, [past]) for n in range(UNITS)]

    def measure(self, now: int) -> None:
        """The pace of what was logged up to now."""
        self.paces = measured(self.logs, instant(now).date())

    def plan(self, spec: WorkSpec, number: int, now: int) -> LinePlan:
        """What the shop would quote now, booked at once."""
        house = replace(self._house(now), centres=self._centres(now), paces=self.paces)
        plan = Planner(house).plan([WantedMade(str(number), spec, 1)])[0]
        assert plan.ready_at is not None, plan.reasons
        for step in plan.steps:
            self._take(step.centre.code, step.slot.unit_id, step.slot.start, step.slot.end)
        return plan

    def days(self, done: int, now: int, kind: Kind) -> Days:
        """The days of something ready at `done`."""
        found = days_for(self._house(now), instant(done), SELLER, "parcel", HOME, kind)
        assert found is not None
        return found

    def minutes(self, op: OperationSpec) -> int:
        """What a step is planned with."""
        return max(round(op.run_minutes * self.paces.of(SELLER, op) / 1000), 1)

    def place(self, code: str, release: int, minutes: int) -> int:
        """The earliest slot from position `release` on, taken; its start."""
        slot = earliest_slot(self.units[code], release, minutes)
        self._take(code, slot.unit_id, slot.start, slot.end)
        return slot.start

    def log(self, op: OperationSpec, real: int, again: bool) -> None:
        self.logs.append(Logged(SELLER, op.work_centre, op.name, op.run_minutes, real, again))

    def _house(self, now: int) -> House:
        return House(instant(now), ITEMS, {}, {}, PLACES, ROUTES)

    def _centres(self, now: int) -> dict[tuple[str, str], Centre]:
        first = self.axis.position_of(now)
        return {
            (SELLER, code): Centre(at, code, code, SELLER, self.axis, tuple(units), 1, load_of(units, first))
            for at, (code, units) in enumerate(self.units.items())
        }

    def _take(self, code: str, unit_id: int, start: int, end: int) -> None:
        units = self.units[code]
        at = unit_id % UNITS
        units[at] = units[at].booked(start, end)


def due(day: date) -> int:
    """The minute at which material of that day can be worked: its end, as the planner has it."""
    return (day.toordinal() - date(1970, 1, 1).toordinal() + 1) * 24 * 60
