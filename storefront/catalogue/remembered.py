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
from functools import partial
from threading import Lock
from typing import Any, TypeVar, cast

from flask import has_request_context, request

from foundation.data.work import Work
from storefront.cart import badge
from storefront.mount.current import ShopState
from storefront.pricing.queries import turns

T = TypeVar("T")
Stamp = tuple[Hashable, int]

PLACE, ON_REQUEST = "catalogue", "shop.catalogue_stamp"
_reading: ContextVar[Stamp] = ContextVar("shop_catalogue_being_read")
# Answers of a kind: addresses with made-up parameters must not fill the memory. A product is small, and has two.
MOST, MOST_OF = 256, {"product": 2_048}
WATCHED = ("product", "variant", "image", "maker", "category", "availability", "search_document", "price_entry")
_NAMES = tuple(f"shop_{name}" for name in WATCHED)


class Remembered:
    """One a shop and process."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._answers: dict[Hashable, OrderedDict[Hashable, Any]] = {}
        self._prices: Hashable = None
        self._moments: tuple[datetime, ...] = ()
        self._waiting: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def stamp(self, work: Work) -> Stamp:
        """Another one after every change, and whenever a price begins or ends."""
        known = badge.beside_versions(work)
        versions = tuple([known.get(name) for name in _NAMES])
        prices = known.get("shop_price_entry", 0)
        if prices != self._prices:
            self._prices, self._moments = prices, turns(work)
        return versions, bisect_right(self._moments, work.now())

    def answer(self, stamp: Stamp, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` said when the catalogue was as at `stamp`. What it raises is raised."""
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._answers.clear()
            known = self._of_its_kind(key)
            if key in known:
                known.move_to_end(key)
                return cast(T, known[key])
            turn = self._waiting.setdefault((stamp, key), Lock())
        with turn:  # after a change many ask for the same page at once: one makes it, the others wait for that
            return self._made(stamp, key, make)

    def _made(self, stamp: Stamp, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            known = self._of_its_kind(key)
            if stamp == self._stamp and key in known:
                return cast(T, known[key])
        try:
            made = make()
            with self._lock:
                if stamp == self._stamp:
                    known = self._of_its_kind(key)
                    known[key] = made
                    while len(known) > MOST_OF.get(_kind(key), MOST):
                        known.popitem(last=False)
            return made
        finally:
            with self._lock:
                self._waiting.pop((stamp, key), None)

    def _of_its_kind(self, key: Hashable) -> OrderedDict[Hashable, Any]:
        return self._answers.setdefault(_kind(key), OrderedDict())


def _kind(key: Hashable) -> str:
    return str(key[0] if isinstance(key, tuple) else key)


def of_catalogue(shop: ShopState, key: Hashable, read: Callable[[Work], T]) -> T:
    """What `read` finds in the catalogue and in nothing else, now. It is a frozen value: others are given it too."""
    known = _of_this_request()
    if known is None:
        return shop.glance(lambda work: within(shop, work, key, read))
    return _remembered(shop).answer(known, key, lambda: shop.glance(lambda work: _read_at(known, work, read)))


def within(shop: ShopState, work: Work, key: Hashable, read: Callable[[Work], T]) -> T:
    """The same for whoever is reading already, and reads more than the catalogue."""
    remembered, stamp = _remembered(shop), _of_this_request()
    if stamp is None:
        stamp = remembered.stamp(work)
        if has_request_context() and request.method == "GET":
            request.environ[ON_REQUEST] = stamp
    return remembered.answer(stamp, key, partial(_read_at, stamp, work, read))


def _read_at(stamp: Stamp, work: Work, read: Callable[[Work], T]) -> T:
    token = _reading.set(stamp)
    try:
        return read(work)
    finally:
        _reading.reset(token)


def _remembered(shop: ShopState) -> Remembered:
    found: Remembered = shop.places.setdefault(PLACE, Remembered())
    return found


def also(shop: ShopState, key: Hashable) -> Callable[[Callable[[], T]], T]:
    """Within a `read` of `of_catalogue`: a part of what it reads that other pages are made of, too."""
    remembered: Remembered = shop.places[PLACE]
    return lambda make: remembered.answer(_reading.get(), key, make)


def _of_this_request() -> Stamp | None:
    """A page is of one moment: it asks once."""
    return request.environ.get(ON_REQUEST) if has_request_context() else None
