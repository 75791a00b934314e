"""The embedded worker: does what the outbox asks and what the clock asks, until told to stop."""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from foundation.data import outbox
from foundation.data.runner import Runner
from foundation.plain.errors import DomainError
from storefront.mount.current import ShopState
from storefront.running.books import Books
from storefront.running.draining import BATCH, drain
from storefront.running.periodic import LOOK, Periodic, run_due

log = logging.getLogger(__name__)

# How often a worker asks whether anybody has committed, where SQLite says so for some microseconds: while there is
# something to do, and after a quiet second; and how often it looks for itself, which costs a millisecond or two, there
# and where nobody says so (the long lane is in no hurry).
ASK_SECONDS, ASK_QUIET_SECONDS, QUIET_SECONDS = 0.002, 0.02, 1.0
LOOK_SECONDS, LOOK_BLIND_SECONDS, LOOK_LONG_SECONDS = 0.5, 0.05, 0.25
GO_ON_SECONDS = 0.5  # one batch after the other, before the clock is asked again what it wants
LANES = ("quick", "long")


def drain_once(
    shop: ShopState,
    lane: str | None = None,
    enough: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
    books: Runner | None = None,
) -> int:
    """One batch of due messages of a lane (None: of both), if any is due: an idle look never takes the write lock.
    `books` takes and records them, and while there are more goes on for a moment; the shop's own runner unless given.

    A message of a name that this version does not know waits for a worker that does."""
    names = [name for name in shop.outbox if lane is None or shop.lane_of(name) == lane]
    if not shop.glance(lambda work: outbox.has_due(work.session, work.now(), names)):
        return 0
    handlers = {name: partial(shop.outbox[name], shop) for name in names}
    together = {name: partial(fn, shop) for name, fn in shop.together.items()}
    until = time.monotonic() + (GO_ON_SECONDS if books is not None else 0.0)
    return drain(
        books or shop.runner,
        handlers,
        together=together,
        names=names,
        enough=enough,
        batch=batch,
        go_on=lambda: time.monotonic() < until,
    )


class Worker:
    """Loops over the outbox and the periodic jobs, of one lane or of both. `stop` ends it after the message in hand."""

    def __init__(self, app: Flask, periodic: Sequence[Periodic], lane: str | None = None) -> None:
        self._app, self._lane = app, lane
        self._periodic = [job for job in periodic if lane in (None, job.lane)]
        self._shop: ShopState = app.extensions["shop"]
        self._looked: datetime | None = None
        self._books: Books | None = None
        self._busy_until, self._away = 0.0, False
        self._stopped = threading.Event()

    def stop(self, *_: object) -> None:
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped. A broken handler or a busy database delays, never ends it."""
        with self._app.app_context():
            news, self._books = _News(self._shop.db.engine), Books(self._shop)
        try:
            while not self._stopped.is_set():
                if self.step():
                    self._busy_until = time.monotonic() + QUIET_SECONDS
                else:
                    self._rest(news)
        finally:
            news.close()
            self._books.close()

    def _rest(self, news: _News) -> None:
        """Until somebody has committed, or it is time to look."""
        now = time.monotonic()
        if self._lane == "long" or not news.tells:
            self._stopped.wait(LOOK_LONG_SECONDS if self._lane == "long" else LOOK_BLIND_SECONDS)
            return
        pause = ASK_SECONDS if now < self._busy_until else ASK_QUIET_SECONDS
        until = now + LOOK_SECONDS
        while time.monotonic() < until and not self._stopped.wait(pause):
            if news.came():
                return

    def step(self) -> int:
        """One look at everything; returns how many messages were done."""
        with self._app.app_context():
            try:
                books = self._books.runner if self._books else None
                done = drain_once(self._shop, self._lane, self._stopped.is_set, books=books)
                self._tick()
            except (SQLAlchemyError, DomainError):
                if not self._away:
                    log.exception("the worker could not reach its database; asking again every second")
                self._away = True
                self._stopped.wait(1.0)
                return 0
        if self._away:
            log.warning("the worker's database is back")
        self._away = False
        return done

    def _tick(self) -> None:
        now, last = self._shop.clock.now(), self._looked
        if last is None or not last <= now < last + LOOK:
            self._looked = now
            run_due(self._shop, self._periodic, self._stopped.is_set)


class _News:
    """SQLite's own word on whether another connection has committed; other databases tell nothing here."""

    def __init__(self, engine: Engine) -> None:
        self.tells = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
        self._connection: Any = None
        if self.tells:
            pooled = engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()
        self._version = self._ask()

    def came(self) -> bool:
        before, self._version = self._version, self._ask()
        return self._version != before

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _ask(self) -> object:
        if self._connection is None:
            return None
        try:
            return self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.OperationalError:  # somebody is just making the file anew
            return None


def run_until_signalled(worker: Worker) -> None:
    """Run in the foreground; SIGTERM and Ctrl-C finish the message in hand, then stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    worker.run()
