"""What to order and by when, on plain values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from fulfilment.purchasing.domain.suggesting import Lack, Source, Term, order_by, order_quantity, orphans, suggestions
from fulfilment.stock.wording import add_working_days

MONDAY = date(2026, 11, 23)
MILL, OLI = Source("mill", "The mill", 10), Source("oli", "Oli", 5)


def lack(sku: str, for_orders: int = 0, to_fill: int = 0, **given: object) -> Lack:
    values = {"drafted": 0, "needed_on": None, "supplier": "mill", "lines": 1} | given
    return Lack(sku, sku.lower(), "cm3", "HALL", for_orders, to_fill, **values)  # type: ignore[arg-type]


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(0, 10**9))
def test_a_suggestion_covers_the_shortage_in_whole_packs_and_no_pack_more(short: int, pack: int, minimum: int) -> None:
    quantity = order_quantity(short, Term(pack, minimum))
    assert quantity >= max(short, minimum)
    assert quantity % pack == 0
    assert quantity - pack < max(short, minimum)


def test_nothing_short_is_nothing_to_order_and_a_pack_of_nothing_is_refused() -> None:
    assert order_quantity(0, Term(10, 100)) == 0
    for pack in (0, -3):
        with pytest.raises(Invalid, match="A pack holds at least one"):
            order_quantity(5, Term(pack))


@given(st.integers(0, 400), st.integers(0, 60))
def test_ordered_by_that_day_it_is_here_in_time_and_a_working_day_later_it_is_not(ahead: int, lead: int) -> None:
    needed = MONDAY + timedelta(days=ahead)
    last = order_by(needed, lead)
    assert last.weekday() < 5
    assert add_working_days(last, lead) <= needed
    assert add_working_days(add_working_days(last, 1), lead) > needed


def test_one_order_a_supplier_with_the_most_pressing_first() -> None:
    needed = date(2026, 12, 9)
    found = suggestions(
        [
            lack("GLUE", to_fill=5, supplier="oli"),
            lack("OAK", for_orders=900, needed_on=needed),
            lack("ASH", for_orders=100, to_fill=50, needed_on=needed + timedelta(days=7)),
            lack("PINE"),
        ],
        {"mill": MILL, "oli": OLI},
        {("mill", "OAK"): Term(500, 0, Money(250, "EUR"), 1000), ("mill", "ASH"): Term(1, 400, Money(1, "EUR"), 1)},
        MONDAY,
    )
    assert [s.source.code for s in found] == ["mill", "oli"]
    mill, oli = found
    assert [(line.sku, line.quantity) for line in mill.lines] == [("OAK", 1000), ("ASH", 400)]
    assert mill.order_by == date(2026, 11, 25)
    assert mill.arrives == date(2026, 12, 7)
    assert mill.cost == Money(650, "EUR")
    assert not mill.late(MONDAY)
    assert (oli.order_by, oli.cost, oli.sentence) == (None, None, "")


def test_what_is_drafted_is_not_suggested_again() -> None:
    assert suggestions([lack("OAK", for_orders=900, drafted=900)], {"mill": MILL}, {}, MONDAY) == []
    (one,) = suggestions([lack("OAK", for_orders=900, drafted=400)], {"mill": MILL}, {}, MONDAY)
    assert one.lines[0].quantity == 500


def test_a_supplier_without_a_lead_time_gives_no_day_and_says_where_to_set_it() -> None:
    needed = MONDAY + timedelta(days=3)
    (one,) = suggestions([lack("OAK", 9, needed_on=needed)], {"mill": Source("mill", "The mill", None)}, {}, MONDAY)
    assert (one.order_by, one.arrives) == (None, None)
    assert "Set the lead time with the supplier" in one.sentence


def test_too_late_is_said_and_what_nobody_sells_is_named() -> None:
    rows = [lack("OAK", 9, needed_on=MONDAY + timedelta(days=2)), lack("GLUE", 3, supplier=None)]
    (one,) = suggestions(rows, {"mill": MILL}, {}, MONDAY)
    assert one.late(MONDAY)
    assert "too late" in one.sentence
    assert [row.sku for row in orphans(rows, {"mill": MILL})] == ["GLUE"]
