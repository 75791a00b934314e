"""Two hundred buyers for fifty pieces, on both databases, from several processes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from fulfilment.stock.models import StockLevel, StockMovement
from tests.fulfilment.buyers import buy_tables, buy_tins, go_home
from tests.fulfilment.capacity.overlaps import overlaps, total
from tests.fulfilment.house import furnished


@pytest.fixture(scope="module", autouse=True)
def _crowd() -> Iterator[None]:
    yield
    go_home()


GONE = "Someone bought the last tin of oil a moment ago. Nothing was charged."


def test_two_buyers_never_get_the_last_one(run: Runner, engine: Engine, clock: FixedClock) -> None:
    furnished(run, oil=50)
    answers = Counter(buy_tins(engine, clock.now(), 200))
    assert answers == {"sold": 50, GONE: 150}
    level = run.read(
        lambda w: w.session.execute(select(StockLevel.on_hand, StockLevel.reserved, StockLevel.allocated)).all()
    )
    assert (50, 0, 50) in [tuple(row) for row in level]
    moved = select(func.sum(StockMovement.quantity)).join(StockLevel, StockLevel.id == StockMovement.level_id)
    assert run.read(lambda w: w.session.scalar(moved.where(StockLevel.on_hand == 50))) == 50


def test_no_unit_is_ever_booked_twice_at_once(run: Runner, engine: Engine, clock: FixedClock) -> None:
    furnished(run, oak=25_000, saws=2)
    answers = Counter(buy_tables(engine, clock.now(), 40))
    assert answers == {"sold": 40}
    assert run.read(overlaps) == []
    assert run.read(total) == 120
