"""Parcels that want a person: what counts as trouble, and when silence does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.shipping import troubles
from fulfilment.shipping.domain import TROUBLES, trouble_kind
from tests.fulfilment.shipping.fakes import scan
from tests.fulfilment.tracking.test_ingest import hear, sent

ZONE = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(("days", "silent"), [(0, False), (1, False), (2, False), (3, False), (4, True), (30, True)])
def test_a_friday_scan_is_silent_on_tuesday(days: int, silent: bool) -> None:
    assert (trouble_kind("in_transit", "in_transit", FRIDAY, FRIDAY + timedelta(days=days)) == "silent") is silent


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 400))
def test_once_silent_it_stays_so_until_the_next_scan(last: date, days: int) -> None:
    today = last + timedelta(days=days)
    if trouble_kind("in_transit", "in_transit", last, today):
        assert trouble_kind("in_transit", "in_transit", last, today + timedelta(days=1)) == "silent"


def test_the_carriers_own_word_comes_before_silence() -> None:
    for status in TROUBLES:
        assert trouble_kind("in_transit", status, FRIDAY, FRIDAY + timedelta(days=30)) == status
    assert trouble_kind("failed", "unknown", None, FRIDAY) == "label"
    assert trouble_kind("labelled", "pre_transit", None, FRIDAY + timedelta(days=30)) == ""


def test_a_missed_parcel_is_told_in_the_carriers_words_and_gone_when_it_moves_on(new_run, clock) -> None:
    run = new_run()
    clock.set(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    _, ref, (number,) = sent(run)
    assert run.read(lambda w: troubles(w, EVERY_SELLER, ZONE)) == []
    hear(run, number, scan(number, "attempt_failed", 10, "Nobody was in"))
    (one,) = run.read(lambda w: troubles(w, EVERY_SELLER, ZONE))
    assert (one.kind, one.said, one.shipment_ref, one.tracking_number) == (
        "attempt_failed",
        "Nobody was in",
        ref,
        number,
    )
    assert run.read(lambda w: troubles(w, SellerScope(frozenset({"somebody-else"})), ZONE)) == []
    hear(run, number, scan(number, "delivered", 11))
    assert run.read(lambda w: troubles(w, EVERY_SELLER, ZONE)) == []


def test_no_scan_at_all_counts_from_the_hand_over(new_run, clock) -> None:
    run = new_run()
    clock.set(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))  # a Tuesday
    sent(run)
    clock.advance(timedelta(days=1))
    assert run.read(lambda w: troubles(w, EVERY_SELLER, ZONE)) == []
    clock.advance(timedelta(days=1))
    assert [one.kind for one in run.read(lambda w: troubles(w, EVERY_SELLER, ZONE))] == ["silent"]
