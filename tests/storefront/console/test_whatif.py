"""What if, at the console: who would be late, what it costs, and that nothing at all is written."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from foundation.data.base import Base
from storefront.accounts.access import OWNER, PRODUCTION, roles_for
from tests.storefront.console.desk import Desk

PAGE = "/console/what-if"
SAW = "kast-oak:SAW"
SHIFT = {"shift": SAW, "shift_from": "2026-11-23", "shift_to": "2026-11-27", "shift_hours": "2"}
DOWN = {"down": SAW, "down_from": "2026-11-23T08:00", "until": "2026-12-21T08:00"}
BIG = {"sku": "TABLE", "quantity": "20", "turn": "first"}
MINUTES = {f"minutes-{SAW}": "90", "quantity": "3"}


def ask(desk: Desk, **query: str) -> Any:
    return desk.counter.client.get(PAGE, query_string=query)


def rows(desk: Desk) -> dict[str, list[str]]:
    """Everything in the database."""
    read, tables = desk.counter.shop.read, Base.metadata.sorted_tables
    return read(lambda work: {t.name: sorted(map(repr, work.session.execute(select(t)))) for t in tables})


def test_nothing_is_written_whatever_is_supposed(desk: Desk) -> None:
    desk.counter.bought(oil=0)
    before = rows(desk)
    for query in (SHIFT, DOWN, BIG, MINUTES, {**SHIFT, **DOWN, **BIG}, {"down": SAW}, {"shift": "nobody:NIX"}):
        assert ask(desk, **query).status_code in (200, 404, 422)
        assert rows(desk) == before


def test_a_machine_down_for_weeks_names_who_would_be_late(desk: Desk) -> None:
    desk.counter.bought(oil=0)
    number = desk.number()
    page = ask(desk, **DOWN).text
    assert "0 → 1" in page
    assert "More are late" in page
    assert f"/console/orders/{number}" in page
    assert "days late</span>" in page
    assert 'value="2026-12-21T08:00"' in page  # what was supposed stands in the form again
    assert "More are late" not in ask(desk, **{**DOWN, "until": "2026-11-23T11:00"}).text


def test_a_shift_more_costs_its_hours_at_the_rate_of_the_place(desk: Desk) -> None:
    page = ask(desk, **SHIFT).text
    assert "10 hours more at Saw" in page
    assert "€460" in page
    assert "Nobody is late, and no day changes." in page


def test_a_big_order_has_a_day_like_the_last_of_its_kind_or_by_minutes(desk: Desk) -> None:
    desk.counter.bought(oil=0)
    for query in (BIG, {**BIG, "turn": "free"}, MINUTES):
        answer = ask(desk, **query)
        assert answer.status_code == 200, answer.text
        assert "the big order leaves the workshop" in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"ask": "1"}, 422, "Suppose at least one thing"),
        ({**SHIFT, "shift_hours": "lots"}, 422, "Write the hours as a whole number"),
        ({**SHIFT, "shift_hours": "20"}, 422, "between 1 and 16 hours"),
        ({**SHIFT, "shift_hours": "16"}, 422, "hours are left until the next shift"),
        ({**SHIFT, "shift_from": "soon"}, 422, "Choose the first day"),
        ({**SHIFT, "shift_to": "2026-11-20"}, 422, "comes before the first"),
        ({**SHIFT, "shift_to": "9999-12-31"}, 422, "within the coming year"),
        ({**SHIFT, "shift": "SAW"}, 422, "Choose one of the places"),
        ({**SHIFT, "shift": "kast-oak:NIX"}, 404, "There is no such work centre"),
        ({**DOWN, "until": "2026-11-22T08:00"}, 422, "back later than it went down"),
        ({**DOWN, "until": "2126-11-22T08:00"}, 422, "does not reach that far"),
        ({**DOWN, "down_from": "0001-01-01T00:00"}, 422, "Choose since when"),
        ({**DOWN, "down_unit": "9"}, 422, "no such place"),
        ({**DOWN, "down_unit": "-1"}, 422, "Write the number of one of its places"),
        ({**BIG, "quantity": "0"}, 422, "between 1 and 500 pieces"),
        ({**BIG, "sku": "NIX"}, 404, "Nothing of this product was made before"),
        ({**BIG, **MINUTES}, 422, "not both"),
        ({f"minutes-{SAW}": "9999999", "quantity": "1"}, 422, "up to 100000"),
        ({f"minutes-{SAW}": "100000", "quantity": "500"}, 422, "booked for years ahead"),
        ({**BIG, "turn": "mine"}, 422, "Choose whose turn"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(desk: Desk, query: dict[str, str], status: int, said: str) -> None:
    answer = ask(desk, **query)
    assert answer.status_code == status
    assert said in answer.text


def test_it_is_for_owners_and_production_and_found_under_workshop(desk: Desk) -> None:
    assert roles_for("shop.console_whatif.page") == {OWNER, PRODUCTION}
    assert f'href="{PAGE}"' in desk.open("/console/production").text
