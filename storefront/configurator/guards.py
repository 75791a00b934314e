"""The database's own guard of snapshots: not even raw SQL changes what was sold.

Alembic's batch mode drops triggers on SQLite, so `install` is to be run again after every upgrade; it is idempotent.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, event

TABLE = "shop_configuration_snapshot"
NAMES = (f"{TABLE}_no_update", f"{TABLE}_no_delete")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION shop_refuse_snapshot_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a snapshot is never changed' USING ERRCODE = '23514'; END $$
"""
STATEMENTS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'a snapshot is never changed'); END"
        for name, verb in zip(NAMES, ("UPDATE", "DELETE"), strict=True)
    ),
    "postgresql": (
        POSTGRES_FUNCTION,
        *(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION shop_refuse_snapshot_change()"
            for name, verb in zip(NAMES, ("UPDATE", "DELETE"), strict=True)
        ),
    ),
}


def install(connection: Connection) -> None:
    """Put the guard in place; running it again changes nothing."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def guard(table: Table) -> None:
    """Let `metadata.create_all` install the guard together with the table."""

    def after_create(_target: Any, connection: Connection, **_: Any) -> None:
        install(connection)

    event.listen(table, "after_create", after_create)
