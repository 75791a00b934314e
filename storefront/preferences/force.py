"""Which settings are in force: what the app was started with is stronger, then what the console set, then defaults.

Read once in a few seconds a process, so that no page pays for it; whoever sets something sees it at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, request

from storefront.mount.config import PREFIX, Settings
from storefront.mount.current import ShopState, current_shop
from storefront.preferences import queries
from storefront.preferences.domain import CHECKS

GOOD_FOR = timedelta(seconds=5)
PLACE = "preferences"
HELD = "JOINERY_HELD"  # the keys that somebody really gave, where the app also brings defaults of its own
_FREE = (".static", ".healthz")


@dataclass(frozen=True)
class _Read:
    at: datetime
    base: Settings


def held(app: Flask) -> frozenset[str]:
    """The settings that the app itself was started with, by name: the console cannot set them."""
    given = app.config.get(HELD)
    keys = given if given is not None else (key for key in app.config if key.startswith(PREFIX))
    names = {key[len(PREFIX) :].lower() for key in keys if key.startswith(PREFIX)}
    return frozenset(names & CHECKS.keys())


def refresh(shop: ShopState) -> None:
    """Bring `shop.settings` up to date if it was read more than a few seconds ago."""
    read: _Read | None = shop.places.get(PLACE)
    now = shop.clock.now()
    if read is not None and timedelta() <= now - read.at < GOOD_FOR:
        return
    base = read.base if read is not None else shop.settings
    names = {field.name for field in fields(Settings)} - held(current_app._get_current_object())  # type: ignore[attr-defined]
    values: dict[str, Any] = {n: kept.value for n, kept in shop.read(queries.stored).items() if n in names}
    if replace(base, **values) != shop.settings:
        shop.settings = replace(base, **values)
    shop.places[PLACE] = _Read(now, base)


def forget(shop: ShopState) -> None:
    """Something was set: the next look reads it."""
    read: _Read | None = shop.places.get(PLACE)
    if read is not None:
        shop.places[PLACE] = _Read(read.at - 2 * GOOD_FOR, read.base)


def before_request() -> None:
    """For every page of the shop but files and the question whether it is well."""
    if not (request.endpoint or "").endswith(_FREE):
        refresh(current_shop())


def context() -> dict[str, Settings]:
    """`shop` of every template: the settings that are in force."""
    return {"shop": current_shop().settings}
