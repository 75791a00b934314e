"""One process a lane, so that a long job never holds up a short one, and one above them that starts a dead one again.

The lanes are forked, so that what the app is made of is in memory once. They die with the process above them, however
that dies: what they had in hand is done again when its lease is over.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from flask import Flask

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
PAUSE_SECONDS = 1.0  # before a lane that died is started again


class Lanes:
    """Runs `work(lane)` for each lane in a process of its own until SIGTERM or SIGINT, then gives them `grace_seconds`
    for what they have in hand."""

    def __init__(self, lanes: Sequence[str], work: Callable[[str], None], grace_seconds: float) -> None:
        self._lanes, self._work, self._grace = lanes, work, grace_seconds
        self._running: dict[int, str] = {}
        self._stopped = threading.Event()

    def run(self) -> None:
        kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number in kept:
            signal.signal(number, self._stop)
        try:
            for lane in self._lanes:
                self._start(lane)
            while not self._stopped.wait(0.2):
                self._start_again()
        finally:
            self._end()
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped.set()

    def _start(self, lane: str) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._running[pid] = lane
            return
        status = 1
        try:
            die_with_parent(parent)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._work(lane)
            status = 0
        except BaseException:  # a forked child never returns into what its parent was doing
            log.exception("the %s lane broke", lane)
        finally:
            os._exit(status)

    def _start_again(self) -> None:
        for pid in self._ended():
            lane = self._running.pop(pid)
            log.error("the %s lane died; starting it again", lane)
            if not self._stopped.wait(PAUSE_SECONDS):
                self._start(lane)

    def _ended(self) -> list[int]:
        return [pid for pid in list(self._running) if os.waitpid(pid, os.WNOHANG)[0]]

    def _end(self) -> None:
        for pid in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while self._running and time.monotonic() < deadline:
            for pid in self._ended():
                del self._running[pid]
            time.sleep(0.02)
        for pid, lane in self._running.items():
            log.warning("the %s lane did not stop in time; what it had in hand will be done again", lane)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._running.clear()


def fresh_connections(app: Flask) -> None:
    """After a fork: the parent's connections stay the parent's."""
    with app.app_context():
        app.extensions["shop"].db.engine.dispose(close=False)


def die_with_parent(parent: int) -> None:
    """The kernel kills this process when its parent is gone (on Linux), and at once if it went meanwhile."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
