"""Connections to the run's PostgreSQL outlive the engine that asked for them.

An app of a test lives for half a second, and each of its connections was a process of the server that read the
catalogue anew: half of what the server did. What a closed connection has set, heard or locked is undone before it is
handed out again; one that is in the middle of something is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

AT_MOST = 8
_FORGET = b"RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all()"
Key = tuple[tuple[str, str], ...]
_databases: set[tuple[str, str]] = set()
_idle: dict[Key, list[Connection[Any]]] = {}
_lent: dict[int, Key] = {}


def keep_connections(engine: Engine) -> None:
    """Those to the database of this engine, whoever's engine opens them."""
    _databases.add((str(engine.url.port), str(engine.url.database)))


def let_go(engine: Engine) -> None:
    """The server is about to end."""
    _databases.discard((str(engine.url.port), str(engine.url.database)))
    for idle in _idle.values():
        while idle:
            idle.pop().close()


def share_connections() -> None:
    """From now on, in this process."""
    opened: Callable[..., Connection[Any]] = PGDialect_psycopg.connect
    closed: Callable[..., None] = PGDialect_psycopg.do_close

    def connect(self: PGDialect_psycopg, *args: Any, **told: Any) -> Connection[Any]:
        if (str(told.get("port")), str(told.get("dbname"))) not in _databases:
            found = opened(self, *args, **told)
            _lent.pop(id(found), None)  # of one that was never closed, and had this number before
            return found
        key = tuple(sorted((name, str(value)) for name, value in told.items() if name != "context"))
        found = _alive(_idle.setdefault(key, [])) or opened(self, *args, **told)
        _lent[id(found)] = key
        return found

    def close(self: PGDialect_psycopg, connection: Connection[Any]) -> None:
        key = _lent.pop(id(connection), None)
        if key is None or connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
            closed(self, connection)
        elif len(_idle[key]) < AT_MOST:
            _idle[key].append(connection)
        else:
            closed(self, connection)

    PGDialect_psycopg.connect = connect  # type: ignore[method-assign]
    PGDialect_psycopg.do_close = close  # type: ignore[method-assign]
    PGDialect_psycopg.do_terminate = closed  # type: ignore[method-assign]


def _alive(idle: list[Connection[Any]]) -> Connection[Any] | None:
    """One that answers; it has forgotten everything then."""
    while idle:
        wire = (found := idle.pop()).pgconn
        if wire.status == ConnStatus.OK and wire.exec_(_FORGET).status == ExecStatus.TUPLES_OK:
            return found
        found.close()
    return None
