"""Random walks over the floor: every tap that a card offers is made, and the house stays in order."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Unavailable
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import cancel_line, cancellable, fulfilment_of
from fulfilment.api.production import (
    finish_operation,
    inspect,
    pause_operation,
    production_orders,
    resume_operation,
    start_operation,
    undo,
)
from fulfilment.api.stock import item
from fulfilment.keeping.service.watching import watch
from fulfilment.promise.service import commit
from tests.fulfilment.house import HOME
from tests.fulfilment.house import a_table as a_made_table
from tests.fulfilment.keeping.shop import work_off
from tests.fulfilment.orders.factory import WINDOW, a_table, accepted, tap_id

OAK_AT_FIRST = 1_000_000


def _looked_for_late_work(run: Runner, _number: int) -> None:
    run.write(watch)


def _sold(run: Runner, number: int) -> None:
    """Somebody else's minutes; an overhauled plan lets nobody in until it stands."""
    with suppress(Unavailable):
        name = f"sold-{number}"
        run.write(lambda w: commit(w, f"c-{name}", name, [a_made_table(name)], HOME, "each"))


def _repaired(run: Runner, _number: int) -> None:
    work_off(run)


OUTSIDE = {3: _looked_for_late_work, 7: _sold, 11: _repaired}


def walk(run: Runner, clock: FixedClock, choices: Iterable[int]) -> None:
    """Two orders share a saw and a bench; each choice picks one of the taps on offer, a pause, a cancellation, or what
    comes from outside: the look for late work, a sale that takes the next free minutes, the repair of the plan."""
    accepted(run, a_table(quantity=2))
    accepted(run, a_table("line-2"), ref="order-2")
    for number, choice in enumerate(choices):
        if (outside := OUTSIDE.get(choice % 16)) is not None:
            outside(run, number)
            assert _overlaps(run) == 0
            continue
        offers = _offers(run)
        if choice % 7 == 0 or not offers:
            clock.advance(timedelta(minutes=3 if choice % 2 else 800))
            continue
        act, ref = offers[choice % len(offers)]
        tap = tap_id()
        assert _do(run, act, ref, tap) == _do(run, act, ref, tap)
        _in_order(run)


def _offers(run: Runner) -> list[tuple[str, str]]:
    found = [
        (action, operation.ref)
        for order in run.read(lambda w: production_orders(w, EVERY_SELLER))
        for operation in order.operations
        for action in operation.actions
    ]
    may = run.read(lambda w: cancellable(w, "order-2"))["line-2"]
    return [*found, ("cancel", "line-2")] if may.allowed else found


def _do(run: Runner, act: str, ref: str, tap: str) -> Any:
    """Make the tap; what the card offers, the server takes."""
    more: dict[str, Any] = {"client_id": tap, "person": "anna"}
    window = more | {"undo_window": WINDOW}
    if act == "cancel":
        return run.write(lambda w: cancel_line(w, "order-2", ref))
    if act == "start":
        return run.write(lambda w: start_operation(w, EVERY_SELLER, ref, **window))
    if act == "finish":
        return run.write(lambda w: finish_operation(w, EVERY_SELLER, ref, **window))
    if act == "undo":
        return run.write(lambda w: undo(w, EVERY_SELLER, ref, **more))
    if act in ("pause", "resume"):
        rest = pause_operation if act == "pause" else resume_operation
        return run.write(lambda w: rest(w, EVERY_SELLER, ref, **window))
    return run.write(lambda w: inspect(w, EVERY_SELLER, ref, act, "A crack", pieces=None, **window))


def _in_order(run: Runner) -> None:
    taken = 0
    for order_ref in ("order-1", "order-2"):
        for order in run.read(lambda w, r=order_ref: fulfilment_of(w, EVERY_SELLER, r)).fulfilment_orders:
            for production in order.production:
                taken += _operations_in_order(production)
            (line,) = order.lines
            done = production.state in ("completed", "closed")
            assert (line.made, line.packed) == ((line.quantity, line.quantity) if done else (0, 0))
            assert len(order.parcels) == (line.quantity if done else 0)
            assert (order.state == "packed") == done
    page = run.read(lambda w: item(w, EVERY_SELLER, "OAK"))
    on_hand = sum(level.on_hand for level in page.levels)
    assert on_hand == OAK_AT_FIRST - taken == sum(movement.quantity for movement in page.movements)
    assert _overlaps(run) == 0


def _operations_in_order(production: Any) -> int:
    """Nothing begins before what it comes after; returns the oak that is off the shelf for this order."""
    steps = production.operations
    begun = [o for o in steps if o.state in ("running", "done")]
    for operation in begun:
        earlier = steps[: operation.step - 1]
        assert all(o.state == "done" for o in earlier), (operation.name, [o.state for o in steps])
    assert [o.step for o in steps] == list(range(1, len(steps) + 1))
    assert sum(o.state == "running" for o in steps) <= 1
    return sum(1_000 * o.pieces for o in begun if o.name.endswith("Cut boards") and "Rework" not in o.name)


def _overlaps(run: Runner) -> int:
    query = text(
        "SELECT count(*) FROM shop_booking a JOIN shop_booking b ON a.unit_id = b.unit_id AND a.id < b.id "
        "WHERE a.state <> 'displaced' AND b.state <> 'displaced' "
        "AND a.start_minute < b.end_minute AND b.start_minute < a.end_minute"
    )
    return int(run.read(lambda w: w.session.scalar(query)) or 0)
