"""Somebody who kills workers, at any line they happen to be at, and starts others."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path


class Killer:
    """Keeps `count` workers alive; `start` forks one and says its pid. Deaths come after 0 to `longest` seconds."""

    def __init__(self, start: Callable[[], int], count: int, longest: float) -> None:
        self._start, self._longest = start, longest
        self.pids = [start() for _ in range(count)]

    def kill_workers(self, kills: int, between: Callable[[int], None] = lambda _n: None) -> None:
        """`kills` times: SIGKILL for one of the workers, and another one in its place."""
        for number in range(kills):
            time.sleep(random.uniform(0, self._longest))
            place = random.randrange(len(self.pids))
            self._end(self.pids[place])
            self.pids[place] = self._start()
            between(number)

    def kill_children(self, kills: int, main_every: int, between: Callable[[int], None]) -> None:
        """The same for workers with a pool: mostly a process of the pool, which its main process replaces; every
        `main_every`th time the main process, whose pool dies with it."""
        done = 0
        while done < kills:
            time.sleep(random.uniform(0, self._longest))
            self._replace_dead()
            if done % main_every == main_every - 1:
                self.kill_workers(1)
            elif not self._kill_child():
                continue
            between(done)
            done += 1

    def stop(self) -> None:
        for pid in self.pids:
            self._end(pid)
        self.pids = []

    def _replace_dead(self) -> None:
        """A main process that lost its pool while it was being made gives up; a supervisor would start it again."""
        for place, pid in enumerate(self.pids):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self.pids[place] = self._start()

    def _kill_child(self) -> bool:
        main = random.choice(self.pids)
        children = Path(f"/proc/{main}/task/{main}/children")
        with contextlib.suppress(OSError, IndexError):
            os.kill(int(random.choice(children.read_text().split())), signal.SIGKILL)
            return True
        return False

    def _end(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
