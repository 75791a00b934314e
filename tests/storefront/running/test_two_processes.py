"""Two web processes on one PostgreSQL are one shop: what one writes is heard at the other, and across its end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine

from storefront.mount.current import ShopState
from storefront.orders.models import Contact, Order
from storefront.orders.tokens import make_token
from storefront.standalone.app import create_app
from tests.servers.postgres import die_with_parent, free_port
from tests.servers.shop import ROOT

pytestmark = pytest.mark.postgres
PAGES = 300


class Web:
    """One gunicorn process of the shop."""

    def __init__(self, instance: Path, address: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = {"SHOP_INSTANCE": str(instance), "SHOP_DATABASE_URI": address}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Web:
        configuration = "python:storefront.standalone.gunicorn_conf"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", configuration, "-b", f"127.0.0.1:{self.port}",
             "tests.servers.brokered:create_web()"],
            cwd=ROOT, env=os.environ | self._settings, preexec_fn=die_with_parent,
        )  # fmt: skip
        return self

    def wait(self) -> None:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                requests.get(self.url + "/robots.txt", timeout=30)
                return
            time.sleep(0.02)  # and not a mere yield: who is waited for needs the core
        raise AssertionError("the web process did not answer")

    def end(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture
def two(postgres_engine: Engine, tmp_path: Path) -> Iterator[tuple[Web, Web, str]]:
    """Two of them with the same secret, and the path of an order's stream."""
    address = postgres_engine.url.render_as_string(hide_password=False)
    app = create_app({"INSTANCE": tmp_path, "SHOP_DATABASE_URI": address})
    webs = [Web(tmp_path, address).start(), Web(tmp_path, address).start()]
    with app.app_context():
        shop: ShopState = app.extensions["shop"]
        now = shop.clock.now()
        money = {"delivery_minor": 0, "delivery_tax_minor": 0, "delivery_tax_rate": 0, "total_minor": 0}
        order = Order(order_ref="o1", number="1", checkout_id="c1", contact_ref="k1", state="placed", **money)
        order.payment_status, order.fulfilment_status, order.plan_kind = "paid", "unfulfilled", "each"
        order.currency, order.country, order.digest, order.created_at = "EUR", "DE", "", now
        shop.write(lambda work: work.session.add(Contact(contact_ref="k1", created_at=now)))
        shop.write(lambda work: work.session.add(order))
        path = f"/o/{make_token(shop, 'o1')}/stream"
        engine = shop.db.engine
    engine.dispose()
    try:
        for web in webs:
            web.wait()
        yield webs[0], webs[1], path
    finally:
        for web in webs:
            if web.process is not None:
                web.process.kill()
                web.process.wait(10)


def opened(web: Web, path: str, last: str = "") -> socket.socket:
    page = socket.create_connection(("127.0.0.1", web.port), 30)
    resumed = f"Last-Event-ID: {last}\r\n" if last else ""
    page.sendall(f"GET {path} HTTP/1.1\r\nHost: shop\r\n{resumed}\r\n".encode())
    return page


def heard(page: socket.socket, until: bytes, text: bytes = b"") -> bytes:
    """What came, with what had come before, until it holds `until`."""
    page.settimeout(60)
    while not re.search(until, text):
        data = page.recv(65536)
        assert data, text
        text += data
    return text


def test_an_entry_written_through_one_is_heard_at_the_other_and_none_is_lost_when_that_one_ends(
    two: tuple[Web, Web, str],
) -> None:
    one, other, path = two
    pages = [opened(other, path) for _ in range(PAGES)]
    texts = [heard(page, b"retry: ") for page in pages]
    requests.post(one.url + "/told/o1", timeout=30).raise_for_status()
    texts = [heard(page, rb"id: \d+-\d+\n", text) for page, text in zip(pages, texts, strict=True)]
    (last,) = {re.search(rb"id: (\d+-\d+)\n", text)[1] for text in texts}  # type: ignore[index]

    began = time.monotonic()
    assert other.end() == 0
    took = time.monotonic() - began
    for page, text in zip(pages, texts, strict=True):
        assert heard(page, rb"\r\n0\r\n\r\n$", text), "ended with its last chunk, not cut off"
        page.close()
    # That none was cut off says that it was over before gunicorn's patience was (three seconds, by `graceful_timeout`);
    # how long a busy machine takes for what is left of the process is no part of the promise.
    assert took < 20, "bench.streams holds it to three seconds"

    requests.post(one.url + "/told/o1", timeout=30).raise_for_status()
    other.start().wait()
    back = opened(other, path, last.decode())
    missed = heard(back, rb"id: \d+-\d+\n")
    assert re.findall(rb"id: (\d+-\d+)\n", missed) != [last]
    back.close()
