"""Web servers of the bench: gunicorn as the shop runs it, with two workers, and what they cost."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.postgres import die_with_parent, free_port

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "storefront" / "standalone" / "gunicorn_conf.py"
WORKERS = 2
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A running server: its port, the pid of its first process, and seconds from its start to its first answer."""

    port: int
    pid: int
    seconds: float

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]

    def cpu(self) -> float:
        """Seconds of CPU that the workers have used so far."""
        return sum(cpu_of(pid) for pid in self.workers())

    def memory(self) -> float:
        """MiB of the largest worker, what it shares with others included in full."""
        return max(_memory(pid, "Rss") for pid in self.workers())

    def memory_each(self) -> float:
        """MiB of the whole server, its first process too, for each worker: what they share counts once."""
        workers = self.workers()
        return sum(_memory(pid, "Pss") for pid in (self.pid, *workers)) / len(workers)


@contextlib.contextmanager
def serve(app: str, environment: Mapping[str, str], path: str, workers: int = WORKERS) -> Iterator[Served]:
    """Run `app` until the block ends; its first answer is asked of `path`."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONFIGURATION), "-w", str(workers)]
    began = time.monotonic()
    process = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{port}", app],
        cwd=ROOT, env=os.environ | dict(environment), preexec_fn=die_with_parent,
    )  # fmt: skip
    try:
        _answered(port, path, process)
        yield Served(port, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(20)


def _answered(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            status = connection.getresponse().status
            connection.close()
            if status != 200:
                raise RuntimeError(f"The first answer was {status}.")
            return
        time.sleep(0.01)
    raise RuntimeError("The server did not start.")


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _memory(pid: int, kind: str) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no such process")
