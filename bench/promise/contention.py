"""Processes confirming orders on the same units, some of them killed: nothing booked twice, nothing oversold."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from bench.figures import Figures
from bench.promise.line import furnish
from bench.promise.workers import confirm
from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import SystemClock
from storefront.mount.models import load_models
from storefront.running.draining import BATCH
from tests.servers.postgres import running_postgres

BARS = {"SQLite": 1_000, "PostgreSQL": 500}
TWICE = """
    SELECT count(*) FROM (
        SELECT unit_id, start_minute, lag(end_minute) OVER (PARTITION BY unit_id ORDER BY start_minute, id) AS before
        FROM shop_booking WHERE state <> 'displaced'
    ) AS pairs WHERE before > start_minute
"""
OVERSOLD = """
    SELECT coalesce((SELECT sum(quantity) FROM shop_stock_claim), 0)
        - coalesce((SELECT sum(on_hand) FROM shop_stock_level), 0)
"""
HALF_DONE = """
    SELECT (SELECT count(*) FROM shop_promise) * 3 - (SELECT count(*) FROM shop_booking)
"""
UNGUARD = {
    "sqlite": ("DROP TRIGGER shop_booking_overlap_insert", "DROP TRIGGER shop_booking_overlap_update"),
    "postgresql": ("ALTER TABLE shop_booking DROP CONSTRAINT shop_booking_overlap",),
}
# Forked from a process that has no connection open: sixteen times importing the shop is not confirming orders.
_fork = multiprocessing.get_context("fork")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--batch", type=int, default=BATCH, help="orders a transaction: as many as a worker takes")
    parser.add_argument("--kills", type=int, default=4, help="processes killed with -9 and started again")
    parser.add_argument("--unguarded", type=int, default=400, help="orders of the round without guards")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one of the two databases")


def run(options: argparse.Namespace, figures: Figures) -> None:
    load_models()
    for name, engine in _engines(options.only):
        Round(name, engine, options, figures).guarded()
    for name, engine in _engines(options.only):
        Round(name, engine, options, figures).unguarded()


def _engines(only: str | None) -> Iterator[tuple[str, Engine]]:
    if only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
            yield "SQLite", sa.create_engine(f"sqlite:///{Path(folder) / 'shop.sqlite'}")
    if only != "sqlite":
        with running_postgres() as address:
            yield "PostgreSQL", sa.create_engine(address)


class Round:
    """One database, furnished; the kits are enough for nine orders of ten."""

    def __init__(self, name: str, engine: Engine, options: argparse.Namespace, figures: Figures) -> None:
        self._name, self._engine, self._options, self._figures = name, engine, options, figures
        if engine.dialect.name == "sqlite":
            tune_sqlite(engine)

    def guarded(self) -> None:
        orders = self._options.orders
        kits = orders * 9 // 10
        self._furnish(kits)
        before = _cpu()
        told, seconds = self._crowd(orders, self._options.batch, self._options.kills, blind=False)
        self._figures.told(f"{self._name}: CPU of all processes, an order", 1_000 * (_cpu() - before) / orders, "ms")
        self._exactly("orders confirmed", self._count("SELECT count(*) FROM shop_promise"), kits)
        self._exactly("minutes of units booked twice", self._count(TWICE), 0)
        self._exactly("kits sold beyond the shelf", max(self._count(OVERSOLD), 0), 0)
        self._exactly("operations missing or left behind by the killed", abs(self._count(HALF_DONE)), 0)
        self._exactly("deadlocks", sum("deadlock" in error for error in told), 0)
        self._exactly("other errors", sum("deadlock" not in error for error in told), 0)
        for error in sorted(set(told))[:3]:
            print("#", error[:300])
        rate, what = orders / seconds, f"{self._name}: orders answered a second, {self._options.batch} a transaction"
        self._figures.at_least(what, rate, "1/s", BARS[self._name])

    def unguarded(self) -> None:
        """Planned before the transaction, written without lock, reading again or constraint: what the guards are
        for."""
        orders = self._options.unguarded
        self._furnish(orders)
        with self._engine.begin() as connection:
            for statement in UNGUARD[self._engine.dialect.name]:
                connection.exec_driver_sql(statement)
        self._crowd(orders, 1, 0, blind=True)
        twice = self._count(TWICE)
        self._figures.at_least(f"{self._name}: booked twice without the guards", twice, "bookings", 1)

    def _furnish(self, kits: int) -> None:
        Base.metadata.create_all(self._engine)
        sessions = scoped_session(sessionmaker(self._engine))
        Runner(sessions, SystemClock()).write(partial(furnish, kits=kits))
        sessions.remove()
        self._engine.dispose()

    def _crowd(self, orders: int, batch: int, kills: int, *, blind: bool) -> tuple[list[str], float]:
        url = self._engine.url.render_as_string(hide_password=False)
        count, ready = self._options.processes, _fork.Semaphore(0)
        gc.collect()
        gc.freeze()  # or each child copies all of the parent's memory when it first collects
        # A spare for each that is killed, ready before the clock runs. Each has a pipe of its own and waits for its
        # share there: a lock that all of them wait at could die in the hands of one that is killed.
        pipes = [_fork.Pipe() for _ in range(count + kills)]
        crowd = [_fork.Process(target=confirm, args=(url, batch, blind, ready, end), daemon=True) for _, end in pipes]
        for process in crowd:
            process.start()
        for _ in crowd:
            ready.acquire()
        hands = [hand for hand, _ in pipes]
        began = time.monotonic()
        for n in range(count):
            hands[n].send(range(n, orders, count))
        self._kill(crowd, hands, orders, kills)
        for hand, process in zip(hands, crowd, strict=True):
            if process.is_alive():
                hand.send(None)
        told = [error for hand, process in zip(hands, crowd, strict=True) for error in _last_words(hand, process)]
        for process in crowd:
            process.join()
        return told, time.monotonic() - began

    def _kill(self, crowd: list[Any], hands: list[Any], orders: int, kills: int) -> None:
        """Kill some at their work; a spare does the share from its start, as a worker does after a lost lease."""
        count = len(crowd) - kills
        for spare, victim in enumerate(Random(1).sample(range(count), kills), start=count):
            time.sleep(min(orders / 8_000, 5) / kills)
            os.kill(crowd[victim].pid, signal.SIGKILL)
            crowd[victim].join()
            hands[spare].send(range(victim, orders, count))

    def _count(self, query: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(sa.text(query)).scalar_one())

    def _exactly(self, figure: str, value: float, bar: float) -> None:
        self._figures.exactly(f"{self._name}: {figure}", value, "", bar)


def _cpu() -> float:
    """Seconds that the processes which have ended took; the database's own, where it has processes, are not ours."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _last_words(hand: Any, process: Any) -> list[str]:
    """What a process that has done its share says went wrong; one that was killed says nothing."""
    while process.is_alive() or hand.poll():
        if hand.poll(0.05):
            said: list[str] = hand.recv()
            return said
    return []
