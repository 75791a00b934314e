"""A worker's own books: who has what in hand, and what is done. They are committed without waiting for the disk.

What a power cut takes from them is done again under its key, as after any other death of a worker: nothing that anybody
was told rests on them. The job itself, and whatever its handler writes, are synced as ever. So a short job waits for
the disk not at all, and one that writes only for itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from storefront.mount.current import ShopState

# By dialect; on PostgreSQL the server writes them some hundred milliseconds later.
_LENIENT = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit TO off"}


class Books:
    """`runner` writes them, on one connection of its own; `close` gives that back. In a host, whose engine may be set
    up in ways that we do not know, they are written as everything else is."""

    def __init__(self, shop: ShopState) -> None:
        self._session: Session | None = None
        self.runner = shop.runner
        engine = shop.db.engine
        if shop.owns_engine and engine.dialect.name in _LENIENT and engine.url.database not in (None, "", ":memory:"):
            self._session = Session(_lenient(engine))
            self.runner = Runner(self._own_session, shop.clock)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session.get_bind().dispose()  # type: ignore[union-attr]  # it was bound to an engine above

    def _own_session(self) -> Session:
        assert self._session is not None
        return self._session


def _lenient(like: Engine) -> Engine:
    engine = create_engine(like.url, pool_size=1, max_overflow=0)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)  # first: it says FULL

    def relax(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(_LENIENT[engine.dialect.name])
        cursor.close()
        if engine.dialect.name == "postgresql":
            connection.commit()  # a SET that is rolled back was never said

    event.listen(engine, "connect", relax)
    return engine
