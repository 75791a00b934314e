"""Celery's beat that is not upset by a broker that is away: it says so once, asks seldom, and says when it is back."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import Scheduler, SchedulingError

log = logging.getLogger(__name__)

SOONEST_SECONDS, LATEST_SECONDS = 1.0, 8.0


class PatientScheduler(Scheduler):
    """What could not be sent is not made up for: each entry comes again a second later."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self._pause, self._quiet_until = 0.0, 0.0
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]  # the library has no types here

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send the task of a due entry, unless the broker did not answer a moment ago."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            self.apply_async(entry, producer=producer, advance=False)  # type: ignore[no-untyped-call]
        except SchedulingError as error:
            if not self._pause:
                log.warning("the broker does not answer; work waits in the outbox (%s)", error)
            self._pause = min(max(2 * self._pause, SOONEST_SECONDS), LATEST_SECONDS)
            self._quiet_until = time.monotonic() + self._pause
        else:
            if self._pause:
                log.warning("the broker is back")
            self._pause = 0.0
