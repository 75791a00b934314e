"""The worker goes on whatever breaks, and stops after the message in hand."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.data.outbox import Message, OutboxMessage
from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState
from storefront.mount.worker import Worker, run_until_signalled
from storefront.running.periodic import Periodic


@pytest.fixture
def signals_kept() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def states(shop: ShopState) -> dict[str, str]:
    rows = select(OutboxMessage.key, OutboxMessage.state)
    return shop.read(lambda work: dict(work.session.execute(rows).all()))


def leave(shop: ShopState, *keys: str) -> None:
    for key in keys:
        shop.write(lambda work, key=key: work.enqueue("job", {}, key=key))  # type: ignore[misc]


def test_a_periodic_job_that_breaks_comes_again_and_stops_no_other(
    app: Flask, shop: ShopState, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken(_shop: ShopState) -> None:
        done.append("broken")
        raise ZeroDivisionError

    jobs = [
        Periodic("broken", timedelta(seconds=5), broken),
        Periodic("whole", timedelta(seconds=5), lambda _shop: done.append("whole")),
    ]
    worker = Worker(app, jobs)
    with caplog.at_level(logging.ERROR):
        worker.step()
        worker.step()
        assert done == ["broken", "whole"]
        clock.advance(timedelta(seconds=6))
        worker.step()
    assert done == ["broken", "whole"] * 2
    assert caplog.text.count("periodic job broken failed") == 2


def test_a_broken_handler_leaves_its_message_for_later_and_does_the_next(app: Flask, shop: ShopState) -> None:
    done: list[str] = []

    def handler(_shop: ShopState, message: Message) -> None:
        if message.key == "bad":
            raise ZeroDivisionError
        done.append(message.key)

    shop.outbox = {"job": handler}
    leave(shop, "bad", "good")
    assert Worker(app, []).step() == 2
    assert done == ["good"]
    assert states(shop) == {"bad": "waiting", "good": "done"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_after_the_message_in_hand(
    app: Flask, shop: ShopState, number: signal.Signals, signals_kept: None
) -> None:
    done: list[str] = []

    def handler(_shop: ShopState, message: Message) -> None:
        os.kill(os.getpid(), number)
        done.append(message.key)

    shop.outbox = {"job": handler}
    leave(shop, "first")
    run_until_signalled(Worker(app, []))
    assert done == ["first"]
    assert states(shop) == {"first": "done"}
