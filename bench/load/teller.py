"""A worker beside the shop: writes timeline entries with the shop's own verbs, waiting for the lock as they do."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path

from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.orders.tokens import read_token
from storefront.standalone.app import create_app
from storefront.timeline.queries import place_of
from storefront.timeline.service import append


@dataclass
class Told:
    """Which places were written, by token, and how long each write took from asking to commit, in milliseconds."""

    places: dict[str, list[str]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def tell(
    instance: Path, environment: Mapping[str, str], tokens: Sequence[str], pause: float, stop: Event, out: list[Told]
) -> None:
    """One entry for each order in turn, until `stop`."""
    os.environ.update(environment)
    app, found = create_app({"INSTANCE": instance}), Told()
    with app.app_context():
        shop: ShopState = app.extensions["shop"]
        orders = [(token, read_token(shop, token).order_ref) for token in tokens]
        number = 0
        while not stop.wait(pause):
            token, order_ref = orders[number % len(orders)]
            number += 1
            began = time.monotonic()
            try:
                place = shop.write(lambda work, ref=order_ref: _entry(work, ref))  # type: ignore[misc] # a default that binds
            except Exception as error:  # noqa: BLE001 - whatever it was, it is counted as an error
                found.errors.append(repr(error))
                continue
            found.waits.append((time.monotonic() - began) * 1000)
            found.places.setdefault(token, []).append(place)
    out.append(found)


def _entry(work: Work, order_ref: str) -> str:
    append(work, order_ref, [], "scanned", work.now(), {"carrier": "van", "text": "On its way"})
    return str(place_of(work, order_ref))
