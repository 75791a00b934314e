"""The guards that the database itself keeps, in one list for both databases.

Batch migrations on SQLite drop triggers, and Alembic knows neither triggers nor exclusion constraints well: so
`install` runs after every upgrade, `metadata.create_all` brings the guards with their tables, and `/healthz` asks for
`missing` ones. A guard is a backstop: verbs lock, re-read and decide before it; it makes the silent loud.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, event

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION shop_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed', ERRCODE = '23514'; END $$
"""


@dataclass(frozen=True)
class Guard:
    """`drop` may be run when the guard is absent."""

    dialect: str
    name: str
    table: str
    create: str
    drop: str


_GUARDS: list[Guard] = []
_KEPT = {
    "postgresql": "SELECT tgname::text FROM pg_trigger UNION ALL SELECT conname::text FROM pg_constraint",
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'table')",
}


def guard(table: FromClause, *guards: Guard) -> None:
    """Keep `guards` on a model's table; called once, beside the model."""
    _GUARDS.extend(guards)

    def after_create(_target: Any, connection: Connection, **_: Any) -> None:
        install(connection, guards)

    event.listen(table, "after_create", after_create)


def append_only(table: FromClause) -> None:
    """Refuse every UPDATE and DELETE of a table that is history."""
    guard(table, *(make(table, verb) for verb in ("UPDATE", "DELETE") for make in (_sqlite, _postgres)))


def trigger(table: str, name: str, when: str, condition: str, refusal: str) -> Guard:
    """A SQLite trigger that aborts with `refusal`; `condition` is its WHEN clause or empty."""
    create = f"CREATE TRIGGER {name} {when} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    return Guard("sqlite", name, table, create, f"DROP TRIGGER IF EXISTS {name}")


def _sqlite(table: FromClause, verb: str) -> Guard:
    name = _name(table)
    return trigger(name, f"{name}_no_{verb.lower()}", f"BEFORE {verb}", "", f"rows of {name} are never changed")


def _postgres(table: FromClause, verb: str) -> Guard:
    name = _name(table)
    own = f"{name}_no_{verb.lower()}"
    create = f"CREATE TRIGGER {own} BEFORE {verb} ON {name} FOR EACH ROW EXECUTE FUNCTION shop_refuse_change()"
    return Guard("postgresql", own, name, create, f"DROP TRIGGER IF EXISTS {own} ON {name}")


def _name(table: FromClause) -> str:
    return str(getattr(table, "name"))  # noqa: B009 - a mapped class says its table is any FromClause


def install(connection: Connection, guards: tuple[Guard, ...] | None = None) -> None:
    """Put these guards, or all that the loaded models have, in place, newly; idempotent."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(POSTGRES_FUNCTION)
    for one in _GUARDS if guards is None else guards:
        if one.dialect == dialect:
            connection.exec_driver_sql(one.drop)
            connection.exec_driver_sql(one.create)


def forget(connection: Connection) -> None:
    """Remove what the guards need besides their tables, which have taken their guards with them."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS shop_refuse_change()")


def names(dialect: str) -> list[str]:
    """Of the guards that the loaded models have."""
    return [one.name for one in _GUARDS if one.dialect == dialect]


def missing(connection: Connection, wanted: list[str] | None = None) -> list[str]:
    """Which of `wanted` (what the loaded models have, unless given) the database does not have; empty is healthy."""
    there = {row[0] for row in connection.exec_driver_sql(_KEPT[connection.dialect.name])}
    return [name for name in (names(connection.dialect.name) if wanted is None else wanted) if name not in there]
