"""Brings the shop's tables up to date and says whether they are: Alembic with a version table of the shop's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from foundation.data import guards
from storefront.mount.models import load_models

VERSION_TABLE = "shop_alembic_version"
SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


@cache
def head() -> str:
    """The newest revision that this version of the shop knows; read once, for it is asked for at every /healthz."""
    return ScriptDirectory.from_config(_config()).get_current_head() or "nothing"


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for one without the shop's tables."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def upgrade(engine: Engine) -> str:
    """Migrate to `head` and put the database's own guards back, which batch migrations drop on SQLite."""
    with engine.connect().execution_options(shop_write=True) as connection, connection.begin():
        command.upgrade(_config(connection), "head")
        guards.install(connection)
    return head()


def remove(engine: Engine) -> None:
    """Take every table of the shop away, with all that is in them; a host's own tables stay."""
    with engine.connect().execution_options(shop_write=True) as connection, connection.begin():
        command.downgrade(_config(connection), "base")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
        guards.forget(connection)


def revise(engine: Engine, message: str) -> None:
    """Write a new migration from the difference between models and database; for the shop's own developers."""
    with engine.connect() as connection, connection.begin():
        command.revision(_config(connection), message, autogenerate=True)


def health(connection: Connection) -> list[str]:
    """What keeps the shop from taking orders, in sentences; empty is healthy."""
    load_models()
    problems = []
    if current(connection) != head():
        problems.append("The tables are of another version: run flask shop db upgrade.")
    problems += [f"The guard {name} is missing: run flask shop db upgrade." for name in guards.missing(connection)]
    return problems
