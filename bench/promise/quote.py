"""CPU per quote on full order books; over HTTP in the running shop with 300 open orders (`bench.promise.served`)."""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import scoped_session, sessionmaker

from bench.figures import Figures, percentile
from bench.promise.line import furnish, order
from bench.promise.workshop import an_order, full_house, staffed
from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import SystemClock
from fulfilment.api.promise import Destination, WantedMade, quote
from fulfilment.promise.batching import commit_many
from fulfilment.promise.domain.days import quote_of
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.planner import Planner
from storefront.mount.models import load_models

HOME = Destination("DK", "8000")
BAR_US, BAR_MS = 250, 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quotes", type=int, default=1_000, help="different orders asked for")
    parser.add_argument("--rounds", type=int, default=15, help="of each quote the fastest counts: others share the CPU")
    parser.add_argument("--requests", type=int, default=300, help="over HTTP; 0 leaves the shop out")
    parser.add_argument("--orders", type=int, default=300, help="open orders in the running shop")


def run(options: argparse.Namespace, figures: Figures) -> None:
    random = Random(4)
    for booked in (1_000, 10_000, 100_000):
        house = full_house(booked, random)
        orders = [an_order(random) for _ in range(options.quotes)]
        with _nothing_to_collect():
            rounds = [[_time(house, order) for order in orders] for _ in range(options.rounds)]
        best = [min(runs) for runs in zip(*rounds, strict=True)]
        figures.told(f"quote at {booked} booked operations, CPU p50", percentile(best, 0.5), "µs")
        p99 = percentile(best, 0.99)
        if booked == 100_000:
            figures.at_most(f"quote at {booked} booked operations, CPU p99", p99, "µs", BAR_US)
        else:
            figures.told(f"quote at {booked} booked operations, CPU p99", p99, "µs")
        every = [one for times in rounds for one in times]
        figures.told(f"the same, every run counted, CPU p99 at {booked}", percentile(every, 0.99), "µs")
    _with_people(house, orders, random, options.rounds, figures)
    _with_reads(options, figures)
    if options.requests:
        from bench.promise.served import over_http  # heavy: the whole shop

        over_http(options.requests, options.orders, BAR_MS, figures)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """As in the web process, where what was there at the start is out of the collector's sight."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _with_people(house: House, orders: list[WantedMade], random: Random, rounds: int, figures: Figures) -> None:
    """The same book and orders where somebody must stand by at every step: eighteen people, as busy as the units."""
    crewed = staffed(house, 50_000, random)
    with _nothing_to_collect():
        every = [[_time(crewed, order) for order in orders] for _ in range(rounds)]
    best = [min(runs) for runs in zip(*every, strict=True)]
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        figures.told(f"quote with people at 150000 booked operations, CPU {name}", percentile(best, share), "µs")


def _time(house: House, order: WantedMade) -> float:
    """Microseconds of CPU of one whole quote: materials, slots, days, both plans and the sentence."""
    fresh = replace(house)  # what a house works out once is worked out in every request
    began = time.thread_time_ns()
    quote_of(fresh, Planner(fresh).plan([order]), HOME)
    return (time.thread_time_ns() - began) / 1_000


def _with_reads(options: argparse.Namespace, figures: Figures) -> None:
    """The verb itself on SQLite: what every page with a date waits for."""
    load_models()
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        engine = sa.create_engine(f"sqlite:///{Path(folder) / 'shop.sqlite'}")
        tune_sqlite(engine)
        Base.metadata.create_all(engine)
        run = Runner(scoped_session(sessionmaker(engine)), SystemClock())
        run.write(partial(furnish, kits=options.orders * 2))
        run.write(partial(commit_many, orders=[order(n) for n in range(options.orders)]))
        wanted = order(options.orders).wanted
        times = []
        for _ in range(300):
            began = time.thread_time_ns()
            run.read(partial(quote, wanted=wanted, destination=HOME))
            times.append((time.thread_time_ns() - began) / 1e6)
        engine.dispose()
    name = f"quote with its reads at {options.orders} open orders, CPU"
    figures.told(f"{name} p50", percentile(times, 0.5), "ms")
    figures.at_most(f"{name} p99", percentile(times, 0.99), "ms", BAR_MS)
