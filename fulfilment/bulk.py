"""Many rows of one table, written at once: what a verb has as plain values goes to the driver as it is.

SQLAlchemy's own executemany works out names and types row by row, which was a third of an order's time in a batch
(`bench.promise contention`). Here they are worked out once for a table, and each value passes its column's type.

PostgreSQL gets all rows as one JSON value and reads them as rows of the table: a statement with thousands of
parameters was taken apart anew each time, which took it longer than checking and writing the rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Dialect, Table
from sqlalchemy.orm import Session

AT_ONCE = 500  # rows of a statement on PostgreSQL; SQLite takes each by itself and is as quick
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
        connection.exec_driver_sql(_row_by_row(table.name, names), values)
        return
    for at in range(0, len(values), AT_ONCE):
        part = [dict(zip(names, row, strict=True)) for row in values[at : at + AT_ONCE]]
        connection.exec_driver_sql(_all_in_one(table.name, names), (json.dumps(part, default=str),))


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
    """How each column's type hands a value to the driver; JSON within JSON stays what it is."""
    types = {name: table.c[name].type.dialect_impl(dialect) for name in names}
    inside = dialect.name != "sqlite"
    return [
        (name, None if inside and isinstance(type_, JSON) else type_.bind_processor(dialect))
        for name, type_ in types.items()
    ]


@cache
def _row_by_row(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"  # noqa: S608 - names


@cache
def _all_in_one(table: str, names: tuple[str, ...]) -> str:
    """In the order in which they are given: whoever waits for a row waits for all before it."""
    columns = ", ".join(names)
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608 - names
