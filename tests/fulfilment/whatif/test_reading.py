"""A real floor: what is asked of it, who is named, and that only reading happens. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from foundation.data.base import Base
from foundation.data.runner import Runner
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.whatif import Answer, BigOrder, MachineDown, Scenario, ShiftAdded, choices, what_if
from tests.fulfilment.house import SELLER
from tests.fulfilment.keeping.shop import down, orders, planned, promise_of, work_off
from tests.fulfilment.orders.factory import accepted, oil

SAW = (SELLER, "SAW")


def supposed(run: Runner) -> Scenario:
    """All three at once."""
    now = run.read(lambda w: w.now())
    return Scenario(
        ShiftAdded(SAW, now.date(), now.date() + timedelta(days=4), 2),
        MachineDown(SAW, None, now, now + timedelta(days=20)),
        BigOrder("TABLE", 5, {}, first=True),
    )


def asked(run: Runner, scenario: Scenario, scope: SellerScope = EVERY_SELLER) -> Answer:
    return run.read(lambda w: what_if(w, scope, scenario))


def rows(run: Runner) -> dict[str, list[str]]:
    tables = Base.metadata.sorted_tables
    return run.read(lambda w: {t.name: sorted(map(repr, w.session.execute(select(t)))) for t in tables})


def test_only_reading_happens_and_every_row_of_every_table_is_as_before(run: Runner) -> None:
    orders(run, 3)
    scenario, before, said = supposed(run), rows(run), list[str]()

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement.lstrip().split(None, 1)[0].upper() + (" LOCKED" if "FOR UPDATE" in statement else ""))

    engine = run.read(lambda w: w.session.get_bind().engine)
    event.listen(engine, "before_cursor_execute", heard)
    try:
        for one in (scenario, replace(scenario, big=None), Scenario(big=scenario.big)):
            asked(run, one)
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    assert said.count("SELECT") > 20
    assert set(said) <= {"SELECT", "BEGIN", "SET", "PRAGMA"}
    assert rows(run) == before


def test_nothing_supposed_changes_nothing(run: Runner) -> None:
    orders(run, 2)
    answer = asked(run, Scenario())
    assert answer.lines == ()
    assert answer.open_lines == 2
    assert [(load.booked_before, load.there_before) for load in answer.loads] == [
        (load.booked_after, load.there_after) for load in answer.loads
    ]


def test_who_would_be_late_is_who_is_late_when_it_happens(run: Runner) -> None:
    """The copy is planned as the repair plans: what it foretells is what the repair then does."""
    refs = orders(run, 3)
    answer = asked(run, Scenario(down=supposed(run).down))
    assert {line.line_ref for line in answer.lines if line.late_after} == set(refs)
    assert answer.late_before == 0
    foretold = {line.line_ref: line.after for line in answer.lines}
    down(run, "SAW", 24 * 20)
    work_off(run)
    assert all(planned(run, ref)[10][2] == "firm" for ref in refs)
    for number, ref in enumerate(refs, 1):
        assert foretold[ref] <= promise_of(run, f"order-{number}").promised


def test_a_shift_more_brings_days_forward_and_costs_its_hours(run: Runner) -> None:
    orders(run, 3)
    answer = asked(run, Scenario(shift=supposed(run).shift))
    assert answer.overtime is not None
    assert answer.overtime.minutes == 5 * 120
    assert answer.overtime.cost == Money(46_000, "EUR")
    assert all(line.moved <= 0 for line in answer.lines)
    saw = next(load for load in answer.loads if load.place.key == SAW)
    assert saw.there_after - saw.there_before == 600


def test_another_seller_cannot_ask_about_this_one(run: Runner) -> None:
    orders(run, 1)
    scenario, other = supposed(run), SellerScope(frozenset({"lumen"}))
    for one in (Scenario(shift=scenario.shift), Scenario(down=scenario.down), Scenario(big=scenario.big)):
        with pytest.raises(NotFound):
            asked(run, one, other)
    assert asked(run, Scenario(), other).open_lines == 0
    assert run.read(lambda w: choices(w, other)).places == ()


def test_only_what_was_made_can_be_a_big_order(run: Runner) -> None:
    orders(run, 1)
    accepted(run, oil(), ref="order-oil")
    found = run.read(lambda w: choices(w, EVERY_SELLER))
    assert [product.sku for product in found.products] == ["TABLE"]
    assert [place.key[1] for place in found.places] == ["SAW", "PRESS", "BENCH"]
