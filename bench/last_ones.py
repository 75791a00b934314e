"""`python -m bench.last_ones`: 200 buyers for 50 pieces at once, and a workshop that everybody wants.

Bars: exactly 50 sold and 150 told so, on hand equal to the movements; no work centre over its units at any minute.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from bench.figures import Figures
from bench.hall import PIECES, furnish
from bench.queue_of_buyers import crowd
from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import SystemClock
from storefront.mount.models import load_models
from tests.servers.postgres import running_postgres

# Swept here without the product's own eyes: +1 where a booking begins, -1 where it ends.
BOOKINGS = """
    SELECT b.work_centre_id, b.start_minute, b.end_minute FROM shop_booking b WHERE b.state <> 'displaced'
"""
UNITS = "SELECT work_centre_id, count(*) FROM shop_work_unit GROUP BY work_centre_id"
MOVED = "SELECT coalesce(sum(quantity), 0) FROM shop_stock_movement WHERE level_id = :level"
LEVELS = "SELECT id, on_hand, reserved + allocated FROM shop_stock_level"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=200, help="for the 50 pieces")
    parser.add_argument("--tables", type=int, default=60, help="buyers of a made table, for the workshop")
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    figures = Figures()
    for name, engine in _engines():
        with Measured(name, engine, figures) as measured:
            measured.stock(options.buyers, options.processes)
            measured.workshop(options.tables, options.processes)
    figures.exit()


def _engines() -> Iterator[tuple[str, Engine]]:
    """Both databases with the shop's empty tables, one after the other."""
    load_models()
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        yield "SQLite", sa.create_engine(f"sqlite:///{Path(folder) / 'shop.sqlite'}")
    with running_postgres() as address:
        yield "PostgreSQL", sa.create_engine(address)


class Measured:
    """One database, furnished, and what became of it."""

    def __init__(self, name: str, engine: Engine, figures: Figures) -> None:
        self._name, self._engine, self._figures = name, engine, figures

    def __enter__(self) -> Measured:
        if self._engine.dialect.name == "sqlite":
            tune_sqlite(self._engine)
        Base.metadata.create_all(self._engine)
        with _runner(self._engine) as run:
            run.write(furnish)
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def stock(self, buyers: int, processes: int) -> None:
        answers, seconds = self._crowd("tin", buyers, processes)
        self._is("pieces sold", answers["sold"], PIECES)
        self._is("buyers told that they were gone", answers["gone"], buyers - PIECES)
        self._is("other answers", self._others(answers), 0)
        with self._engine.connect() as connection:
            levels = connection.execute(sa.text(LEVELS)).all()
            moved = [connection.execute(sa.text(MOVED), {"level": row[0]}).scalar_one() for row in levels]
        self._is("shelves whose on hand is not their movements", _differ([row[1] for row in levels], moved), 0)
        self._is("shelves promised beyond on hand", sum(row[2] > row[1] for row in levels), 0)
        self._figures.told(f"{self._name}: buyers a second", buyers / seconds, "1/s")

    def workshop(self, buyers: int, processes: int) -> None:
        answers, seconds = self._crowd("table", buyers, processes)
        self._is("tables sold", answers["sold"], buyers)
        self._is("other answers for tables", self._others(answers), 0)
        with self._engine.connect() as connection:
            bookings = [tuple(row) for row in connection.execute(sa.text(BOOKINGS))]
            units = {row[0]: row[1] for row in connection.execute(sa.text(UNITS))}
        self._is("operations booked", len(bookings), 3 * buyers)
        self._is("work centres over their units", len(over_full(bookings, units)), 0)
        self._figures.told(f"{self._name}: tables a second", buyers / seconds, "1/s")

    def _crowd(self, kind: str, buyers: int, processes: int) -> tuple[Counter[str], float]:
        url = self._engine.url.render_as_string(hide_password=False)
        self._engine.dispose()
        began = time.monotonic()
        answers = Counter(crowd(url, [f"{kind}-{number}" for number in range(buyers)], processes))
        return answers, time.monotonic() - began

    def _others(self, answers: Counter[str]) -> int:
        others = {answer: count for answer, count in answers.items() if answer not in ("sold", "gone")}
        for answer, count in list(others.items())[:5]:
            print("#", count, answer)
        return sum(others.values())

    def _is(self, figure: str, value: float, bar: float) -> None:
        self._figures.exactly(f"{self._name}: {figure}", value, "", bar)


def over_full(bookings: list[tuple[int, int, int]], units: dict[int, int]) -> set[int]:
    """Work centres where at some minute more is booked than there are units; an end frees its own minute."""
    edges = sorted((centre, at, step) for centre, start, end in bookings for at, step in ((start, 1), (end, -1)))
    at_once: Counter[int] = Counter()
    found = set()
    for centre, _minute, step in edges:
        at_once[centre] += step
        if at_once[centre] > units.get(centre, 0):
            found.add(centre)
    return found


def _differ(left: list[int], right: list[int]) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True))


@contextmanager
def _runner(engine: Engine) -> Iterator[Runner]:
    sessions = scoped_session(sessionmaker(engine))
    yield Runner(sessions, SystemClock())
    sessions.remove()


if __name__ == "__main__":
    main()
