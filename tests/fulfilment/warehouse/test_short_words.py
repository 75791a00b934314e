"""A short pick tells the customer what is true: "comes" only of what is on a purchase order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import accept_order
from fulfilment.api.promise import promises
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.warehouse import pick, pick_lists
from tests.fulfilment.house import SELLER, furnished
from tests.fulfilment.orders.factory import an_order, oil, tap_id

FAR = date(2027, 2, 1)


def short_of(run: Runner, *prepare: Callable[[Work], object]) -> tuple[str, str]:
    """Three tins are promised from the shelf, one is there. What the picker and what the customer is told."""
    furnished(run, oil=3)
    run.write(lambda w: accept_order(w, an_order(oil(quantity=3))))
    for act in prepare:
        run.write(act)
    (walk,) = run.read(lambda w: pick_lists(w, EVERY_SELLER))
    (task,) = walk.tasks
    told = run.write(lambda w: pick(w, EVERY_SELLER, task.ref, 1, client_id=tap_id(), person="cleo"))
    (promise,) = run.read(lambda w: promises(w, "order-1"))
    return told.sentence, promise.reason or ""


def sold_by_the_mill(work: Work) -> None:
    put_item(work, EVERY_SELLER, ItemIn("OIL", "tin of oil", SELLER, supplier="mill"))


def on_order(work: Work) -> None:
    place_purchase_order(work, EVERY_SELLER, PurchaseOrderIn("PO-1", "mill", (("OIL", 10, FAR),), "WH"))


def test_what_is_on_a_purchase_order_is_said_to_come_on_its_day(run: Runner) -> None:
    picker, customer = short_of(run, on_order)
    assert "The rest arrives on Monday 1 February." in picker
    assert customer == "tin of oil was missing on our shelf; more is ordered and comes on 1 February."


def test_what_nobody_has_ordered_is_not_said_to_be_on_its_way(run: Runner) -> None:
    picker, customer = short_of(run, sold_by_the_mill)
    assert "on no purchase order. Ordered today it is here on Monday 7 December" in picker
    assert customer == "tin of oil was missing on our shelf, and we have to order it again."
    assert "way" not in customer
