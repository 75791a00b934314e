"""Empty databases of both kinds, for hosts and for migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine

from foundation.plain.clock import FixedClock
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
    server: Engine = request.getfixturevalue("postgres_server")
    name = f"empty_{next(_names)}"
    admin = server.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(server.url.set(database=name))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def make_host(tmp_path: Path, clock: FixedClock) -> Iterator[Callable[..., tuple[Flask, ShopState | None]]]:
    """Makes hosts on SQLite files of their own: `make_host()` has a shop under /shop, `make_host(None)` has none."""
    made: list[Flask] = []

    def make(prefix: str | None = "/shop") -> tuple[Flask, ShopState | None]:
        folder = tmp_path / f"host{len(made)}"
        folder.mkdir()
        app = host_app(sa.create_engine(f"sqlite:///{folder / 'host.sqlite'}"))
        made.append(app)
        return app, (with_shop(app, clock, folder, prefix) if prefix is not None else None)

    yield make
    for app in made:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
