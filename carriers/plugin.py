"""The one object an adapter offers under the entry-point group `shop.carriers`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from carriers.base import Carrier
from carriers.http import Link


@dataclass(frozen=True)
class Plugin:
    """`make(settings, link)` builds the carrier; it raises `ValueError` for a missing or an unknown setting."""

    code: str
    name: str
    make: Callable[[Mapping[str, str], Link], Carrier]
