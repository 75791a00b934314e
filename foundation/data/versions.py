"""What is read of small tables that seldom change, kept in the process until one of them has changed.

The database itself says so: a trigger on every watched table gives the table another number, so that no writer has to
remember it. The number is random: nobody meets the same one twice, not even after a rollback, and what a transaction
read between its own writes is never taken for what was committed. One statement asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, Engine, Executable, FromClause, String, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import Guard, guard
from foundation.data.work import Work

T = TypeVar("T")


class TableVersion(Base):
    """Another number after every change of a watched table; no row while nobody has changed it yet."""

    __tablename__ = "shop_table_version"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


_TELL = (
    "INSERT INTO shop_table_version (name, version) VALUES ({name}, {number})"
    " ON CONFLICT (name) DO UPDATE SET version = excluded.version"
)
_POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION shop_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    + _TELL.format(name="TG_TABLE_NAME", number="(random() * 9007199254740992)::bigint")
    + "; RETURN NULL; END $$"
)
ASKED = select(TableVersion.__table__.c.name, TableVersion.__table__.c.version)


def watch(table: FromClause, *columns: str) -> None:
    """Give `table` another version whenever a row comes or goes, or one of `columns` changes; called once, beside the
    model that is kept."""
    name = str(getattr(table, "name"))  # noqa: B009 - a mapped class says its table is any FromClause
    changes = ("INSERT", "DELETE", f"UPDATE OF {', '.join(columns)}")
    guard(table, *(_sqlite(name, change) for change in changes), _postgres(name, " OR ".join(changes)))


def _sqlite(table: str, change: str) -> Guard:
    own = f"{table}_tells_{change.split()[0].lower()}"
    tell = _TELL.format(name=f"'{table}'", number="random()")
    create = f"CREATE TRIGGER {own} AFTER {change} ON {table} BEGIN {tell}; END"
    return Guard("sqlite", own, table, create, f"DROP TRIGGER IF EXISTS {own}")


def _postgres(table: str, changes: str) -> Guard:
    own = f"{table}_tells"
    create = f"CREATE TRIGGER {own} AFTER {changes} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION shop_tell_change()"
    drop = f"DROP TRIGGER IF EXISTS {own} ON {table}"
    return Guard("postgresql", own, table, f"{_POSTGRES_FUNCTION}; {create}", drop)


def versions(work: Work, asked: Executable = ASKED, given: Mapping[str, Any] | None = None) -> Mapping[str, int]:
    """The version of every watched table that has one: one statement, none where this reading has asked before. `asked`
    with `given` parameters says the same and more, for whoever wants to know something else in the same breath."""
    seen: dict[Hashable, Any] = {} if work.seen is None else work.seen
    if "versions" not in seen:
        work.session.flush()  # a statement of the connection's own does not, and what is written here counts
        seen["versions"] = dict(map(tuple, work.session.connection().execute(asked, given)))
    return cast(Mapping[str, int], seen["versions"])


class Kept(Generic[T]):
    """The answer of `read`, which looks at `tables` and at nothing else that can change, kept for each engine.

    A table that nobody has written to since it was made has no version, and no row.
    """

    def __init__(self, tables: Sequence[FromClause], read: Callable[[Work], T]) -> None:
        self._names = [str(getattr(table, "name")) for table in tables]  # noqa: B009 - as above
        self._read = read
        self._answers: WeakKeyDictionary[Engine, tuple[list[int | None], T]] = WeakKeyDictionary()

    def of(self, work: Work) -> T:
        """One statement at most, and those of `read` when something has changed. On PostgreSQL what is read may be
        newer than the versions it is kept under: then nobody asks for those any more."""
        known = versions(work)
        engine = work.session.get_bind().engine
        own = [known.get(name) for name in self._names]
        kept = self._answers.get(engine)
        if kept is not None and kept[0] == own:
            return kept[1]
        answer = self._read(work)
        self._answers[engine] = (own, answer)
        return answer


def seed(connection: Connection, name: str) -> None:
    """Give a table that is already filled its first version; for migrations."""
    number = "random()" if connection.dialect.name == "sqlite" else "(random() * 9007199254740992)::bigint"
    connection.exec_driver_sql(_TELL.format(name=f"'{name}'", number=number))
