"""SQLite under many readers and one writer, waiting politely.

SQLite waits inside C when another process holds the lock, and under gevent that freezes every page. So its own waiting
is switched off; a write opens with BEGIN IMMEDIATE in a loop that sleeps in Python, which gevent turns into a switch.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from foundation.plain.errors import Unavailable

WRITE_DEADLINE_S = 10.0
PAUSE_S, OFTEN_S, LONG_PAUSE_S = 0.0003, 0.03, 0.01  # often at first; in a crowd that would be most of the work
_BUSY = ("database is locked", "database is busy", "database table is locked")


def is_busy(error: BaseException) -> bool:
    """Whether `error`, or what it wraps, is SQLite saying that somebody else is writing."""
    original = getattr(error, "orig", error)
    return isinstance(original, sqlite3.OperationalError) and any(word in str(original) for word in _BUSY)


def tune_sqlite(engine: Engine) -> None:
    """Put an engine of our own (or a host's, on its own wish) into WAL mode with cooperative write transactions."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, or the driver would, too late
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    _patiently(lambda: cursor.execute("PRAGMA journal_mode=WAL"))
    cursor.close()


def _on_begin(connection: Connection) -> None:
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get("shop_write") else "BEGIN"
    # Asked of the driver itself: who waits asks often, and wrapping each refusal was most of the waiting.
    driver = connection.connection.driver_connection
    assert driver is not None
    _patiently(lambda: driver.execute(begin))


def _patiently(statement: Any) -> None:
    began, pause = time.monotonic(), PAUSE_S
    while True:
        try:
            statement()
            return
        except (OperationalError, sqlite3.OperationalError) as error:
            if not is_busy(error):
                raise
            if time.monotonic() > began + WRITE_DEADLINE_S:
                raise Unavailable("The shop is very busy just now; nothing was changed. Please try again.") from error
        time.sleep(pause)
        pause = pause if time.monotonic() < began + OFTEN_S else min(pause * 2, LONG_PAUSE_S)
