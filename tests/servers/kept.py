"""A furnished database is built by Python once and copied from then on.

A house with its saw, an order that somebody has paid for: many hundred tests begin with the same, and building it was
most of what they cost. Who furnishes names what it makes (`step`) of what is there. If nobody has written since, and
the same was made of the same before in this process, its rows are copied. Wherever anything is in doubt, it is built;
`TESTS_BUILD_ANEW=1` doubts everything.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.work import Work

Content = tuple[Hashable, ...]
NOTHING: Content = ()
DEAR_S = 0.15  # what takes longer is kept at once, anything else when it is asked for again
MOST = 250  # two megabytes each


@dataclass
class SqliteFile:
    """What it holds is known for as long as a connection that only watches is not told of anybody's commit."""

    path: Path
    content: Content = NOTHING
    mark: object = None

    def __post_init__(self) -> None:
        self.watching = sqlite3.connect(self.path, check_same_thread=False)
        self.watching.execute("PRAGMA synchronous=OFF").close()

    def look(self) -> object:
        return self.watching.execute("PRAGMA data_version").fetchone()

    def close(self) -> None:
        self.watching.close()

    def save(self) -> sqlite3.Connection:
        place = Path(tempfile.mkdtemp(prefix="kept-")) / "shop.sqlite"
        saved = sqlite3.connect(place, check_same_thread=False)
        self.watching.backup(saved)
        return saved

    def restore(self, kept: sqlite3.Connection) -> None:
        """By SQLite's own backup, for others have the file open."""
        kept.backup(self.watching)


@dataclass
class PostgresDatabase:
    """What it holds is known for as long as no transaction has taken a number, which whoever writes does."""

    server: Engine
    content: Content = NOTHING
    mark: object = None
    filled: dict[Content, list[str]] = field(default_factory=lambda: {NOTHING: []})
    saved: int = 0

    def close(self) -> None:
        """The run's server stays."""

    def look(self) -> object:
        with self.server.begin() as connection:
            return connection.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one()

    def save(self) -> str:
        """In tables of a schema of its own, with a function that copies them back: its statements are planned once."""
        self.saved += 1
        with self.server.begin() as connection:
            self.filled[self.content] = names = filled_tables(connection)
            copies = [f"CREATE UNLOGGED TABLE kept.s{self.saved}_{name} AS SELECT * FROM {name};" for name in names]
            back = [f"INSERT INTO {name} SELECT * FROM kept.s{self.saved}_{name};" for name in names]
            function = f"kept.restore_{self.saved}()"
            connection.exec_driver_sql(
                f"CREATE SCHEMA IF NOT EXISTS kept; {''.join(copies)}"
                f" CREATE FUNCTION {function} RETURNS void LANGUAGE plpgsql AS $$ BEGIN {''.join(back)} END $$"
            )
        return function

    def empty(self) -> None:
        """As a replica, a session passes the append-only triggers; a TRUNCATE would pass them too, but makes a new file
        for every table and takes half a second."""
        with self.server.begin() as connection:
            gone = "".join(f"DELETE FROM {name};" for name in filled_tables(connection))
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {gone}")

    def restore(self, kept: str) -> None:
        """As a replica, or triggers would do again what has been done."""
        with self.server.begin() as connection:
            filled = self.filled[self.content] if self.content in self.filled else filled_tables(connection)
            gone = "".join(f"DELETE FROM {name};" for name in reversed(filled))
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {gone} SELECT {kept}")


def filled_tables(connection: Connection) -> list[str]:
    """The shop's tables that have a row."""
    names = [table.name for table in Base.metadata.sorted_tables]
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {name})" for name in names)
    found = connection.exec_driver_sql(f"SELECT {asked}").one()
    return [name for name, has_rows in zip(names, found, strict=True) if has_rows]


Place = SqliteFile | PostgresDatabase
_places: dict[str, Place] = {}
_kept: dict[tuple[type[Place], Content], tuple[Any, Any]] = {}
_asked: set[tuple[type[Place], Content]] = set()
told: Counter[str] = Counter()  # how often something was built, kept and copied


_doubt = False


def doubt(test_patches: bool) -> None:
    """Whether the test to come puts something of its own into the code: what it builds is for nobody else, nor is what
    others built for it."""
    global _doubt
    _doubt = test_patches or bool(os.environ.get("TESTS_BUILD_ANEW"))


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def begins_empty(engine: Engine, place: Place) -> None:
    """This database holds nothing now; what is written from here on can be kept."""
    place.content, place.mark = NOTHING, place.look()
    _places[address_of(engine)] = place


def ends(engine: Engine) -> None:
    if (place := _places.pop(address_of(engine), None)) is not None:
        place.close()


def content_of(engine: Engine) -> Content | None:
    """What was made of this database by `made`, if nobody has written since."""
    place = None if _doubt else _places.get(address_of(engine))
    return place.content if place is not None and place.mark == place.look() else None


def made(engine: Engine, step: Hashable, build: Callable[[], Any], again: Callable[[Any], None] | None = None) -> Any:
    """What `build` returns, a plain value, with its rows in the database: built, or copied from when it was built last.
    `step` says everything that `build` depends on beside what is there: quantities, the clock, who listens. `again`
    gets the value back where it was copied."""
    place, before = _places.get(address_of(engine)), content_of(engine)
    if place is None or before is None:
        told["in doubt"] += 1
        return build()
    content = (*before, step)
    key = (type(place), content)
    if (found := _kept.get(key)) is not None:
        told["copied"] += 1
        place.restore(found[0])
        value = found[1]
        if again is not None:
            again(value)
    else:
        told["built"] += 1
        began = time.perf_counter()
        value = build()
        dear = time.perf_counter() - began > DEAR_S
    place.content = content
    if found is None and (dear or key in _asked) and len(_kept) < MOST:
        _kept[key] = place.save(), value
    _asked.add(key)
    place.mark = place.look()
    return value


def ears(run: Runner) -> Hashable | None:
    """Who hears the events of `run`, by name; None if one of them is a test's own."""
    found = []
    for kind, handlers in run._handlers.items():
        for handler in handlers:
            name = getattr(handler, "__qualname__", "<")
            if "<" in name:
                return None
            found.append((kind.__qualname__, handler.__module__, name))
    return tuple(found)


def wrote(run: Runner, build: Callable[[Work], Any], *given: Hashable) -> Any:
    """`run.write(build)`, once (`made`). `build` returns a plain value; all it depends on is `given`, and the clock."""
    engine, listening = run._session().get_bind(), ears(run)
    if listening is None or not isinstance(engine, Engine):
        return run.write(build)
    step = (build.__module__, build.__qualname__, given, run._clock.now(), listening)
    return made(engine, step, lambda: run.write(build))
