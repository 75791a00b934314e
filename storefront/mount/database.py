"""Brings the shop's tables up to date and says whether they are: Alembic with a version table of the shop's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, column, inspect, select, table

from foundation.data import guards
from storefront.mount.models import load_models

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "shop_alembic_version"
SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - Alembic is 11 MiB, and no web process migrates

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def guard_names() -> dict[str, list[str]]:
    """Of all guards, by dialect."""
    load_models()
    return {dialect: guards.names(dialect) for dialect in ("sqlite", "postgresql")}


@cache
def head() -> str:
    """The newest revision that this version of the shop knows; read once, for it is asked for at every /healthz."""
    numbers = (path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))
    return max(numbers, default="nothing")


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for one without the shop's tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return found


def upgrade(engine: Engine) -> str:
    """Migrate to `head` and put the database's own guards back, which batch migrations drop on SQLite."""
    from alembic import command  # noqa: PLC0415 - as above

    with engine.connect().execution_options(shop_write=True) as connection, connection.begin():
        command.upgrade(_config(connection), "head")
        guards.install(connection)
    return head()


def remove(engine: Engine) -> None:
    """Take every table of the shop away, with all that is in them; a host's own tables stay."""
    from alembic import command  # noqa: PLC0415 - as above

    with engine.connect().execution_options(shop_write=True) as connection, connection.begin():
        command.downgrade(_config(connection), "base")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
        guards.forget(connection)


def revise(engine: Engine, message: str) -> None:
    """Write a new migration from the difference between models and database; for the shop's own developers."""
    from alembic import command  # noqa: PLC0415 - as above

    with engine.connect() as connection, connection.begin():
        command.revision(_config(connection), message, autogenerate=True)


def health(connection: Connection, wanted: Mapping[str, list[str]] | None = None) -> list[str]:
    """What keeps the shop from taking orders, in sentences; empty is healthy. `wanted`: the names of the guards by
    dialect, which the models say unless given."""
    if not wanted:
        load_models()
    named = wanted[connection.dialect.name] if wanted else None
    problems = []
    if current(connection) != head():
        problems.append("The tables are of another version: run flask shop db upgrade.")
    problems += [
        f"The guard {name} is missing: run flask shop db upgrade." for name in guards.missing(connection, named)
    ]
    return problems
