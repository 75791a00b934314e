"""The guards that the database itself keeps: one list for both databases.

Batch migrations on SQLite drop triggers and Alembic knows neither triggers nor exclusion constraints well, so
`install` is called after every upgrade and `missing` by `/healthz`. A guard is a backstop: verbs lock, re-read and
decide before it; it turns what would be a silent double booking into an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, event


@dataclass(frozen=True)
class Guard:
    """`drop` may be run when the guard is absent."""

    name: str
    table: str
    create: str
    drop: str


def _sqlite(name: str, table: str, when: str, refusal: str, condition: str = "") -> Guard:
    body = f"CREATE TRIGGER {name} {when} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    return Guard(name, table, body, f"DROP TRIGGER IF EXISTS {name}")


def _postgres(name: str, table: str, when: str) -> Guard:
    body = f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION shop_refuse_change()"
    return Guard(name, table, body, f"DROP TRIGGER IF EXISTS {name} ON {table}")


POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION shop_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed', ERRCODE = '23514'; END $$
"""
_APPEND_ONLY = ("shop_stock_movement", "shop_promise_revision")
# Half-open intervals on the working-minute axis; a unit's id is unique over all work centres.
_OVERLAP = (
    "WHEN NEW.state <> 'displaced' AND EXISTS (SELECT 1 FROM shop_booking b WHERE b.unit_id = NEW.unit_id"
    " AND b.state <> 'displaced' AND b.start_minute < NEW.end_minute AND b.end_minute > NEW.start_minute"
    " AND b.id IS NOT NEW.id)"
)
GUARDS: dict[str, tuple[Guard, ...]] = {
    "sqlite": (
        *(_sqlite(f"{t}_no_update", t, "BEFORE UPDATE", f"rows of {t} are never changed") for t in _APPEND_ONLY),
        *(_sqlite(f"{t}_no_delete", t, "BEFORE DELETE", f"rows of {t} are never changed") for t in _APPEND_ONLY),
        _sqlite("shop_booking_overlap_insert", "shop_booking", "BEFORE INSERT", "bookings overlap", _OVERLAP),
        _sqlite("shop_booking_overlap_update", "shop_booking", "BEFORE UPDATE", "bookings overlap", _OVERLAP),
    ),
    "postgresql": (
        *(_postgres(f"{t}_no_update", t, "BEFORE UPDATE") for t in _APPEND_ONLY),
        *(_postgres(f"{t}_no_delete", t, "BEFORE DELETE") for t in _APPEND_ONLY),
        Guard(
            "shop_booking_overlap",
            "shop_booking",
            # int8range(unit, unit) instead of the bare unit: gist knows ranges without the btree_gist extension.
            "ALTER TABLE shop_booking ADD CONSTRAINT shop_booking_overlap EXCLUDE USING gist"
            " (int8range(unit_id, unit_id, '[]') WITH &&, int8range(start_minute, end_minute) WITH &&)"
            " WHERE (state <> 'displaced') DEFERRABLE INITIALLY IMMEDIATE",
            "ALTER TABLE shop_booking DROP CONSTRAINT IF EXISTS shop_booking_overlap",
        ),
    ),
}


def install(connection: Connection, table: str | None = None) -> None:
    """Put every guard (or those of one table) in place, newly; idempotent."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(POSTGRES_FUNCTION)
    for guard in GUARDS[dialect]:
        if table in (None, guard.table):
            connection.exec_driver_sql(guard.drop)
            connection.exec_driver_sql(guard.create)


def missing(connection: Connection) -> list[str]:
    """Names of guards that the database does not have; empty is healthy."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        names = (
            "SELECT tgname::text FROM pg_trigger WHERE tgrelid = to_regclass('{0}')"
            " UNION SELECT conname::text FROM pg_constraint WHERE conrelid = to_regclass('{0}')"
        )
    else:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{0}'"
    tables = sorted({guard.table for guard in GUARDS[dialect]})
    there = {row[0] for table in tables for row in connection.exec_driver_sql(names.format(table))}
    return [guard.name for guard in GUARDS[dialect] if guard.name not in there]


def guard(table: Table) -> None:
    """Let `metadata.create_all` install the guards of `table` with it; called beside the model."""

    def after_create(_target: Any, connection: Connection, **_: Any) -> None:
        install(connection, table.name)

    event.listen(table, "after_create", after_create)
