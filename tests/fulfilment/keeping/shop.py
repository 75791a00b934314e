"""A workshop with several orders on the floor, and what its tests look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from foundation.data.outbox import OutboxMessage
from foundation.data.runner import Runner
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import promises
from fulfilment.capacity.models import Booking
from fulfilment.capacity.service import bookings
from fulfilment.keeping.models import Repair
from fulfilment.keeping.service.improving import improve_plan
from fulfilment.keeping.service.outages import machine_down
from fulfilment.keeping.service.repairing import repair
from tests.fulfilment.orders.factory import a_table, accepted, step, table_spec, tap_id

LONG = (
    step(10, "Cut boards", "SAW"),
    step(20, "Glue-up", "PRESS", 10, wait=720),
    step(30, "Sand", "BENCH", 20),
)


def orders(run: Runner, count: int, **house: Any) -> list[str]:
    """`count` orders of a table each; their line refs."""
    refs = [f"line-{n}" for n in range(1, count + 1)]
    for n, ref in enumerate(refs, 1):
        accepted(run, a_table(ref, spec=table_spec(LONG)), ref=f"order-{n}", **(house if n == 1 else {}))
    return refs


def down(run: Runner, centre: str, hours: float, **more: Any) -> Any:
    """The machine goes down now."""
    more = {"client_id": tap_id(), "person": "anna"} | more
    return run.write(lambda w: machine_down(w, EVERY_SELLER, centre, w.now() + timedelta(hours=hours), **more))


def work_off(run: Runner) -> list[str]:
    """What the worker does with the repairs that wait, and with those that look for a better plan."""
    waiting = run.read(lambda w: list(w.session.scalars(select(Repair.id).where(Repair.state == "waiting"))))
    for ref in waiting:
        run.write(lambda w, r=ref: repair(w, r))
    improving = run.read(lambda w: list(w.session.scalars(select(Repair.id).where(Repair.state == "improving"))))
    for ref in improving:
        improve_plan(run, ref)
    return waiting


def planned(run: Runner, line: str) -> dict[int, tuple[datetime, datetime, str]]:
    """By operation: from when to when, and the booking's state."""
    found = run.read(lambda w: bookings(w, [line]))
    return {number: (view.start, view.end, view.state) for (_, number), view in found.items()}


def promise_of(run: Runner, order: str) -> Any:
    return run.read(lambda w: promises(w, order))[0]


def messages(run: Runner, name: str) -> list[str]:
    return run.read(lambda w: list(w.session.scalars(select(OutboxMessage.key).where(OutboxMessage.name == name))))


def states(run: Runner) -> set[str]:
    return run.read(lambda w: set(w.session.scalars(select(Booking.state))))
