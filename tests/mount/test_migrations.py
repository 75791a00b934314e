"""From nothing to the shop's tables and back, on both databases, with a host's tables beside them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import ops
from flask import Flask
from sqlalchemy import Engine

from foundation.data import guards
from foundation.data.base import Base, include_name
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from storefront.mount import database
from storefront.standalone.app import create_app
from tests.mount.hosts import HostBase


def tables(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def schema(engine: Engine) -> dict[str, Any]:
    inspector = sa.inspect(engine)
    return {name: [str(column) for column in inspector.get_columns(name)] for name in inspector.get_table_names()}


# An expression in an index reads back in other words than it was written in: Alembic cannot compare it.
EXPRESSIONS = {"ix_shop_search_document_words"}


def _compared(table: str) -> bool:
    """SQLite keeps the full-text guard's own tables beside it; they are no model's."""
    return table.startswith("shop_") and not table.startswith("shop_search_fts")


def differences(engine: Engine) -> list[Any]:
    """What Alembic would still change; the version table is its own."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": database.VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or _compared(str(name)),
                "include_object": lambda _, name, kind, *__: kind != "index" or name not in EXPRESSIONS,
            },
        )
        return list(compare_metadata(context, Base.metadata))


def checks(engine: Engine) -> dict[str, set[str | None]]:
    """Names of CHECK constraints, which Alembic does not compare."""
    inspector = sa.inspect(engine)
    names = [name for name in inspector.get_table_names() if _compared(name) and name != database.VERSION_TABLE]
    return {name: {check["name"] for check in inspector.get_check_constraints(name)} for name in names}


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_an_upgrade_from_nothing_is_exactly_the_models(empty_engine: Engine, request: pytest.FixtureRequest) -> None:
    assert database.upgrade(empty_engine) == database.head()
    assert differences(empty_engine) == []
    made = {"sqlite": "sqlite_engine", "postgresql": "postgres_engine"}[empty_engine.dialect.name]
    assert checks(empty_engine) == checks(request.getfixturevalue(made))
    with empty_engine.connect() as connection:
        assert guards.missing(connection) == []
        assert database.health(connection) == []


def test_a_second_upgrade_changes_nothing(migrated_engine: Engine) -> None:
    before = schema(migrated_engine)
    database.upgrade(migrated_engine)
    assert schema(migrated_engine) == before


def test_a_guard_that_was_lost_is_missed_and_put_back(migrated_engine: Engine) -> None:
    on = " ON shop_state_change" if migrated_engine.dialect.name == "postgresql" else ""
    with migrated_engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER shop_state_change_no_update{on}")
        assert guards.missing(connection) == ["shop_state_change_no_update"]
        assert database.health(connection)
    database.upgrade(migrated_engine)
    with migrated_engine.connect() as connection:
        assert guards.missing(connection) == []


def test_removing_the_shop_leaves_the_hosts_tables(migrated_engine: Engine) -> None:
    HostBase.metadata.create_all(migrated_engine)
    database.remove(migrated_engine)
    assert tables(migrated_engine) == {"host_note"}
    database.upgrade(migrated_engine)
    assert "shop_order" in tables(migrated_engine)


def test_the_hosts_autogenerate_proposes_no_drop(migrated_engine: Engine) -> None:
    HostBase.metadata.create_all(migrated_engine)
    with migrated_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": include_name})
        proposed = produce_migrations(context, HostBase.metadata).upgrade_ops
        assert proposed is not None
        assert proposed.ops == []
        naive = produce_migrations(MigrationContext.configure(connection), HostBase.metadata).upgrade_ops
        assert naive is not None
        assert any(isinstance(op, ops.DropTableOp) for op in naive.ops), "the helper would not be needed"


def _served(engine: Engine, clock: FixedClock, tmp_path: Any) -> Flask:
    address = engine.url.render_as_string(hide_password=False)
    return create_app({"INSTANCE": tmp_path / "instance", "SHOP_DATABASE_URI": address, "TESTING": True}, clock)


def test_the_shop_is_ill_before_the_upgrade_and_well_after(
    empty_engine: Engine, clock: FixedClock, tmp_path: Any
) -> None:
    app = _served(empty_engine, clock, tmp_path)
    before = app.test_client().get("/healthz")
    assert (before.status_code, before.json["status"]) == (503, "ill")  # type: ignore[index]
    if empty_engine.dialect.name == "sqlite":
        tune_sqlite(empty_engine)
    database.upgrade(empty_engine)
    after = app.test_client().get("/healthz")
    assert (after.status_code, after.json) == (200, {"status": "ok", "problems": []})
    with app.app_context():
        app.extensions["shop"].db.engine.dispose()
