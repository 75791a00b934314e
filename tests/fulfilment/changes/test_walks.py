"""Random walks: people at the bench and customers at their pages at once, and the floor keeps faith."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.changes import changes_of_order, expire_changes
from fulfilment.api.orders import release_hold
from fulfilment.api.production import production_orders
from fulfilment.api.workspec import WorkSpec
from fulfilment.production.models import Operation, ProductionOrder
from tests.fulfilment.changes.acts import LINE, ORDER, apply, claimed, consistent, furnish, hold, order, piece
from tests.fulfilment.orders.factory import finish, start, verdict

SPECS = [
    piece(legs=legs, finish=done, engraved=engraved)
    for legs in (900, 1_000)
    for done in ("oil", "soap")
    for engraved in (False, True)
]
# wish, yes, tap, a day goes by, lift the hold by hand, expire
ACTS = st.lists(
    st.tuples(st.sampled_from([*"wwyytttdle"]), st.integers(0, 7)),
    min_size=4,
    max_size=16,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS, quantity=st.integers(1, 3))
@example(acts=[("w", 4), ("l", 0), ("t", 1), ("y", 0)], quantity=1)
def test_no_change_ever_reaches_what_has_begun(
    run: Runner, clock: FixedClock, acts: list[tuple[str, int]], quantity: int
) -> None:
    """What has started is what it was when it started, however changes and taps follow each other."""
    ref, line = _another(run, quantity)
    begun: dict[int, Any] = {}
    for act, number in acts:
        _do(run, clock, act, number, ref, line)
        rows = _operations(run, line)
        for started in begun:
            assert rows[started] == begun[started]
        begun |= {key: row for key, row in rows.items() if row[-1]}
        _whole(run, ref, line, quantity)
        consistent(run)


def _another(run: Runner, quantity: int) -> tuple[str, str]:
    """One more order in the same house: the first of a run furnishes it."""
    number = len(run.read(lambda w: w.session.scalars(select(ProductionOrder.ref)).all()))
    if not number:
        furnish(run, ml=1_000_000)
        order(run, piece(), ref="order-first", line="line-first", quantity=3)
    for made in run.read(lambda w: production_orders(w, EVERY_SELLER)):
        for op in made.operations:
            if op.state == "running":
                finish(run, op.ref)  # nobody stands at a machine for ever
    ref, line = f"{ORDER}-{number}", f"{LINE}-{number}"
    order(run, SPECS[0], ref=ref, line=line, quantity=quantity)
    return ref, line


def _do(run: Runner, clock: FixedClock, act: str, number: int, ref: str, line: str) -> None:
    try:
        if act == "w":
            hold(run, SPECS[number], ref=ref, line=line)
        elif act == "y":
            held = [one.ref for one in run.read(lambda w: changes_of_order(w, ref)) if one.state == "reserved"]
            if held:
                apply(run, held[0])
        elif act == "t":
            _tap(run, line, number)
        elif act == "l":
            run.write(lambda w: release_hold(w, ref, [line], "change_pending"))
        elif act == "e":
            clock.advance(timedelta(minutes=16))
            run.write(expire_changes)
        else:
            clock.advance(timedelta(hours=1 + 3 * number))
    except DomainError:
        pass


def _tap(run: Runner, line: str, number: int) -> None:
    (mine,) = [one for one in run.read(lambda w: production_orders(w, EVERY_SELLER)) if one.line_ref == line]
    open_ones = [op for op in mine.operations if op.actions and op.actions[0] != "undo"]
    if not open_ones:
        return
    chosen = open_ones[0]
    if chosen.inspection:
        verdict(run, chosen.ref, "rework" if number == 0 else "pass", "A scratch")
    elif "start" in chosen.actions:
        start(run, chosen.ref)
    else:
        finish(run, chosen.ref)


def _operations(run: Runner, line: str) -> dict[int, Any]:
    """By number: everything an operation is, and whether it has started."""
    query = select(Operation).join(Operation.order).where(ProductionOrder.line_ref == line)
    names = ("name", "work_centre", "setup_minutes", "run_minutes", "inputs_hash")

    def all_of(o: Operation) -> Any:
        return *(getattr(o, name) for name in names), o.state in ("running", "done")

    return run.read(lambda w: {o.number: all_of(o) for o in w.session.scalars(query)})


def _whole(run: Runner, ref: str, line: str, quantity: int) -> None:
    """The line holds exactly the material of the spec that it is made to."""
    query = select(ProductionOrder).where(ProductionOrder.line_ref == line)

    def spec_of(work: Any) -> tuple[WorkSpec, bool]:
        row = work.session.scalars(query).one()
        return WorkSpec.from_dict(row.line.spec), any(o.kind != "routing" for o in row.operations)

    spec, redone = run.read(spec_of)
    if redone:
        return
    held: dict[tuple[int | None, str], int] = {}
    for (operation, sku, _), amount in claimed(run, line).items():
        held[operation, sku] = held.get((operation, sku), 0) + amount
    assert held == {(need.operation, need.sku): need.quantity * quantity for need in spec.materials}
    numbers = {o.number for o in spec.operations}
    assert set(_operations(run, line)) == numbers
