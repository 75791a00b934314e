"""Promised against actual, what a surer day costs, and who may choose it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from foundation.data.work import Work
from fulfilment.api.promise import Week
from fulfilment.promise.calibrating import PACE, record, write
from fulfilment.promise.domain.keptness import Kept, weeks_of
from fulfilment.promise.domain.pace import Paces
from fulfilment.promise.models import Promise
from storefront.console.promises.chart import FEWEST, HEIGHT, LEFT, WIDTH, chart
from storefront.mount.current import Person
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in

MONDAY = date(2026, 11, 23)
LIS = Person("person-lis", "lis@lumen.example", "Lis")
BOSS = Person("boss", "b@example.com", "Bo")


def given_days(work: Work, *, late: int, count: int = 10) -> None:
    """A past of tables: one a day back from yesterday, `late` of them three days after their day."""
    for number in range(count):
        arrived = MONDAY - timedelta(days=number + 1)
        promised = arrived - timedelta(days=3) if number < late else arrived
        values: dict[str, Any] = {
            "id": f"p{number}",
            "line_ref": f"l{number}",
            "checkout_id": "c",
            "order_ref": f"o{number}",
            "state": "broken" if number < late else "kept",
            "basis": "estimate",
            "method": "two_person",
            "promised": promised,
            "median": promised,
            "quoted": promised,
            "earliest": promised,
            "actual": arrived,
            "made": True,
            "plan_kind": "each",
            "sku": "TABLE",
            "seller_ref": "kast-oak",
            "load": 500,
            "slack": 60,
            "share": 950,
            "calibration": 0,
            "country": "DK",
            "postcode": "8000",
            "made_at": work.now() - timedelta(days=30 + number),
            "ready_at": work.now(),
            "reason": None,
        }
        work.session.add(Promise(**values))
    work.session.flush()


def test_a_shop_without_a_past_says_so(desk: Desk) -> None:
    page = desk.open("/console/promises").text
    assert "No promise has come due yet." in page
    assert "Estimate" in page
    assert '<svg class="kept-chart"' not in page


def test_promised_stands_against_actual_and_late_ones_are_named(desk: Desk) -> None:
    desk.counter.shop.write(lambda work: given_days(work, late=2))
    page = desk.open("/console/promises").text
    assert "80 %" in page
    assert page.count("No reason was written down.") == 2
    assert '<svg class="kept-chart"' in page
    assert '10</span> of <span class="num">200' in page, "a cold start is called an estimate"


def test_goods_and_work_centres_go_by_their_names(desk: Desk) -> None:
    def past(work: Work) -> None:
        given_days(work, late=2)
        work.session.execute(update(Promise).where(Promise.id != "p0").values(sku="OIL"))
        write(work, PACE, Paces({("kast-oak", "SAW"): 1100, ("kast-oak", "GONE"): 900}, {}, MONDAY, 12).to_json())

    desk.counter.shop.write(past)
    page = re.sub(r"<[^>]+>", " ", desk.open("/console/promises").text)
    for name, code in (("Hardwax oil", "OIL"), ("Saw", "SAW")):
        assert re.search(rf"{name}\s+{code}\b", page), f"{name}, and its code after it"
    assert "TABLE" in page, "what is not in the catalogue goes by its code"
    assert "GONE" in page


def test_who_does_not_sell_it_does_not_see_it(desk: Desk) -> None:
    desk.counter.shop.write(lambda work: given_days(work, late=2))
    sign_in(desk.counter.shop, seller="lumen", person=LIS)
    page = desk.open("/console/promises").text
    assert "No promise has come due yet." in page
    assert "TABLE" not in page


def test_the_operator_chooses_how_sure_days_are_and_a_seller_does_not(desk: Desk) -> None:
    assert desk.post("/console/promises/level", level="990").status_code == 403
    sign_in(desk.counter.shop, seller="*", person=BOSS)
    form = form_of(desk.open("/console/promises"), "/console/promises/level")
    for level, status in (("990", 303), ("970", 422), ("x", 422), ("", 422)):
        answer = desk.counter.client.post("/console/promises/level", data=form | {"level": level})
        assert answer.status_code == status
    assert desk.counter.shop.read(record).level == 990


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=30), st.sampled_from([800, 950, 990]))
def test_every_week_is_drawn_within_the_picture(numbers: list[tuple[int, int]], level: int) -> None:
    weeks = [Week(MONDAY + timedelta(weeks=n), max(a, b), b, 0) for n, (a, b) in enumerate(numbers)]
    drawn = chart(weeks, level)
    for bar in drawn.bars:
        assert LEFT <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.kept_height <= bar.height
        assert bar.y + bar.height < HEIGHT
    assert all(0 <= y <= HEIGHT for _, y in (*drawn.points, (0, drawn.wanted)))
    assert len(drawn.points) == sum(week.arrived > 0 for week in weeks), "no week with an arrival is left out"
    assert len(drawn.bars) >= min(len(weeks), FEWEST)


@given(st.lists(st.tuples(st.integers(-30, 200), st.integers(-5, 5), st.integers(0, 5)), max_size=40))
def test_every_arrival_counts_in_one_week_and_moving_a_day_keeps_nothing(found: list[tuple[int, int, int]]) -> None:
    lines = []
    for back, late, moved in found:
        actual = MONDAY - timedelta(days=back)
        quoted = actual - timedelta(days=late)
        lines.append(Kept("l", "o", "", True, quoted, quoted + timedelta(days=moved), actual, ""))
    weeks = weeks_of(lines, MONDAY, 26)
    first, after = weeks[0].monday, weeks[-1].monday + timedelta(days=7)
    within = [one for one in lines if first <= one.actual < after]
    assert sum(week.arrived for week in weeks) == len(within)
    assert sum(week.kept for week in weeks) == sum(one.late <= 0 for one in within)
    assert sum(week.moved for week in weeks) == sum(one.late > 0 and one.actual <= one.promised for one in within)
