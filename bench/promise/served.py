"""Quotes over HTTP, asked of the running shop as a person starts it: web, worker and simulator, 300 open orders.

Two figures, because two things are called a quote:

- *A quote*: `POST /api/v1/promise/quote`, the door of a headless shop or an ERP. One piece made to order, each time
  another configuration, priced for its country and dated for both plans.
- *A tap*: the configurator's whole answer to a choice, in which quotes are a part: state and price of every option, the
  day of the piece and of each of its some 17 neighbours, and the drawing.

The clock is the asker's, so both include what the asker's own HTTP client takes.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from random import Random

import requests

from bench.figures import Figures, percentile
from bench.promise.open_orders import PRODUCTS, Shop, sessions
from storefront.configurator.domain import Choices, Model
from tests.servers.shop import running_shop

OTHERS = 20  # asked by other shoppers before the clock runs
UNHURRIED = {"SHOP_API_ADDRESS_PER_MINUTE": "1000000"}  # counted as ever, but one address may ask them all
Body = dict[str, object]


def over_http(count: int, orders: int, bar: float, figures: Figures) -> None:
    """`count` quotes and as many taps, one after the other, of every product, beside `orders` open orders."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-bench-")))
        shop = stack.enter_context(running_shop(folder / "instance", **UNHURRIED))
        beside = Shop(shop.instance)
        beside.fill(orders)
        asker = stack.enter_context(requests.Session())
        for slug, sku in PRODUCTS.items():
            quotes = _quotes(asker, shop.url, sku, beside.models[sku], count + OTHERS)
            name = f"quote of {slug} by the API over HTTP"
            _told(figures, name, _times(asker, f"{shop.url}/api/v1/promise/quote", quotes), bar)
            taps = [_tap(one) for one in islice(sessions(beside.models[sku], Random(1)), count + OTHERS)]
            name = f"configurator's state of {slug} with its date over HTTP"
            _told(figures, name, _times(asker, f"{shop.url}/p/{slug}/configure/state", taps), bar)


def _told(figures: Figures, name: str, times: list[float], bar: float) -> None:
    figures.told(f"{name}, p50", percentile(times, 0.5), "ms")
    figures.at_most(f"{name}, p99", percentile(times, 0.99), "ms", bar)


def _quotes(asker: requests.Session, url: str, sku: str, model: Model, count: int) -> list[Body]:
    """So many different pieces, chosen as shoppers do and kept by the shop as a cart's would be."""
    return list(islice(_kept(asker, url, sku, sessions(model, Random(2))), count))


def _kept(asker: requests.Session, url: str, sku: str, chosen: Iterator[Choices]) -> Iterator[Body]:
    met = set[str]()
    for one in chosen:
        answer = asker.post(f"{url}/configurator/commit", json={"sku": sku, **_tap(one)}, timeout=30)
        if answer.status_code == 422:  # what does not go together has no quote
            continue
        answer.raise_for_status()
        signed, piece = answer.json()["snapshot"], answer.json()["hash"]
        if piece not in met:
            met.add(piece)
            yield {"lines": [{"sku": sku, "snapshot": signed}], "country": "DE", "postcode": "24937"}


def _tap(choices: Choices) -> Body:
    sent = choices.to_dict()
    return {
        "picks": sent["options"],
        "numbers": sent["numbers"],
        "texts": sent["texts"],
        "picked": sorted(choices.picked),
    }


def _times(asker: requests.Session, url: str, bodies: list[Body]) -> list[float]:
    gc.collect()
    gc.disable()  # the asker's own pauses are not the shop's
    times = [_asked(asker, url, body) for body in bodies]
    gc.enable()
    return times[OTHERS:]


def _asked(asker: requests.Session, url: str, body: Body) -> float:
    began = time.perf_counter()
    answer = asker.post(url, json=body, timeout=30)
    took = (time.perf_counter() - began) * 1_000
    answer.raise_for_status()
    return took
