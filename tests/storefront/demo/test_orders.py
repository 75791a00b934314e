"""The demo's orders: every stage is there, and what they claim adds up."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from foundation.data.types import UtcDateTime
from foundation.plain.clock import FixedClock
from fulfilment.api import keeping
from storefront.demo.orders import wishes
from storefront.demo.seed import seed_demo
from storefront.mount.current import ShopState

# Seeding is dear, so each database has a day of its own: a working Monday, and a Sunday night between the years.
DAYS = {
    "sqlite": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    "postgresql": datetime(2026, 12, 27, 1, 30, tzinfo=UTC),
}

STAGES = {
    "awaiting payment": "SELECT count(*) FROM shop_order WHERE state = 'awaiting_payment'",
    "cancelled and refunded": "SELECT count(*) FROM shop_order"
    " WHERE state = 'cancelled' AND payment_status = 'refunded'",
    "placed and planned": "SELECT count(*) FROM shop_fulfilment_order WHERE state = 'planned'",
    "backordered": "SELECT count(*) FROM shop_fulfilment_order WHERE supply_method = 'backorder'",
    "to pick": "SELECT count(*) FROM shop_pick_list WHERE state = 'open'",
    "picking": "SELECT count(*) FROM shop_pick_list WHERE state = 'picking'",
    "short on the shelf": "SELECT count(*) FROM shop_pick_task WHERE was_short",
    "packed, ready to ship": "SELECT count(*) FROM shop_fulfilment_order"
    " WHERE state = 'packed' AND supply_method = 'stock'",
    "packed and held": "SELECT count(*) FROM shop_fulfilment_order o"
    " JOIN shop_fulfilment_hold h ON h.order_ref = o.order_ref"
    " WHERE o.state = 'packed' AND h.kind = 'balance_due' AND h.released_at IS NULL",
    "labelled": "SELECT count(*) FROM shop_shipment WHERE state = 'labelled'",
    "handed over": "SELECT count(*) FROM shop_shipment WHERE state = 'handed_over'",
    "in transit": "SELECT count(*) FROM shop_shipment WHERE state = 'in_transit'",
    "out for delivery": "SELECT count(*) FROM shop_tracker WHERE status = 'out_for_delivery'",
    "delivered by parcel": "SELECT count(*) FROM shop_shipment WHERE state = 'delivered' AND carrier = 'ups'",
    "delivered by van": "SELECT count(*) FROM shop_shipment WHERE state = 'delivered' AND carrier = 'van'",
    "glue drying": "SELECT count(*) FROM shop_operation WHERE work_centre = 'KO-PRESS' AND waiting_until > :now",
    "finish curing": "SELECT count(*) FROM shop_operation WHERE work_centre = 'KO-SPRAY' AND waiting_until > :now",
    "paint curing": "SELECT count(*) FROM shop_operation WHERE work_centre = 'FJ-PAINT' AND state = 'done'",
    "finishing": "SELECT count(*) FROM shop_operation WHERE work_centre = 'KO-SPRAY' AND state = 'running'",
    "at inspection": "SELECT count(*) FROM shop_operation WHERE inspection AND state = 'ready'",
    "balance due soon": "SELECT count(*) FROM shop_outbox_message WHERE name = 'take_balance' AND state = 'waiting'",
    "balance failed": "SELECT count(*) FROM shop_timeline_entry WHERE kind = 'balance_failed'",
    "waits for material": "SELECT count(*) FROM shop_stock_claim WHERE level_id IS NULL AND state <> 'issued'",
    "promise revised": "SELECT count(*) FROM shop_promise WHERE state = 'revised'",
    "promise kept": "SELECT count(*) FROM shop_promise WHERE state = 'kept'",
}


def quiet(_label: str, _length: int) -> contextlib.AbstractContextManager[Any]:
    class Bar:
        def update(self, _count: int) -> None:
            """Nobody watches."""

    return contextlib.nullcontext(Bar())


@pytest.fixture
def seeded(shop: ShopState, clock: FixedClock) -> ShopState:
    clock.set(DAYS[shop.db.engine.dialect.name])
    assert seed_demo(shop, quiet)
    return shop


def count(shop: ShopState, sql: str) -> int:
    values = {"now": shop.clock.now()} if ":now" in sql else {}
    asked = text(sql).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in values))
    return int(shop.read(lambda work: work.session.execute(asked, values).scalar_one()))


def rows(shop: ShopState, sql: str) -> list[Any]:
    return shop.read(lambda work: list(work.session.execute(text(sql)).all()))


def test_every_stage_is_there_and_the_sums_add_up(seeded: ShopState, caplog: pytest.LogCaptureFixture) -> None:
    """One seed, many questions: seeding is what costs."""
    empty = [stage for stage, sql in STAGES.items() if not count(seeded, sql)]
    assert not empty
    assert "a story of the demo stopped" not in caplog.text
    queue = "SELECT count(*) FROM shop_production_order WHERE state IN ('released', 'in_progress')"
    assert 14 <= count(seeded, queue) <= 20
    assert rows(seeded, "SELECT name, state, last_error FROM shop_outbox_message WHERE state = 'dead'") == []
    assert rows(seeded, "SELECT name, last_error FROM shop_outbox_message WHERE last_error IS NOT NULL") == []
    assert _stock_that_is_not_its_movements(seeded) == []
    assert _overlapping(seeded) == []
    assert _money_apart(seeded) == []
    assert seeded.write(keeping.watch) == 0, "the plan of the floor is the floor"
    assert not seed_demo(seeded, quiet), "a second seed changes nothing"


def _stock_that_is_not_its_movements(shop: ShopState) -> list[Any]:
    return rows(
        shop,
        "SELECT l.id, l.on_hand, sum(m.quantity) FROM shop_stock_level l"
        " JOIN shop_stock_movement m ON m.level_id = l.id GROUP BY l.id, l.on_hand HAVING l.on_hand <> sum(m.quantity)",
    )


def _overlapping(shop: ShopState) -> list[Any]:
    return rows(
        shop,
        "SELECT a.id, b.id FROM shop_booking a JOIN shop_booking b ON a.unit_id = b.unit_id AND a.id < b.id"
        " AND a.start_minute < b.end_minute AND b.start_minute < a.end_minute"
        " WHERE a.state <> 'displaced' AND NOT a.rides AND NOT b.rides AND b.state <> 'displaced'",
    )


def _money_apart(shop: ShopState) -> list[Any]:
    """Orders whose obligations are not their total. A change drops what was due before and asks for another sum."""
    return rows(
        shop,
        "SELECT o.number, o.total_minor, sum(b.amount_minor) FROM shop_order o"
        " JOIN shop_payment_obligation b ON b.order_ref = o.order_ref"
        " WHERE NOT (b.state = 'dropped' AND EXISTS"
        " (SELECT 1 FROM shop_change c WHERE c.order_ref = o.order_ref AND c.state = 'applied'))"
        " GROUP BY o.number, o.total_minor"
        " HAVING o.total_minor <> sum(b.amount_minor)",
    )


def test_nobody_of_the_demo_has_a_real_address() -> None:
    assert all(wish["buyer"]["email"].endswith(".example") for wish in wishes())
