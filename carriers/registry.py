"""Which carriers there are: the two built in and whatever installed packages offer.

A third party adds one by the entry-point group `shop.carriers`, pointing at a `carriers.plugin.Plugin`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

import carriers.ups
import carriers.van
from carriers.base import Carrier
from carriers.http import Link
from carriers.plugin import Plugin
from foundation.plain.errors import NotFound

GROUP = "shop.carriers"
BUILT_IN: tuple[Plugin, ...] = (carriers.ups.plugin, carriers.van.plugin)


def discover() -> dict[str, Plugin]:
    """Every carrier by its code. Built-in codes cannot be taken over. Raises `TypeError` for a broken plugin."""
    found = {plugin.code: plugin for plugin in BUILT_IN}
    for point in entry_points(group=GROUP):
        plugin = point.load()
        if not isinstance(plugin, Plugin):
            raise TypeError(f"Entry point {point.name} of {GROUP} is no carriers.plugin.Plugin.")
        found.setdefault(plugin.code, plugin)
    return found


def build(code: str, settings: Mapping[str, Any], link: Link | None = None) -> Carrier:
    """The carrier `code` with the shop's `settings`; `link` brings clock, sleep and guard (default: the real ones).

    Raises `NotFound` for a carrier that is not installed and `ValueError` for settings it cannot work with.
    """
    plugin = discover().get(code)
    if plugin is None:
        raise NotFound(f"There is no carrier called {code}. Install its adapter or choose another.")
    return plugin.make(settings, link or Link())
