"""Beside each option, the day it would come on if it alone were changed: all of them on one reading of the house."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from fulfilment.api.changes import ChangeLook, look
from fulfilment.api.workspec import WorkSpec
from tests.fulfilment.changes.acts import FENCE, LINE, ORDER, day_of, furnish, order, piece
from tests.fulfilment.orders.factory import make_until


def looked(run: Runner, *others: WorkSpec) -> ChangeLook:
    return run.read(lambda w: look(w, ORDER, LINE, piece(), others, FENCE))


def statements(run: Runner, *others: WorkSpec) -> int:
    engine, said = run.read(lambda w: w.session.get_bind().engine), list[str]()

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    try:
        looked(run, *others)
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    return len(said)


def test_a_longer_coat_comes_later_and_what_is_frozen_has_no_day(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run, piece(), ref="order-0", line="line-before", quantity=6)
    clock.advance(timedelta(minutes=1))
    order(run)
    seen = looked(run, piece(finish="soap"), piece(coat=20_000), piece(legs=700), piece(finish="paint"))
    same, later, legs, none = seen.days
    assert same == day_of(run)
    assert later is not None
    assert later > day_of(run)
    assert legs is not None
    assert none is None  # there is no such paint here

    make_until(run, clock, "Glue-up")
    assert looked(run, piece(legs=700)).days == (None,)


def test_twenty_options_ask_the_database_as_often_as_one(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    looked(run, piece(coat=31))  # what a process reads once is read
    one = statements(run, piece(coat=31))
    assert statements(run, *(piece(coat=31 + n) for n in range(20))) == one
