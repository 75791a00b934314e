"""Who may withdraw from what, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storefront.withdrawal.domain import Bought, arrivals, chances, chosen

TODAY = date(2026, 11, 23)
OIL = Bought("oil", "Oil", False, "delivered", TODAY - timedelta(days=3), False)
CHAIR = Bought("chair", "Chair", False, "shipped", None, False)
TABLE = Bought("table", "Table", True, "in_production", None, False)


def test_the_fourteen_days_begin_when_the_last_of_the_goods_has_arrived() -> None:
    (alone,) = chances([OIL], (), TODAY)
    assert alone.until == TODAY + timedelta(days=11)
    waiting, coming = chances([OIL, CHAIR], (), TODAY)
    assert waiting.allowed
    assert waiting.until is None, "the chair is still on its way"
    assert coming.allowed


def test_a_piece_made_to_order_does_not_hold_the_days_open() -> None:
    oil, table = chances([OIL, TABLE], (), TODAY)
    assert oil.until == TODAY + timedelta(days=11)
    assert not table.allowed
    assert "Made to your choices" in table.why


def test_every_refusal_says_why() -> None:
    old = replace(OIL, arrived=TODAY - timedelta(days=15))
    gone = replace(OIL, line_ref="gone", cancelled=True)
    for line, known, why in ((old, (), "over"), (gone, (), "cancelled"), (OIL, ("oil",), "have withdrawn")):
        (answer,) = chances([line], known, TODAY)
        assert not answer.allowed
        assert why in answer.why


@given(st.integers(0, 30))
def test_the_last_day_is_the_fourteenth(days: int) -> None:
    (answer,) = chances([replace(OIL, arrived=TODAY - timedelta(days=days))], (), TODAY)
    assert answer.allowed == (days <= 14)


def test_only_what_may_be_withdrawn_from_is_taken() -> None:
    found = chances([OIL, TABLE], (), TODAY)
    assert chosen(found, ["table", "oil", "stranger"]) == ["oil"]


def test_a_line_in_two_parcels_has_arrived_with_the_second() -> None:
    told = [
        ("delivered", ["a"], TODAY),
        ("scanned", ["a"], TODAY),
        ("delivered", ["a", "b"], TODAY + timedelta(days=1)),
    ]
    assert arrivals(told) == {"a": TODAY + timedelta(days=1), "b": TODAY + timedelta(days=1)}
