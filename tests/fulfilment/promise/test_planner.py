"""The pure calculation: from a house and a wish to a day and its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.api.workspec import WorkSpec
from fulfilment.capacity.domain import CalendarIn, Centre, Gaps, axis_of
from fulfilment.promise.domain import Destination, WantedMade, WantedStock
from fulfilment.promise.domain.days import quote_of
from fulfilment.promise.domain.house import House, ItemKnown, Place, Route
from fulfilment.promise.domain.planner import Planner
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.stock.domain import Source
from tests.fulfilment.house import DAY_SHIFT, HOME, SELLER, a_table, operation, table

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, ten o'clock in Copenhagen
AXIS = axis_of(CalendarIn("day", "Europe/Copenhagen", DAY_SHIFT), NOW)
THIRD = date(2026, 12, 3)


def centre(id_: int, code: str, *units: list[tuple[int, int]]) -> Centre:
    return Centre(id_, code, code, SELLER, AXIS, tuple(Gaps(id_ * 10 + n, b) for n, b in enumerate(units)), 1)


def house(
    *, oak: list[Source] | None = None, oil: list[Source] | None = None, now: datetime = NOW, **more: object
) -> House:
    items = {
        "OAK": ItemKnown("OAK", "Oak", "parcel", 10, SELLER),
        "OIL": ItemKnown("OIL", "tin of oil", "parcel", None, SELLER),
        "LAMP": ItemKnown("LAMP", "lamp", "two_person", None, SELLER),
    }
    centres = [centre(1, "SAW", []), centre(2, "PRESS", [], []), centre(3, "BENCH", [])]
    values: dict[str, object] = {
        "now": now,
        "items": items,
        "sources": {
            "OAK": oak if oak is not None else [Source(1, None, 10_000, None)],
            "OIL": oil if oil is not None else [Source(2, None, 5, None)],
            "LAMP": [Source(3, None, 1, None)],
        },
        "centres": {(SELLER, c.code): c for c in centres},
        "places": [
            Place(SELLER, "warehouse", "DK", "15:00", "Europe/Copenhagen"),
            Place(SELLER, "workshop", "DK", "15:00", "Europe/Copenhagen"),
        ],
        "routes": [Route("parcel", "DK", "", 1), Route("parcel", "DK", "39", 5), Route("two_person", "DK", "", 2)],
    }
    return House(**(values | more))  # type: ignore[arg-type]


def plan(at: House, *wanted: WantedStock | WantedMade) -> list[LinePlan]:
    return Planner(at).plan(wanted)


def test_a_tin_on_the_shelf_leaves_today_before_the_cutoff() -> None:
    at = house()
    (line,) = quote_of(at, plan(at, WantedStock("a", "OIL", 2)), HOME).lines
    assert (line.earliest, line.promised) == (date(2026, 11, 24), date(2026, 11, 25))
    assert line.reasons[0].sentence == "On the shelf. Order before 13:00 and it leaves today."
    assert (line.in_stock, line.basis) == (5, "estimate")


def test_after_the_cutoff_it_leaves_on_the_next_business_day() -> None:
    friday = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
    at = house(now=friday)
    (line,) = quote_of(at, plan(at, WantedStock("a", "OIL", 1)), HOME).lines
    assert line.earliest == date(2026, 12, 1)
    assert line.reasons[0].sentence == "On the shelf. It leaves Monday 30 November."


def test_a_holiday_at_the_door_is_no_delivery_day() -> None:
    at = house(holidays={"DK": frozenset({date(2026, 11, 24)})})
    (line,) = quote_of(at, plan(at, WantedStock("a", "OIL", 1)), HOME).lines
    assert line.earliest == date(2026, 11, 25)


def test_the_most_exact_route_counts_and_elsewhere_is_not_delivered_to() -> None:
    at = house()
    (far,) = quote_of(at, plan(at, WantedStock("a", "OIL", 1)), Destination("DK", "3900")).lines
    assert far.earliest == date(2026, 11, 30)
    (nowhere,) = quote_of(at, plan(at, WantedStock("a", "OIL", 1)), Destination("NZ")).lines
    assert nowhere.promised is None
    assert nowhere.reasons[0].sentence.startswith("We do not deliver this to NZ yet.")
    open_house = house(routes=[])
    assert quote_of(open_house, plan(open_house, WantedStock("a", "OIL", 1)), Destination("NZ")).each.promised


def test_what_is_gone_comes_back_with_the_next_purchase_order() -> None:
    at = house(oil=[Source(None, 7, 12, date(2026, 12, 4))])
    (line,) = plan(at, WantedStock("a", "OIL", 1))
    assert line.reasons[0].sentence == (
        "Gone for now. Twelve more arrive on 4 December: order today and yours is one of them."
    )
    assert [take.po_line_id for take in line.takes] == [7]
    late = house(oil=[Source(2, None, 1, None), Source(None, 7, 1, date(2026, 11, 1))])
    (line,) = plan(late, WantedStock("a", "OIL", 2))
    assert line.reasons[0].sentence.startswith("One is here; the rest of your order arrives on")
    assert line.ready_at is not None
    assert line.ready_at > NOW  # a purchase order that is late is not here yet


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        (6, "Only five of tin of oil left. Choose 5 or fewer."),
        (1, "tin of oil is sold out, and no more are on their way."),
    ],
)
def test_what_cannot_be_had_says_so(quantity: int, sentence: str) -> None:
    at = house(oil=[Source(2, None, 5, None)] if quantity > 1 else [])
    (line,) = plan(at, WantedStock("a", "OIL", quantity))
    assert (line.ready_at, line.reasons[0].sentence) == (None, sentence)
    assert plan(at, WantedStock("a", "NOTHING", 1))[0].reasons[0].sentence == "This is not for sale any more."


def test_two_lines_see_what_each_other_takes() -> None:
    first, second = plan(house(), WantedStock("a", "OIL", 3), WantedStock("b", "OIL", 3))
    assert first.ready_at is not None
    assert (second.ready_at, second.in_stock) == (None, 2)


def test_a_table_waits_for_its_oak_and_says_so() -> None:
    (line,) = plan(house(oak=[Source(None, 4, 5_000, THIRD)]), a_table())
    assert line.reasons[0].sentence == "Oak arrives 3 December; then two working days at the bench."
    assert line.steps[0].start == datetime(2026, 12, 4, 6, 0, tzinfo=UTC)


def test_oak_that_nobody_has_is_bought_and_what_cannot_be_bought_is_refused() -> None:
    (line,) = plan(house(oak=[]), a_table())
    assert line.reasons[0].sentence.startswith("Oak is ordered for you and arrives 7 December; then")
    never = house(oak=[], items={"OAK": ItemKnown("OAK", "Oak", "parcel", None, SELLER)})
    (line,) = plan(never, a_table())
    assert line.ready_at is None
    assert line.reasons[0].code == "no_material"


def test_lines_that_cannot_be_made_leave_nothing_behind() -> None:
    spec = table(oak=6_000, operations=(operation(10, "SAW", 60), operation(20, "LASER", 5, 10)))
    broken, good = plan(house(), WantedMade("a", spec, 1), a_table("b", oak=6_000))
    assert (broken.ready_at, broken.reasons[0].code) == (None, "no_work_centre")
    assert good.takes[0].level_id == 1
    assert good.steps[0].start == NOW


def test_parallel_branches_run_side_by_side() -> None:
    steps = (operation(10, "SAW", 60), operation(20, "PRESS", 100), operation(30, "BENCH", 30, 10, 20))
    (line,) = plan(house(), WantedMade("a", table(operations=steps), 1))
    saw, press, bench = line.steps
    assert saw.start == press.start == NOW
    assert bench.start == NOW + timedelta(minutes=100)


def test_drying_runs_through_the_night_and_work_does_not() -> None:
    (line,) = plan(house(), a_table())
    _, press, bench = line.steps
    assert press.start == NOW + timedelta(minutes=60)
    assert bench.start == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # twelve hours of glue end before the shift begins
    assert line.ready_at == bench.start + timedelta(minutes=60)
    assert line.reasons[0].sentence == "At the bench from Monday 23 November; it takes two working days."


def test_operations_in_any_order_a_missing_predecessor_and_no_minutes() -> None:
    steps = (operation(30, "BENCH", 10, 20), operation(20, "PRESS", 10, 5), operation(40, "SAW", 0, 30, wait=60))
    (line,) = plan(house(), WantedMade("a", table(operations=steps), 1))
    assert [step.operation for step in line.steps] == [20, 30]
    assert line.ready_at == NOW + timedelta(minutes=80)
    circle = (operation(10, "SAW", 5, 20), operation(20, "SAW", 5, 10))
    assert plan(house(), WantedMade("a", table(operations=circle), 1))[0].ready_at is None


def test_work_beyond_the_calendar_is_refused_in_words() -> None:
    (line,) = plan(house(), a_table(quantity=20_000, oak=0))
    assert line.ready_at is None
    assert "booked for years ahead" in line.reasons[0].sentence


def test_a_mixed_cart_gets_both_plans() -> None:
    at = house()
    quoted = quote_of(
        at, plan(at, WantedStock("oil", "OIL", 1), a_table("table"), WantedStock("lamp", "LAMP", 1)), HOME
    )
    assert [(d.line_refs, d.method) for d in quoted.each.deliveries] == [
        (("oil",), "parcel"),
        (("table",), "two_person"),
        (("lamp",), "two_person"),
    ]
    assert [(d.line_refs, d.method) for d in quoted.together.deliveries] == [(("oil", "table", "lamp"), "two_person")]
    assert (
        quoted.together.promised == quoted.each.promised == max(line.promised for line in quoted.lines if line.promised)
    )
    assert quoted.plan_version == 3


def test_lines_that_leave_together_share_a_delivery_and_an_empty_cart_has_none() -> None:
    at = house()
    quoted = quote_of(at, plan(at, WantedStock("a", "OIL", 1), WantedStock("b", "OIL", 1)), HOME)
    assert [d.line_refs for d in quoted.each.deliveries] == [("a", "b")]
    empty = quote_of(at, [], HOME)
    assert (empty.lines, empty.each.promised, empty.together.deliveries) == ((), None, ())


def test_one_line_that_cannot_be_had_leaves_both_plans_without_a_day() -> None:
    at = house()
    quoted = quote_of(at, plan(at, WantedStock("a", "OIL", 1), WantedStock("b", "OIL", 9)), HOME)
    assert quoted.lines[0].promised is not None
    assert (quoted.each.promised, quoted.together.promised) == (None, None)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 200)), min_size=1, max_size=12))
def test_plans_never_book_a_minute_twice_and_respect_every_order(wishes: list[tuple[int, int]]) -> None:
    at = house()
    lines = plan(
        at, *(a_table(f"t{n}", quantity, saw_minutes=minutes, oak=0) for n, (quantity, minutes) in enumerate(wishes))
    )
    slots = sorted((step.slot.unit_id, step.slot.start, step.slot.end) for line in lines for step in line.steps)
    for (unit, _, end), (other, start, _) in pairwise(slots):
        assert unit != other or end <= start
    for line in lines:
        saw, press, bench = line.steps
        assert saw.slot.end <= press.slot.start < bench.slot.start
        assert bench.start >= AXIS.end_at(press.slot.end) + timedelta(minutes=720)
        assert all(step.start >= step.release >= NOW for step in line.steps)


@given(st.integers(0, 30), st.integers(0, 23))
def test_promised_median_earliest_are_in_order_and_on_business_days(days: int, hours: int) -> None:
    at = house(now=NOW + timedelta(days=days, hours=hours))
    for line in quote_of(at, plan(at, WantedStock("a", "OIL", 1), a_table("b")), HOME).lines:
        assert line.promised is not None
        assert line.median is not None
        assert line.earliest is not None
        assert at.now.date() <= line.earliest <= line.median <= line.promised
        assert line.promised.weekday() < 5


def test_another_work_centre_that_can_do_it_sooner_does_it() -> None:
    busy = [(AXIS.position(NOW), AXIS.position(NOW) + 300)]
    centres = {(SELLER, c.code): c for c in (centre(1, "SAW", busy), centre(3, "BENCH", []))}
    step = operation(10, "SAW", 60)
    (waits,) = plan(house(centres=centres), WantedMade("a", table(operations=(step,)), 1))
    (goes,) = plan(
        house(centres=centres), WantedMade("a", table(operations=(replace(step, alternatives=("BENCH",)),)), 1)
    )
    assert (waits.steps[0].centre.code, goes.steps[0].centre.code) == ("SAW", "BENCH")
    assert goes.steps[0].start == NOW < waits.steps[0].start
    (without,) = plan(house(centres=centres), WantedMade("a", table(operations=(operation(10, "LASER", 5),)), 1))
    assert without.ready_at is None


def test_work_that_cannot_be_left_lying_waits_for_a_shift_that_is_long_enough() -> None:
    step = operation(10, "BENCH", 150)  # at ten o'clock only two hours are left before lunch
    (begun,) = plan(house(), WantedMade("a", table(operations=(step,)), 1))
    (whole,) = plan(house(), WantedMade("a", table(operations=(replace(step, splittable=False),)), 1))
    assert (begun.steps[0].start, whole.steps[0].start) == (NOW, datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    endless = replace(step, splittable=False, run_minutes=301)
    (never,) = plan(house(), WantedMade("a", table(operations=(endless,)), 1))
    assert never.reasons[0].sentence.startswith("No shift is long enough for 301 minutes")


def test_what_a_step_does_not_say_leaves_the_hash_of_a_spec_as_it_was() -> None:
    spec = table()
    assert "splittable" not in spec.to_dict()["operations"][0]
    said = replace(spec, operations=tuple(replace(o, splittable=False, alternatives=("X",)) for o in spec.operations))
    assert WorkSpec.from_dict(json.loads(json.dumps(said.to_dict()))) == said
    assert WorkSpec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec
    assert said.hash != spec.hash
