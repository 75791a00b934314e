"""The database's own guards, one list for both databases. Batch migrations on SQLite drop triggers, so every upgrade
installs them again from here, and `/healthz` counts them."""

from __future__ import annotations

from sqlalchemy import Connection

from fulfilment import triggers


def install_triggers(connection: Connection) -> None:
    """Install every guard; running it twice changes nothing."""
    triggers.install(connection)


def missing_triggers(connection: Connection) -> list[str]:
    """Names of guards that the database does not have."""
    return triggers.missing(connection)
