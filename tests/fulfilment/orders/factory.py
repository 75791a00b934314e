"""Paid orders for the tests of the floor: a table with inspection and packing, tins of oil, and who does what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from foundation.data.runner import Runner
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import events
from fulfilment.api.orders import AcceptLine, AcceptOrder, accept_order, fulfilment_of
from fulfilment.api.production import finish_operation, inspect, production_order, start_operation
from fulfilment.api.shipping import book_label, hand_over, request_label
from fulfilment.api.warehouse import ParcelIn, pack, pick, pick_lists
from fulfilment.api.workspec import OperationSpec, WorkSpec
from tests.fulfilment.house import HOME, SELLER, furnished, table
from tests.fulfilment.shipping.fakes import HERE, THERE, FakeCarrier, MemoryBlobs
from tests.servers.kept import wrote

WINDOW = timedelta(minutes=5)
SMALL = ParcelIn(300, 200, 100, 1_500)
_ids = count()

ALL_EVENTS = [
    kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.FulfilmentEvent)
]


def tap_id() -> str:
    return f"tap-{next(_ids)}"


def step(number: int, name: str, centre: str, *after: int, wait: int = 0, **flags: bool) -> OperationSpec:
    flags = {"inspection": False, "packing": False} | flags
    return OperationSpec(number, name, centre, 10, 30, wait, "In the workshop", "", after, inputs_hash="", **flags)


ROUTING = (
    step(10, "Cut boards", "SAW"),
    step(20, "Glue-up", "PRESS", 10, wait=720),
    step(30, "Sand", "BENCH", 20),
    step(40, "Inspect", "BENCH", 30, inspection=True),
    step(50, "Pack", "BENCH", 40, packing=True),
)


def table_spec(operations: tuple[OperationSpec, ...] = ROUTING, *, oak: int = 1_000) -> WorkSpec:
    return table(operations=operations, oak=oak)


def a_table(line_ref: str = "line-table", quantity: int = 1, **more: Any) -> AcceptLine:
    fields = {"spec": table_spec(), "summary": (("Wood", "Oak"),), "drawing": {"kind": "table"}} | more
    return AcceptLine(line_ref, "TABLE", "Table 2100 × 900", quantity, "make_to_order", SELLER, "two_person", **fields)


def oil(line_ref: str = "line-oil", quantity: int = 1, **more: Any) -> AcceptLine:
    return AcceptLine(line_ref, "OIL", "Hardwax oil", quantity, "stock", SELLER, "parcel", **more)


def an_order(*lines: AcceptLine, ref: str = "order-1", plan: Any = "each") -> AcceptOrder:
    return AcceptOrder(ref, ref.removeprefix("order-").zfill(4), f"checkout-{ref}", plan, HOME, lines)


def accepted(run: Runner, *lines: AcceptLine, ref: str = "order-1", plan: Any = "each", **house: int) -> list[str]:
    """Set the house up (once) and accept an order; its fulfilment orders' refs, stock first."""
    if house or ref == "order-1":
        furnished(run, **house)
    order = an_order(*lines, ref=ref, plan=plan)
    wrote(run, lambda w: accept_order(w, order) and None, repr(order))
    orders = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, ref)).fulfilment_orders
    return [order.ref for order in sorted(orders, key=lambda o: (o.supply_method != "stock", o.ref))]


def operations(run: Runner, order_ref: str = "order-1") -> dict[str, str]:
    """Refs of the operations of an order's first production order, by name."""
    found = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, order_ref))
    production = next(p for o in found.fulfilment_orders for p in o.production)
    return {o.name: o.ref for o in production.operations}


def state_of(run: Runner, fulfilment_order_ref: str, order_ref: str = "order-1") -> str:
    found = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, order_ref))
    return next(o.state for o in found.fulfilment_orders if o.ref == fulfilment_order_ref)


def traveller(run: Runner, order_ref: str = "order-1") -> Any:
    found = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, order_ref))
    ref = next(p.ref for o in found.fulfilment_orders for p in o.production)
    return run.read(lambda w: production_order(w, EVERY_SELLER, ref))


def start(run: Runner, ref: str, client_id: str = "") -> Any:
    tap = client_id or tap_id()
    return run.write(lambda w: start_operation(w, EVERY_SELLER, ref, client_id=tap, person="anna", undo_window=WINDOW))


def finish(run: Runner, ref: str, client_id: str = "") -> Any:
    tap = client_id or tap_id()
    return run.write(lambda w: finish_operation(w, EVERY_SELLER, ref, client_id=tap, person="anna", undo_window=WINDOW))


def verdict(run: Runner, ref: str, said: str, note: str = "A crack", pieces: int | None = None) -> Any:
    tap = tap_id()
    return run.write(
        lambda w: inspect(
            w, EVERY_SELLER, ref, said, note, client_id=tap, person="ben", undo_window=WINDOW, pieces=pieces
        )
    )


def make_until(run: Runner, clock: Any, name: str, order_ref: str = "order-1") -> dict[str, str]:
    """Do every operation before `name`, turning the clock past drying times."""
    ops = operations(run, order_ref)
    for current, ref in ops.items():
        if current == name:
            break
        start(run, ref)
        finish(run, ref)
        clock.advance(timedelta(hours=13))
    return ops


def make_whole(run: Runner, clock: Any, order_ref: str = "order-1") -> None:
    ops = make_until(run, clock, "Inspect", order_ref)
    verdict(run, ops["Inspect"], "pass", "")
    clock.advance(timedelta(minutes=6))
    start(run, ops["Pack"])
    finish(run, ops["Pack"])


def pick_all(run: Runner) -> None:
    for listed in run.read(lambda w: pick_lists(w, EVERY_SELLER)):
        for task in listed.tasks:
            if task.state == "open":
                run.write(lambda w, t=task: pick(w, EVERY_SELLER, t.ref, t.quantity, client_id=tap_id(), person="cleo"))


def pack_it(run: Runner, ref: str, *parcels: ParcelIn) -> Any:
    boxes = parcels or (SMALL,)
    return run.write(lambda w: pack(w, EVERY_SELLER, ref, boxes, client_id=tap_id(), person="cleo"))


def label(run: Runner, *refs: str, carrier: FakeCarrier | None = None) -> str:
    """Ask for a label and let the worker book it; the shipment's ref."""
    shipment = run.write(
        lambda w: request_label(w, EVERY_SELLER, refs, "fake", "standard", client_id=tap_id(), person="cleo")
    )
    book_label(run, carrier or FakeCarrier(), shipment, HERE, THERE, MemoryBlobs())
    return shipment


def leave(run: Runner, shipment: str) -> None:
    run.write(lambda w: hand_over(w, EVERY_SELLER, shipment, client_id=tap_id(), person="cleo"))


def listener() -> tuple[list[Any], dict[type, list[Callable[..., None]]]]:
    """A list that hears every event, and the handler table that fills it."""
    heard: list[Any] = []
    return heard, {kind: [lambda _work, event: heard.append(event)] for kind in ALL_EVENTS}
