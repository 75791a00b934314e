"""The demo's clockwork: every parcel takes its next step when its time has come."""

from __future__ import annotations

import logging
import threading

from carriers.simulator.world import World
from foundation.plain.errors import Conflict

log = logging.getLogger(__name__)


class Clockwork:
    """One thread; `stop` ends it at once and waits for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="carrier-simulator", daemon=True)

    def start(self) -> None:
        if self._world.settings.auto_seconds > 0:
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def tick(self) -> int:
        """Move all that is due and send what is unsent; how many parcels moved."""
        due = self._world.due()
        for parcel in due:
            try:
                self._world.advance(parcel.carrier, parcel.number)
            except Conflict:
                log.info("%s was moved by hand meanwhile.", parcel.number)
        self._world.sender.flush(hold=True)
        return len(due)

    def _run(self) -> None:
        while not self._stop.wait(min(1.0, self._world.settings.auto_seconds / 4)):
            self.tick()
