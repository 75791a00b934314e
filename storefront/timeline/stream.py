"""From the timeline's rows to the open pages: one tailer a process reads what is new and hands it to each page's queue.

An open page holds a queue and nothing else: no session, no transaction. Threads and queues are the standard library's,
so that gevent turns them into greenlets where it has patched, and a threaded server runs them as they are.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.timeline import queries, words
from storefront.timeline.bell import Bell
from storefront.timeline.domain import Entry, Place

log = logging.getLogger(__name__)
T = TypeVar("T")
# Reads in a transaction of its own, from any thread: `lambda fn: shop.read(fn)` inside the app's context.
Read = Callable[[Callable[[Work], object]], object]

BACKLOG = 200  # a page this far behind is let go; its browser comes back with Last-Event-ID
RETRY_MS = (1000, 4000)  # each page comes back at a time of its own: ten thousand at once would be a crowd
BELL_SECONDS = 1.0  # how long a bell is waited for before the table is asked all the same
RESTLESS_SECONDS = 1.0


@dataclass(eq=False)
class Subscription:
    """One open page. Its queue ends with None."""

    order_ref: str
    queue: Queue[Entry | None] = field(default_factory=lambda: Queue(BACKLOG))


class Tailer:
    """Reads rows beyond the last place it has seen, while anybody listens, and fans them out by order."""

    def __init__(self, read: Read, pause_seconds: float, make_bell: Callable[[], Bell | None] = lambda: None) -> None:
        self._read, self._pause, self._make_bell = read, pause_seconds, make_bell
        self._restless_until = 0.0
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Subscription]] = {}
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._place = Place()

    @property
    def listeners(self) -> int:
        with self._lock:
            return sum(len(group) for group in self._listeners.values())

    def subscribe(self, order_ref: str) -> Subscription:
        """Begin to listen. Whatever commits from now on arrives in the queue; read what was before afterwards."""
        subscription = Subscription(order_ref)
        with self._lock:
            if self._stopped.is_set():
                subscription.queue.put_nowait(None)
                return subscription
            self._listeners.setdefault(order_ref, set()).add(subscription)
            if self._thread is None:
                self._place = self._ask(queries.tail)
                self._thread = threading.Thread(target=self._run, name="timeline-tailer", daemon=True)
                self._thread.start()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            group = self._listeners.get(subscription.order_ref, set())
            group.discard(subscription)
            if not group:
                self._listeners.pop(subscription.order_ref, None)

    def close(self, deadline_seconds: float = 2.0) -> None:
        """End every stream and the tailer itself, within the deadline; browsers reconnect to whoever serves next."""
        self._stopped.set()
        with self._lock:
            for group in self._listeners.values():
                for subscription in group:
                    _end(subscription)
            thread = self._thread
        if thread is not None:
            thread.join(deadline_seconds)

    def _ask(self, fn: Callable[[Work], T]) -> T:
        return self._read(fn)  # type: ignore[return-value]

    def _run(self) -> None:
        bell = self._make_bell()
        while not self._nobody_listens():
            try:
                fresh = self._ask(lambda work: queries.after(work, self._place))
            except (SQLAlchemyError, DomainError):
                log.exception("the tailer could not read; trying again")
                self._stopped.wait(1.0)
                continue
            for entry in fresh:
                self._hand_out(entry)
                self._place = entry.place
            if len(fresh) < queries.BATCH:
                self._rest(bell)
        if bell is not None:
            bell.close()

    def _rest(self, bell: Bell | None) -> None:
        """Until there may be something new. What rang may hide for a while behind an older transaction that is open
        still, so that after a ring the table is asked often."""
        if bell is None or time.monotonic() < self._restless_until:
            self._stopped.wait(self._pause)
        elif bell.wait(BELL_SECONDS, self._pause):
            self._restless_until = time.monotonic() + RESTLESS_SECONDS

    def _nobody_listens(self) -> bool:
        with self._lock:
            if self._listeners and not self._stopped.is_set():
                return False
            self._thread = None
            return True

    def _hand_out(self, entry: Entry) -> None:
        with self._lock:
            group = tuple(self._listeners.get(entry.order_ref, ()))
        for subscription in group:
            try:
                subscription.queue.put_nowait(entry)
            except Full:
                _end(subscription)


def _end(subscription: Subscription) -> None:
    """Put the end into a queue, making room for it where there is none."""
    while True:
        try:
            subscription.queue.put_nowait(None)
            return
        except Full:
            try:
                subscription.queue.get_nowait()
            except Empty:
                continue


def follow(tailer: Tailer, read: Read, order_ref: str, since: Place, heartbeat_seconds: float) -> Iterator[str]:
    """The body of one `text/event-stream`: what the page has not seen yet, then what happens, with a heartbeat.

    A generator, so that a closed connection ends it: the server closes it, and the page's queue is given back.
    """
    subscription = tailer.subscribe(order_ref)
    seen = since
    try:
        yield f"retry: {random.randint(*RETRY_MS)}\n\n"  # noqa: S311 - spreads, hides nothing
        backlog: tuple[Entry, ...] = read(lambda work: queries.after(work, since, order_ref))  # type: ignore[assignment]
        for entry in backlog:
            seen = entry.place
            if entry.audience == "customer":
                yield event(entry)
        while True:
            try:
                fresh = subscription.queue.get(timeout=heartbeat_seconds)
            except Empty:
                yield ": still here\n\n"
                continue
            if fresh is None:
                return
            if fresh.place > seen and fresh.audience == "customer":
                seen = fresh.place
                yield event(fresh)
    finally:
        tailer.unsubscribe(subscription)


def event(entry: Entry) -> str:
    """One entry on the wire (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    data = {"kind": entry.kind, "label": words.label(entry), "lines": list(entry.line_refs), "at": entry.at.isoformat()}
    return f"id: {entry.place}\nevent: entry\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
