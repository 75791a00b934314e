"""The embedded worker: does what the outbox asks and what the clock asks, until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from foundation.data import outbox
from foundation.plain.errors import DomainError
from storefront.mount.current import ShopState
from storefront.running.draining import BATCH, drain
from storefront.running.periodic import LOOK, Periodic, run_due

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.02
LANES = ("quick", "long")


def drain_once(
    shop: ShopState, lane: str | None = None, enough: Callable[[], bool] = lambda: False, batch: int = BATCH
) -> int:
    """One batch of due messages of a lane (None: of both), if any is due: an idle look never takes the write lock.

    A message of a name that this version does not know waits for a worker that does."""
    names = [name for name in shop.outbox if lane is None or shop.lane_of(name) == lane]
    if not shop.read(lambda work: outbox.has_due(work.session, work.now(), names)):
        return 0
    handlers = {name: partial(shop.outbox[name], shop) for name in names}
    together = {name: partial(fn, shop) for name, fn in shop.together.items()}
    return drain(shop.runner, handlers, together=together, names=names, enough=enough, batch=batch)


class Worker:
    """Loops over the outbox and the periodic jobs, of one lane or of both. `stop` ends it after the message in hand."""

    def __init__(self, app: Flask, periodic: Sequence[Periodic], lane: str | None = None) -> None:
        self._app, self._lane = app, lane
        self._periodic = [job for job in periodic if lane in (None, job.lane)]
        self._shop: ShopState = app.extensions["shop"]
        self._looked: datetime | None = None
        self._stopped = threading.Event()

    def stop(self, *_: object) -> None:
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped. A broken handler or a busy database delays, never ends it."""
        while not self._stopped.is_set():
            if not self.step():
                self._stopped.wait(IDLE_SECONDS)

    def step(self) -> int:
        """One look at everything; returns how many messages were done."""
        with self._app.app_context():
            try:
                done = drain_once(self._shop, self._lane, self._stopped.is_set)
                self._tick()
            except (SQLAlchemyError, DomainError):
                log.exception("the worker could not reach its database; trying again")
                self._stopped.wait(1.0)
                return 0
        return done

    def _tick(self) -> None:
        now, last = self._shop.clock.now(), self._looked
        if last is None or not last <= now < last + LOOK:
            self._looked = now
            run_due(self._shop, self._periodic, self._stopped.is_set)


def run_until_signalled(worker: Worker) -> None:
    """Run in the foreground; SIGTERM and Ctrl-C finish the message in hand, then stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    worker.run()
