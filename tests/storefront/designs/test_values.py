"""Codes and rows of designs, as plain values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storefront.designs.domain import Row, changes, new_code, read_code, side_by_side


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = read_code(typed)
    assert code is None or read_code(code) == code


def test_codes_read_aloud_are_understood() -> None:
    assert read_code(" 0LIO12345a ") == "011012345a"
    assert read_code(new_code()) is not None


ROWS = st.lists(
    st.builds(Row, st.sampled_from("abcdef"), st.text(max_size=3), st.text("xyz", min_size=1, max_size=2)),
    unique_by=lambda row: row.field,
)


@given(ROWS, ROWS)
def test_two_sets_of_rows_read_alike_exactly_where_nothing_changed(before: list[Row], now: list[Row]) -> None:
    pairs = side_by_side(before, now)
    assert len(pairs) == len({row.field for row in (*before, *now)})
    assert sum(pair.differs for pair in pairs) == len(changes(before, now))
    assert changes(before, before) == []
