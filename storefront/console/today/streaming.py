"""The console's stream: it says only that something happened, and the open pages ask for themselves again.

No order's words travel on it, so that one stream serves everybody at the console, whosever rows they see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from queue import Empty

from storefront.mount.current import ShopState
from storefront.timeline import queries
from storefront.timeline.domain import Entry, Place
from storefront.timeline.stream import RETRY_MS, Read, Subscription, Tailer
from storefront.timeline.views import reader

PLACE = "console.tailer"
EVERYTHING = "*"


class HouseTailer(Tailer):
    """A tailer whose pages follow all orders at once: they listen under `EVERYTHING`."""

    def _hand_out(self, entry: Entry) -> None:
        super()._hand_out(replace(entry, order_ref=EVERYTHING))


def house_tailer(shop: ShopState) -> HouseTailer:
    """The process's one tailer for the console; it reads only while a page of the console is open."""
    found = shop.places.get(PLACE)
    if not isinstance(found, HouseTailer):
        found = shop.places.setdefault(PLACE, HouseTailer(reader(shop), shop.settings.tail_seconds))
    tailer: HouseTailer = found
    return tailer


def changes(tailer: HouseTailer, read: Read, since: Place | None, heartbeat_seconds: float) -> Iterator[str]:
    """The body of one `text/event-stream`: one event for all that happened at once, ids to resume from."""
    subscription = tailer.subscribe(EVERYTHING)
    try:
        yield f"retry: {RETRY_MS}\n\n"
        if since is not None:
            missed: tuple[Entry, ...] = read(lambda work: queries.after(work, since))  # type: ignore[assignment]
            if missed:
                yield _changed(missed[-1].place)
        while True:
            try:
                newest = subscription.queue.get(timeout=heartbeat_seconds)
            except Empty:
                yield ": still here\n\n"
                continue
            newest, ended = _newest(subscription, newest)
            if newest is not None:
                yield _changed(newest.place)
            if ended:
                return
    finally:
        tailer.unsubscribe(subscription)


def _newest(subscription: Subscription, entry: Entry | None) -> tuple[Entry | None, bool]:
    """Whatever else lies in the queue counts as one change; True when the end lay there too."""
    newest = entry
    while entry is not None:
        try:
            entry = subscription.queue.get_nowait()
        except Empty:
            return newest, False
        newest = entry or newest
    return newest, True


def _changed(place: Place) -> str:
    return f"id: {place}\nevent: change\ndata: {{}}\n\n"
