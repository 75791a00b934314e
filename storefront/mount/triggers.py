"""The database's own guards, one list for both databases. Batch migrations on SQLite drop triggers, so every upgrade
installs them again from here, and `/healthz` counts them."""

from __future__ import annotations

from sqlalchemy import Connection


def install_triggers(connection: Connection) -> None:
    """Install what is missing; running it twice changes nothing."""
