"""What stands on an invoice, and in a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.money import Money, total
from storefront.invoices.calendar import Entry, calendar
from storefront.invoices.domain import Position, taxes
from storefront.invoices.paper import customer_lines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
amounts = st.tuples(st.integers(0, 10**7), st.sampled_from([700, 1900, 2500]))


@given(st.lists(amounts, min_size=1, max_size=8))
def test_nets_and_taxes_add_up_to_the_amounts(lines: list[tuple[int, int]]) -> None:
    positions = []
    for minor, rate in lines:
        amount = Money(minor, "EUR")
        positions.append(Position("x", 1, amount, amount, amount.share(rate, 10_000 + rate), rate))
    found = taxes(positions)
    assert [one.rate for one in found] == sorted({rate for _, rate in lines}, reverse=True)
    whole = total((one.net + one.tax for one in found), "EUR")
    assert whole == total((one.amount for one in positions), "EUR")


@given(st.text(max_size=200))
def test_a_calendar_has_short_lines_and_no_text_breaks_out_of_one(words: str) -> None:
    made = calendar([Entry("a@shop", date(2026, 12, 18), words, words)], "Shop", NOW)
    lines = made.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line == "BEGIN:VEVENT" for line in lines) == 1
    assert "DTSTART;VALUE=DATE:20261218" in lines
    assert "DTEND;VALUE=DATE:20261219" in lines


def test_the_customer_stands_on_it_with_what_is_known_of_them() -> None:
    party = {
        "name": "Ida Lund",
        "line1": "Møllevej 4",
        "line2": "",
        "postcode": "8000",
        "city": "Aarhus",
        "country": "DK",
    }
    assert customer_lines(party) == ["Ida Lund", "Møllevej 4", "8000 Aarhus", "Denmark"]
    assert customer_lines({"country": "DK"}) == ["Denmark"], "erased, and nobody kept whose it was"
    assert customer_lines({}) == []
