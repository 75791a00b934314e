"""A made line and how people change it: the words of the tests of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.changes import ChangeTerms, ChangeView, apply_change, hold_change
from fulfilment.api.orders import accept_order
from fulfilment.api.promise import promises
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.stock import receive
from fulfilment.api.workspec import MaterialNeed, OperationSpec, WorkSpec
from fulfilment.capacity.models import Booking
from fulfilment.items.models import Item
from fulfilment.orders.models import FulfilmentHold
from fulfilment.promise.models import PromiseReservation
from fulfilment.stock.models import Claim, StockLevel
from tests.fulfilment.house import SELLER, set_up, table
from tests.fulfilment.orders.factory import a_table, an_order
from tests.servers.kept import wrote

FENCE = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
ORDER, LINE = "order-1", "line-table"
FINISHES = ("oil", "soap")
_refs = count()


def op(number: int, name: str, centre: str, inputs: str, *after: int, minutes: int = 30, **more: Any) -> OperationSpec:
    flags = {"inspection": False, "packing": False, "wait_minutes": 0} | more
    return OperationSpec(
        number=number, name=name, work_centre=centre, setup_minutes=10, run_minutes=minutes, stage="In the workshop",
        batch_key="", after=after, inputs_hash=inputs, **flags,
    )  # fmt: skip


def piece(*, legs: int = 900, finish: str = "oil", engraved: bool = False, coat: int = 30) -> WorkSpec:
    """A table: cut, glued, perhaps engraved, finished, inspected, packed. Legs and finish are different steps' work."""
    steps = [
        op(10, "Cut legs", "SAW", f"legs={legs}", minutes=20 + legs // 100),
        op(20, "Glue-up", "PRESS", f"glue={legs}", 10, wait_minutes=720),
    ]
    if engraved:
        steps.append(op(25, "Engrave", "BENCH", "engraved", 20))
    steps += [
        op(30, "First coat", "BENCH", f"finish={finish},{coat}", steps[-1].number, minutes=coat),
        op(40, "Inspect", "BENCH", "", 30, inspection=True),
        op(50, "Pack", "BENCH", "", 40, packing=True),
    ]
    needs = (MaterialNeed("OAK", legs, "cm3", 10, 1), MaterialNeed(f"FINISH-{finish}", 200, "ml", 30, 1))
    return replace(table(operations=tuple(steps)), materials=needs)


def furnish(run: Runner, ml: int = 100_000) -> None:
    """Hall Three with two finishes on the shelf."""

    def finishes(work: Work) -> None:
        set_up(work)
        for finish in FINISHES:
            sku = f"FINISH-{finish}"
            put_item(work, EVERY_SELLER, ItemIn(sku, f"{finish} finish", SELLER, unit="ml", kind="material"))
            receive(work, EVERY_SELLER, sku, "HALL", ml, reference="opening")

    wrote(run, finishes, ml)


def order(run: Runner, spec: WorkSpec | None = None, *, ref: str = ORDER, line: str = LINE, quantity: int = 1) -> None:
    """An accepted order of one made line."""
    wanted = an_order(a_table(line, quantity, spec=spec or piece()), ref=ref)
    wrote(run, lambda w: accept_order(w, wanted) and None, repr(wanted))


def terms(wanted: WorkSpec, *, ref: str = ORDER, line: str = LINE) -> ChangeTerms:
    return ChangeTerms(f"change-{next(_refs)}", ref, line, wanted, (("Finish", "another"),), {"kind": "table"})


def hold(run: Runner, wanted: WorkSpec, *, minutes: int = 15, **where: str) -> ChangeView:
    asked = terms(wanted, **where)
    return run.write(lambda w: hold_change(w, asked, w.now() + timedelta(minutes=minutes), FENCE, actor="customer"))


def apply(run: Runner, ref: str) -> ChangeView:
    return run.write(lambda w: apply_change(w, ref, actor="customer"))


def booked(run: Runner, line: str = LINE) -> dict[int, int]:
    """Minutes booked by operation of a line, whatever is not displaced."""
    query = select(Booking).where(Booking.line_ref == line, Booking.state != "displaced")
    return run.read(lambda w: {row.operation: row.end_minute - row.start_minute for row in w.session.scalars(query)})


def claimed(run: Runner, line: str = LINE) -> dict[tuple[int | None, str, str], int]:
    """What a line holds, by operation, item and state."""

    def sums(work: Work) -> dict[tuple[int | None, str, str], int]:
        found: dict[tuple[int | None, str, str], int] = {}
        for row, sku in work.session.execute(
            select(Claim, Item.sku).join(Item, Item.id == Claim.item_id).where(Claim.line_ref == line)
        ):
            key = (row.operation, sku, row.state)
            found[key] = found.get(key, 0) + row.quantity
        return found

    return run.read(sums)


def holds(run: Runner, line: str = LINE) -> list[tuple[str, tuple[int, ...]]]:
    """The line's live holds with the operations they are about."""
    query = select(FulfilmentHold).where(FulfilmentHold.line_ref == line, FulfilmentHold.released_at.is_(None))
    return run.read(lambda w: [(row.kind, tuple(row.operations or ())) for row in w.session.scalars(query)])


def day_of(run: Runner, ref: str = ORDER, line: str = LINE) -> Any:
    live = run.read(lambda w: [p for p in promises(w, ref) if p.line_ref == line and p.state != "cancelled"])
    (one,) = live
    return one.promised


def consistent(run: Runner) -> None:
    """Counters are the sums of their claims, no unit is booked twice, nothing is held for nobody."""

    def check(work: Work) -> None:
        for level in work.session.scalars(select(StockLevel)):
            for state, counter in (("reserved", level.reserved), ("allocated", level.allocated)):
                rows = work.session.scalars(select(Claim).where(Claim.level_id == level.id, Claim.state == state))
                assert sum(row.quantity for row in rows) == counter
            assert level.reserved + level.allocated <= level.on_hand
        rows = work.session.scalars(select(Booking).where(Booking.state != "displaced", ~Booking.rides)).all()
        spans = sorted((row.unit_id, row.start_minute, row.end_minute) for row in rows)
        for (unit, _, end), (other, start, _) in pairwise(spans):
            assert unit != other or end <= start
        kept = set(work.session.scalars(select(PromiseReservation.checkout_id)))
        held = work.session.scalars(select(Claim.checkout_id).where(Claim.state == "reserved"))
        assert set(held) <= kept
        timed = work.session.scalars(select(Booking.checkout_id).where(Booking.state == "reserved"))
        assert set(timed) <= kept

    run.read(check)
