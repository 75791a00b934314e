"""Mistakes on demand: each waits for a matching request and then spoils so many of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

KINDS = ("unauthorized", "rate_limited", "server_error", "malformed", "slow", "lost")


@dataclass
class Fault:
    """`kind` from `KINDS`; `on`: part of the path it waits for (empty: any); `times` left; `value`: seconds of
    `Retry-After` or of slowness. `lost`: the work is done and the answer is not: a gateway's 504 comes instead."""

    kind: str
    on: str = ""
    times: int = 1
    value: float = 0.0


class Faults:
    """The faults waiting, thread-safe."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, path: str) -> Fault | None:
        """The first fault that waits for `path`, used up by one."""
        with self._lock:
            for fault in self._waiting:
                if fault.on in path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
