"""What was read of the catalogue, and what was drawn of it, for as long as nothing of the catalogue is another.

The database gives each watched table another version with every change (`foundation.data.versions`), so nobody has to
say that something has changed, and nothing that is shown is older than the question. One statement a request asks for
the versions. Prices begin and end by the clock: the price that holds is part of the question.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from flask import has_request_context, request
from sqlalchemy import select

from foundation.data.versions import TableVersion
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.pricing.queries import turns

T = TypeVar("T")
Stamp = tuple[Hashable, int]

PLACE, ON_REQUEST = "catalogue", "shop.catalogue_stamp"
_reading: ContextVar[Stamp] = ContextVar("shop_catalogue_being_read")
MOST = 256  # pages; addresses with made-up parameters must not fill the memory
WATCHED = ("product", "variant", "image", "maker", "category", "availability", "search_document", "price_entry")
_NAMES = tuple(f"shop_{name}" for name in WATCHED)
_ASKED = select(TableVersion.name, TableVersion.version).where(TableVersion.name.in_(_NAMES))


class Remembered:
    """One a shop and process."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._prices: Hashable = None
        self._moments: tuple[datetime, ...] = ()
        self._waiting: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def stamp(self, work: Work) -> Stamp:
        """Another one after every change, and whenever a price begins or ends."""
        versions = frozenset((name, version) for name, version in work.session.execute(_ASKED))
        prices = next((version for name, version in versions if name == "shop_price_entry"), 0)
        if prices != self._prices:
            self._prices, self._moments = prices, turns(work)
        return versions, bisect_right(self._moments, work.now())

    def answer(self, stamp: Stamp, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` said when the catalogue was as at `stamp`. What it raises is raised."""
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._answers.clear()
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
            turn = self._waiting.setdefault((stamp, key), Lock())
        with turn:  # after a change many ask for the same page at once: one makes it, the others wait for that
            return self._made(stamp, key, make)

    def _made(self, stamp: Stamp, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if stamp == self._stamp and key in self._answers:
                return cast(T, self._answers[key])
        try:
            made = make()
            with self._lock:
                if stamp == self._stamp:
                    self._answers[key] = made
                    while len(self._answers) > MOST:
                        self._answers.popitem(last=False)
            return made
        finally:
            with self._lock:
                self._waiting.pop((stamp, key), None)


def of_catalogue(shop: ShopState, key: Hashable, read: Callable[[Work], T]) -> T:
    """What `read` finds in the catalogue and in nothing else, now. It is a frozen value: others are given it too."""
    remembered: Remembered = shop.places.setdefault(PLACE, Remembered())

    def read_at(stamp: Stamp, work: Work) -> T:
        token = _reading.set(stamp)
        try:
            return read(work)
        finally:
            _reading.reset(token)

    def look(work: Work) -> T:
        stamp = remembered.stamp(work)
        if has_request_context() and request.method == "GET":
            request.environ[ON_REQUEST] = stamp
        return remembered.answer(stamp, key, lambda: read_at(stamp, work))

    known = _of_this_request()
    if known is None:
        return shop.read(look)
    return remembered.answer(known, key, lambda: shop.read(lambda work: read_at(known, work)))


def also(shop: ShopState, key: Hashable) -> Callable[[Callable[[], T]], T]:
    """Within a `read` of `of_catalogue`: a part of what it reads that other pages are made of, too."""
    remembered: Remembered = shop.places[PLACE]
    return lambda make: remembered.answer(_reading.get(), key, make)


def _of_this_request() -> Stamp | None:
    """A page is of one moment: it asks once."""
    return request.environ.get(ON_REQUEST) if has_request_context() else None
