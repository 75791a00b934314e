"""What is kept of tables that seldom change is what the database says, whoever changed it and however."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event, select, text

from foundation.data.runner import Runner
from foundation.data.versions import Kept
from foundation.data.work import Work
from fulfilment.promise.models import Holiday


def _countries(work: Work) -> list[tuple[str, date]]:
    rows = work.session.execute(select(Holiday.country, Holiday.day).order_by(Holiday.country, Holiday.day))
    return [(row.country, row.day) for row in rows]


@pytest.fixture
def kept() -> Kept[list[tuple[str, date]]]:
    return Kept((Holiday.__table__,), _countries)


def _add(country: str) -> Callable[[Work], None]:
    return lambda work: work.session.add(Holiday(country=country, day=date(2026, 12, 25)))


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO shop_holiday (country, day) VALUES ('DE', '2026-10-03')",
        "UPDATE shop_holiday SET day = '2026-12-26'",
        "DELETE FROM shop_holiday",
    ],
)
def test_what_another_process_changes_is_seen_at_the_next_look(
    run: Runner, new_run: Callable[[], Runner], kept: Kept[list[tuple[str, date]]], change: str
) -> None:
    run.write(_add("DK"))
    assert run.read(kept.of) == [("DK", date(2026, 12, 25))]
    new_run().write(lambda work: work.session.execute(text(change)))
    assert run.read(kept.of) == run.read(_countries) != [("DK", date(2026, 12, 25))]


def test_one_statement_when_nothing_changed(run: Runner, engine: Engine, kept: Kept[list[tuple[str, date]]]) -> None:
    run.write(_add("DK"))
    run.read(kept.of)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert run.read(kept.of) == [("DK", date(2026, 12, 25))]
    assert [one for one in asked if one.startswith("SELECT")] == asked[-1:]


def test_what_was_read_between_own_writes_is_forgotten_with_them(
    run: Runner, kept: Kept[list[tuple[str, date]]]
) -> None:
    """The next writer's version must never be the one under which the failed one kept its own reading."""
    run.write(_add("DK"))
    for other in ("SE", "NO"):

        def fails(work: Work, country: str = other) -> None:
            _add(country)(work)
            work.session.flush()
            assert country in dict(kept.of(work))
            raise LookupError

        with pytest.raises(LookupError):
            run.write(fails)
        assert dict(run.read(kept.of)).keys() == {"DK"}
    run.write(_add("FI"))
    assert dict(run.read(kept.of)).keys() == {"DK", "FI"}


def test_a_table_that_nobody_has_written_to_is_kept_as_it_is(
    run: Runner, engine: Engine, kept: Kept[list[tuple[str, date]]]
) -> None:
    assert run.read(kept.of) == []
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert run.read(kept.of) == []
    assert not any("shop_holiday" in one for one in asked)
    run.write(_add("DK"))
    assert dict(run.read(kept.of)).keys() == {"DK"}


def test_a_glance_asks_for_the_versions_once_and_opens_no_transaction_where_none_is_needed(
    run: Runner, engine: Engine, kept: Kept[list[tuple[str, date]]]
) -> None:
    run.write(_add("DK"))
    other = Kept((Holiday.__table__,), _countries)
    run.glance(lambda work: (kept.of(work), other.of(work)))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    plain: list[object] = []

    def look(work: Work) -> None:
        assert kept.of(work) == other.of(work) == [("DK", date(2026, 12, 25))]
        driver = work.session.connection().connection.driver_connection
        plain.append(getattr(driver, "autocommit", None))

    run.glance(look)
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
    assert plain == [True if engine.dialect.name == "postgresql" else plain[0]]


def test_after_a_glance_a_writer_has_a_transaction_as_ever(run: Runner) -> None:
    run.glance(_countries)

    def fails(work: Work) -> None:
        _add("SE")(work)
        work.session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        run.write(fails)
    assert run.glance(_countries) == []


def test_what_a_glance_has_asked_the_next_one_asks_again(
    run: Runner, new_run: Callable[[], Runner], kept: Kept[list[tuple[str, date]]]
) -> None:
    assert run.glance(kept.of) == []
    new_run().write(_add("DK"))
    assert run.glance(kept.of) == [("DK", date(2026, 12, 25))]
