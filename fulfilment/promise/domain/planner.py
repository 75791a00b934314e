"""Planning lines against a house: which supply each takes, which minutes of which unit, when it is ready.

An operation is not placed before its predecessors are done and dry and its materials are here. Lines are planned in
the order they are given and see what the lines before them took.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import MaterialNeed, WorkSpec
from fulfilment.capacity.domain import Trial, instant, minute_of
from fulfilment.promise.domain import wording
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.pace import paced
from fulfilment.promise.domain.plans import Impossible, LinePlan, Step
from fulfilment.promise.domain.routing import Placed, Routing
from fulfilment.promise.domain.wanted import Reason, Wanted, WantedMade, WantedStock
from fulfilment.stock.domain import Need, Purse, Take

PICK_AND_PACK = timedelta(hours=2)
_ONE_DAY = timedelta(days=1)


class _Arrival(NamedTuple):
    """The day the last material of an operation comes, and from when it can be worked: that day's end, in minutes
    since 1970."""

    sku: str
    day: date
    usable: int
    bought: bool


@lru_cache(maxsize=4_096)  # of the days to come there are few
def _midnight_after(day: date, zone: ZoneInfo) -> int:
    return minute_of(datetime.combine(day + _ONE_DAY, time(0), zone))


class Planner:
    """Plans line after line on one snapshot, never changing it."""

    def __init__(self, house: House, trial: Trial | None = None, purse: Purse | None = None) -> None:
        self.house = house
        self.purse = purse or Purse(house.sources, house.buy_days)
        self.trial = trial or Trial()

    def plan(self, wanted: Sequence[Wanted]) -> list[LinePlan]:
        return [self._stocked(want) if isinstance(want, WantedStock) else self._made(want) for want in wanted]

    def _stocked(self, want: WantedStock) -> LinePlan:
        item = self.house.items.get(want.sku)
        if item is None:
            reason = Reason("sold_out", "This is not for sale any more.")
            return LinePlan(want.line_ref, "parcel", False, "", None, reasons=(reason,))
        here = sum(max(free, 0) for _, source, free in self.purse.left(want.sku) if source.level_id is not None)
        takes = self.purse.meet(Need(want.line_ref, None, want.sku, want.quantity))
        if takes is None:
            coming = sum(free for _, source, free in self.purse.left(want.sku) if source.expected is not None)
            reason = wording.sold_out(item.name, here, here + coming)
            return LinePlan(
                want.line_ref, item.delivery_class, False, item.seller_ref, None, reasons=(reason,), in_stock=here
            )
        days = [take.expected for take in takes if take.expected is not None]
        ready = instant(self._usable(max(days), item.seller_ref, "warehouse")) if days else self.house.now
        reasons = (wording.incoming(here, self._arriving(want.sku, max(days)), max(days)),) if days else ()
        return LinePlan(
            line_ref=want.line_ref,
            method=item.delivery_class,
            made=False,
            seller_ref=item.seller_ref,
            ready_at=ready + PICK_AND_PACK,
            takes=tuple(takes),
            reasons=reasons,
            in_stock=here,
            sku=want.sku,
        )

    def _arriving(self, sku: str, day: date) -> int:
        return sum(source.free for source in self.house.sources[sku] if source.expected == day)

    def _usable(self, expected: date, seller_ref: str, kind: str) -> int:
        """Goods of a day are counted in by its end, in minutes since 1970; a day that has passed without them counts
        as today."""
        zone, today = self._here(seller_ref, kind)
        return _midnight_after(expected if expected > today else today, zone)

    def _here(self, seller_ref: str, kind: str) -> tuple[ZoneInfo, date]:
        """The zone of a place, and its today."""
        zone, _, today = self.house.hours(self.house.place(seller_ref, kind))
        return zone, today

    def _made(self, want: WantedMade) -> LinePlan:
        purse = self.purse
        self.purse = purse.copy()
        try:
            return self._make(want)
        except (Impossible, Invalid) as error:  # Invalid: beyond the end of the calendar
            self.purse = purse
            reason = error.reason if isinstance(error, Impossible) else Reason("capacity", error.sentence)
            spec = want.spec
            return LinePlan(want.line_ref, spec.packed.delivery_class, True, spec.seller_ref, None, reasons=(reason,))

    def _make(self, want: WantedMade) -> LinePlan:
        spec, now = want.spec, minute_of(self.house.now)
        takes, arrivals = self._materials(want)
        releases = {number: max(arrival.usable, now) for number, arrival in arrivals.items()}
        real = paced(spec, want.quantity, self.house.paces)
        placed = self._placed(Routing(real, want.quantity, now, releases))
        self.trial = placed.trial
        ready = instant(placed.done) if spec.operations else self.house.now
        return LinePlan(
            line_ref=want.line_ref,
            method=spec.packed.delivery_class,
            made=True,
            seller_ref=spec.seller_ref,
            ready_at=ready,
            takes=tuple(takes),
            steps=placed.steps,
            reasons=(self._why(spec, self._waited_for(spec, arrivals, placed.steps), placed.steps, ready),),
            sku=spec.sku,
            load=sum([step.centre.load for step in placed.steps]) / (len(placed.steps) or 1),
        )

    def _placed(self, routing: Routing) -> Placed:
        return routing.place(self.house.centres, self.trial)

    def _materials(self, want: WantedMade) -> tuple[list[Take], dict[int, _Arrival]]:
        """What the line takes, and by operation the arrival that it waits for."""
        takes: list[Take] = []
        last: dict[int, Take] = {}
        numbers = {op.number for op in want.spec.operations}
        for material in want.spec.materials:
            if material.quantity == 0 or material.operation not in numbers:
                continue
            for take in self._met(want, material):
                takes.append(take)
                before = last.get(material.operation)
                if take.expected is not None and (before is None or take.expected > (before.expected or date.min)):
                    last[material.operation] = take
        return takes, {number: self._arrival(take, want.spec.seller_ref) for number, take in last.items()}

    def _met(self, want: WantedMade, material: MaterialNeed) -> list[Take]:
        known = self.house.items.get(material.sku)
        if known is None:
            raise Impossible(wording.no_material(material.sku))
        quantity = material.quantity * want.quantity
        met = self.purse.meet(Need(want.line_ref, material.operation, material.sku, quantity, buyable=True))
        if met is None:
            raise Impossible(wording.no_material(known.name))
        return met

    def _arrival(self, take: Take, seller_ref: str) -> _Arrival:
        day = take.expected or date.min
        usable = self._usable(day, seller_ref, "workshop")
        return _Arrival(take.need.sku, day, usable, take.po_line_id is None)

    def _waited_for(self, spec: WorkSpec, arrivals: dict[int, _Arrival], steps: Sequence[Step]) -> _Arrival | None:
        """The last arrival that an operation really waited for; None when its predecessors took as long."""
        if not arrivals:
            return None
        begins = {step.operation: step.released for step in steps}
        last: _Arrival | None = None
        for number, arrival in arrivals.items():
            usable = arrival.usable
            if usable == begins.get(number, usable) and (last is None or usable > last.usable):
                last = arrival
        return last

    def _why(self, spec: WorkSpec, arrival: _Arrival | None, steps: Sequence[Step], ready: datetime) -> Reason:
        zone, today = self._here(spec.seller_ref, "workshop")
        last = ready.astimezone(zone).date()
        if arrival is not None:
            name, usable = self.house.items[arrival.sku].name, max(arrival.day, today) + _ONE_DAY
            return wording.material(name, arrival.day, usable, last, arrival.bought)
        begins = instant(min([s.centre.axis.start_of(s.slot.start) for s in steps])) if steps else self.house.now
        return wording.capacity(begins.astimezone(zone).date(), last)
