"""The twin's floor: what then really happens. Each morning the plan is repaired: what is running is given its time, the
rest is shifted right, operation after operation in the order of the plan."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date
from random import Random

from bench.promise.twin.office import Office, due
from bench.promise.twin.wishes import days_late, pause, really, wish
from bench.promise.twin.world import CENTRES, DAY, START, UNITS, WARM_UP, World
from fulfilment.api.workspec import OperationSpec, WorkSpec
from fulfilment.capacity.domain import instant, minute_of
from fulfilment.promise.domain.days import Kind
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.stock.wording import add_working_days


@dataclass(slots=True)
class Job:
    """One order. Instants are minutes since 1970."""

    number: int
    spec: WorkSpec
    plan: LinePlan
    ordered: date
    earliest: date
    slack: int  # minutes that the plan leaves before the cut-off
    expected: int  # its material
    arrives: int  # when that really comes
    starts: list[int]  # of its steps, as planned: the floor's order of work
    next: int = 0
    done: int = 0  # steps that were done once
    ready: int = 0  # when the next operation may begin
    busy_until: int = 0  # the end that is expected of the running one
    real: int = 0  # minutes that the running one takes
    delivered: date | None = None
    steps: tuple[OperationSpec, ...] = field(default=())


class Twin:
    """One run; `run` returns `orders` orders with what became of them. The shop was at work before the first of them,
    and goes on until the last is delivered: neither an empty hall nor a last order is what promises are given in."""

    def __init__(self, seed: int, orders: int, world: World) -> None:
        self._random, self._orders, self._world = Random(seed), WARM_UP + orders, world
        self._paces = {code: self._random.uniform(*world.paces) for code in CENTRES}
        self._office, self._now = Office(), minute_of(START)
        self._office.anew(self._now)
        self._open: dict[int, Job] = {}
        self._events: list[tuple[int, int, str, int]] = []
        self._ticket = 0
        self._idle = dict.fromkeys(CENTRES, UNITS)
        self._queue: dict[str, list[tuple[int, int]]] = {code: [] for code in CENTRES}
        self._jobs: list[Job] = []
        self._left = self._orders  # that are not delivered

    def run(self) -> list[Job]:
        self._at(self._now, "arrive", 0)
        self._at(self._now + DAY, "morning", 0)
        while self._left:
            self._now, _, kind, number = heapq.heappop(self._events)
            if kind == "arrive":
                self._arrive()
            elif kind == "morning":
                self._repair()
            elif kind == "ready":
                self._queue_up(self._jobs[number])
            else:
                self._done(self._jobs[number])
        return self._jobs[WARM_UP : self._orders]

    def _at(self, minute: int, kind: str, number: int) -> None:
        self._ticket += 1
        heapq.heappush(self._events, (minute, self._ticket, kind, number))

    def _arrive(self) -> None:
        number, random, spec = len(self._jobs), self._random, wish(self._random)
        plan = self._office.plan(spec, number, self._now)
        assert plan.ready_at is not None
        days = self._office.days(minute_of(plan.ready_at), self._now, Kind(True, spec.sku, plan.load))
        bought = [due(take.expected) for take in plan.takes if take.expected]
        expected = arrives = bought[0] if bought else self._now
        if bought:
            arrives += DAY * days_late(random, self._world)
        starts = [step.centre.axis.start_of(step.slot.start) for step in plan.steps]
        today = instant(self._now).date()
        job = Job(number, spec, plan, today, days.earliest, days.slack, expected, arrives, starts)
        job.ready, job.steps = max(self._now, arrives), spec.operations
        self._jobs.append(job)
        self._open[number] = job
        self._at(job.ready, "ready", number)
        axis, gone = self._office.axis, (self._now - minute_of(START)) / DAY
        then = axis.position_of(self._now) + pause(random, self._world, gone)
        self._at(axis.start_of(then), "arrive", 0)

    def _queue_up(self, job: Job) -> None:
        op = job.steps[job.next]
        heapq.heappush(self._queue[op.work_centre], (job.starts[job.next], job.number))
        self._begin(op.work_centre)

    def _begin(self, code: str) -> None:
        while self._idle[code] and self._queue[code]:
            _, number = heapq.heappop(self._queue[code])
            job, axis = self._jobs[number], self._office.axis
            op, position = job.steps[job.next], axis.position_of(self._now)
            slower = self._paces[code] * (1 + self._world.drift * min(len(self._jobs) / self._orders, 1))
            real = really(self._random, self._world, op.run_minutes, slower)
            self._idle[code] -= 1
            job.busy_until = axis.end_of(position + self._office.minutes(op))
            job.real = real
            self._at(axis.end_of(position + real), "done", number)

    def _done(self, job: Job) -> None:
        op = job.steps[job.next]
        self._idle[op.work_centre] += 1
        self._office.log(op, job.real, job.next < job.done)
        job.done = max(job.done, job.next + 1)
        last = job.next == len(job.steps) - 1
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
        day = self._office.days(self._now, self._now, Kind(True)).earliest
        late = self._random.random() < self._world.late_carrier
        job.delivered = add_working_days(day, self._random.randint(1, 2)) if late else day
        del self._open[job.number]
        self._left -= job.number < self._orders

    def _repair(self) -> None:
        """The plan anew from where everything stands: running work first, then the rest in the order of the plan."""
        if instant(self._now).weekday() == 0:  # the worker measures once a week
            self._office.measure(self._now)
        self._office.anew(self._now)
        axis = self._office.axis
        for job in self._open.values():
            if job.busy_until:
                op = job.steps[job.next]
                rest = max(axis.position_of(job.busy_until) - axis.position_of(self._now), op.run_minutes // 4 + 1)
                self._office.place(op.work_centre, axis.position_of(self._now), rest)
        release = {number: self._release(job) for number, job in self._open.items()}
        todo = [
            (job.starts[at], number, at)
            for number, job in self._open.items()
            for at in range(job.next + (job.busy_until > 0), len(job.steps))
        ]
        for _, number, at in sorted(todo):
            job, op = self._open[number], self._open[number].steps[at]
            minutes = self._office.minutes(op)
            start = self._office.place(op.work_centre, axis.position_of(release[number]), minutes)
            job.starts[at] = axis.start_of(start)
            release[number] = axis.end_of(start + minutes) + op.wait_minutes
        friday = instant(self._now).weekday() == 4
        self._at(self._now + (3 * DAY if friday else DAY), "morning", 0)

    def _release(self, job: Job) -> int:
        """When the next operation of a job that can be planned may begin."""
        if job.busy_until:
            return max(job.busy_until, self._now) + job.steps[job.next].wait_minutes
        if job.next == 0 and job.arrives > self._now:  # what is late is known when it is due, with no new day
            return job.expected if job.expected > self._now else self._now + 2 * DAY
        return max(self._now, job.ready)
