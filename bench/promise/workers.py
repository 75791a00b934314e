"""A process that confirms its share of the orders, batch by batch, until it is done or killed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import scoped_session, sessionmaker

from bench.promise.line import order
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.data.work import Work
from foundation.plain.clock import SystemClock
from foundation.plain.errors import Unavailable
from fulfilment.capacity import ledger
from fulfilment.promise.batching import PaidOrder, commit_many
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.snapshot import load_house, skus_of
from fulfilment.stock import supply


def confirm(url: str, batch: int, blind: bool, ready: Any, hand: Any) -> None:
    """Confirm the orders of the shares that are handed out, until None comes; then say what went wrong, as texts."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    run, told = Runner(scoped_session(sessionmaker(engine)), SystemClock()), list[str]()
    ready.release()
    while (share := hand.recv()) is not None:
        for first in range(0, len(share), batch):
            orders = [order(number) for number in share[first : first + batch]]
            try:
                _write(run, orders, blind)
            except Exception as error:  # noqa: BLE001 - whatever it was, it is counted
                told.append(repr(error)[:200])
    hand.send(told[:100])
    engine.dispose()


def _write(run: Runner, orders: Sequence[PaidOrder], blind: bool) -> None:
    if blind:
        _blindly(run, orders)
        return
    while True:
        try:
            run.write(partial(commit_many, orders=orders))
            return
        except Unavailable:  # the shop asks to try again, and so do its workers
            continue


def _blindly(run: Runner, orders: Sequence[PaidOrder]) -> None:
    """Planned on what is read, written afterwards as if nobody else had been there."""
    wanted = [want for one in orders for want in one.wanted]

    def plan(work: Work) -> list[ledger.Planned]:
        house = load_house(work, wanted, supply.facts(work, skus_of(wanted)))
        plans = Planner(house).plan(wanted)
        return [ledger.Planned(p.line_ref, step.operation, step.centre, step.slot) for p in plans for step in p.steps]

    planned = run.read(plan)
    run.write(lambda work: ledger.book(work, planned, state="firm"))
