"""Planning lines against a house: which supply each takes, which minutes of which unit, when it is ready.

Operations go in topological order, parallel branches side by side; each takes the earliest gap over the units of its
work centre, not before its predecessors are done and dry and its materials are here. Lines are planned in the order
they are given and see what the lines before them took.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.plain.errors import Invalid
from fulfilment.api.workspec import DeliveryClass, OperationSpec, WorkSpec
from fulfilment.capacity.domain import Centre, Slot, Timeline, earliest_slot
from fulfilment.promise.domain import wording
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.wanted import Reason, Wanted, WantedMade, WantedStock
from fulfilment.stock.domain import Need, Purse, Take
from fulfilment.stock.wording import add_working_days

PICK_AND_PACK = timedelta(hours=2)


@dataclass(frozen=True)
class Step:
    """An operation in its slot. `release` is when it could have begun, `start` when it does."""

    operation: int
    centre: Centre
    slot: Slot
    release: datetime
    start: datetime


@dataclass(frozen=True)
class LinePlan:
    """One line as the house would do it; `ready_at` None: it cannot, and the first reason says why."""

    line_ref: str
    method: DeliveryClass
    made: bool
    seller_ref: str
    ready_at: datetime | None
    takes: tuple[Take, ...] = ()
    steps: tuple[Step, ...] = ()
    reasons: tuple[Reason, ...] = ()
    in_stock: int = 0


@dataclass(frozen=True)
class _Arrival:
    """The day the last material of an operation comes, and from when it can be worked."""

    sku: str
    day: date | None
    usable: datetime
    bought: bool


class Planner:
    """Plans line after line on one snapshot, never changing it."""

    def __init__(self, house: House) -> None:
        self.house = house
        today = house.now.date()
        buy = {i.sku: add_working_days(today, i.lead_days) for i in house.items.values() if i.lead_days is not None}
        self.purse = Purse(house.sources, buy)
        self._units: dict[int, Timeline] = {}

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
        ready = self._usable(max(days), item.seller_ref, "warehouse") if days else self.house.now
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
        )

    def _arriving(self, sku: str, day: date) -> int:
        return sum(source.free for source in self.house.sources[sku] if source.expected == day)

    def _usable(self, expected: date, seller_ref: str, kind: str) -> datetime:
        """Goods of a day are counted in by its end; a day that has passed without them counts as today."""
        zone = ZoneInfo(self.house.place(seller_ref, kind).tz)
        day = max(expected, self.house.now.astimezone(zone).date())
        return datetime.combine(day + timedelta(days=1), time(0), zone)

    def _made(self, want: WantedMade) -> LinePlan:
        purse, units = self.purse.copy(), dict(self._units)
        try:
            return self._make(want)
        except (_Impossible, Invalid) as error:  # Invalid: beyond the end of the calendar
            self.purse, self._units = purse, units
            reason = error.reason if isinstance(error, _Impossible) else Reason("capacity", error.sentence)
            spec = want.spec
            return LinePlan(want.line_ref, spec.packed.delivery_class, True, spec.seller_ref, None, reasons=(reason,))

    def _make(self, want: WantedMade) -> LinePlan:
        spec, takes, steps = want.spec, [], []
        done: dict[int, datetime] = {}
        delayed: _Arrival | None = None
        for op in _topological(spec):
            met, arrival = self._materials(want, op)
            takes += met
            before = max([self.house.now, *(done[number] for number in op.after if number in done)])
            release = max(before, arrival.usable) if arrival else before
            if arrival and arrival.usable > before and (delayed is None or arrival.usable > delayed.usable):
                delayed = arrival
            step, end = self._step(spec, op, release, op.setup_minutes + op.run_minutes * want.quantity)
            steps += [step] if step else []
            done[op.number] = end + timedelta(minutes=op.wait_minutes)
        ready = max(done.values(), default=self.house.now)
        return LinePlan(
            line_ref=want.line_ref,
            method=spec.packed.delivery_class,
            made=True,
            seller_ref=spec.seller_ref,
            ready_at=ready,
            takes=tuple(takes),
            steps=tuple(steps),
            reasons=(self._why(spec, delayed, steps, ready),),
        )

    def _materials(self, want: WantedMade, op: OperationSpec) -> tuple[list[Take], _Arrival | None]:
        takes: list[Take] = []
        for material in want.spec.materials:
            if material.operation != op.number or material.quantity == 0:
                continue
            known = self.house.items.get(material.sku)
            if known is None:
                raise _Impossible(wording.no_material(material.sku))
            need = Need(want.line_ref, op.number, material.sku, material.quantity * want.quantity, buyable=True)
            met = self.purse.meet(need)
            if met is None:
                raise _Impossible(wording.no_material(known.name))
            takes += met
        late = [take for take in takes if take.expected is not None]
        if not late:
            return takes, None
        last = max(late, key=lambda take: take.expected or date.min)
        day = last.expected or date.min
        return takes, _Arrival(
            last.need.sku, day, self._usable(day, want.spec.seller_ref, "workshop"), last.po_line_id is None
        )

    def _step(self, spec: WorkSpec, op: OperationSpec, release: datetime, minutes: int) -> tuple[Step | None, datetime]:
        if minutes == 0:
            return None, release
        centre = self.house.centres.get((spec.seller_ref, op.work_centre))
        if centre is None or not centre.units:
            raise _Impossible(wording.no_work_centre(op.name))
        units = [self._units.get(unit.unit_id, unit) for unit in centre.units]
        slot = earliest_slot(units, centre.axis.position(release), minutes)
        end = centre.axis.end_at(slot.end)
        own = self._units.get(slot.unit_id) or next(u for u in centre.units if u.unit_id == slot.unit_id)
        own = own.copy()  # the snapshot, and an earlier trial, stay as they are
        own.book(slot.start, minutes)
        self._units[slot.unit_id] = own
        return Step(op.number, centre, slot, release, centre.axis.start_at(slot.start)), end

    def _why(self, spec: WorkSpec, arrival: _Arrival | None, steps: Sequence[Step], ready: datetime) -> Reason:
        zone = ZoneInfo(self.house.place(spec.seller_ref, "workshop").tz)
        if arrival is not None and arrival.day is not None:
            name = self.house.items[arrival.sku].name
            return wording.material(
                name, arrival.day, arrival.usable.astimezone(zone).date(), ready.astimezone(zone).date(), arrival.bought
            )
        start = min((step.start for step in steps), default=self.house.now).astimezone(zone).date()
        return wording.capacity(start, ready.astimezone(zone).date())


class _Impossible(Exception):
    """This line cannot be made; carries the sentence."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence)
        self.reason = reason


def _topological(spec: WorkSpec) -> list[OperationSpec]:
    """Operations so that each comes after its predecessors; the spec's own order wherever it is free.

    A predecessor that the routing does not have (its condition was not met) counts as done.
    """
    numbers = {op.number for op in spec.operations}
    waiting, placed, order = list(spec.operations), set[int](), list[OperationSpec]()
    while waiting:
        ready = next((op for op in waiting if not (set(op.after) & numbers) - placed), None)
        if ready is None:
            raise _Impossible(wording.no_work_centre(waiting[0].name))
        waiting.remove(ready)
        placed.add(ready.number)
        order.append(ready)
    return order
