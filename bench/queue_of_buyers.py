"""Buyers in processes and threads: each reserves, then its paid order is accepted, through the doors only."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import scoped_session, sessionmaker

from bench.hall import SELLER, table
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import SystemClock
from foundation.plain.errors import Conflict, DomainError
from fulfilment.api.orders import AcceptLine, AcceptOrder, accept_order
from fulfilment.api.promise import Destination, Wanted, WantedMade, WantedStock, reserve

HOME = Destination("DE", "24937")
THREADS = 8


def crowd(url: str, names: Sequence[str], processes: int) -> list[str]:
    """Every buyer's answer: `sold`, `gone`, or what else was said."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        shares = [names[n::processes] for n in range(processes)]
        return [answer for share in pool.map(_share, [url] * processes, shares) for answer in share]


def _share(url: str, names: Sequence[str]) -> list[str]:
    engine = sa.create_engine(url, pool_size=THREADS)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    sessions = scoped_session(sessionmaker(engine))
    run = Runner(sessions, SystemClock())

    def one(name: str) -> str:
        try:
            return _buy(run, name)
        finally:
            sessions.remove()

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(one, names))
    engine.dispose()
    return answers


def _buy(run: Runner, name: str) -> str:
    line, wanted = (_tin if name.startswith("tin") else _table)(name)
    order = AcceptOrder(f"o-{name}", name, f"c-{name}", "each", HOME, (line,))
    try:
        run.write(lambda w: reserve(w, f"c-{name}", [wanted], HOME, "each", w.now() + timedelta(minutes=35)))
        run.write(lambda w: accept_order(w, order))
    except Conflict as refusal:
        return "gone" if "a moment ago" in refusal.sentence else refusal.sentence
    except DomainError as refusal:
        return refusal.sentence
    return "sold"


def _tin(name: str) -> tuple[AcceptLine, Wanted]:
    return AcceptLine(name, "TIN", "Tin of oil", 1, "stock", SELLER, "parcel"), WantedStock(name, "TIN", 1)


def _table(name: str) -> tuple[AcceptLine, Wanted]:
    spec = table()
    line = AcceptLine(name, "TABLE", "Table", 1, "make_to_order", SELLER, "two_person", spec=spec)
    return line, WantedMade(name, spec, 1)
