"""A digital twin of a workshop, for tests and bench only: what is planned, and what then really happens.

Orders arrive in waves; the product's own planner gives each its slots on the ledger. On the floor work takes longer or
shorter than planned, machines break down, inspections fail, suppliers are late, and everything may grow slower over
the months. Each morning the plan is repaired: what is running is given its time, the rest is shifted right in order.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from math import pi, sin
from random import Random

from fulfilment.api.promise import Destination
from fulfilment.api.workspec import OperationSpec, PackedSize, WorkSpec
from fulfilment.capacity.domain import Axis, CalendarIn, Centre, Gaps, Trial, axis_of, earliest_slot, instant, minute_of
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House, Place, Route
from fulfilment.promise.domain.routing import Routing
from fulfilment.stock.wording import add_working_days

SELLER, HOME = "twin", Destination("DK", "8000")
START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
CENTRES, UNITS = ("SAW", "PRESS", "MILL", "BENCH", "OIL"), 2
WEEK = CalendarIn("c", "UTC", dict.fromkeys(range(5), (("06:00", "14:00"), ("14:00", "22:00"))))
DAY = 24 * 60
PACE_OF = 1_500  # operations from which the pace is measured
MEAN_MINUTES = 90  # of an operation


@dataclass(frozen=True)
class World:
    """How reality differs from the plan."""

    optimism: float = 1.08  # real minutes over planned ones, in the mean
    sigma: float = 0.4  # of an operation's duration, lognormal
    breakdown: float = 0.03  # of operations meet one
    repair_minutes: float = 360.0
    rework: float = 0.06  # of inspections fail
    late_supplier: float = 0.3
    late_days: float = 3.0
    late_carrier: float = 0.08
    drift: float = 0.0  # how much slower everything is at the end
    load: float = 0.68  # of capacity, planned minutes, in the mean
    wave: float = 0.35  # the load swings by this share


@dataclass(slots=True)
class Job:
    """One order. Instants are minutes since 1970; `promised_start` is the floor's order of work."""

    number: int
    routing: Routing
    expected: int  # its material
    arrives: int  # when that really comes
    ordered: date
    earliest: date
    load: float
    next: int = 0
    ready: int = 0  # when the next operation may begin
    busy_until: int = 0  # the end that is expected of the running one
    delivered: date | None = None
    starts: list[int] = field(default_factory=list)
    done: set[int] = field(default_factory=set)


