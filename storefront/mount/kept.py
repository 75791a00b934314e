"""Answers that every visitor gets alike, kept for a few seconds.

A shop window may be a moment old: whoever buys is judged by what is there then, never by what was kept.
What one person may see and another not is never put here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from foundation.plain.clock import Clock

T = TypeVar("T")
MOST = 512  # addresses with made-up parameters must not fill the memory


class Kept:
    """One a shop and process. With no seconds nothing is kept: each answer is made anew."""

    def __init__(self, clock: Clock, seconds: float, most: int = MOST) -> None:
        self._clock, self._longest, self._most = clock, timedelta(seconds=seconds), most
        self._answers: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned for `key` within the last seconds, else what it returns now. Whatever it raises is
        raised, and nothing is kept."""
        if not self._longest:
            return make()
        now = self._clock.now()
        with self._lock:
            made, found = self._answers.get(key, (None, None))
        if made is not None and made <= now < made + self._longest:  # a clock that went back makes no answer immortal
            return found  # type: ignore[return-value]
        fresh = make()
        with self._lock:
            self._answers[key] = (now, fresh)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return fresh

    def forget(self) -> None:
        """Nothing is known any more: somebody has just changed something and wants to see it."""
        with self._lock:
            self._answers.clear()
