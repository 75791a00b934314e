"""The furnished demo shop, made once for a whole run and copied for whoever starts one."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from tests.servers.shop import running_shop


def furnished_instance(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder of its own with the demo as it is on the first day. Several workers wait for the one that furnishes: by
    the start command itself, from an empty folder."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # xdist gives each worker a folder of its own
    template = shared / "furnished"
    with (shared / "furnished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            with running_shop(shared / "furnishing"):
                pass
            (shared / "furnishing").rename(template)
    instance = factory.mktemp(name) / "instance"
    shutil.copytree(template, instance)
    return instance
