"""Where the tests' files live: in memory, where the machine has enough of it.

Every commit of the shop waits for its disk, as it should; a suite commits some hundred thousand times, and no test
proves anything by that wait. `TESTS_ON_DISK=1` leaves the files where the machine wants them.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4_000_000_000
_PREFIX = "joinery-tests-"


def in_memory() -> bool:
    return Path(tempfile.gettempdir()).name.startswith(_PREFIX)


def scratch_in_memory() -> None:
    """From now on, in this process and whatever it starts. A worker of xdist finds what its parent has made."""
    if os.environ.get("TESTS_ON_DISK") or in_memory():
        return
    if sys.platform != "linux" or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    forget_the_dead(MEMORY)
    if not enough(os.statvfs(MEMORY)):
        return
    folder, lock = claim(MEMORY)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # asked anew
    atexit.register(_remove, folder, lock, os.getpid())


def enough(found: os.statvfs_result) -> bool:
    """Room for two databases and what their tests write, where programs may run: PostgreSQL is copied there, too."""
    return found.f_bavail * found.f_frsize >= ENOUGH_BYTES and not found.f_flag & os.ST_NOEXEC


def claim(memory: Path) -> tuple[Path, IO[str]]:
    """A folder of ours, with the lock beside it that says we live: it is gone with us, however we go."""
    name = _PREFIX + secrets.token_hex(6)
    lock = _lock_of(memory / name).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder = memory / name
    folder.mkdir(mode=0o755)  # PostgreSQL runs as nobody and must pass
    return folder, lock


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + ".alive")


def _remove(folder: Path, lock: IO[str], owner: int) -> None:
    if os.getpid() == owner:  # and not a child that was forked
        shutil.rmtree(folder, ignore_errors=True)
        _lock_of(folder).unlink(missing_ok=True)
        lock.close()


def forget_the_dead(memory: Path) -> None:
    """A killed run leaves its folder; the next run takes it away."""
    for folder in memory.glob(_PREFIX + "*"):
        if folder.is_dir():
            with _lock_of(folder).open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                shutil.rmtree(folder, ignore_errors=True)
                _lock_of(folder).unlink(missing_ok=True)
