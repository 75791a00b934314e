"""Any sequence of legal taps and undos keeps operation order, stock and bookings true."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.plain.clock import FixedClock
from fulfilment.api.workspec import OperationSpec
from fulfilment.production.domain.routing import Step, first_run, rework, scrap
from tests.fulfilment.house import LATER
from tests.fulfilment.orders.factory import table_spec
from tests.fulfilment.production.walks import walk


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_over_the_floor_keeps_the_house_in_order(run, clock, seed):
    dice = random.Random(seed)
    walk(run, clock, [dice.randrange(10_000) for _ in range(40)])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.lists(st.integers(0, 10_000), max_size=18))
def test_any_sequence_of_taps_on_offer_is_taken_and_keeps_order_stock_and_bookings(sqlite_template, choices):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite"
        shutil.copy(sqlite_template, path)
        engine = sa.create_engine(f"sqlite:///{path}")
        tune_sqlite(engine)
        sessions = scoped_session(sessionmaker(engine))
        clock = FixedClock(LATER)
        try:
            walk(Runner(sessions, clock), clock, choices)
        finally:
            sessions.remove()
            engine.dispose()


VERDICTS = st.lists(st.tuples(st.sampled_from([rework, scrap]), st.integers(1, 3)), max_size=4)


@given(VERDICTS)
def test_rework_and_scrap_keep_the_routing_whole(verdicts):
    """Numbers stay unique, nothing comes after what is not there, every way ends in one last packing."""
    steps = list(first_run(table_spec(), 3))
    inspected = 40
    for decide, pieces in verdicts:
        looked = next(s for s in steps if s.number == inspected)
        plan = decide(steps, inspected, min(pieces, looked.pieces))
        by_number = {s.number: s for s in [*steps, *plan.added]}
        assert len(by_number) == len(steps) + len(plan.added)
        for number, after in plan.rewired.items():
            old = by_number[number]
            by_number[number] = Step(_after(old.spec, after), old.kind, old.origin, old.pieces)
        steps = [by_number[number] for number in plan.order]
        seen = set()
        for step in steps:
            assert seen.issuperset(step.spec.after)
            seen.add(step.number)
        assert steps[-1].spec.packing
        inspected = plan.added[-1].number
        assert by_number[inspected].spec.inspection
        assert inspected in steps[-1].spec.after


def _after(spec: OperationSpec, after: tuple[int, ...]) -> OperationSpec:
    return OperationSpec(**{**vars(spec), "after": after})


def test_an_inspection_with_nothing_before_it_is_only_inspected_again():
    steps = [Step(OperationSpec(10, "Look", "QC", 0, 5, 0, "", "", (), True, False, ""), "routing", 10, 1)]
    plan = rework(steps, 10, 1)
    assert [(s.spec.name, s.spec.after) for s in plan.added] == [("Look", (10,))]
