"""`python -m bench.work`: workers killed at any line (-9) a thousand times in both modes, and how fast they are if not.

Bars: no job lost and no side effect recorded twice, with the embedded worker on SQLite and with Celery on Redis and
PostgreSQL (whose Redis is killed too); embedded at least 500 jobs a second of 5,000 that wait at once, and, where 200 a
second come, 95 of 100 within 50 ms of their commit. (Of those that wait at once the last waits for all others: their
rate is told, their waiting would say nothing more.) What workers with nothing to do take of a core is told too.

A side effect is a line recorded by a partner outside, who knows a call that comes again by its key. Leases last two
seconds here instead of two minutes, so that what a dead worker held is seen to be done while we watch.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figures, percentile
from bench.load import jobs, partner
from bench.load.killing import Killer
from bench.pages.serving import cpu_of
from foundation.data import outbox
from storefront.mount import database, wiring
from storefront.mount.current import ShopState
from storefront.mount.worker import LANES, Worker, run_until_signalled
from storefront.running import draining
from storefront.running.broker import celery_for, run_beat, run_lane
from storefront.standalone.app import create_app
from tests.servers.postgres import running_postgres
from tests.servers.redis import RedisServer, running_redis

BAR_RATE, BAR_MS, BAR_IDLE = 500.0, 50.0, 2.0
LEASE = timedelta(seconds=2)


def main() -> None:
    options = _options()
    figures = Figures()
    outbox.LEASE = draining.LEASE = LEASE
    if options.mode in ("embedded", "both"):
        with _shop() as bench:
            _speed(bench, figures, options)
            _idle(bench, figures, options.idle)
            _killed_embedded(bench, figures, options, _steady(bench, options))
    if options.mode in ("broker", "both"):
        _killed_through_broker(figures, options)
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="of workers, in each mode")
    parser.add_argument("--jobs", type=int, default=5000, help="that wait at once, for the jobs per second")
    parser.add_argument("--seconds", type=float, default=10.0, help="of steady work, for the milliseconds")
    parser.add_argument("--rate", type=float, default=200.0, help="jobs left a second while nobody is killed")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds for which the workers have nothing to do")
    parser.add_argument("--mode", choices=("embedded", "broker", "both"), default="both")
    return parser.parse_args()


class Bench:
    """A shop with the bench's jobs, the partner they talk to, and a producer or none."""

    def __init__(self, app: Flask, control: Connection) -> None:
        self.app, self._control = app, control
        self.shop: ShopState = app.extensions["shop"]

    def recorded(self) -> int:
        self._control.send("count")
        return int(self._control.recv())

    def settle(self) -> partner.Recorded:
        self._control.send("end")
        found: partner.Recorded = self._control.recv()
        return found

    def states(self) -> dict[str, int]:
        counted = sa.select(outbox.OutboxMessage.state, sa.func.count()).group_by(outbox.OutboxMessage.state)
        with self.app.app_context():
            return self.shop.read(lambda work: {state: n for state, n in work.session.execute(counted)})  # noqa: C416 - rows

    def wait_until_done(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.states().get("waiting") and time.monotonic() < deadline:
            time.sleep(0.2)


@contextmanager
def _shop(**settings: Any) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder, socket.create_server(("127.0.0.1", 0)) as door:
        app = create_app({"INSTANCE": Path(folder) / "instance", **settings})
        jobs.furnish(app, door.getsockname()[1])
        with app.app_context():
            engine = app.extensions["shop"].db.engine
            database.upgrade(engine)
            engine.dispose()
        ours, theirs = multiprocessing.Pipe()
        pid = jobs.forked(app, partner.serve, door, theirs)
        try:
            yield Bench(app, ours)
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


@contextmanager
def _producing(bench: Bench, name: str, rate: float) -> Iterator[Callable[[], jobs.Left]]:
    ours, theirs = multiprocessing.Pipe()
    pid = jobs.forked(bench.app, jobs.produce, bench.app, name, rate, theirs)

    def stop() -> jobs.Left:
        ours.send("end")
        left: jobs.Left = ours.recv()
        return left

    try:
        yield stop
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _embedded(bench: Bench) -> int:
    return jobs.forked(bench.app, lambda: run_until_signalled(Worker(bench.app, (), "quick")))


def _speed(bench: Bench, figures: Figures, options: argparse.Namespace) -> None:
    with bench.app.app_context():
        for kind, inside in (("that call somebody outside", False), ("that write in the database, then call", True)):
            facts = [f"{kind[:12]}{n}".replace(" ", "-") for n in range(options.jobs)]
            for start in range(0, len(facts), 500):
                some = facts[start : start + 500]
                bench.shop.write(lambda work, f=some, i=inside: jobs.leave(work, f, i))  # type: ignore[misc] # a default that binds
            bench.shop.db.engine.dispose()
            before, began, killer = bench.recorded(), time.monotonic(), Killer(lambda: _embedded(bench), 1, 0)
            while bench.recorded() < before + options.jobs:
                time.sleep(0.01)
            done = options.jobs * (2 if inside else 1)
            figures.at_least(f"jobs {kind}, embedded", done / (time.monotonic() - began), "jobs/s", BAR_RATE)
            killer.stop()


def _idle(bench: Bench, figures: Figures, seconds: float) -> None:
    """Both lanes with all that the clock asks of a shop without orders."""
    for lane in LANES:
        pid = jobs.forked(bench.app, lambda lane=lane: run_until_signalled(Worker(bench.app, wiring.PERIODIC, lane)))
        time.sleep(3.0)  # the first round does everything once
        before = cpu_of(pid)
        time.sleep(seconds)
        share = 100 * (cpu_of(pid) - before) / seconds
        figures.at_most(f"CPU of an idle worker, {lane} lane, over {seconds:.0f} s", share, "% of a core", BAR_IDLE)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _steady(bench: Bench, options: argparse.Namespace) -> jobs.Left:
    killer = Killer(lambda: _embedded(bench), 1, 0)
    time.sleep(0.5)
    with _producing(bench, "steady-", options.rate) as stop:
        time.sleep(options.seconds)
        left = stop()
    bench.wait_until_done(30)
    killer.stop()
    return left


def _killed_embedded(bench: Bench, figures: Figures, options: argparse.Namespace, steady: jobs.Left) -> None:
    with _producing(bench, "killed-", 150.0) as stop:
        killer = Killer(lambda: _embedded(bench), 2, 0.08)
        killer.kill_workers(options.kills)
        left = stop()
    bench.wait_until_done(120)
    killer.stop()
    found = bench.settle()
    waits = [1000 * (found.at[fact] - at) for fact, at in steady.at.items() if fact in found.at]
    told = f"from commit to effect at {options.rate:.0f} jobs/s, embedded"
    figures.told("a bare commit of the producer, p50 (most of it is the disk's)", percentile(steady.took, 0.5), "ms")
    figures.told(f"p50 {told}", percentile(waits, 0.5), "ms")
    figures.at_most(f"p95 {told}", percentile(waits, 0.95), "ms", BAR_MS)
    _report(figures, f"{options.kills} kills, embedded", bench, left, found)


def _killed_through_broker(figures: Figures, options: argparse.Namespace) -> None:
    with ExitStack() as stack:
        address = stack.enter_context(running_postgres())
        redis = stack.enter_context(running_redis())
        bench = stack.enter_context(_shop(SHOP_DATABASE_URI=address, SHOP_BROKER_URL=redis.url))
        beat = Killer(lambda: _celery(bench, lambda: run_beat(celery_for(bench.app, ()))), 1, 0)
        killer = Killer(lambda: _celery(bench, lambda: run_lane(celery_for(bench.app, ()), "quick", 2)), 2, 0.15)
        time.sleep(3)
        with _producing(bench, "killed-", 100.0) as stop:
            killer.kill_children(options.kills, 20, lambda number: _kill_redis(redis, number, options.kills))
            left = stop()
        bench.wait_until_done(120)
        killer.stop()
        beat.stop()
        _report(figures, f"{options.kills} kills, Celery", bench, left, bench.settle())


def _celery(bench: Bench, work: Callable[[], object]) -> int:
    """What Celery says of its dying goes where nobody reads it."""

    def quietly() -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        work()

    return jobs.forked(bench.app, quietly)


def _kill_redis(redis: RedisServer, number: int, kills: int) -> None:
    """Three times in the run the broker goes, too, and comes back with nothing in it."""
    if number in (kills // 4, kills // 2, 3 * kills // 4):
        redis.kill()
        time.sleep(1)
        redis.start()


def _report(figures: Figures, when: str, bench: Bench, left: jobs.Left, found: partner.Recorded) -> None:
    states = bench.states()
    figures.told(f"jobs left, {when}", len(left.at), "jobs")
    figures.exactly(f"jobs lost, {when}", sum(1 for fact in left.at if fact not in found.at), "jobs", 0)
    figures.exactly(f"side effects doubled, {when}", sum(n > 1 for n in found.times.values()), "effects", 0)
    figures.told(f"calls that came again and were known by their key, {when}", found.again, "calls")
    figures.exactly(f"jobs not done in the end, {when}", sum(states.values()) - states.get("done", 0), "jobs", 0)


if __name__ == "__main__":
    main()
