"""The embedded worker: does what the outbox asks and what the clock asks, until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from foundation.data import outbox
from foundation.plain.errors import DomainError
from storefront.mount.current import ShopState
from storefront.running.draining import drain

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.05


@dataclass(frozen=True)
class Periodic:
    """Something done again and again. `fn` opens its own transactions and may be run by two workers at once."""

    name: str
    every: timedelta
    fn: Callable[[ShopState], Any]


def drain_once(shop: ShopState) -> int:
    """One batch of due messages, if any is due: an idle look never takes the write lock."""
    if not shop.read(lambda work: outbox.has_due(work.session, work.now())):
        return 0
    handlers = {name: partial(fn, shop) for name, fn in shop.outbox.items()}
    together = {name: partial(fn, shop) for name, fn in shop.together.items()}
    return drain(shop.runner, handlers, together=together)


class Worker:
    """Loops over the outbox and the periodic jobs. `stop` ends it after the message in hand."""

    def __init__(self, app: Flask, periodic: Sequence[Periodic]) -> None:
        self._app, self._periodic = app, periodic
        self._shop: ShopState = app.extensions["shop"]
        self._next: dict[str, datetime] = {}
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
                done = drain_once(self._shop)
                self._tick()
            except (SQLAlchemyError, DomainError):
                log.exception("the worker could not reach its database; trying again")
                self._stopped.wait(1.0)
                return 0
        return done

    def _tick(self) -> None:
        now = self._shop.clock.now()
        for job in self._periodic:
            if now >= self._next.get(job.name, now):
                self._next[job.name] = now + job.every
                try:
                    job.fn(self._shop)
                except Exception:  # the loop outlives every job; the next round tries again
                    log.exception("periodic job %s failed", job.name)


def run_until_signalled(worker: Worker) -> None:
    """Run in the foreground; SIGTERM and Ctrl-C finish the message in hand, then stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    worker.run()
