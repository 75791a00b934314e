"""What is looked at: written as lines, ticked or measured, and no pass with a point open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.production import inspect
from fulfilment.api.quality import (
    PhotoIn,
    Point,
    inspections_of_line,
    photo,
    points_of_operation,
    put_quality_plan,
    quality_plans,
)
from fulfilment.quality.domain import found_at, may_pass, parse_plan, written
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import WINDOW, a_table, accepted, make_until, tap_id

PLAN = "Top flat, 0..2 mm\nJoints closed\nMoisture, ..9.5 %"

words = st.text(st.characters(categories=("L", "N"), include_characters=" '"), min_size=1, max_size=30).map(str.strip)
bound = st.none() | st.decimals(0, 9_999, places=2)
points = st.builds(
    lambda label, unit, low, high: (
        Point(label, unit, *sorted((low, high)))
        if low is not None and high is not None
        else Point(label, unit, low, high)
    ),
    words.filter(bool),
    words.filter(lambda text: bool(text) and len(text) < 12),
    bound,
    bound,
) | words.filter(bool).map(Point)


@given(st.lists(points, max_size=10))
def test_a_plan_reads_back_as_it_was_written(plan: list[Point]) -> None:
    assert list(parse_plan(written(plan))) == plan
    assert [Point.from_json(point.to_json()) for point in plan] == plan


def test_a_plan_is_read_as_people_write_it() -> None:
    assert parse_plan(PLAN) == (
        Point("Top flat", "mm", Decimal(0), Decimal(2)),
        Point("Joints closed"),
        Point("Moisture", "%", None, Decimal("9.5")),
    )
    assert [point.bounds for point in parse_plan(PLAN)] == ["0 to 2 mm", "", "at most 9.5 %"]


@pytest.mark.parametrize("line", ["Flat, 3..1 mm", "Flat, a..2 mm", ", 0..2 mm", "x" * 121, "Flat, 0..nan mm"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="Line 2"):
        parse_plan(f"Joints closed\n{line}")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Look at “Top flat”"),
        ({0: "1"}, "Look at “Joints closed”"),
        ({0: "2.1", 1: "1", 2: "9"}, "Top flat: 2.1 mm is outside 0 to 2 mm"),
        ({0: "1,9", 1: "1", 2: "9.6"}, "outside at most 9.5 %"),
    ],
)
def test_an_open_point_or_a_measure_out_of_bounds_does_not_pass(said: dict[int, str], sentence: str) -> None:
    plan = parse_plan(PLAN)
    with pytest.raises(Invalid, match=sentence):
        may_pass(plan, found_at(plan, said))
    with pytest.raises(Invalid, match="no number"):
        found_at(plan, {0: "flat"})


def plan_it(run, text, sku="TABLE", scope=EVERY_SELLER):
    return run.write(lambda w: put_quality_plan(w, scope, SELLER, sku, text))


def judged(run, ref, said="pass", **more):
    more = {"client_id": tap_id(), "person": "ben", "undo_window": WINDOW} | more
    return run.write(lambda w: inspect(w, EVERY_SELLER, ref, said, more.pop("note", ""), **more))


def test_a_plan_is_demanded_for_a_pass_and_kept_with_the_verdict(run, clock):
    accepted(run, a_table())
    ref = make_until(run, clock, "Inspect")["Inspect"]
    plan_it(run, "Anything", sku="")
    plan_it(run, PLAN)
    assert len(run.read(lambda w: points_of_operation(w, ref))) == 3
    with pytest.raises(Invalid, match="Look at “Top flat”"):
        judged(run, ref)
    judged(run, ref, checks={0: "1", 1: "1", 2: "8"})
    (view,) = run.read(lambda w: inspections_of_line(w, "line-table"))
    assert [(one.label, one.said, one.ok) for one in view.found] == [
        ("Top flat", "1 mm", True),
        ("Joints closed", "yes", True),
        ("Moisture", "8 %", True),
    ]


def test_a_plan_belongs_to_its_seller_and_goes_when_it_is_emptied(run, clock):
    accepted(run, a_table())
    lumen = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        plan_it(run, PLAN, scope=lumen)
    plan_it(run, PLAN)
    assert [(p.sku, len(p.points)) for p in run.read(lambda w: quality_plans(w, EVERY_SELLER))] == [("TABLE", 3)]
    assert run.read(lambda w: quality_plans(w, lumen)) == []
    plan_it(run, " \n")
    plan_it(run, "")
    assert run.read(lambda w: quality_plans(w, EVERY_SELLER)) == []


def test_photos_belong_to_the_verdict_and_to_the_house(run, clock):
    accepted(run, a_table())
    ref = make_until(run, clock, "Inspect")["Inspect"]
    photos = [PhotoIn(f"photo-{n}", "jpeg", 10) for n in range(2)]
    judged(run, ref, "rework", note="A scratch", photos=photos, client_id="same")
    judged(run, ref, "rework", note="A scratch", photos=photos, client_id="same")
    (view,) = run.read(lambda w: inspections_of_line(w, "line-table"))
    assert view.photos == ("photo-0", "photo-1")
    assert run.read(lambda w: photo(w, EVERY_SELLER, "photo-0")) == ("jpeg", "inspections/photo-0.jpeg")
    for scope, wanted in ((SellerScope(frozenset({"lumen"})), "photo-0"), (EVERY_SELLER, "nothing")):
        with pytest.raises(NotFound):
            run.read(lambda w, s=scope, r=wanted: photo(w, s, r))
