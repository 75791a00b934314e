"""Rows written at once are the rows that the model writes one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation.data.runner import Runner
from foundation.data.work import Work
from fulfilment.bulk import AT_ONCE, insert_rows
from fulfilment.promise.models import CalibrationRow, Holiday, Promise

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=1)))


def _promise(number: int) -> dict[str, Any]:
    return {
        "id": f"p{number}", "line_ref": f"l{number}", "checkout_id": "c", "order_ref": None, "state": "committed",
        "promised": date(2026, 12, 24), "median": date(2026, 12, 23), "quoted": date(2026, 12, 24), "basis": "estimate",
        "ready_at": NIGHT, "method": "parcel", "made": number % 2 == 0, "plan_kind": "each", "sku": "Ä's “table”",
        "seller_ref": "s", "country": "DK", "postcode": "", "made_at": NIGHT,
    }  # fmt: skip


def test_every_value_comes_back_as_it_was_given(run: Runner) -> None:
    rows = [_promise(number) for number in range(2 * AT_ONCE + 3)]
    run.write(lambda work: insert_rows(work.session, Promise, rows))

    def read(work: Work) -> list[dict[str, Any]]:
        found = work.session.scalars(select(Promise))
        return [{name: getattr(row, name) for name in rows[0]} for row in found]

    there = run.read(read)
    assert sorted(there, key=lambda row: row["id"]) == sorted(rows, key=lambda row: row["id"])
    assert there[0]["ready_at"].tzinfo is UTC


def test_json_is_json_and_a_refused_row_takes_the_others_with_it(run: Runner) -> None:
    known = {"fitted": {"mean": [1, 2.5], "said": "“ä”"}, "version": 1, "since": 0, "at": NIGHT}
    run.write(lambda work: insert_rows(work.session, CalibrationRow, [{"scope": "made", **known}]))
    assert run.read(lambda work: work.session.scalar(select(CalibrationRow.fitted))) == known["fitted"]
    twice = [{"country": "DK", "day": date(2026, 12, 25)}] * 2
    with pytest.raises(IntegrityError):
        run.write(lambda work: insert_rows(work.session, Holiday, twice))
    assert run.read(lambda work: work.session.scalars(select(Holiday)).all()) == []
    run.write(lambda work: insert_rows(work.session, Holiday, []))
