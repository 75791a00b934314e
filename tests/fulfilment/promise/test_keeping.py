"""Revised once with a reason, kept or broken, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import IntegrityError

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.events import PromiseRevised
from fulfilment.api.promise import promises, quote, quote_many, reserve
from fulfilment.api.setup import TransitIn, put_holidays, put_transit
from fulfilment.api.stock import levels
from fulfilment.capacity.service import bookings
from fulfilment.promise.models import Promise, PromiseRevision
from fulfilment.promise.service import cancel, commit, keep, revise
from tests.fulfilment.house import HOME, a_table, furnished, tins

WHY = "One board cracked while drying and we are gluing a new top."


@pytest.fixture
def told() -> list[PromiseRevised]:
    return []


@pytest.fixture
def run(new_run: Callable[..., Runner], told: list[PromiseRevised]) -> Runner:
    return new_run({PromiseRevised: [lambda _work, event: told.append(event)]})


def ordered(run: Runner, kind: str = "each") -> dict[str, object]:
    furnished(run)
    wanted = [tins(), a_table()]
    return run.write(lambda w: commit(w, "c1", "o1", wanted, HOME, kind))  # type: ignore[arg-type, return-value]


def state(run: Runner, line: str = "line-table") -> str:
    return {p.line_ref: p.state for p in run.read(lambda w: promises(w, "o1"))}[line]


def test_the_buffer_absorbs_a_slip_and_the_customer_hears_a_real_one_once(
    run: Runner, told: list[PromiseRevised]
) -> None:
    view = ordered(run)["line-oil"]
    ready = run.read(lambda w: w.now())  # parcels leave every day; the van, which takes the table, leaves less often
    run.write(lambda w: revise(w, "line-oil", ready + timedelta(hours=12), WHY))
    assert (state(run, "line-oil"), told) == ("at_risk", [])
    run.write(lambda w: revise(w, "line-oil", ready, WHY))
    assert (state(run, "line-oil"), told) == ("committed", [])
    moved = run.write(lambda w: revise(w, "line-oil", ready + timedelta(days=20), WHY))
    assert moved is not None
    assert (moved.state, moved.revised_from, moved.reason) == ("revised", view.promised, WHY)  # type: ignore[attr-defined]
    run.write(lambda w: revise(w, "line-oil", ready + timedelta(days=20), WHY))
    assert [(t.line_refs, t.was, t.now, t.reason) for t in told] == [
        (("line-oil",), view.promised, moved.promised, WHY)
    ]  # type: ignore[attr-defined]
    assert run.read(lambda w: w.session.scalar(select(func.count()).select_from(PromiseRevision))) == 1


def test_an_order_that_travels_together_moves_together(run: Runner, told: list[PromiseRevised]) -> None:
    views = ordered(run, "together")
    assert len({view.promised for view in views.values()}) == 1  # type: ignore[attr-defined]
    at = run.read(lambda w: w.now())
    run.write(lambda w: revise(w, "line-table", at + timedelta(days=40), WHY))
    assert [set(t.line_refs) for t in told] == [{"line-oil", "line-table"}]


def test_kept_on_the_day_and_broken_after_it(run: Runner) -> None:
    views = ordered(run)
    last = views["line-oil"].promised  # type: ignore[attr-defined]
    assert run.write(lambda w: keep(w, "line-oil", last)).state == "kept"  # type: ignore[union-attr]
    late = views["line-table"].promised + timedelta(days=1)  # type: ignore[attr-defined]
    assert run.write(lambda w: keep(w, "line-table", late)).state == "broken"  # type: ignore[union-attr]
    assert run.write(lambda w: keep(w, "line-table", late)) is None
    assert run.write(lambda w: revise(w, "line-table", w.now(), WHY)) is None


def test_a_cancelled_line_frees_stock_materials_and_time(run: Runner) -> None:
    ordered(run)
    run.write(lambda w: cancel(w, "line-table"))
    run.write(lambda w: cancel(w, "line-table"))
    assert state(run) == "cancelled"
    assert run.read(lambda w: bookings(w, ["line-table"])) == {}
    held = {row.sku: row.allocated for row in run.read(lambda w: levels(w, EVERY_SELLER))}
    assert held == {"OIL": 1, "OAK": 0}


def test_a_line_has_one_live_promise(run: Runner) -> None:
    ordered(run)

    def twice(work: Work) -> None:
        row = work.session.scalars(select(Promise).where(Promise.line_ref == "line-oil")).one()
        values = {c.key: getattr(row, c.key) for c in Promise.__table__.columns}
        work.session.add(Promise(**(values | {"id": work.new_id()})))
        work.session.flush()

    with pytest.raises(IntegrityError):
        run.write(twice)


def test_an_ordered_line_is_not_sold_again_and_a_second_checkout_takes_over_the_first(run: Runner) -> None:
    ordered(run)
    end = run.read(lambda w: w.now()) + timedelta(minutes=35)
    with pytest.raises(Conflict, match="ordered already"):
        run.write(lambda w: reserve(w, "c2", [tins()], HOME, "each", end))
    run.write(lambda w: reserve(w, "c3", [tins("x", 4)], HOME, "each", end))
    run.write(lambda w: reserve(w, "c4", [tins("x", 4)], HOME, "each", end))


def test_a_day_that_moved_while_the_payment_was_late_is_told(run: Runner, told: list[PromiseRevised]) -> None:
    furnished(run)
    shown = run.read(lambda w: quote(w, [a_table()], HOME)).lines[0].promised
    assert shown is not None
    run.write(lambda w: commit(w, "big", "o-big", [a_table("big", 30)], HOME, "each"))
    views = run.write(lambda w: commit(w, "c1", "o1", [a_table()], HOME, "each", shown={"line-table": shown}))
    assert views["line-table"].revised_from == shown
    assert [(t.was, t.now) for t in told] == [(shown, views["line-table"].promised)]


def test_a_quote_costs_the_same_number_of_statements_for_one_line_and_for_many(run: Runner, engine: Engine) -> None:
    furnished(run)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def count(lines: int) -> int:
        statements.clear()
        carts = [[tins(f"o{n}"), a_table(f"t{n}")] for n in range(lines)]
        run.read(lambda w: quote_many(w, carts, HOME))
        return len(statements)

    count(1)  # what the process remembers of the workshop is read once
    assert count(1) == count(7) <= 9


def test_roads_and_holidays_come_from_local_tables(run: Runner, clock: FixedClock) -> None:
    furnished(run)

    def arrives() -> object:
        return run.read(lambda w: quote(w, [tins()], HOME)).lines[0].earliest

    assert arrives() == clock.now().date() + timedelta(days=3)
    run.write(lambda w: put_transit(w, TransitIn("parcel", "dk", "", 2)))
    run.write(lambda w: put_transit(w, TransitIn("parcel", "DK", "", 1)))
    assert arrives() == clock.now().date() + timedelta(days=1)
    run.write(lambda w: put_holidays(w, "DK", [clock.now().date() + timedelta(days=1)]))
    assert arrives() == clock.now().date() + timedelta(days=2)
