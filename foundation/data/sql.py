"""The two words of SQL that differ between our databases, and one that the types do not tell."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Result
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def insert_into(session: Session, model: type[Any]) -> Insert:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases spell alike."""
    return pg_insert(model) if is_postgres(session) else cast(Insert, sqlite_insert(model))


def changed(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE touched: the answer of every conditional claim. An INSERT that may do nothing
    says `.returning(...)` instead, because psycopg counts -1 there."""
    return cast(CursorResult[Any], result).rowcount
