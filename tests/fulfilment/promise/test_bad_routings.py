"""Routings that make no sense: a clear answer instead of a day, and nothing is booked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.plain.errors import Conflict
from fulfilment.api.promise import quote, reserve
from fulfilment.api.workspec import OperationSpec
from fulfilment.capacity.models import Booking
from tests.fulfilment.house import HOME, LATER, a_table, furnished, operation

SAW, BENCH = operation(10, "SAW", 30), operation(20, "BENCH", 30)
BAD = {
    "a circle": (replace(SAW, after=(20,)), replace(BENCH, after=(10,))),
    "a step that waits for itself": (replace(SAW, after=(10,)),),
    "a work centre that is not there": (SAW, operation(20, "LATHE", 30, 10)),
    "work that is longer than any shift": (replace(operation(10, "SAW", 600), splittable=False),),
}


@pytest.mark.parametrize("operations", BAD.values(), ids=BAD.keys())
def test_a_routing_that_cannot_be_made_has_a_reason_and_no_day(
    run: Runner, operations: tuple[OperationSpec, ...]
) -> None:
    furnished(run)
    wanted = [a_table("q", operations=operations)]
    line = run.read(lambda w: quote(w, wanted, HOME)).lines[0]
    assert (line.promised, line.ready_at) == (None, None)
    assert line.reasons[0].sentence
    with pytest.raises(Conflict):
        run.write(lambda w: reserve(w, "checkout-1", wanted, HOME, "each", LATER))
    assert run.read(lambda w: w.session.scalars(select(Booking)).first()) is None
