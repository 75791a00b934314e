"""Shortages, suggestions and costs are read with as many statements for many orders as for one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, event

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.costing import order_costs
from fulfilment.api.orders import accept_order
from fulfilment.api.purchasing import pegging, purchase_orders, shortages, to_order
from tests.fulfilment.house import furnished
from tests.fulfilment.orders.factory import a_table, an_order

READS: dict[str, tuple[Callable[[Work], object], int]] = {
    "pegging": (lambda w: pegging(w, EVERY_SELLER, "OAK"), 5),
    "shortages": (lambda w: shortages(w, EVERY_SELLER), 6),
    "to_order": (lambda w: to_order(w, EVERY_SELLER), 14),
    "purchase_orders": (lambda w: purchase_orders(w, EVERY_SELLER), 2),
    "order_costs": (lambda w: order_costs(w, EVERY_SELLER, "EUR"), 8),
}


def counted(run: Runner, engine: Engine, read: Callable[[Work], object]) -> int:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        run.read(read)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_reads_do_not_grow_with_the_shop(run: Runner, engine: Engine) -> None:
    furnished(run, oak=0)
    for number in range(1, 4):
        run.write(lambda w, n=number: accept_order(w, an_order(a_table(f"line-{n}"), ref=f"order-{n}")))  # type: ignore[misc]
        for name, (read, most) in READS.items():
            assert counted(run, engine, read) <= most, (name, number)