class Twin:
    """One run of `orders` orders; `run` returns them with what became of them."""

    def __init__(self, seed: int, orders: int, world: World) -> None:
        self._random, self._orders, self._world = Random(seed), orders, world
        self._axis: Axis = axis_of(WEEK, START)
        self._now = minute_of(START)
        self._open: dict[int, Job] = {}
        self._events: list[tuple[int, int, str, int]] = []
        self._ticket = 0
        self._idle = dict.fromkeys(CENTRES, UNITS)
        self._queue: dict[str, list[tuple[int, int]]] = {code: [] for code in CENTRES}
        self._jobs: list[Job] = []
        self._pace, self._logged = 1.0, deque[tuple[int, int]](maxlen=PACE_OF)  # real and planned minutes
        self._centres = self._empty()
        places = [Place(SELLER, "workshop", "DK", "15:00", "UTC")]
        self._house = House(START, {}, {}, {}, places, [Route("parcel", "DK", "", 2)])

    def run(self) -> list[Job]:
        self._at(self._now, "arrive", 0)
        self._at(self._now + DAY, "morning", 0)
        while self._events:
            self._now, _, kind, number = heapq.heappop(self._events)
            if kind == "arrive":
                self._arrive()
            elif kind == "morning":
                self._repair()
            elif kind == "ready":
                self._queue_up(self._jobs[number])
            else:
                self._done(self._jobs[number])
        return self._jobs

    def _at(self, minute: int, kind: str, number: int) -> None:
        self._ticket += 1
        heapq.heappush(self._events, (minute, self._ticket, kind, number))

    def _empty(self) -> dict[tuple[str, str], Centre]:
        past = (0, self._axis.position_of(self._now))
        return {
            (SELLER, code): Centre(
                at, code, code, SELLER, self._axis, tuple(Gaps(at * UNITS + n, [past]) for n in range(UNITS)), 1
            )
            for at, code in enumerate(CENTRES)
        }

    # Orders

    def _arrive(self) -> None:
        number = len(self._jobs)
        routing, expected, arrives = self._wish()
        placed = self._at_pace(routing).place(self._centres, Trial())
        for step in placed.steps:
            self._take(step.centre, step.slot.unit_id, step.slot.start, step.slot.end)
        today = instant(self._now).date()
        job = Job(number, routing, expected, arrives, today, self._door(placed.done), self._load())
        job.starts = [centre.axis.start_of(slot.start) for _, centre, slot, _ in placed.steps]
        job.ready = max(self._now, arrives)
        self._jobs.append(job)
        self._open[number] = job
        self._at(job.ready, "ready", number)
        if number + 1 < self._orders:
            self._at(self._axis.start_of(self._axis.position_of(self._now) + self._pause(number)), "arrive", 0)

    def _at_pace(self, routing: Routing) -> Routing:
        """With the minutes that work of this kind really takes of late."""
        steps = tuple(replace(op, run_minutes=self._minutes(op)) for op in routing.spec.operations)
        return replace(routing, spec=replace(routing.spec, operations=steps))

    def _minutes(self, op: OperationSpec) -> int:
        return max(round(op.run_minutes * self._pace), 1)

    def _pause(self, number: int) -> int:
        """Working minutes to the next order, so that planned work is the wanted share of capacity, in waves."""
        world = self._world
        share = world.load * (1 + world.wave * sin(2 * pi * number / 900))
        mean = MEAN_MINUTES * 4.5 / (len(CENTRES) * UNITS * share)
        return max(round(self._random.expovariate(1 / mean)), 1)

    def _wish(self) -> tuple[Routing, int, int]:
        random, world = self._random, self._world
        count = random.randint(3, 6)
        codes = [random.choice(CENTRES) for _ in range(count)]
        steps = tuple(_step(n, code, random) for n, code in enumerate(codes))
        spec = WorkSpec(f"P{count}", SELLER, (), steps, PackedSize(1, 1, 1, 1, "parcel"))
        expected = arrives = self._now
        if random.random() < 0.4:  # its wood is bought for it
            due = add_working_days(instant(self._now).date(), random.randint(3, 15))
            expected = arrives = minute_of(datetime(due.year, due.month, due.day, tzinfo=UTC)) + DAY
            if random.random() < world.late_supplier:
                arrives += DAY * (1 + round(random.expovariate(1 / world.late_days)))
        return Routing(spec, 1, self._now, {10: expected} if expected > self._now else {}), expected, arrives

    def _door(self, done: int) -> date:
        house = replace(self._house, now=instant(self._now))
        days = days_for(house, instant(done), SELLER, "parcel", HOME, Kind(made=True))
        assert days is not None
        return days.earliest

    def _load(self) -> float:
        """The share of the next ten working days that is booked."""
        first = self._axis.position_of(self._now)
        last = first + 10 * 16 * 60
        free = sum(
            max(min(end, last) - max(start, first), 0)
            for centre in self._centres.values()
            for unit in centre.units
            for start, end in unit
            if start < last
        )
        return 1 - free / (len(CENTRES) * UNITS * (last - first))

    def _take(self, centre: Centre, unit_id: int, start: int, end: int) -> None:
        units = tuple(
            unit.booked(start, end) if unit.unit_id == unit_id else unit
            for unit in self._centres[SELLER, centre.code].units
        )
        self._centres[SELLER, centre.code] = replace(self._centres[SELLER, centre.code], units=units)

    # The floor

    def _queue_up(self, job: Job) -> None:
        op = job.routing.spec.operations[job.next]
        start = job.starts[job.next] if job.next < len(job.starts) else job.starts[-1]
        heapq.heappush(self._queue[op.work_centre], (start, job.number))
        self._begin(op.work_centre)

    def _begin(self, code: str) -> None:
        while self._idle[code] and self._queue[code]:
            _, number = heapq.heappop(self._queue[code])
            job = self._jobs[number]
            op, axis = job.routing.spec.operations[job.next], self._axis
            self._idle[code] -= 1
            position = axis.position_of(self._now)
            job.busy_until = axis.end_of(position + self._minutes(op))
            real = self._really(op)
            self._at(axis.end_of(position + real), "done", number)
            self._logged.append((real, 0 if job.next in job.done else op.run_minutes))
            job.done.add(job.next)

    def _really(self, op: OperationSpec) -> int:
        random, world = self._random, self._world
        slower = world.optimism + world.drift * len(self._jobs) / self._orders
        minutes = op.run_minutes * slower * random.lognormvariate(-(world.sigma**2) / 2, world.sigma)
        if random.random() < world.breakdown:
            minutes += random.expovariate(1 / world.repair_minutes)
        return max(round(minutes), 1)

    def _done(self, job: Job) -> None:
        op = job.routing.spec.operations[job.next]
        self._idle[op.work_centre] += 1
        last = job.next == len(job.routing.spec.operations) - 1
        if last and self._random.random() < self._world.rework:
            job.next = self._random.randint(0, job.next)  # back to where it went wrong
        elif last:
            self._deliver(job)
            self._begin(op.work_centre)
            return
        else:
            job.next += 1
        job.ready, job.busy_until = self._now + op.wait_minutes, 0
        self._at(job.ready, "ready", job.number)
        self._begin(op.work_centre)

    def _deliver(self, job: Job) -> None:
        day = self._door(self._now)
        late = self._random.random() < self._world.late_carrier
        job.delivered = add_working_days(day, self._random.randint(1, 2)) if late else day
        del self._open[job.number]

    # Each morning

    def _repair(self) -> None:
        """The plan anew from where everything stands: running work first, then the rest in the order of the plan."""
        self._centres = self._empty()
        if len(self._logged) >= 200:
            self._pace = sum(real for real, _ in self._logged) / sum(planned for _, planned in self._logged)
        axis = self._axis
        for job in self._open.values():
            if job.busy_until:
                op = job.routing.spec.operations[job.next]
                rest = max(axis.position_of(job.busy_until) - axis.position_of(self._now), op.run_minutes // 4 + 1)
                self._place(op.work_centre, axis.position_of(self._now), rest)
        for job in sorted(self._open.values(), key=lambda j: (j.starts[j.next], j.number)):
            self._shift_right(job)
        if self._open or len(self._jobs) < self._orders:
            self._at(self._now + DAY, "morning", 0)

    def _shift_right(self, job: Job) -> None:
        axis, steps = self._axis, job.routing.spec.operations
        release, first = max(self._now, job.ready), job.next
        if job.next == 0 and job.arrives > self._now:  # what is late is known when it is due, with no new day
            release = job.expected if job.expected > self._now else self._now + 2 * DAY
        if job.busy_until:
            release = max(job.busy_until, self._now) + steps[first].wait_minutes
            first += 1
        for at in range(first, len(steps)):
            start = self._place(steps[at].work_centre, axis.position_of(release), self._minutes(steps[at]))
            job.starts[at] = axis.start_of(start)
            release = axis.end_of(start + self._minutes(steps[at])) + steps[at].wait_minutes

    def _place(self, code: str, release: int, minutes: int) -> int:
        centre = self._centres[SELLER, code]
        slot = earliest_slot(centre.units, release, minutes)
        self._take(centre, slot.unit_id, slot.start, slot.end)
        return slot.start


def _step(index: int, code: str, random: Random) -> OperationSpec:
    return OperationSpec(
        number=10 * (index + 1),
        name=code,
        work_centre=code,
        setup_minutes=0,
        run_minutes=random.randint(MEAN_MINUTES // 3, MEAN_MINUTES * 5 // 3),
        wait_minutes=720 if code == "PRESS" else 0,
        stage="",
        batch_key="",
        after=(10 * index,) if index else (),
        inspection=False,
        packing=False,
        inputs_hash="",
    )
