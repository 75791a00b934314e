"""Answers that every visitor gets alike, kept for a few seconds.

A shop window may be a moment old: whoever buys is judged by what is there then, never by what was kept.
What one person may see and another not is never put here.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from foundation.plain.clock import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")
Task = Callable[[], None]
_making: ContextVar[bool] = ContextVar("shop_answer_being_made", default=False)
MOST = 512  # addresses with made-up parameters must not fill the memory


class Kept:
    """One a shop and process. With no seconds nothing is kept: each answer is made anew.

    Each process keeps its own, so two may give answers of different age, and what one of them forgets the others go on
    giving: none of them is older than twice its seconds.

    An answer is given for its seconds. For as long again it is still given, while `aside` (which runs a task beside the
    request) makes the next one: on a page that is asked for often, nobody waits. After that it is made while asked for.
    """

    def __init__(
        self, clock: Clock, seconds: float, most: int = MOST, aside: Callable[[Task], None] | None = None
    ) -> None:
        self._clock, self._longest, self._most, self._aside = clock, timedelta(seconds=seconds), most, aside
        self._answers: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._under_way: set[Hashable] = set()
        self._lock = Lock()

    def answer(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned for `key` a moment ago, else what it returns now. Whatever it raises is raised, and
        nothing is kept. `make` may be called beside the request: it opens its own transaction. What it asks for in its
        turn is made anew, or their ages would add up."""
        if not self._longest or _making.get():
            return make()
        with self._lock:
            made, found = self._answers.get(key, (None, None))
        age = self._clock.now() - made if made is not None else None
        if age is None or not timedelta() <= age < 2 * self._longest:  # a clock that went back makes nothing immortal
            return self._make(key, make)
        if age >= self._longest:
            if self._aside is None:
                return self._make(key, make)
            self._renew(key, make, self._aside)
        return found  # type: ignore[return-value]  # what was kept under a key is what its `make` gives

    def found(self, key: Hashable) -> Any:
        """The answer under `key` while it is within its seconds, else None: then somebody has to ask for it."""
        made, answer = self._answers.get(key, (None, None))
        return answer if made is not None and timedelta() <= self._clock.now() - made < self._longest else None

    def last(self, key: Hashable) -> Any:
        """The answer before, however old, for whoever makes the next one and may find it the same; None without one."""
        return self._answers.get(key, (None, None))[1]

    def forget(self) -> None:
        """Nothing is known any more: somebody has just changed something and wants to see it."""
        with self._lock:
            self._answers.clear()

    def _renew(self, key: Hashable, make: Callable[[], Any], aside: Callable[[Task], None]) -> None:
        with self._lock:
            if key in self._under_way:
                return
            self._under_way.add(key)
        aside(lambda: self._make_aside(key, make))

    def _make_aside(self, key: Hashable, make: Callable[[], Any]) -> None:
        try:
            self._make(key, make)
        except Exception:
            log.warning("an answer could not be renewed: %r", key, exc_info=True)
        finally:
            with self._lock:
                self._under_way.discard(key)

    def _make(self, key: Hashable, make: Callable[[], T]) -> T:
        now, token = self._clock.now(), _making.set(True)
        try:
            fresh = make()
        finally:
            _making.reset(token)
        with self._lock:
            self._answers[key] = (now, fresh)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return fresh
