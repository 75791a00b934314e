"""A long job holds up no short one, a lane that dies is started again, and nothing outlives the process above."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.data.outbox import OutboxMessage
from storefront.mount.current import ShopState
from storefront.mount.worker import Worker
from tests.servers.shop import ROOT

SCRIPT = """
import os, sys, time
from storefront.running.lanes import Lanes
def work(lane):
    with open(sys.argv[1], "a") as told:
        told.write(f"{lane} {os.getpid()}\\n")
    while True:
        time.sleep(0.01)
Lanes(("quick", "long"), work, 0.5).run()
"""


def test_each_lane_takes_its_own_messages(app: Flask, shop: ShopState) -> None:
    done: list[str] = []
    shop.outbox = {"short": lambda _s, m: done.append(m.key), "solve": lambda _s, m: done.append(m.key)}
    shop.long = {"solve"}
    for name in ("solve", "short"):
        shop.write(lambda work, name=name: work.enqueue(name, {}, key=name))  # type: ignore[misc]
    assert Worker(app, [], "quick").step() == 1
    assert done == ["short"]
    assert Worker(app, [], "long").step() == 1
    assert done == ["short", "solve"]


def test_a_message_of_a_name_that_this_version_does_not_know_waits_for_one_that_does(
    app: Flask, shop: ShopState
) -> None:
    shop.outbox = {}
    shop.write(lambda work: work.enqueue("of_tomorrow", {}, key="a"))
    assert Worker(app, []).step() == 0
    assert shop.read(lambda work: work.session.scalars(select(OutboxMessage.attempts)).all()) == [0]


def test_told_to_stop_a_worker_gives_back_what_it_did_not_begin(app: Flask, shop: ShopState) -> None:
    worker = Worker(app, [])
    done: list[str] = []

    def handler(_shop: ShopState, message: object) -> None:
        done.append(message.key)  # type: ignore[attr-defined]
        worker.stop()

    shop.outbox = {"job": handler}
    for key in "abc":
        shop.write(lambda work, key=key: work.enqueue("job", {}, key=key))  # type: ignore[misc]
    worker.run()
    rows = select(OutboxMessage.key, OutboxMessage.state, OutboxMessage.attempts, OutboxMessage.leased_until)
    found = {row[0]: tuple(row[1:]) for row in shop.read(lambda work: work.session.execute(rows).all())}
    assert len(done) == 1
    assert found == {key: ("done", 1, None) if key in done else ("waiting", 0, None) for key in "abc"}


def _told(path: Path, lines: int) -> list[tuple[str, int]]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        if len(found) >= lines:
            return [(lane, int(pid)) for lane, pid in found]
        time.sleep(0.02)  # and not a mere yield: who is waited for needs the core
    raise AssertionError("the lanes did not start")


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)  # and not a mere yield: who is waited for needs the core
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is running")
def test_a_dead_lane_is_started_again_and_none_outlives_its_supervisor(tmp_path: Path) -> None:
    told = tmp_path / "told"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(told)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    try:
        first = _told(told, 2)
        os.kill(first[0][1], signal.SIGKILL)
        again = _told(told, 3)
        assert again[2][0] == first[0][0]
        process.kill()
        process.wait(10)
        assert _gone(again[1][1])
        assert _gone(again[2][1])
    finally:
        process.kill()
        process.wait(10)
