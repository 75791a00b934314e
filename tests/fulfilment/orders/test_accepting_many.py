"""Orders that were paid at about the same time are accepted as if one after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import AcceptOrder, accept_order, accept_orders, fulfilment_of
from fulfilment.api.promise import WantedMade, WantedStock, promises, reserve
from fulfilment.api.stock import levels
from fulfilment.orders.models import AcceptedOrder
from tests.fulfilment.house import HOME, furnished
from tests.fulfilment.orders.factory import a_table, an_order, oil, table_spec


def _orders() -> list[AcceptOrder]:
    return [
        an_order(oil("o1", 2), a_table("t1"), ref="order-1"),
        an_order(a_table("t2", holds=("balance_due",)), ref="order-2", plan="together"),
        an_order(oil("o3", 3), ref="order-3"),
    ]


def _reserve(run: Runner, clock: FixedClock) -> None:
    end = clock.now() + timedelta(minutes=35)
    wanted = [WantedStock("o1", "OIL", 2), WantedMade("t1", table_spec(), 1)]
    run.write(lambda work: reserve(work, "checkout-order-1", wanted, HOME, "each", end))


def _seen(work: Work, refs: list[str]) -> object:
    orders = [fulfilment_of(work, EVERY_SELLER, ref) for ref in refs]
    shape = [
        sorted(
            (one.supply_method, one.state, [(line.line_ref, line.quantity) for line in one.lines])
            for one in order.fulfilment_orders
        )
        for order in orders
    ]
    held = [(row.sku, row.on_hand, row.reserved, row.allocated) for row in levels(work, EVERY_SELLER)]
    return shape, [promises(work, ref) for ref in refs], held


def test_together_comes_to_what_one_by_one_would(run: Runner, clock: FixedClock) -> None:
    furnished(run)
    _reserve(run, clock)

    def trial(many: bool) -> object:
        def write(work: Work) -> object:
            if many:
                done = accept_orders(work, _orders())
                assert (dict(done.refused), done.left) == ({}, ())
            else:
                for order in _orders():
                    accept_order(work, order)
            seen = _seen(work, ["order-1", "order-2", "order-3"])
            work.session.rollback()
            return seen

        return run.write(write)

    assert trial(many=True) == trial(many=False)


def test_a_refused_order_leaves_nothing_and_may_come_again(run: Runner, clock: FixedClock) -> None:
    furnished(run, oil=4)
    _reserve(run, clock)
    done = run.write(lambda work: accept_orders(work, _orders()))
    assert list(done.refused) == ["order-3"]
    assert "two" in done.refused["order-3"]
    with pytest.raises(NotFound):
        run.read(lambda work: fulfilment_of(work, EVERY_SELLER, "order-3"))
    assert run.read(lambda work: work.session.get(AcceptedOrder, "order-3")) is None
    again = run.write(lambda work: accept_orders(work, [*_orders()[:2], an_order(oil("o3", 2), ref="order-3")]))
    assert (dict(again.refused), again.left) == ({}, ())
    held = run.read(lambda work: [(row.sku, row.allocated) for row in levels(work, EVERY_SELLER) if row.sku == "OIL"])
    assert held == [("OIL", 4)]


def test_one_that_makes_no_sense_stops_all_of_them(run: Runner) -> None:
    furnished(run)
    with pytest.raises(Invalid):
        run.write(lambda work: accept_orders(work, [*_orders(), an_order(ref="order-4")]))
    assert run.read(lambda work: work.session.scalars(select(AcceptedOrder.order_ref)).all()) == []


def test_twenty_orders_ask_for_the_ledger_once(run: Runner, engine: Engine) -> None:
    furnished(run, oil=100)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    run.write(lambda work: accept_orders(work, [an_order(oil(f"o{n}"), ref=f"order-{n}") for n in range(20)]))
    assert len([one for one in asked if "shop_stock_level" in one and "FOR UPDATE" in one]) <= 1
    assert len([one for one in asked if one.startswith("UPDATE shop_stock_level")]) == 1
