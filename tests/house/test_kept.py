"""What the suite saves itself (ADR 44) must not be seen: a copied shop is the one that was built."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.setup import ItemIn, put_item
from tests.fulfilment.house import SELLER, set_up
from tests.servers import kept
from tests.servers.kept import SqliteFile, begins_empty, wrote

Empty = Callable[[], Runner]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Empty]:
    """Gives one empty shop after the other, each with an engine of its own."""
    if os.environ.get("TESTS_BUILD_ANEW"):
        pytest.skip("nothing is kept")
    engines: list[Engine] = []
    numbers = count()

    def make() -> Runner:
        if request.param == "sqlite":
            path = tmp_path / f"{next(numbers)}.sqlite"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            engine, place = sa.create_engine(f"sqlite:///{path}"), SqliteFile(path)
            tune_sqlite(engine)
        else:
            place = request.getfixturevalue("postgres_database")
            place.empty()
            engine = sa.create_engine(place.server.url)
        begins_empty(engine, place)
        engines.append(engine)
        return Runner(scoped_session(sessionmaker(engine)), clock)

    yield make
    for engine in engines:
        kept.ends(engine)
        engine.dispose()


@pytest.fixture
def furnish() -> Callable[[Runner], None]:
    """What no other test of this process has ever built."""
    own = uuid.uuid4().hex
    return lambda run: wrote(run, set_up, own)


def rows(run: Runner) -> dict[str, list[Any]]:
    def read(work: Any) -> dict[str, list[Any]]:
        return {
            one.name: sorted(map(repr, work.session.execute(sa.select(one)))) for one in Base.metadata.sorted_tables
        }

    found = run.read(read)
    run._session.remove()  # type: ignore[attr-defined]
    return found


def test_the_third_is_a_copy_of_the_second_row_by_row(empty: Empty, furnish: Callable[[Runner], None]) -> None:
    before, found = kept.told.copy(), []
    for _ in range(3):
        furnish(run := empty())
        found.append(rows(run))
    assert found[2] == found[1]
    assert sum(map(len, found[2].values())) > 20
    assert kept.told["copied"] > before["copied"]


def test_a_copied_shop_goes_on_like_a_built_one(empty: Empty, furnish: Callable[[Runner], None]) -> None:
    for _ in range(3):
        furnish(run := empty())
        run.write(lambda work: put_item(work, EVERY_SELLER, ItemIn("WAX", "Wax", SELLER)) and None)
        assert sum("'WAX'" in row for row in rows(run)["shop_item"]) == 1


def test_what_somebody_wrote_before_is_not_lost(empty: Empty, furnish: Callable[[Runner], None]) -> None:
    for _ in range(3):
        run = empty()
        run.write(lambda work: put_item(work, EVERY_SELLER, ItemIn("WAX", "Wax", SELLER)) and None)
        furnish(run)
        assert sum("'WAX'" in row for row in rows(run)["shop_item"]) == 1


def test_at_another_time_it_is_another_shop(empty: Empty, furnish: Callable[[Runner], None], clock: FixedClock) -> None:
    for _ in range(3):
        furnish(empty())
    built = kept.told["built"]
    clock.advance(timedelta(hours=1))
    furnish(empty())
    assert kept.told["built"] == built + 1


def test_what_is_built_in_patched_code_is_for_nobody_else(empty: Empty, furnish: Callable[[Runner], None]) -> None:
    for _ in range(2):
        furnish(empty())
    before = kept.told["copied"]
    kept.doubt(test_patches=True)
    try:
        furnish(empty())
    finally:
        kept.doubt(test_patches=False)
    assert kept.told["copied"] == before


def test_where_a_test_listens_it_is_built(empty: Empty, furnish: Callable[[Runner], None]) -> None:
    for _ in range(3):
        run = empty()
        run._handlers = {object: [lambda _work, _event: None]}
        before = kept.told["copied"]
        furnish(run)
        assert kept.told["copied"] == before


@pytest.mark.postgres
def test_a_connection_has_forgotten_whose_it_was(postgres_server: Engine) -> None:
    def asked(engine: Engine, statement: str) -> Any:
        with engine.connect() as connection:
            return connection.exec_driver_sql(statement).scalar()

    one, other = (sa.create_engine(postgres_server.url) for _ in range(2))
    usual = asked(one, "SHOW statement_timeout")
    with one.connect() as connection:
        connection.exec_driver_sql("SET statement_timeout = '7s'")
        connection.exec_driver_sql("LISTEN somewhere")
        connection.exec_driver_sql("SELECT pg_advisory_lock(44)")
        connection.commit()
    mine = asked(one, "SELECT pg_backend_pid()")
    one.dispose()
    assert asked(other, "SELECT pg_backend_pid()") == mine
    assert asked(other, "SHOW statement_timeout") == usual
    assert asked(other, "SELECT count(*) FROM pg_listening_channels()") == 0
    assert asked(other, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
    other.dispose()
