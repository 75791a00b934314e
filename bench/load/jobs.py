"""The jobs of `bench.work` and who leaves them: one that talks to somebody outside, one that writes in the database and
leaves the next, as the shop's own do. Everybody here is forked from the process that has the app."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from flask import Flask

from bench.load.partner import Caller
from foundation.data.outbox import Message
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.running.lanes import die_with_parent, fresh_connections

OUTSIDE, INSIDE = "bench_outside", "bench_inside"


def furnish(app: Flask, port: int) -> None:
    """Give the shop these jobs and no others. An inside job's fact reaches the partner by the message it leaves."""
    shop: ShopState = app.extensions["shop"]
    caller = Caller(port)

    def outside(_shop: ShopState, message: Message) -> None:
        caller.say(message.key, message.payload["fact"])

    def inside(shop: ShopState, message: Message) -> None:
        shop.write(lambda work: pass_on(work, [message]))

    def many_inside(shop: ShopState, messages: Sequence[Message]) -> None:
        shop.write(lambda work: pass_on(work, messages))

    shop.outbox = {OUTSIDE: outside, INSIDE: inside}
    shop.together = {INSIDE: many_inside}


def pass_on(work: Work, messages: Sequence[Message]) -> None:
    for message in messages:
        work.enqueue(OUTSIDE, message.payload, key=f"after-{message.key}")


def leave(work: Work, facts: Sequence[str], inside: bool) -> None:
    for fact in facts:
        work.enqueue(INSIDE if inside else OUTSIDE, {"fact": fact}, key=f"job-{fact}")


@dataclass
class Left:
    """What a producer left: the facts, when each was committed (monotonic seconds), and the commits' milliseconds."""

    at: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)


def produce(app: Flask, name: str, rate: float, control: Connection) -> None:
    """Leave `rate` jobs a second, two to a transaction (as a paid order does: its hand-over and its mail) and every
    third pair of the inside, until the control says so."""
    shop: ShopState = app.extensions["shop"]
    left, began, number = Left(), time.monotonic(), 0
    with app.app_context():
        while not control.poll(max(0.0, began + 2 * number / rate - time.monotonic())):
            facts, inside = [f"{name}{number}-a", f"{name}{number}-b"], number % 3 == 2
            number += 1
            asked = time.monotonic()
            shop.write(lambda work, f=facts, i=inside: leave(work, f, i))  # type: ignore[misc]  # a default that binds
            left.at.update(dict.fromkeys(facts, time.monotonic()))
            left.took.append((time.monotonic() - asked) * 1000)
    control.recv()
    control.send(left)


def forked(app: Flask, target: Callable[..., Any], *given: Any) -> int:
    """Run `target` in a child that has the app and no connection of its parent's; returns its pid."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        die_with_parent(parent)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        random.seed()
        fresh_connections(app)
        target(*given)
    finally:
        os._exit(0)
    return 0
