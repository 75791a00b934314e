"""Every kind of entry has its words, and no data can break a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.timeline.domain import Entry, Place
from storefront.timeline.words import KINDS, Tongue, label, sentence

TONGUE = Tongue(lambda day: day.isoformat(), lambda at: at.strftime("%H:%M"), lambda minor, code: f"{minor} {code}")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def entry(kind: str, lines: tuple[str, ...] = (), **data: Any) -> Entry:
    return Entry(Place(1, 1), "o1", lines, kind, "customer", AT, data)


def test_days_sums_and_titles_are_filled_in() -> None:
    moved = entry(
        "promise_revised", ("a", "b"), was=date(2026, 12, 18).isoformat(), now="2026-12-23", reason="A board cracked."
    )
    said = sentence(moved, {"a": "Table", "b": "Chair"}, TONGUE)
    assert said == "Table and Chair: now by 2026-12-23 instead of 2026-12-18. A board cracked."
    assert sentence(entry("balance_paid", amount=98880, currency="EUR"), {}, TONGUE).startswith(
        "The balance of 98880 EUR"
    )


def test_a_scan_without_a_place_still_ends_in_a_full_stop() -> None:
    assert sentence(entry("scanned", text="Departed", place=""), {}, TONGUE) == "Departed."
    assert sentence(entry("scanned", text="Departed", place="Hamburg"), {}, TONGUE) == "Departed in Hamburg."


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_label_and_a_sentence_without_data(kind: str) -> None:
    bare = entry(kind)
    assert label(bare)
    assert "{" not in sentence(bare, {}, TONGUE)
    assert KINDS[kind].audience in ("customer", "seller")


@given(
    st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(["stage", "name", "text", "sentence"]), st.text())
)
def test_no_text_of_a_carrier_or_a_bench_can_break_a_sentence(kind: str, data: dict[str, str]) -> None:
    assert isinstance(sentence(entry(kind, **data), {}, TONGUE), str)
    assert isinstance(label(entry(kind, **data)), str)
