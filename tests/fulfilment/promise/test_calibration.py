"""The buffer follows from the shop's own record."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.promise.calibrate import promised
from bench.promise.twin import Twin, World
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Invalid
from fulfilment.api.promise import quote
from fulfilment.promise.calibrating import REFIT, choose_level, recalibrate, record
from fulfilment.promise.domain.calibration import (
    ENOUGH,
    LEVELS,
    MEDIAN,
    OFFERED,
    WANTED,
    Calibration,
    Finished,
    fit,
    quantiles,
    root_of,
    score,
    with_buffer,
)
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House
from fulfilment.promise.models import CalibrationFit, CalibrationRow, Promise
from fulfilment.promise.service import commit, keep
from fulfilment.stock.wording import add_working_days
from tests.fulfilment.house import HOME, a_table, furnished

MONDAY = date(2026, 11, 23)
DAYS = st.integers(0, 60).map(lambda n: add_working_days(MONDAY + timedelta(days=n), 0))


@given(st.integers(1, 40), DAYS, DAYS, st.integers(-20, 60), st.floats(0, 0.999))
def test_a_promise_is_kept_exactly_above_the_score(
    days: int, earliest: date, actual: date, tenths: int, slack: float
) -> None:
    ordered = earliest - timedelta(days=days)
    root, own = root_of(ordered, earliest), score(Finished(ordered, earliest, actual, 0.5, slack))
    multiple = tenths / 10
    if abs(multiple - own) > 1e-6:
        assert (with_buffer(earliest, root * multiple, slack, frozenset()) >= actual) == (multiple > own)
    assert with_buffer(earliest, root * (own + 1e-9), slack, frozenset()) >= actual


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.floats(0.01, 1)), min_size=1, max_size=60))
def test_quantiles_ascend_and_without_the_unseen_they_are_the_conformal_ones(
    rows: list[tuple[int, bool, float]],
) -> None:
    found = list(quantiles(sorted(rows), LEVELS))
    assert found == sorted(found)
    plain = sorted((value, True, 1.0) for value, _, _ in rows)
    for level, value in zip(LEVELS, quantiles(plain, LEVELS), strict=True):
        rank = min((len(plain) + 1) * level / 1000, len(plain))
        below, above = plain[max(math.floor(rank) - 1, 0)][0], plain[max(math.ceil(rank) - 1, 0)][0]
        assert value == pytest.approx(below + (above - below) * (rank % 1) if rank >= 1 else above)


def test_who_is_still_under_way_makes_the_buffer_longer_than_who_is_not_counted() -> None:
    came = [(float(n % 10), True, 1.0) for n in range(80)]
    waiting = [(9.0, False, 1.0)] * 40
    alone, with_them = (next(iter(quantiles(sorted(rows), [800]))) for rows in (came, [*came, *waiting]))
    assert alone < with_them


def some_record(count: int, late: float, random: Random) -> list[Finished]:
    found = []
    for _ in range(count):
        earliest = add_working_days(MONDAY, random.randint(3, 30))
        slip = max(round(random.gauss(late, 3)), -2)
        found.append(Finished(MONDAY, earliest, add_working_days(earliest, max(slip, 0)), random.random()))
    return found


def test_a_short_record_says_nothing_and_a_late_shop_buffers_more() -> None:
    random = Random(1)
    assert fit(some_record(ENOUGH - 1, 1, random)) is None
    under_way = [replace(one, there=False) for one in some_record(300, 1, random)]
    assert fit([*some_record(ENOUGH - 1, 1, random), *under_way]) is None, "what is under way is no record"
    buffers = []
    for late in (0, 4, 8):
        calibration = fit(some_record(600, late, random))
        assert calibration is not None
        for load in (0.0, 0.3, 0.9, 2.0):
            here = [calibration.buffer(4.0, load, level) for level in LEVELS]
            assert here == sorted(here)
        buffers.append(calibration.buffer(4.0, 0.5, WANTED))
    assert buffers == sorted(buffers)
    assert buffers[0] < buffers[-1]


def test_where_the_load_makes_late_the_buffer_grows_with_the_load() -> None:
    random = Random(2)
    record = [
        replace(one, actual=add_working_days(one.earliest, random.randint(0, round(8 * one.load))))
        for one in some_record(800, 0, random)
    ]
    calibration = fit(record)
    assert calibration is not None
    assert calibration.buffer(4.0, 0.1, WANTED) + 2 < calibration.buffer(4.0, 0.9, WANTED)


def test_in_the_fullest_weeks_a_day_is_kept_about_as_often_as_in_others() -> None:
    """All neighbours of the fullest week are of emptier ones, and what is left over goes up with the load."""
    kept = [_kept_when_full(Random(seed)) for seed in range(6)]
    assert sum(kept) / len(kept) == pytest.approx(0.8, abs=0.06)


def _kept_when_full(random: Random) -> float:
    """The share of 80 % days that are kept at a load as high as any in the record."""

    def line(load: float) -> Finished:
        earliest = add_working_days(MONDAY, random.randint(5, 30))
        late = round(random.uniform(0, 2 + 10 * load**5))
        return Finished(MONDAY, earliest, earliest + timedelta(days=late), load)

    fitted = fit([line(random.random()) for _ in range(1_600)])
    assert fitted is not None
    fresh = [line(0.98) for _ in range(1_000)]
    roots = [root_of(one.ordered, one.earliest) for one in fresh]
    kept = [score(one) * root < fitted.buffer(root, 0.98, 800) for one, root in zip(fresh, roots, strict=True)]
    return sum(kept) / len(kept)


def test_a_shop_whose_load_never_changes_has_one_buffer() -> None:
    record = [replace(one, load=0.5) for one in some_record(400, 2, Random(3))]
    calibration = fit(record)
    assert calibration is not None
    assert calibration.loads == (0.5,)
    assert calibration.buffer(4.0, 0.1, WANTED) == calibration.buffer(4.0, 0.9, WANTED)


def test_in_the_twin_the_day_is_kept_about_as_often_as_wanted() -> None:
    outcomes = promised(Twin(3, 1_200, World()).run())
    for level, found in outcomes.items():
        kept = sum(one.kept for one in found) / len(found)
        assert kept == pytest.approx(level / 1000, abs=0.06)


def test_a_shop_learns_from_what_it_kept_and_says_that_it_is_no_estimate_any_more(
    run: Runner, clock: FixedClock
) -> None:
    furnished(run)
    first = run.read(lambda w: quote(w, [a_table()], HOME)).lines[0]
    assert first.basis == "estimate"
    run.write(lambda w: commit(w, "c", "o", [a_table()], HOME, "each"))

    def a_past(work: Work) -> None:
        """Two hundred tables that came up to five days after their plan, and one table under way."""
        row = work.session.get_one(Promise, work.session.query(Promise.id).scalar())
        values = {c.key: getattr(row, c.key) for c in Promise.__table__.columns}
        assert (row.sku, row.earliest, row.load is not None) == ("TABLE", first.earliest, True)
        for number in range(220):
            day = add_working_days(row.earliest or MONDAY, number % 6)
            own = {"id": f"p{number}", "line_ref": f"l{number}", "state": "kept", "actual": day}
            work.session.add(Promise(**(values | own)))
        work.session.add(CalibrationRow(scope="made", version=0, since=REFIT - 1, fitted=None, at=work.now()))

    run.write(a_past)
    run.write(lambda w: keep(w, "line-table", first.promised or MONDAY))
    assert run.read(record).calibrations == {}, "fitting is the worker's"
    assert run.write(recalibrate) == 1
    assert run.write(recalibrate) == 0
    assert set(run.read(record).calibrations) == {"made"}
    learned = run.read(lambda w: quote(w, [a_table("t2")], HOME)).lines[0]
    assert learned.basis == "calibrated"
    assert learned.earliest is not None
    assert (learned.median or MONDAY) <= (learned.promised or MONDAY)
    run.write(lambda w: commit(w, "c2", "o2", [a_table("t2")], HOME, "each"))
    given_with = run.read(lambda w: w.session.query(Promise).filter_by(line_ref="t2").one())
    fits = run.read(lambda w: [row.id for row in w.session.query(CalibrationFit)])
    assert fits == [given_with.calibration]
    assert (given_with.share, learned.level) == (WANTED, WANTED)
    assert given_with.slack is not None


def test_a_seller_who_wants_to_be_surer_quotes_later_days() -> None:
    rests = {MEDIAN: (0.0,), 800: (0.5,), 900: (1.0,), 950: (1.5,), 990: (3.0,)}
    known = Calibration((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), 0.1, (0.5,), rests, 300, version=7)
    ready = datetime.combine(MONDAY + timedelta(days=25), time(14), UTC)
    house = House(datetime.combine(MONDAY, time(9), UTC), {}, {}, {}, calibrations={"made": known})
    for calibrations in (house.calibrations, {}):
        at = [replace(house, calibrations=calibrations, level=level) for level in OFFERED]
        found = [days_for(one, ready, "s", "parcel", HOME, Kind(True)) for one in at]
        days = [one.promised for one in found if one]
        assert days == sorted(days)
        assert days[0] < days[-1]
        assert {one.calibration for one in found if one} == ({7} if calibrations else {0})


def test_who_is_ready_just_before_the_cut_off_is_given_a_later_day_than_who_is_ready_the_evening_before() -> None:
    rests = {MEDIAN: (0.0,), **dict.fromkeys(OFFERED, (0.1,))}
    known = Calibration((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), 0.1, (0.5,), rests, 300)
    house = House(datetime.combine(MONDAY, time(9), UTC), {}, {}, {}, calibrations={"made": known})
    evening, noon = datetime(2026, 12, 7, 20, tzinfo=UTC), datetime(2026, 12, 8, 14, 59, tzinfo=UTC)
    calm, close = (days_for(house, ready, "s", "parcel", HOME, Kind(True)) for ready in (evening, noon))
    assert calm is not None
    assert close is not None
    assert (calm.earliest, calm.slack, close.slack) == (close.earliest, 19 * 60, 1)
    assert calm.promised < close.promised


def test_the_wish_of_the_seller_is_in_every_quote_that_follows(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: choose_level(w, 990))
    assert run.read(lambda w: quote(w, [a_table()], HOME)).lines[0].level == 990
    run.write(lambda w: choose_level(w, 800))
    assert run.read(lambda w: quote(w, [a_table()], HOME)).lines[0].level == 800
    with pytest.raises(Invalid):
        run.write(lambda w: choose_level(w, 970))


def test_what_waited_for_the_rest_of_its_order_is_no_record_of_its_plan(run: Runner) -> None:
    furnished(run)
    run.write(lambda w: commit(w, "c", "o", [a_table()], HOME, "each"))

    def a_past(work: Work) -> None:
        row = work.session.get_one(Promise, work.session.query(Promise.id).scalar())
        values = {c.key: getattr(row, c.key) for c in Promise.__table__.columns}
        for number in range(ENOUGH + 10):
            own = {"id": f"p{number}", "line_ref": f"l{number}", "state": "kept", "actual": row.earliest}
            work.session.add(Promise(**(values | own | {"plan_kind": "together"})))
        work.session.add(CalibrationRow(scope="made", version=0, since=REFIT, fitted=None, at=work.now()))

    run.write(a_past)
    assert run.write(recalibrate) == 1
    assert run.read(record).calibrations == {}
    assert run.write(recalibrate) == 0, "it waits for the next fifty"
