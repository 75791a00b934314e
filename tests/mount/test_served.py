"""One command starts all of it and leaves nothing running, however it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.servers.furnished import furnished_instance
from tests.servers.postgres import die_with_parent, free_port
from tests.servers.shop import ROOT, _wait_until_healthy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is running")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One shop's folder, furnished once and started again by each test."""
    return furnished_instance(tmp_path_factory, "served")


@contextlib.contextmanager
def served(instance: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    own = {"PORT": str(port), "SIMULATOR_PORT": str(free_port()), "SHOP_INSTANCE": str(instance)}
    log = instance / "served.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "storefront.standalone.serve"],
            cwd=ROOT, env=os.environ | own, stdout=output, stderr=output, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield process, url
    finally:
        for pid in (process.pid, *running(instance)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)


def running(instance: Path) -> list[int]:
    """Processes that were started for this instance: its name is in their environment."""
    mark, found = f"SHOP_INSTANCE={instance}".encode(), []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def all_gone(instance: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while left := running(instance):
        if time.monotonic() > deadline:
            print(left)
            return False
        time.sleep(0.02)  # and not a mere yield: who is waited for needs the core
    return True


def test_ctrl_c_leaves_nothing_but_the_data_and_a_killed_parent_takes_its_children_along(
    instance: Path,
) -> None:
    with served(instance) as (process, url), requests.Session() as visitor:
        assert len(running(instance)) >= 4, "parent, simulator, web, worker"
        _put_a_cloth_into_the_cart(visitor, url)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert all_gone(instance, 20)
        cookies = visitor.cookies.get_dict()
    with served(instance) as (process, url):
        assert "/p/care-cloth" in requests.get(url + "/cart", cookies=cookies, timeout=30).text
        process.kill()
        process.wait(10)
        assert all_gone(instance, 60)


def _put_a_cloth_into_the_cart(visitor: requests.Session, url: str) -> None:
    page = visitor.get(url + "/orders/find", timeout=30).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "sku": "CLOTH-LINEN", "quantity": "2"}
    assert visitor.post(url + "/cart/add", data=form, timeout=30).status_code == 200
    assert "/p/care-cloth" in visitor.get(url + "/cart", timeout=30).text
