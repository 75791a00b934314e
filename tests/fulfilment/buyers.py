"""Buyers in processes of their own, each with several threads: what a busy shop really does to the database."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from fulfilment.api.promise import reserve
from fulfilment.promise.service import commit
from tests.fulfilment.house import HOME, a_table, tins
from tests.servers.postgres import die_with_parent

PROCESSES, THREADS = 2, 8


def buy_tins(engine: Engine, now: datetime, buyers: int) -> list[str]:
    """Each buyer wants one tin, reserves and commits; their answers: `sold` or the sentence of the refusal."""
    return _crowd(engine, now, [f"tin-{n}" for n in range(buyers)])


def buy_tables(engine: Engine, now: datetime, buyers: int) -> list[str]:
    """The same with a table each, for the capacity of the workshop."""
    return _crowd(engine, now, [f"table-{n}" for n in range(buyers)])


def _crowd(engine: Engine, now: datetime, names: Sequence[str]) -> list[str]:
    url = engine.url.render_as_string(hide_password=False)
    shares = [names[n::PROCESSES] for n in range(PROCESSES)]
    answers = _processes().map(_share, [url] * PROCESSES, [now] * PROCESSES, shares)
    return [answer for share in answers for answer in share]


@cache
def _processes() -> ProcessPoolExecutor:
    """They import the shop once, and end with us, however we end."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=die_with_parent)


def go_home() -> None:
    """Nobody buys any more."""
    _processes().shutdown()
    _processes.cache_clear()


def _share(url: str, now: datetime, names: Sequence[str]) -> list[str]:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    sessions = scoped_session(sessionmaker(engine))
    run = Runner(sessions, FixedClock(now))

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
    wanted = [tins(name) if name.startswith("tin") else a_table(name)]
    try:
        run.write(lambda w: reserve(w, f"c-{name}", wanted, HOME, "each", w.now() + timedelta(minutes=35)))
        run.write(lambda w: commit(w, f"c-{name}", f"o-{name}", wanted, HOME, "each"))
    except DomainError as refusal:
        return refusal.sentence
    return "sold"
