"""Tells whoever listens how long something took; where nobody listens it costs nothing to speak of."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_listeners: list[Callable[[str, float], None]] = []


def listen(listener: Callable[[str, float], None]) -> None:
    """`listener(name, seconds)` hears of every timed call in this process from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def timed(name: str, fn: Callable[P, T]) -> Callable[P, T]:
    """`fn`, whose calls are told as `name`, whether they return or raise."""

    @wraps(fn)
    def told(*given: P.args, **named: P.kwargs) -> T:
        began = time.perf_counter()
        try:
            return fn(*given, **named)
        finally:
            for listener in _listeners:
                listener(name, time.perf_counter() - began)

    return told
