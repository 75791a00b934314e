"""Six people do not run nine machines, in a scenario as in a quote; and what takes longer here takes longer there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import accept_order
from fulfilment.api.whatif import BigOrder, MachineDown, Scenario, what_if
from fulfilment.capacity.domain import CalendarIn, axis_of, instant, meet
from fulfilment.promise.calibrating import PACE, write
from fulfilment.promise.domain.pace import Paces
from fulfilment.whatif.domain.hours import away_days, longer, with_overtime
from tests.fulfilment.crews.shop import staffed
from tests.fulfilment.house import SELLER, furnished
from tests.fulfilment.keeping.shop import LONG, down, planned, work_off
from tests.fulfilment.orders.factory import a_table, an_order, table_spec
from tests.servers.kept import wrote

ONE = timedelta(days=1)
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
    furnished(run, saws=2)
    ordered(run, 1)
    machines = minutes_of_big(run)
    wrote(run, staffed)
    assert minutes_of_big(run) > machines


def test_a_slow_floor_is_slow_in_a_scenario_too(run: Runner) -> None:
    furnished(run, saws=2)
    ordered(run, 1)
    quick = minutes_of_big(run)
    pace = Paces({SAW: 2000, (SELLER, "PRESS"): 2000, (SELLER, "BENCH"): 2000})
    run.write(lambda w: write(w, PACE, pace.to_json()))
    assert minutes_of_big(run) > quick


def test_who_would_be_late_for_want_of_people_is_who_the_repair_finds(run: Runner) -> None:
    wrote(run, staffed)
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


def hours(*days: int, opens: str = "07:00", closes: str = "15:00") -> dict[int, tuple[tuple[str, str], ...]]:
    return dict.fromkeys(days, ((opens, closes),))


def test_overtime_is_worked_by_who_is_not_away_that_day() -> None:
    monday = date(2026, 11, 30)
    old = CalendarIn("day", "Europe/Copenhagen", hours(0, 1))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    here = axis_of(old, now)
    both = (monday, monday + ONE)
    spans = [(end, end + 120) for start, end in zip(here.starts, here.ends, strict=True) if _day(start) in both]
    new = longer(here, spans)
    away = CalendarIn("anna", "Europe/Copenhagen", hours(0, 1), ((monday, ()),))
    assert away_days(away) == {monday}
    own = meet(here, axis_of(away, now))
    late = with_overtime(own, here, new, away_days(away))
    assert late.total == own.total + 120, "Tuesday's two hours, none of Monday, when she is away"
    assert with_overtime(here, here, new, ()) is new


def test_who_works_mornings_stays_for_the_hours_that_were_added_and_for_no_others() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    here = axis_of(CalendarIn("day", "Europe/Copenhagen", hours(0)), now)
    start, end = next((s, e) for s, e in zip(here.starts, here.ends, strict=True) if _day(s) == date(2026, 11, 30))
    new = longer(here, [(end, end + 60)])
    own = meet(here, axis_of(CalendarIn("am", "Europe/Copenhagen", hours(0, closes="11:00")), now))
    late = with_overtime(own, here, new, ())
    at = late.starts.index(start)
    assert (late.ends[at], late.starts[at + 1], late.ends[at + 1]) == (start + 240, end, end + 60)


def test_a_day_on_which_somebody_leaves_early_is_no_day_for_overtime() -> None:
    day = date(2026, 11, 30)
    noon = CalendarIn("anna", "Europe/Copenhagen", hours(0), ((day, (("07:00", "12:00"),)),))
    extra = CalendarIn("anna", "Europe/Copenhagen", hours(0), ((day, (("07:00", "17:00"),)),))
    saturday = CalendarIn("anna", "Europe/Copenhagen", hours(0), ((day + 5 * ONE, ()),))
    assert [sorted(away_days(one)) for one in (noon, extra, saturday)] == [[day], [], []]


def _day(minute: int) -> date:
    return instant(minute).astimezone(ZoneInfo("Europe/Copenhagen")).date()
