"""Six people do not run nine machines, in a scenario as in a quote; and what takes longer here takes longer there."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import accept_order
from fulfilment.api.whatif import BigOrder, MachineDown, Scenario, what_if
from fulfilment.promise.calibrating import PACE, write
from fulfilment.promise.domain.pace import Paces
from tests.fulfilment.crews.shop import staffed
from tests.fulfilment.house import SELLER, set_up
from tests.fulfilment.keeping.shop import LONG, down, planned, work_off
from tests.fulfilment.orders.factory import a_table, an_order, table_spec

SAW = (SELLER, "SAW")
BIG = Scenario(big=BigOrder("TABLE", 24, {}, first=False))


def ordered(run: Runner, count: int) -> list[str]:
    refs = [f"line-{n}" for n in range(1, count + 1)]
    for n, ref in enumerate(refs, 1):
        line = a_table(ref, spec=table_spec(LONG))
        run.write(lambda w, line=line, n=n: accept_order(w, an_order(line, ref=f"order-{n}")))
    return refs


def minutes_of_big(run: Runner) -> float:
    def ask(work: Work) -> float:
        ready = what_if(work, EVERY_SELLER, BIG).big_ready
        assert ready is not None
        return (ready - work.now()).total_seconds() / 60

    return run.read(ask)


def test_one_person_at_two_saws_takes_longer_than_two_saws(run: Runner) -> None:
    run.write(lambda w: set_up(w, saws=2))
    ordered(run, 1)
    machines = minutes_of_big(run)
    run.write(staffed)
    assert minutes_of_big(run) > machines


def test_a_slow_floor_is_slow_in_a_scenario_too(run: Runner) -> None:
    run.write(lambda w: set_up(w, saws=2))
    ordered(run, 1)
    quick = minutes_of_big(run)
    pace = Paces({SAW: 2000, (SELLER, "PRESS"): 2000, (SELLER, "BENCH"): 2000})
    run.write(lambda w: write(w, PACE, pace.to_json()))
    assert minutes_of_big(run) > quick


def test_who_would_be_late_for_want_of_people_is_who_the_repair_finds(run: Runner) -> None:
    run.write(staffed)
    refs = ordered(run, 4)

    def ask(work: Work) -> dict[str, object]:
        now = work.now()
        supposed = Scenario(down=MachineDown(SAW, None, now, now + timedelta(days=20)))
        return {line.line_ref: line.after for line in what_if(work, EVERY_SELLER, supposed).lines}

    foretold = run.read(ask)
    down(run, "SAW", 24 * 20)
    work_off(run)
    assert set(foretold) == set(refs)
    for ref in refs:
        assert planned(run, ref)[20][0] >= planned(run, ref)[10][1]
