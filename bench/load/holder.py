"""Somebody in the way: holds SQLite's write lock 300 of every 310 ms."""

from __future__ import annotations

import sqlite3
import time
from multiprocessing.synchronize import Event

HELD_S, FREE_S = 0.300, 0.010


def hold(database: str, stop: Event, held: list[float]) -> None:
    """Until `stop`; `held` (a shared list) gets the share of the time for which the lock was really held."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=0)
    total, start = 0.0, time.monotonic()
    while not stop.is_set():
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:  # a writer of the shop has its turn
            time.sleep(0.0005)
            continue
        began = time.monotonic()
        time.sleep(HELD_S)
        connection.execute("COMMIT")
        total += time.monotonic() - began
        time.sleep(FREE_S)
    connection.close()
    held.append(total / (time.monotonic() - start))
