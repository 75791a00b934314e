"""Databases of both kinds for hosts and for migrations: empty ones, and copies of one that the migrations have made."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine

from foundation.plain.clock import FixedClock
from storefront.mount import database
from storefront.mount.current import ShopState
from tests.mount.hosts import host_app, with_shop

_names = count()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it at all, of either kind."""
    if request.param == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield engine
        engine.dispose()
        return
    with _database(request.getfixturevalue("postgres_server")) as engine:
        yield engine


@contextlib.contextmanager
def _database(server: Engine, template: str = "template1") -> Iterator[Engine]:
    """A database of its own on the server of the run, gone with the block."""
    name = f"{template}_{next(_names)}"
    admin = server.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine = sa.create_engine(server.url.set(database=name))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that all migrations make of nothing; that takes a second, a copy takes none."""
    path = tmp_path_factory.mktemp("migrated") / "shop.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    database.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Engine) -> Iterator[str]:
    """The name of a database that all migrations have made, for `CREATE DATABASE … TEMPLATE`."""
    with _database(postgres_server) as engine:
        database.upgrade(engine)
        engine.dispose()  # nobody may be connected with a template
        yield str(engine.url.database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as `database.upgrade` makes it of an empty one, of either kind."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "migrated.sqlite")
        engine = sa.create_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("postgres_server")
    with _database(server, request.getfixturevalue("migrated_postgres")) as engine:
        yield engine


@pytest.fixture
def make_host(
    tmp_path: Path, clock: FixedClock, migrated_sqlite: Path
) -> Iterator[Callable[..., tuple[Flask, ShopState | None]]]:
    """Makes hosts on SQLite files of their own: `make_host()` has a shop under /shop, `make_host(None)` has none."""
    made: list[Flask] = []

    def make(prefix: str | None = "/shop") -> tuple[Flask, ShopState | None]:
        folder = tmp_path / f"host{len(made)}"
        folder.mkdir()
        if prefix is not None:
            shutil.copy(migrated_sqlite, folder / "host.sqlite")
        app = host_app(sa.create_engine(f"sqlite:///{folder / 'host.sqlite'}"))
        made.append(app)
        return app, (with_shop(app, clock, folder, prefix) if prefix is not None else None)

    yield make
    for app in made:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
