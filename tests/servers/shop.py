"""The whole demo shop as a person starts it: database, web, worker and carriers by the one command."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.servers.postgres import die_with_parent, free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class ServedShop:
    """Where it is: the shop's address, the carriers' simulator, and the folder of its data."""

    url: str
    simulator: str
    instance: Path


@contextlib.contextmanager
def running_shop(instance: Path, **environment: str) -> Iterator[ServedShop]:
    """Serve the demo shop from `instance` until the block ends; `environment` are `SHOP_*` settings."""
    port, simulator_port = free_port(), free_port()
    instance.mkdir(parents=True, exist_ok=True)
    _later(instance / "clock")
    own = {"PORT": str(port), "SIMULATOR_PORT": str(simulator_port), "SHOP_INSTANCE": str(instance), **environment}
    log = instance / "served.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "storefront.standalone.serve"],
            cwd=ROOT, env=os.environ | own, stdout=output, stderr=output, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield ServedShop(url, f"http://127.0.0.1:{simulator_port}", instance)
    finally:
        process.terminate()
        process.wait(60)


def _later(clock: Path) -> None:
    """`TESTS_LATER_HOURS=61` makes the demo's clock so many hours fast: no test may hang on the hour or the day on
    which it runs."""
    if (hours := os.environ.get("TESTS_LATER_HOURS")) and not clock.exists():
        clock.write_text(str(float(hours) * 3600))


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The shop did not start:\n" + log.read_text())
        with contextlib.suppress(requests.ConnectionError, requests.Timeout):
            if requests.get(url + "/healthz", timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The shop was not healthy within five minutes:\n" + log.read_text())
