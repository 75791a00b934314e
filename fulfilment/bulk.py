"""Many rows of one table, written at once: what a verb has as plain values goes to the driver as it is.

SQLAlchemy's own executemany works out names and types row by row, which was a third of an order's time in a batch
(`bench.promise contention`). Here they are worked out once for a table, and each value passes its column's type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.orm import Session

AT_ONCE = 100  # rows of a statement on PostgreSQL; SQLite takes each by itself and is as quick
_Process = Callable[[Any], Any] | None


def insert_rows(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT `rows`, which name the same columns of `model`. What is not named gets the database's own default, and
    nothing of Python's: name every column that has only such a one."""
    if not rows:
        return
    session.flush()
    connection = session.connection()
    table, names = model.__table__, tuple(rows[0])
    processes = _processes(table, names, connection.dialect)
    columns = [_column([row[name] for row in rows], process) for name, process in processes]
    values = list(zip(*columns, strict=True))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_statement(table.name, names, "?", 1), values)
        return
    for at in range(0, len(values), AT_ONCE):
        part = values[at : at + AT_ONCE]
        flat = tuple(value for row in part for value in row)
        connection.exec_driver_sql(_statement(table.name, names, "%s", len(part)), flat)


def _column(values: list[Any], process: _Process) -> list[Any]:
    """As the driver takes them. The instant at which all rows were made is worked out once."""
    if process is None:
        return values
    instants: dict[datetime, Any] = {}
    for at, value in enumerate(values):
        if not isinstance(value, datetime):
            values[at] = process(value)
            continue
        if value not in instants:
            instants[value] = process(value)
        values[at] = instants[value]
    return values


@cache
def _processes(table: Table, names: tuple[str, ...], dialect: Dialect) -> list[tuple[str, _Process]]:
    """How each column's type hands a value to the driver."""
    return [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]


@cache
def _statement(table: str, names: tuple[str, ...], mark: str, rows: int) -> str:
    row = f"({', '.join(mark for _ in names)})"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join(row for _ in range(rows))}"  # noqa: S608 - names
