"""Invariant 6: the state after a set of carrier events is the same in every order and with every duplicate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carriers.reduce import order_events, reduce_status
from carriers.tracking import STATUSES, TERMINAL, Code, Header, Moment, TrackingEvent, make_event

NOON = datetime.fromisoformat("2026-11-23T12:00")


def scan(status: str, minutes: int = 0, *, offset: str | None = "+01:00", precision: str = "second") -> TrackingEvent:
    local = NOON + timedelta(minutes=minutes)
    hours = int(offset[:3]) if offset else 0
    utc = (local - timedelta(hours=hours)).replace(tzinfo=UTC) if offset else None
    moment = Moment(local, offset, utc, precision, "carrier_offset" if offset else "none")
    return make_event(
        "ups",
        "1Z",
        moment=moment,
        raw_code=status,
        raw_text=status,
        code=Code(status),
        place=None,
        source="poll",
        received_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


scans = st.builds(
    scan,
    st.sampled_from(STATUSES),
    st.integers(-2000, 2000),
    offset=st.sampled_from([None, "+01:00", "-05:00"]),
    precision=st.sampled_from(["second", "date"]),
)
headers = st.builds(
    Header,
    st.sampled_from(STATUSES),
    st.datetimes(NOON - timedelta(days=2), NOON + timedelta(days=2), timezones=st.just(UTC)),
)


@given(st.lists(scans, max_size=8), st.lists(headers, max_size=2), st.randoms())
def test_order_and_duplicates_change_nothing(events, told, random):
    shuffled = events + random.sample(events, len(events) // 2)
    random.shuffle(shuffled)
    assert reduce_status(shuffled, [*reversed(told), *told]) == reduce_status(events, told)


@given(st.lists(scans, max_size=8), st.randoms())
def test_a_second_telling_without_the_instant_changes_nothing(events, random):
    poorer = [replace(e, occurred_utc=None, utc_offset=None, tz_source="none", source="webhook") for e in events]
    mixed = events + poorer
    random.shuffle(mixed)
    assert [e.fingerprint for e in order_events(mixed)] == [e.fingerprint for e in order_events(events)]


@given(st.lists(scans, max_size=8), st.lists(headers, max_size=2))
def test_never_delivered_unless_somebody_says_so(events, told):
    if reduce_status(events, told).status == "delivered":
        assert any(e.status == "delivered" for e in events) or any(h.status == "delivered" for h in told)


@given(st.lists(scans, min_size=1, max_size=6), st.integers(-3000, 3000))
def test_an_unknown_code_keeps_the_state(events, minutes):
    base = [replace(e, fingerprint=f"{i}") for i, e in enumerate(events) if e.occurred_utc and e.precision == "second"]
    assert reduce_status([*base, scan("unknown", minutes)]) == reduce_status(base)


@given(st.lists(scans, max_size=8))
def test_a_left_terminal_state_is_flagged(events):
    state = reduce_status(events)
    ended = {e.status for e in events if e.status in TERMINAL}
    assert state.reopened == bool(ended - {state.status})


def test_nothing_known_is_unknown():
    assert reduce_status([]).status == "unknown"


def test_the_newest_scan_decides():
    assert reduce_status([scan("out_for_delivery", 5), scan("in_transit", 1)]).status == "out_for_delivery"


def test_the_label_filed_after_the_pickup_takes_nothing_back():
    assert reduce_status([scan("picked_up", 0), scan("pre_transit", 30)]).status == "picked_up"


def test_delivery_wins_among_scans_of_one_second():
    assert reduce_status([scan("exception"), scan("delivered"), scan("out_for_delivery")]).status == "delivered"


def test_a_date_without_time_delivers_after_the_timed_scans_of_its_day():
    noon = replace(scan("delivered", -720, offset=None, precision="date"))
    assert reduce_status([noon, scan("out_for_delivery", 60, offset=None)]).status == "delivered"


def test_a_delivered_parcel_that_moves_on_is_reopened_and_flagged():
    state = reduce_status([scan("delivered", 0), scan("returning", 60)])
    assert (state.status, state.reopened, state.is_return, state.delivered) == ("returning", True, True, None)


def test_the_delivering_scan_comes_with_its_times():
    state = reduce_status([scan("in_transit", 0), scan("delivered", 60)])
    assert state.delivered is not None
    assert state.delivered.occurred_utc == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_newer_header_wins_over_the_scans():
    header = Header("exception", datetime(2026, 11, 24, tzinfo=UTC), reason="weather")
    state = reduce_status([scan("in_transit")], [header])
    assert (state.status, state.reason, state.decided_by) == ("exception", "weather", "header")


def test_a_scan_after_the_header_wins_over_it():
    header = Header("in_transit", datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    assert reduce_status([scan("delivered")], [header]).status == "delivered"


def test_an_unknown_header_is_silent():
    header = Header("unknown", datetime(2026, 11, 24, tzinfo=UTC))
    assert reduce_status([scan("in_transit")], [header]).status == "in_transit"


def test_a_scanned_number_is_not_unfound_by_a_header():
    header = Header("not_found", datetime(2026, 11, 24, tzinfo=UTC))
    assert reduce_status([scan("in_transit")], [header]).status == "in_transit"
