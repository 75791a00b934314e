"""The one talker: what it retries, what it never retries, how it waits, when it gives up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from carriers.errors import CarrierAuth, CarrierOutcomeUnknown, CarrierRateLimited, CarrierUnavailable
from carriers.http import Transport
from carriers.limits import Breaker, TokenBucket
from carriers.tracking import TrackRef

REF = [TrackRef("1Z0000000000000000")]


def tokens(sim):
    return sum("oauth" in path for path in sim.paths())


def test_a_token_is_fetched_once_and_kept(ups, sim):
    ups.track(REF * 3)
    assert tokens(sim) == 1


def test_a_token_is_renewed_a_minute_before_it_ends(ups, sim, clock):
    ups.track(REF)
    clock.advance(timedelta(seconds=14399 - 61))
    ups.track(REF)
    assert tokens(sim) == 1
    clock.advance(timedelta(seconds=2))
    ups.track(REF)
    assert tokens(sim) == 2


def test_a_token_refused_before_its_time_is_renewed_once(ups, sim):
    ups.track(REF)
    sim.fault("unauthorized", on="/track/")
    [result] = ups.track(REF)
    assert result.error.kind == "not_found"
    assert tokens(sim) == 2


def test_a_token_refused_twice_is_an_error_for_the_operator(ups, sim):
    sim.fault("unauthorized", on="/track/", times=2)
    [result] = ups.track(REF)
    assert (result.error.kind, result.error.retryable) == ("auth", False)


def test_wrong_credentials_are_an_error_for_the_operator(make_ups, shipment):
    with pytest.raises(CarrierAuth, match="credentials"):
        make_ups(client_secret="wrong").rate(shipment)


def test_a_question_is_asked_again_after_the_time_the_carrier_names(ups, sim, slept):
    sim.fault("rate_limited", on="/track/", value=3)
    [result] = ups.track(REF)
    assert result.error.kind == "not_found"
    assert 3 in slept


def test_a_long_wait_is_left_to_the_queue(ups, sim, slept):
    sim.fault("rate_limited", on="/track/", value=3600)
    [result] = ups.track(REF)
    assert type(result.error) is CarrierRateLimited
    assert result.error.retry_after == 3600
    assert slept == []


def test_a_question_survives_a_server_error(ups, sim):
    sim.fault("server_error", on="/track/", times=2)
    [result] = ups.track(REF)
    assert result.error.kind == "not_found"


def test_a_label_is_never_sent_twice_by_the_transport(ups, sim, shipment):
    sim.fault("server_error", on="/ship")
    with pytest.raises(CarrierOutcomeUnknown):
        ups.label(shipment, "k1")
    assert sum("/ship" in p and "shipments" in p for p in sim.paths()) == 1


def test_a_rate_limited_label_says_when(ups, sim, shipment):
    sim.fault("rate_limited", on="/ship", value=7)
    with pytest.raises(CarrierRateLimited) as caught:
        ups.label(shipment, "k1")
    assert caught.value.retry_after == 7


def test_a_slow_answer_to_a_label_leaves_the_outcome_unknown(make_ups, sim, link, shipment):
    hasty = make_ups(link=replace(link, timeout=(5.0, 0.8)))
    sim.fault("slow", on="/shipments/", value=1.6)
    with pytest.raises(CarrierOutcomeUnknown):
        hasty.label(shipment, "k1")


def test_a_carrier_that_is_not_there_was_sent_nothing(make_ups, shipment):
    with pytest.raises(CarrierUnavailable) as caught:
        make_ups(base_url="http://127.0.0.1:9").label(shipment, "k1")
    assert type(caught.value) is CarrierUnavailable


def test_the_guard_forbids_every_request(make_ups, sim, link, shipment):
    def guard():
        raise RuntimeError("a transaction is open")

    with pytest.raises(RuntimeError):
        make_ups(link=replace(link, guard=guard)).rate(shipment)
    assert sim.calls == []


def test_a_redirect_is_not_followed(sim, link):
    transport = Transport("UPS", sim.url, link)
    assert transport.get("/van/v1/jobs/").status in (308, 404, 405)


def test_the_breaker_opens_after_five_failures_and_tries_again_later(clock):
    breaker = Breaker(clock)
    for _ in range(5):
        assert breaker.wait() == 0
        breaker.failed()
    assert breaker.wait() == 30
    clock.advance(timedelta(seconds=31))
    assert breaker.wait() == 0
    assert breaker.wait() == 30
    breaker.succeeded()
    assert breaker.wait() == 0


def test_a_broken_carrier_is_left_alone_for_a_while(ups, sim, shipment):
    sim.fault("server_error", on="/rating/", times=5)
    for _ in range(5):
        with pytest.raises(CarrierUnavailable):
            ups.rate(shipment)
    calls = len(sim.calls)
    with pytest.raises(CarrierUnavailable, match="not answered"):
        ups.rate(shipment)
    assert len(sim.calls) == calls


def test_the_bucket_lets_bursts_through_and_then_paces(clock):
    bucket = TokenBucket(clock, per_minute=60, burst=2)
    assert [bucket.take(), bucket.take()] == [0, 0]
    assert bucket.take() == pytest.approx(1.0)
    clock.advance(timedelta(seconds=1))
    assert bucket.take() == 0


def test_calls_beyond_the_quota_wait_their_turn(make_ups, slept):
    pacing = make_ups(calls_per_minute=60)
    pacing.track(REF * 32)
    assert len(slept) >= 2
    assert max(slept) <= 1.0


def test_calls_far_beyond_the_quota_are_left_to_the_queue(make_ups):
    results = make_ups(calls_per_minute=1).track(REF * 31)
    assert results[-1].error.kind == "rate_limited"
