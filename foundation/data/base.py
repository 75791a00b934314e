"""The declarative base of every shop table: prefixed `shop_`, so that a host's own tables are never touched."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

TABLE_PREFIX = "shop_"


class Base(DeclarativeBase):
    """A plain base: models on it work through any session, the host's or our own, and pass mypy strict."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """For the host's `env.py`: leaves every shop table out of its autogenerate, which would drop them otherwise."""
    return not (type_ == "table" and name is not None and name.startswith(TABLE_PREFIX))
