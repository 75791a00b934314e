"""Many orders in one transaction: the same as one after the other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, event, select

from foundation.data.audit import StateChange
from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import promises, reserve
from fulfilment.api.stock import levels
from fulfilment.capacity.service import bookings
from fulfilment.promise.batching import PaidOrder, commit_many
from fulfilment.promise.models import PromiseReservation
from fulfilment.promise.service import commit
from tests.fulfilment.capacity.overlaps import overlaps
from tests.fulfilment.house import HOME, a_table, furnished, set_up, tins


def order(name: str, *wanted: object) -> PaidOrder:
    return PaidOrder(f"c-{name}", f"o-{name}", wanted, HOME)  # type: ignore[arg-type]


def test_a_batch_promises_what_the_same_orders_one_by_one_would_get(run: Runner) -> None:
    orders = [order(f"{n}", a_table(f"t{n}", 1 + n % 3), tins(f"x{n}")) for n in range(5)]

    def trial(name: str) -> object:
        def write(work):  # type: ignore[no-untyped-def]
            set_up(work)
            if name == "batch":
                commit_many(work, orders)
            else:
                for one in orders:
                    commit(work, one.checkout_id, one.order_ref, one.wanted, one.destination, one.plan_kind)
            seen = [promises(work, one.order_ref) for one in orders], bookings(work, [f"t{n}" for n in range(5)])
            moves = work.session.execute(select(StateChange.noun, StateChange.subject, StateChange.now)).all()
            held = [(row.sku, row.on_hand, row.reserved, row.allocated) for row in levels(work, EVERY_SELLER)]
            work.session.rollback()
            return seen, sorted(map(tuple, moves)), held

        return run.write(write)

    assert trial("batch") == trial("one by one")


def test_an_order_that_cannot_be_had_hinders_nobody_and_a_repeated_batch_changes_nothing(run: Runner) -> None:
    furnished(run)
    orders = [
        order("a", tins("a", 3), a_table("ta")),
        order("b", a_table("tb"), tins("b", 3)),
        order("c", tins("c", 2)),
    ]
    done = run.write(lambda w: commit_many(w, orders))
    assert (sorted(done.promises), list(done.refused), done.left) == (["o-a", "o-c"], ["o-b"], ())
    assert "only two are left for you" in done.refused["o-b"]
    assert run.read(lambda w: bookings(w, ["tb"])) == {}
    again = run.write(lambda w: commit_many(w, orders))
    assert (dict(again.promises), sorted(again.left)) == ({}, ["o-a", "o-c"])
    assert run.read(overlaps) == []


def test_orders_that_hold_a_reservation_become_firm_with_the_others(run: Runner, clock: FixedClock) -> None:
    """Live ones, one whose time is over, one of something else, and one that never reserved: as one by one."""
    furnished(run)
    end = clock.now() + timedelta(minutes=35)
    for name, wanted in (("a", (tins("a"), a_table("ta"))), ("b", (a_table("tb"),)), ("d", (tins("d"),))):
        run.write(lambda w, n=name, k=wanted: reserve(w, f"c-{n}", k, HOME, "each", end))  # type: ignore[misc]
    clock.advance(timedelta(minutes=40))
    orders = [
        order("c", a_table("tc")),
        order("b", a_table("tb")),
        order("a", tins("a"), a_table("ta")),
        order("d", tins("d", 2)),
    ]

    def trial(together: bool) -> object:
        def write(work):  # type: ignore[no-untyped-def]
            given: object = None
            if together:
                done = commit_many(work, orders)
                assert (sorted(done.promises), done.left) == (["o-a", "o-b", "o-c"], ("o-d",))
                given = done.promises["o-a"]
            one_by_one = orders[3:] if together else [orders[n] for n in (1, 2, 0, 3)]
            for one in one_by_one:
                given_now = commit(work, one.checkout_id, one.order_ref, one.wanted, one.destination, one.plan_kind)
                given = given_now if one.order_ref == "o-a" else given
            seen = [promises(work, one.order_ref) for one in orders], bookings(work, ["ta", "tb", "tc"])
            moves = work.session.execute(select(StateChange.noun, StateChange.subject, StateChange.now)).all()
            held = [(row.sku, row.on_hand, row.reserved, row.allocated) for row in levels(work, EVERY_SELLER)]
            gone = work.session.scalars(select(PromiseReservation.checkout_id)).all()
            work.session.rollback()
            return given, seen, sorted(map(tuple, moves)), held, gone

        return run.write(write)

    assert trial(together=True) == trial(together=False)


def test_statements_do_not_grow_with_the_orders(run: Runner, engine: Engine) -> None:
    furnished(run)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def count(first: int, number: int) -> int:
        statements.clear()
        run.write(lambda w: commit_many(w, [order(f"{n}", a_table(f"t{n}")) for n in range(first, first + number)]))
        return len(statements)

    count(0, 1)
    assert count(10, 2) == count(20, 9)
