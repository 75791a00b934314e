"""The timeline's rows: append-only, without personal data, in the order in which their transactions became visible."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from foundation.data.base import Base
from foundation.data.guards import Guard, guard
from foundation.data.types import Json, Ref, UtcDateTime

AUDIENCES = ("customer", "seller")
CHANNEL = "shop_timeline"


class current_xid(FunctionElement[int]):  # noqa: N801 - it reads as the SQL function that it is
    """The number of this transaction on PostgreSQL; 0 on SQLite, whose writers come one after another."""

    type = BigInteger()
    inherit_cache = True


class horizon(FunctionElement[int]):  # noqa: N801
    """The oldest transaction that may still be open: rows of older ones are all there, or never will be."""

    type = BigInteger()
    inherit_cache = True


@compiles(current_xid, "postgresql")
def _pg_xid(_element: current_xid, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "pg_current_xact_id()::text::bigint"


@compiles(current_xid)
def _no_xid(_element: current_xid, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "0"


@compiles(horizon, "postgresql")
def _pg_horizon(_element: horizon, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@compiles(horizon)
def _no_horizon(_element: horizon, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "1"


class TimelineEntry(Base):
    """One thing that happened to an order. `data` holds codes, days and numbers; never a name or an address.

    (xid, id) is the place in the stream: an id is drawn before its transaction commits, so that id alone would let a
    late commit slip past a reader that has already seen a higher one.
    """

    __tablename__ = "shop_timeline_entry"
    __table_args__ = (
        Index("ix_shop_timeline_entry_order", "order_ref", "id"),
        Index("ix_shop_timeline_entry_place", "xid", "id"),
        CheckConstraint("audience IN ('customer', 'seller')", name="audience_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    xid: Mapped[int] = mapped_column(BigInteger, default=current_xid())
    order_ref: Mapped[str] = mapped_column(Ref)
    line_refs: Mapped[list[str]] = mapped_column(Json)
    kind: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(Json)


# A bell for whoever waits, once for all that a transaction commits (`bell.py`).
_RINGS = "shop_timeline_entry_rings"
guard(
    TimelineEntry.__table__,
    Guard(
        "postgresql",
        _RINGS,
        "shop_timeline_entry",
        "CREATE OR REPLACE FUNCTION shop_ring_timeline() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$;"
        f" CREATE TRIGGER {_RINGS} AFTER INSERT ON shop_timeline_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION shop_ring_timeline()",
        f"DROP TRIGGER IF EXISTS {_RINGS} ON shop_timeline_entry",
    ),
)
