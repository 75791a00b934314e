"""The ledger, the counters and the claims: invariant 1 under every sequence of verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from foundation.data.guards import missing
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.promise import release, reserve
from fulfilment.api.purchasing import PurchaseOrderIn, place_purchase_order, receive_line
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.stock import adjust, availability, item, levels, receive
from fulfilment.promise.service import cancel, commit
from fulfilment.purchasing.models import PurchaseOrderLine
from fulfilment.stock import supply
from fulfilment.stock.domain import Need, Take
from fulfilment.stock.models import Claim, StockLevel, StockMovement
from fulfilment.stock.service import allocations, issue, unissue
from tests.fulfilment.house import HOME, SELLER, day, furnished, set_up, tins

NOBODY = SellerScope(frozenset({"someone-else"}))


def check_books(work: Work) -> None:
    """on_hand is the sum of movements; counters are the sums of claims; nothing is oversold."""
    for level in work.session.scalars(select(StockLevel)):
        moved = work.session.scalar(
            select(func.coalesce(func.sum(StockMovement.quantity), 0)).where(StockMovement.level_id == level.id)
        )
        standing = select(Claim.state, func.sum(Claim.quantity)).where(
            Claim.level_id == level.id, Claim.state != "issued"
        )
        held = dict(work.session.execute(standing.group_by(Claim.state)).all())
        assert level.on_hand == moved >= 0
        assert (level.reserved, level.allocated) == (held.get("reserved", 0), held.get("allocated", 0))
        assert level.reserved + level.allocated <= level.on_hand
    for line in work.session.scalars(select(PurchaseOrderLine)):
        claimed = work.session.scalar(
            select(func.coalesce(func.sum(Claim.quantity), 0)).where(Claim.po_line_id == line.id)
        )
        assert line.claimed == claimed
        assert line.received + line.claimed <= line.quantity


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "count", "reserve", "commit", "release", "cancel", "issue", "unissue", "order", "arrive"]
        ),
        st.integers(0, 3),
        st.integers(1, 6),
    ),
    max_size=25,
)


def act(work: Work, verb: str, who: int, quantity: int) -> None:
    checkout, line, wanted = f"c{who}", f"line-{who}", [tins(f"line-{who}", quantity)]
    verbs: dict[str, Callable[[], object]] = {
        "receive": lambda: receive(work, EVERY_SELLER, "OIL", ("WH", "HALL")[who % 2], quantity, reference="r"),
        "count": lambda: adjust(work, EVERY_SELLER, "OIL", ("WH", "HALL")[who % 2], quantity, reason="counted"),
        "reserve": lambda: reserve(work, checkout, wanted, HOME, "each", work.now() + timedelta(minutes=35)),
        "commit": lambda: commit(work, checkout, f"o{who}", wanted, HOME, "each"),
        "release": lambda: release(work, checkout),
        "cancel": lambda: cancel(work, line),
        "issue": lambda: issue(work, line, None, "pick"),
        "unissue": lambda: unissue(work, line, None, "undo"),
        "order": lambda: place_purchase_order(
            work, EVERY_SELLER, PurchaseOrderIn(f"PO{who}", "mill", (("OIL", quantity, day("2026-12-03")),), "WH")
        ),
        "arrive": lambda: receive_line(
            work, EVERY_SELLER, f"PO{who}", "OIL", quantity, document_line=f"{who}-{quantity}"
        ),
    }
    verbs[verb]()


class _Undo(Exception):
    """Leaves a write transaction without a trace, so that every example begins on the same shop."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_the_books_balance_after_any_sequence_of_verbs(
    run: Runner, engine: Engine, actions: list[tuple[str, int, int]]
) -> None:
    def play(work: Work) -> None:
        set_up(work, oil=3)
        for verb, who, quantity in actions:
            point = work.session.begin_nested()
            try:
                act(work, verb, who, quantity)
                point.commit()
            except DomainError:
                point.rollback()
            work.session.expire_all()
            check_books(work)
        raise _Undo

    with pytest.raises(_Undo):
        run.write(play)


def test_movements_are_never_changed_not_even_by_hand(run: Runner) -> None:
    furnished(run)
    for statement in (update(StockMovement).values(quantity=9), delete(StockMovement)):
        with pytest.raises(DBAPIError, match="never changed"):
            run.write(lambda w, s=statement: w.session.execute(s))  # type: ignore[misc]


@pytest.mark.parametrize(
    "values",
    [
        "on_hand = -1",
        "reserved = 6",
        "allocated = -1",
        "reserved = 3, allocated = 3",
        "condition = 'damaged', reserved = 1",
    ],
)
def test_the_database_refuses_an_oversold_level(run: Runner, values: str) -> None:
    furnished(run)
    with pytest.raises(DBAPIError):
        run.write(lambda w: w.session.execute(text(f"UPDATE shop_stock_level SET {values} WHERE on_hand = 5")))


