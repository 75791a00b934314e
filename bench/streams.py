"""`python -m bench.streams`: ten thousand open order pages on one process, and a restart of it meanwhile.

Bars: an entry that concerns a hundredth of the pages is on 95 of 100 of them within 25 ms of the tailer's read; an open
page takes at most 30 KiB; nobody misses an entry or hears one twice across a restart. A bare Flask stream in the same
run is the ceiling. The browsers are a second process.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import requests

from bench.figures import Figures, percentile
from bench.load.crowd import Heard, come
from foundation.data.work import Work
from storefront.mount import database
from storefront.mount.current import ShopState
from storefront.orders.models import Contact, Order
from storefront.orders.tokens import make_token
from storefront.standalone.app import create_app
from storefront.timeline.queries import place_of
from storefront.timeline.service import append
from tests.servers.postgres import die_with_parent, free_port

BAR_MS, BAR_KIB, GROUPS = 25.0, 30.0, 100
CONFIGURATION = Path(__file__).resolve().parents[1] / "storefront/standalone/gunicorn_conf.py"
OPEN_SECONDS = 900  # on a machine with much else to do
_spawn = multiprocessing.get_context("spawn")


def main() -> None:
    options = _options()
    figures = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-bench-")))
        app = create_app({"INSTANCE": folder / "instance"})
        stack.enter_context(app.app_context())
        shop: ShopState = app.extensions["shop"]
        database.upgrade(shop.db.engine)
        orders = [f"order-{number:03}" for number in range(GROUPS)]
        shop.write(lambda work: [_order(work, ref) for ref in orders])
        # A page says what it was rendered with, so that it misses nothing before it has heard anything.
        paths = [f"/o/{make_token(shop, ref)}/stream?since=0-0" for ref in orders]
        server = stack.enter_context(Server.started(folder, "shop"))
        if options.bare:
            bare = stack.enter_context(Server.started(folder, "bare"))
            _bare(figures, bare, options)
            bare.stop()
        _shop(figures, server, options, shop, dict(zip(orders, paths, strict=True)))
    figures.exit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=10_000, help="open order pages")
    parser.add_argument("--entries", type=int, default=100, help="written before the restart, and as many after it")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two entries")
    parser.add_argument("--no-bare", dest="bare", action="store_false", help="leave the ceiling out")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < options.streams + 200:
        parser.error(f"{options.streams} streams need as many open files and some more; ulimit -Hn says {most}")
    return options


def _order(work: Work, ref: str) -> None:
    work.session.add(Contact(contact_ref=ref, created_at=work.now()))
    work.session.flush()
    states = {"state": "placed", "payment_status": "paid", "fulfilment_status": "unfulfilled"}
    money = {"delivery_minor": 0, "delivery_tax_minor": 0, "delivery_tax_rate": 0, "total_minor": 0}
    row = Order(order_ref=ref, number=ref, checkout_id=ref, contact_ref=ref, plan_kind="each", currency="EUR")
    for name, value in {**states, **money, "country": "DE", "digest": "", "created_at": work.now()}.items():
        setattr(row, name, value)
    work.session.add(row)


class Server:
    """One gunicorn process with the shop's configuration."""

    def __init__(self, folder: Path, app: str) -> None:
        self.port, self._app = free_port(), app
        self.marks = folder / f"{app}.marks"
        self._environment = {"SHOP_INSTANCE": str(folder / "instance"), "BENCH_MARKS": str(self.marks)}
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def started(cls, folder: Path, app: str) -> Iterator[Server]:
        server = cls(folder, app)
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "-c", str(CONFIGURATION), "-b", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(
            [*command, "--backlog", "2048", f"bench.load.streaming:{self._app}()"],
            env=os.environ | self._environment, preexec_fn=die_with_parent,
        )  # fmt: skip
        for _ in range(600):
            with suppress(requests.RequestException):
                requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=30)
                return
            time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def stop(self) -> float:
        """SIGTERM; returns the seconds it took to end."""
        began, process = time.monotonic(), self._process
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            self._process = None
        return time.monotonic() - began

    def memory_kib(self) -> int:
        assert self._process is not None
        (worker,) = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        status = Path(f"/proc/{worker}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def marked(self) -> dict[str, float]:
        return {place: float(at) for place, at in (line.split() for line in self.marks.read_text().splitlines())}


class Audience:
    """The crowd before a server."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self._ours, theirs = _spawn.Pipe()
        self._count = len(paths)
        self._process = _spawn.Process(target=come, args=(port, paths, theirs), daemon=True)
        self._process.start()

    def wait_until_open(self) -> float:
        """Returns the seconds it took until every page had its stream."""
        began, opened = time.monotonic(), 0
        while time.monotonic() - began < OPEN_SECONDS:
            self._ours.send("open")
            opened = self._ours.recv()
            if opened == self._count:
                return time.monotonic() - began
            time.sleep(0.2)
        raise RuntimeError(f"{opened} of {self._count} streams opened within {OPEN_SECONDS} seconds.")

    def leave(self) -> Heard:
        self._ours.send("end")
        heard: Heard = self._ours.recv()
        self._process.join(10)
        return heard


def _bare(figures: Figures, server: Server, options: argparse.Namespace) -> None:
    groups = [f"g{number}" for number in range(GROUPS)]
    before = server.memory_kib()
    audience = Audience(server.port, [f"/o/{groups[n % GROUPS]}/stream" for n in range(options.streams)])
    audience.wait_until_open()
    figures.told("memory an open page, bare Flask", (server.memory_kib() - before) / options.streams, "KiB")
    for number in range(options.entries):
        requests.get(f"http://127.0.0.1:{server.port}/say/{random.choice(groups)}/{number}", timeout=10)
        time.sleep(options.pause)
    time.sleep(0.5)
    figures.told("fan-out p95, bare Flask", percentile(_delays(audience.leave(), server.marked()), 0.95), "ms")


def _shop(
    figures: Figures, server: Server, options: argparse.Namespace, shop: ShopState, paths: dict[str, str]
) -> None:
    orders = list(paths)
    written: dict[str, list[str]] = {path: [] for path in paths.values()}

    def write(count: int) -> None:
        for _ in range(count):
            order = random.choice(orders)
            shop.write(
                lambda work, ref=order: append(work, ref, [], "scanned", datetime.now(UTC), {"text": "On its way"})
            )  # type: ignore[misc] # a default that binds
            place = shop.read(lambda work, ref=order: str(place_of(work, ref)))  # type: ignore[misc] # the same
            written[paths[order]].append(place)
            time.sleep(options.pause)

    before = server.memory_kib()
    audience = Audience(server.port, [paths[orders[n % GROUPS]] for n in range(options.streams)])
    figures.told(f"{options.streams} pages opened in", audience.wait_until_open(), "s")
    figures.at_most("memory an open page", (server.memory_kib() - before) / options.streams, "KiB", BAR_KIB)
    write(options.entries)
    figures.at_most(f"end at SIGTERM under {options.streams} streams", server.stop(), "s", 3.0)
    write(5)
    server.start()
    figures.told("until every page was back after the restart", audience.wait_until_open(), "s")
    write(options.entries)
    time.sleep(1.0)
    heard, marks = audience.leave(), server.marked()
    figures.at_most("fan-out p95 after the tailer's read", percentile(_delays(heard, marks), 0.95), "ms", BAR_MS)
    figures.told("fan-out p50 after the tailer's read", percentile(_delays(heard, marks), 0.5), "ms")
    figures.told("streams that ended at the restart", heard.ended, "streams")
    figures.told("entries heard", sum(len(ids) for _, ids, _ in heard.pages), "entries")
    missed = [len(set(written[path]) ^ set(ids)) + len(ids) - len(set(ids)) for path, ids, _ in heard.pages]
    figures.exactly("entries lost or doubled across the restart", sum(missed), "entries", 0)


def _delays(heard: Heard, marks: dict[str, float]) -> list[float]:
    """Milliseconds from the tailer's hand to the browser; what was read from the table after a restart has no mark."""
    return [
        1000 * (at - marks[place])
        for _, ids, moments in heard.pages
        for place, at in zip(ids, moments, strict=True)
        if place in marks and at - marks[place] < 60
    ]


if __name__ == "__main__":
    main()
