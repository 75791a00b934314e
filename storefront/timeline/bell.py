"""PostgreSQL rings when entries were committed, so that nobody has to ask twenty times a second.

The ring carries nothing and may get lost: what counts is the table. Whoever waits asks it now and then all the same.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storefront.timeline.models import CHANNEL

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


class Bell:
    """Waits for a ring on a connection of its own, outside of the pool. Used by one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._broken_until = 0.0

    def wait(self, seconds: float, otherwise: float) -> bool:
        """Until it rings, `seconds` at most; says whether it rang. Where nobody can ring, `otherwise` seconds."""
        if time.monotonic() < self._broken_until:
            time.sleep(otherwise)
            return False
        try:
            if self._connection is None:
                self._connection = self._listen()
                return True  # what came while nobody listened is read first
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except (SQLAlchemyError, self._errors()):
            log.warning("the timeline's bell is gone; asking the table instead", exc_info=True)
            self.close()
            self._broken_until = time.monotonic() + RETRY_SECONDS
            return True

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _errors(self) -> Any:
        return self._engine.dialect.loaded_dbapi.Error

    def _listen(self) -> Any:
        pooled = self._engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        return driver


def bell_of(engine: Engine) -> Bell | None:
    """None for a database or a driver that cannot ring; then the table is asked at its pace."""
    return Bell(engine) if engine.dialect.name == "postgresql" and engine.dialect.driver == "psycopg" else None
