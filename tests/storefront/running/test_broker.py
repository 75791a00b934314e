"""Work through Celery and a real Redis, which may go and come back: the rows are the truth."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from foundation.data.outbox import OutboxMessage
from storefront.mount.current import ShopState
from storefront.standalone.app import create_app
from tests.servers.postgres import die_with_parent
from tests.servers.redis import RedisServer, redis_binary, running_redis
from tests.servers.shop import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(redis_binary() is None, reason="there is no redis-server")]


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def shop(postgres_engine: Engine, redis: RedisServer, tmp_path: Path) -> Iterator[ShopState]:
    address = postgres_engine.url.render_as_string(hide_password=False)
    app = create_app({"INSTANCE": tmp_path / "instance", "SHOP_DATABASE_URI": address, "SHOP_BROKER_URL": redis.url})
    with app.app_context():
        found: ShopState = app.extensions["shop"]
        yield found
        engine = found.db.engine
    engine.dispose()


@contextlib.contextmanager
def working(shop: ShopState, notes: Path, broker: str) -> Iterator[subprocess.Popen[bytes]]:
    """`flask shop worker`, as the manual says it."""
    settings = {
        "SHOP_DATABASE_URI": shop.settings.database_uri,
        "SHOP_BROKER_URL": broker,
        "SHOP_INSTANCE": str(notes.parent / "worker"),
        "NOTES": str(notes),
        "PYTHONPATH": str(ROOT),
    }
    with (notes.parent / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "tests.servers.brokered", "shop", "worker"],
            cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def until(condition: Callable[[], bool], seconds: float = 300.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def leave(shop: ShopState, *keys: str) -> float:
    began = time.monotonic()
    shop.write(lambda work: [work.enqueue("note", {}, key=key) for key in keys])
    return time.monotonic() - began


def test_work_goes_through_the_broker_and_outlives_it(shop: ShopState, redis: RedisServer, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.touch()

    def noted() -> list[str]:
        return sorted(notes.read_text().split())

    leave(shop, "before-anybody-works")
    with working(shop, notes, redis.url) as worker:
        assert until(lambda: noted() == ["before-anybody-works"]), (tmp_path / "worker.log").read_text()
        leave(shop, "nudged")
        assert until(lambda: "nudged" in noted())

        redis.kill()
        assert leave(shop, "while-it-is-gone-1") < 2, "nobody who buys waits for a broker"
        assert leave(shop, "while-it-is-gone-2", "while-it-is-gone-3") < 2
        redis.start()
        assert until(lambda: len(noted()) == 5), (tmp_path / "worker.log").read_text()

        assert until(lambda: _states(shop) == {"done"})
        worker.terminate()
        assert worker.wait(30) == 0
    assert len(noted()) == len(set(noted())) == 5


def _states(shop: ShopState) -> set[str]:
    return shop.read(lambda work: set(work.session.scalars(select(OutboxMessage.state))))
