"""`python -m bench.open_pages`: the demo shop with 500 open order pages while another process keeps the write lock.

Bars: page p99 at most 50 ms, no error, no event lost, no stream lost. Once without the holder, for comparison.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from bench.buying import Shopper
from bench.figures import Figures, percentile
from bench.load.holder import hold
from bench.load.pages import Read, read
from bench.load.teller import Told, tell
from bench.load.watchers import Watched, watch
from tests.servers.shop import ServedShop, running_shop

SKU = "CLOTH-LINEN"
BAR_MS = 50.0
_spawn = multiprocessing.get_context("spawn")


def main() -> None:
    options = _options()
    figures = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-bench-")))
        shop = stack.enter_context(running_shop(folder / "instance"))
        manager = stack.enter_context(_spawn.Manager())
        tokens = [Shopper(shop.url).buys(SKU) for _ in range(options.orders)]
        pages = [tokens[n % len(tokens)] for n in range(options.streams)]
        paths = [*_products(shop), *(f"/o/{token}" for token in tokens[:6])]
        for path in paths:  # templates are compiled at their first use, once a process
            requests.get(shop.url + path, timeout=30).raise_for_status()
        calm = Round(shop, manager, options, paths, pages)
        calm.run(())
        calm.report(figures, "without the holder")
        busy = Round(shop, manager, options, paths, pages)
        held: Any = manager.list()
        busy.run(((hold, (str(shop.instance / "shop.sqlite"), busy.stop, held)),))
        busy.report(figures, "lock held", bar=BAR_MS)
        figures.told("share of the time for which the lock was held", 100 * held[0], "%")
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each of the two rounds lasts")
    parser.add_argument("--streams", type=int, default=500, help="open order pages")
    parser.add_argument("--orders", type=int, default=50, help="orders they belong to")
    parser.add_argument("--rate", type=float, default=20.0, help="pages asked for a second")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two entries of the teller")
    return parser.parse_args()


def _products(shop: ServedShop) -> list[str]:
    home = requests.get(shop.url + "/", timeout=30).text
    return sorted(set(re.findall(r'href="(/p/[^"?#/]+)"', home)))[:6]


SETTLE_S = 6.0


class Round:
    """Open pages, a reader, a teller and whoever else is named, for the seconds asked for."""

    def __init__(
        self, shop: ServedShop, manager: SyncManager, options: argparse.Namespace, paths: list[str], tokens: list[str]
    ) -> None:
        self._shop, self._options, self._paths, self._tokens = shop, options, paths, tokens
        self._opened, self.stop, self._over = _spawn.Event(), _spawn.Event(), _spawn.Event()
        self._watched: Any = manager.list()
        self._told: Any = manager.list()
        self._read: Any = manager.list()

    def run(self, others: tuple[tuple[Callable[..., None], tuple[Any, ...]], ...]) -> None:
        port, options = urlsplit(self._shop.url).port, self._options
        watching = self._start(watch, port, self._tokens, self._opened, self._over, self._watched)
        if not self._opened.wait(60):
            raise RuntimeError("The streams did not open within a minute.")
        beside = [self._start(target, *given) for target, given in others]
        told = self._shop.instance, {}, sorted(set(self._tokens)), options.pause, self.stop, self._told
        beside.append(self._start(tell, *told))
        time.sleep(SETTLE_S)  # the helpers of the bench import the shop; that is no load of the shop's
        reading = self._start(read, port, self._paths, options.seconds, options.rate, self._read)
        reading.join(options.seconds + 120)
        self.stop.set()
        for process in beside:
            process.join(30)
        self._over.wait(1.0)  # what was committed last is on its way still
        self._over.set()
        watching.join(30)

    def _start(self, target: Callable[..., None], *given: Any) -> Any:
        process = _spawn.Process(target=target, args=given, daemon=True)
        process.start()
        return process

    def report(self, figures: Figures, when: str, bar: float | None = None) -> None:
        pages: Read = self._read[0]
        told: Told = self._told[0]
        watched: Watched = self._watched[0]
        figures.told(f"pages read, {when}", len(pages.times), "pages")
        figures.told(f"page p50, {when}", percentile(pages.times, 0.5), "ms")
        for kind, start in (("product", "/p/"), ("order", "/o/")):
            times = [ms for path, ms in zip(pages.paths, pages.times, strict=True) if path.startswith(start)]
            figures.told(f"{kind} page p50, {when}", percentile(times, 0.5), "ms")
        p99 = percentile(pages.times, 0.99)
        figures.told(f"page p99, {when}", p99, "ms") if bar is None else figures.at_most(
            f"page p99, {when}", p99, "ms", bar
        )
        figures.exactly(f"errors, {when}", len(pages.errors) + len(told.errors), "errors", 0)
        for error in (*pages.errors, *told.errors)[:5]:
            print("#", error)
        figures.told(f"entries written, {when}", len(told.waits), "entries")
        figures.told(f"a write's wait p99, {when}", percentile(told.waits, 0.99), "ms")
        figures.exactly(f"streams lost of {len(watched.heard)}, {when}", watched.ended, "streams", 0)
        figures.exactly(f"events lost, {when}", _lost(told, watched), "events", 0)
        figures.told(f"events heard, {when}", sum(len(heard) for _, heard in watched.heard), "events")
        figures.told(f"entry to page p99, {when}", percentile(watched.delays, 0.99), "ms")


def _lost(told: Told, watched: Watched) -> int:
    """Entries that a page of their order did not hear, or heard twice or out of order."""
    lost = 0
    for token, heard in watched.heard:
        wanted = told.places.get(token, [])
        own = [place for place in heard if place in set(wanted)]
        lost += len(set(wanted) - set(own)) if own != wanted else 0
        lost += len(own) - len(set(own))
    return lost


if __name__ == "__main__":
    main()
