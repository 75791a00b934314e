"""Alembic's entry: one history, shop tables only, on the connection that `mount.database` hands in."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.dialects.postgresql import JSONB

from foundation.data.base import TABLE_PREFIX, Base
from foundation.data.types import UtcDateTime
from storefront.mount.models import load_models

load_models()


def render_item(type_: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Migrations name plain column types, so that an old one still runs when our types have moved."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, sa.JSON) and not isinstance(item, JSONB):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def include_name(name: str | None, type_: str, _parents: Any) -> bool:
    return type_ != "table" or (name or "").startswith(TABLE_PREFIX)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="shop_alembic_version",
    render_as_batch=True,
    render_item=render_item,
    include_name=include_name,
)
with context.begin_transaction():
    context.run_migrations()
