"""The fixtures every test may ask for: two real databases, a clock that stands still."""

from __future__ import annotations

from tests.servers.thrift import look_for_garbage  # before anything that is worth compiling once

# isort: split
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState
from storefront.mount.models import load_models
from storefront.standalone.app import create_app
from tests.servers.compiled import compile_once
from tests.servers.connections import keep_connections, let_go, share_connections
from tests.servers.kept import PostgresDatabase, SqliteFile, begins_empty, doubt, ends
from tests.servers.postgres import CARELESS, running_postgres
from tests.servers.scratch import in_memory, scratch_in_memory

scratch_in_memory()
compile_once()
share_connections()

# A slow machine is no broken invariant: examples have no deadline, and a health check does not mind a busy CI.
settings.register_profile("shop", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("shop")


def pytest_collection_finish() -> None:
    look_for_garbage()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    doubt(test_patches="monkeypatch" in getattr(item, "fixturenames", ()))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.servers.scheduling import ByServedShop

    return ByServedShop(config, log)


MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 09:00 UTC, until the test moves it."""
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """pytest's own; of two thousand copies of a database those in memory go with their test. To look at what a failed
    one left: `TESTS_ON_DISK=1`."""
    yield tmp_path
    if in_memory():
        shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database file, made once and copied for each test."""
    load_models()
    path = tmp_path_factory.mktemp("template") / "shop.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    tune_sqlite(engine)  # or whoever opens a copy first would write into it how it logs
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "shop.sqlite"
    shutil.copy(sqlite_template, path)
    engine = sa.create_engine(f"sqlite:///{path}")
    tune_sqlite(engine)
    begins_empty(engine, SqliteFile(path))
    yield engine
    ends(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """One PostgreSQL 18 for the whole run, with the shop's schema in its database `shop`."""
    load_models()
    with running_postgres(CARELESS) as address:
        admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE shop")
        admin.dispose()
        engine = sa.create_engine(address.replace("/postgres", "/shop"), pool_size=20, max_overflow=40)
        Base.metadata.create_all(engine)
        keep_connections(engine)
        yield engine
        engine.dispose()
        let_go(engine)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: Engine) -> PostgresDatabase:
    return PostgresDatabase(postgres_server)


@pytest.fixture
def postgres_engine(postgres_server: Engine, postgres_database: PostgresDatabase) -> Iterator[Engine]:
    """The shop's database with no row in it, and an engine that knows nothing yet, as in a new process."""
    postgres_database.empty()
    begins_empty(postgres_server, postgres_database)
    engine = sa.create_engine(postgres_server.url, pool_size=20, max_overflow=40)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """One suite, both databases."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def new_run(engine: Engine, clock: FixedClock) -> Iterator[Callable[..., Runner]]:
    """Makes Runners with a table of event handlers: `new_run({Event: [handler]})`."""
    opened = []

    def make(handlers: dict[type, list[Callable[..., None]]] | None = None) -> Runner:
        sessions = scoped_session(sessionmaker(engine))
        opened.append(sessions)
        return Runner(sessions, clock, handlers)

    yield make
    for sessions in opened:
        sessions.remove()


@pytest.fixture
def run(new_run: Callable[..., Runner]) -> Runner:
    """A Runner on an empty shop, no event handlers."""
    return new_run()


@pytest.fixture
def app(engine: Engine, clock: FixedClock, tmp_path: Path) -> Iterator[Flask]:
    """The standalone shop on an empty database of either kind, with the test's clock."""
    address = engine.url.render_as_string(hide_password=False)
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "secret").write_text("c0ffee" * 10)  # a link out of a copied shop is good in this one
    app = create_app(
        {"INSTANCE": tmp_path / "instance", "SHOP_DATABASE_URI": address, "TESTING": True, "SHOP_FRESH_SECONDS": 0},
        clock,
    )
    with app.app_context():
        engine_of_app = app.extensions["shop"].db.engine
        yield app
    # Only now has the context's own session given its connection back: a pool that is disposed of before loses it.
    engine_of_app.dispose()


@pytest.fixture
def shop(app: Flask) -> ShopState:
    found: ShopState = app.extensions["shop"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
