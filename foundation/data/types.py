"""Column types that both databases keep alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from foundation.plain.states import TransitionTable


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite drops offsets silently, so a naive value is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored; hand in an aware datetime.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# JSON is stored and read whole, never filtered on: the two databases would disagree.
Json: TypeDecorator[Any] | JSON = JSON().with_variant(JSONB(), "postgresql")
Texts = Json  # {locale: text}, read through the `text` filter
Ref = String(40)  # an id of `foundation.plain.ids`, or a short public code


def state_check(column: str, table: TransitionTable) -> CheckConstraint:
    """A CHECK that only knows the states of `table`, so that not even raw SQL can store another."""
    names = ", ".join(f"'{name}'" for name in table.names)
    return CheckConstraint(f"{column} IN ({names})", name=f"{column}_known")
