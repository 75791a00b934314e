"""Statements are compiled once a worker, as in a shop that runs: not once for each of a thousand short-lived engines.

SQLAlchemy keeps what it compiled per engine and per dialect object (`Engine._compiled_cache`, and the key of
`ClauseElement._compile_w_cache`, 2.1). A test's engine lives half a second, and would compile everything anew: a third
of the suite's time. Engines of one kind of database speak the same dialect here, so they may share.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, util
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

SIZE = 8_000  # statements; a worker of the whole suite compiles about three thousand


def share_compiled_statements() -> None:
    """From now on every engine of this process uses one store of compiled statements."""
    store: util.LRUCache[Any, Any] = util.LRUCache(SIZE)
    # A property, because `create_engine` reads the signature of `Engine.__init__` and would miss one that is wrapped.
    Engine._compiled_cache = property(lambda _engine: store, lambda _engine, _own: None)  # type: ignore[assignment]
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = _of_one_kind  # type: ignore[method-assign, assignment]
        kind.__hash__ = _by_kind  # type: ignore[method-assign, assignment]


def _of_one_kind(self: object, other: object) -> bool:
    return type(self) is type(other)


def _by_kind(self: object) -> int:
    return hash(type(self))
