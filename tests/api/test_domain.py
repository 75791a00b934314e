"""The API's plain decisions: pages that repeat and skip nothing, keys, marks, verdicts on repeated requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.api.domain import (
    STILL_RUNNING,
    Kept,
    Pace,
    bearer,
    cut,
    digest_of,
    filters_print,
    mint_key,
    names_etag,
    placed_after,
    request_print,
    verdict_of,
)
from storefront.api.examples import example_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 50), unique=True).map(sorted), st.integers(1, 7), st.data())
def test_pages_repeat_and_skip_nothing_while_rows_come_and_go(rows: list[int], limit: int, data: st.DataObject) -> None:
    """What stands from first to last page is read once; what comes or goes meanwhile changes nothing else."""
    steady, there, seen, place = set(rows), list(rows), [], None
    while True:
        page, place = cut(there, lambda row: [row], place, limit)
        seen += page
        if place is None:
            break
        other = data.draw(st.integers(0, 50))
        there = sorted({*there, other}) if data.draw(st.booleans()) else [row for row in there if row != other]
        steady &= set(there)
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)
    assert steady <= set(seen)


def test_a_place_of_another_shape_compares_with_nothing() -> None:
    assert placed_after(["a", 1], (str, int))
    assert not placed_after([1, "a"], (str, int))
    assert not placed_after(["a"], (str, int))
    assert placed_after(None, (str,))


def test_a_cursor_belongs_to_list_holder_and_filters_but_not_to_the_size_of_its_page() -> None:
    mine = filters_print("list_stock", "key-1", {"q": "oil", "limit": 5, "cursor": None})
    assert mine == filters_print("list_stock", "key-1", {"q": "oil", "limit": 50, "cursor": "x"})
    others = [("list_stock", "key-2", "oil"), ("list_stock", "key-1", "tin"), ("list_orders", "key-1", "oil")]
    assert all(filters_print(name, holder, {"q": q}) != mine for name, holder, q in others)


def test_only_a_key_in_its_own_form_is_looked_up() -> None:
    key = mint_key()
    assert bearer(f"Bearer {key.secret}") == bearer(f"bearer  {key.secret} ") == key.secret
    assert key.digest == digest_of(key.secret)
    for header in (None, "", "Bearer", f"Basic {key.secret}", "Bearer ' OR 1=1", f"Bearer {key.secret}x"):
        assert bearer(header) is None


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [
        (None, "do"),
        (Kept("same", 201, NOW), "replay"),
        (Kept("other", 201, NOW), "other"),
        (Kept("other", None, NOW), "other"),
        (Kept("same", None, NOW), "running"),
        (Kept("same", None, NOW - STILL_RUNNING - timedelta(seconds=1)), "take_over"),
    ],
)
def test_a_repeated_request_is_done_once(kept: Kept | None, verdict: str) -> None:
    assert verdict_of(kept, "same", NOW) == verdict


def test_the_same_json_in_another_order_is_the_same_request() -> None:
    assert request_print("POST", "/a", {"x": 1, "y": [2]}) == request_print("POST", "/a", {"y": [2], "x": 1})
    assert request_print("POST", "/a", {"x": 1}) != request_print("POST", "/b", {"x": 1})


def test_a_weak_mark_is_the_strong_one_packed() -> None:
    assert names_etag('W/"abc"', "abc")
    assert names_etag('"x", "abc"', "abc")
    assert names_etag("*", "abc")
    assert not names_etag('"abcd"', "abc")
    assert not names_etag("", "abc")


def test_the_pace_says_what_is_left_and_when_to_come_back() -> None:
    assert Pace("key", 600, 60, 599, 60, True).headers() == [
        ("RateLimit-Policy", '"key";q=600;w=60'),
        ("RateLimit", '"key";r=599;t=60'),
    ]
    assert ("Retry-After", "1") in Pace("key", 600, 60, 0, 0, False).headers()


def test_an_example_is_made_of_the_leaves_examples() -> None:
    known = {"Inner": {"type": "object", "properties": {"n": {"type": "integer", "examples": [7]}}}}
    schema = {
        "type": "object",
        "properties": {
            "one": {"$ref": "#/components/schemas/Inner"},
            "some": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
            "word": {"enum": ["a", "b"]},
            "left": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        },
    }
    assert example_of(schema, known) == {"one": {"n": 7}, "some": [{"n": 7}], "word": "a"}
