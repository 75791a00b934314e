"""The simulator on a real port, a clock that is turned by hand, and a doorstep that takes webhooks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from werkzeug.serving import make_server

from carriers import registry
from carriers.base import Address, Carrier, ParcelSpec, ShipmentRequest
from carriers.http import Link
from carriers.simulator import SimulatorSettings, create_simulator
from carriers.simulator.app import close
from foundation.plain.clock import FixedClock

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """`app` on a free port in a thread; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Doorstep:
    """What arrived at the shop's webhook addresses, and the status it gives (200 unless told)."""

    url: str = ""
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200


@dataclass
class Controls:
    """The simulator's strings over HTTP, and what was called on its wire."""

    url: str
    calls: list[tuple[str, str, dict[str, str], Any]]

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.url}/_sim/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json() if answer.content else {}

    def get(self, path: str) -> dict[str, Any]:
        return requests.get(f"{self.url}/_sim/{path}", timeout=60).json()

    def fault(self, kind: str, **more: Any) -> None:
        self.post("faults", kind=kind, **more)

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _, _ in self.calls]

    def body(self, part: str) -> Any:
        return next(body for _, path, _, body in reversed(self.calls) if part in path)

    def headers(self, part: str) -> dict[str, str]:
        return next(headers for _, path, headers, _ in reversed(self.calls) if part in path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def doorstep() -> Iterator[Doorstep]:
    step = Doorstep()
    app = Flask("doorstep")

    @app.post("/hooks/carriers/<carrier>")
    def take(carrier: str) -> Response:
        step.calls.append((carrier, dict(request.headers), request.get_data()))
        return Response(status=step.status)

    with serving(app) as url:
        step.url = url
        yield step


@pytest.fixture
def sim(clock: FixedClock, doorstep: Doorstep, tmp_path: Path) -> Iterator[Controls]:
    app = create_simulator(clock, SimulatorSettings(state=str(tmp_path / "sim.sqlite"), shop_url=doorstep.url))
    calls: list[tuple[str, str, dict[str, str], Any]] = []

    def record() -> None:
        if not request.path.startswith("/_sim/"):
            calls.append(
                (request.method, request.full_path.rstrip("?"), dict(request.headers), request.get_json(silent=True))
            )

    app.before_request_funcs[None].insert(0, record)  # before the faults, which answer themselves
    with serving(app) as url:
        yield Controls(url, calls)
    close(app)


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def link(clock: FixedClock, slept: list[float]) -> Link:
    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.advance(timedelta(seconds=seconds))

    return Link(clock=clock, sleep=sleep)


@pytest.fixture
def make_ups(sim: Controls, link: Link) -> Callable[..., Carrier]:
    def make(link: Link = link, **more: Any) -> Carrier:
        settings = {
            "base_url": sim.url,
            "client_id": "sim-client",
            "client_secret": "sim-secret",
            "account_number": "A1B2C3",
            "webhook_credential": "sim-track-alert",
        }
        return registry.build("ups", settings | more, link)

    return make


@pytest.fixture
def ups(make_ups: Callable[..., Carrier]) -> Carrier:
    return make_ups()


@pytest.fixture
def van(sim: Controls, link: Link) -> Carrier:
    settings = {
        "webhook_secret": "sim-van-secret-0123456789",
        "price": "49.00",
        "two_person_price": "89.00",
        "dispatch_url": sim.url,
        "dispatch_token": "sim-van-token",
    }
    return registry.build("van", settings, link)


@pytest.fixture
def shipment() -> ShipmentRequest:
    hall = Address("Hall Three", "Havenweg 3", "Zwolle", "8011 AB", "NL", company="Hall Three")
    zoe = Address("Zoë Müller", "Kastanienallee 12", "Berlin", "10435", "DE", phone="+49 30 1234")
    return ShipmentRequest("J-1001", hall, zoe, (ParcelSpec(2_450, 301, 200, 150),), service="11")