def test_a_plan_that_is_out_of_date_is_refused_by_the_claim_itself(run: Runner) -> None:
    furnished(run)
    order = PurchaseOrderIn("PO1", "mill", (("OIL", 5, day("2026-12-04")),), "WH")
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order))

    def stale(work: Work, **source: int | None) -> None:
        items = supply.facts(work, ["OIL"])
        take = Take(
            Need("x", None, "OIL", 6), **{"level_id": None, "po_line_id": None, **source}, quantity=6, expected=None
        )
        supply.claim(work, [take], items, supply.Holder("reserved", "c"))

    for source in ("level_id", "po_line_id"):
        with pytest.raises(Conflict, match="Someone bought the last tin of oil a moment ago"):
            run.write(lambda w, s=source: stale(w, **{s: 1}))  # type: ignore[misc]
    run.write(lambda w: put_item(w, EVERY_SELLER, ItemIn("OIL", "tin of oil", SELLER, safety_stock=5)))
    assert run.read(lambda w: availability(w, ["OIL"])["OIL"].saleable) == 0
    assert run.write(lambda w: supply.hold_level(w, 1, 1, "reserved", 5)) == 0


def test_every_guard_is_installed(engine: Engine) -> None:
    with engine.connect() as connection:
        assert missing(connection) == []


def test_a_level_is_shown_with_what_is_free(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: reserve(w, "c", [tins(quantity=2)], HOME, "each", w.now() + timedelta(minutes=1)))
    (row,) = run.read(lambda w: levels(w, EVERY_SELLER, search="oil"))
    assert (row.on_hand, row.reserved, row.saleable, row.location) == (5, 2, 3, "WH")
    assert run.read(lambda w: levels(w, NOBODY)) == []
    page = run.read(lambda w: item(w, EVERY_SELLER, "OIL"))
    assert [(m.quantity, m.reference) for m in page.movements] == [(5, "opening")]
    assert [(c.line_ref, c.quantity, c.state) for c in page.reservations] == [("line-oil", 2, "reserved")]
    with pytest.raises(NotFound):
        run.read(lambda w: item(w, NOBODY, "OIL"))


def test_bands_say_in_stock_low_incoming_none(run: Runner) -> None:
    furnished(run)

    def band() -> str:
        return run.read(lambda w: availability(w, ["OIL", "UNKNOWN"])["OIL"].band)

    assert band() == "in_stock"
    run.write(lambda w: adjust(w, EVERY_SELLER, "OIL", "WH", 1, reason="counted"))
    assert band() == "low"
    run.write(lambda w: adjust(w, EVERY_SELLER, "OIL", "WH", 0, reason="counted"))
    assert band() == "none"
    order = PurchaseOrderIn("PO1", "mill", (("OIL", 12, day("2026-12-04")),), "WH")
    run.write(lambda w: place_purchase_order(w, EVERY_SELLER, order))
    assert band() == "incoming"
    assert run.read(lambda w: availability(w, ["OIL"])["OIL"].incoming) == ((day("2026-12-04"), 12),)


def test_a_count_never_takes_what_orders_hold(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: commit(w, "c", "o", [tins(quantity=4)], HOME, "each"))
    with pytest.raises(Conflict, match="4 of OIL already belong to orders"):
        run.write(lambda w: adjust(w, EVERY_SELLER, "OIL", "WH", 3, reason="counted"))
    with pytest.raises(Invalid):
        run.write(lambda w: adjust(w, EVERY_SELLER, "OIL", "WH", -1, reason="counted"))


def test_what_is_issued_leaves_the_shelf_and_comes_back_when_undone(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: commit(w, "c", "o", [tins(quantity=4)], HOME, "each"))
    run.write(lambda w: issue(w, "line-oil", None, "pick 1"))
    run.write(lambda w: issue(w, "line-oil", None, "pick 1"))
    (row,) = run.read(lambda w: levels(w, EVERY_SELLER, search="OIL"))
    assert (row.on_hand, row.allocated) == (1, 0)
    assert [a.state for a in run.read(lambda w: allocations(w, ["line-oil"]))] == ["issued"]
    run.write(lambda w: unissue(w, "line-oil", None, "pick 1"))
    (row,) = run.read(lambda w: levels(w, EVERY_SELLER, search="OIL"))
    assert (row.on_hand, row.allocated) == (5, 4)


@pytest.mark.parametrize("quantity", [0, -1, True, 1.5])
def test_a_receipt_is_a_whole_number_of_at_least_one(run: Runner, quantity: int) -> None:
    furnished(run)
    with pytest.raises(Invalid):
        run.write(lambda w: receive(w, EVERY_SELLER, "OIL", "WH", quantity, reference="r"))


def test_another_sellers_stock_does_not_exist(run: Runner) -> None:
    furnished(run)
    with pytest.raises(NotFound):
        run.write(lambda w: receive(w, NOBODY, "OIL", "WH", 1, reference="r"))
    with pytest.raises(NotFound):
        run.write(lambda w: receive(w, EVERY_SELLER, "NOTHING", "WH", 1, reference="r"))
