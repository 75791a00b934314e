"""A broker that is away is told once, asked seldom, and told once more when it is back."""

from __future__ import annotations

import pytest

pytest.importorskip("celery")

from celery.beat import SchedulingError

from storefront.running import beating
from storefront.running.broker import client


def test_a_broker_that_is_away_costs_one_line_and_fewer_and_fewer_tries(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now, tries, away = 0.0, [], True
    beat = beating.PatientScheduler(client("redis://127.0.0.1:1/0"), lazy=True)

    def send(_entry: object, **_: object) -> None:
        tries.append(now)
        if away:
            raise SchedulingError("nobody there")

    monkeypatch.setattr(beat, "apply_async", send)
    monkeypatch.setattr("storefront.running.beating.time.monotonic", lambda: now)
    for second in range(30):
        now = float(second)
        beat.apply_entry(None)
    assert tries == [0, 1, 3, 7, 15, 23]
    away, now = False, 31.0
    beat.apply_entry(None)
    now = 32.0
    beat.apply_entry(None)
    assert tries[-2:] == [31, 32]
    assert [record.message for record in caplog.records] == [
        "the broker does not answer; work waits in the outbox (nobody there)",
        "the broker is back",
    ]
