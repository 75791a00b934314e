"""Some pieces of a line are begun: the others are made a line of their own, and can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api import events
from fulfilment.api.changes import look, split_line
from fulfilment.api.costing import order_costs
from fulfilment.api.production import (
    begin_others,
    finish_operation,
    move_card,
    production_orders,
    start_operation,
    undo,
)
from fulfilment.changes.domain import handed_over, minutes_of
from fulfilment.production.models import Operation
from fulfilment.stock.models import StockLevel
from tests.fulfilment.changes.acts import (
    FENCE,
    LINE,
    ORDER,
    apply,
    booked,
    claimed,
    consistent,
    day_of,
    furnish,
    hold,
    order,
    piece,
)
from tests.fulfilment.orders.factory import WINDOW, finish, make_until, operations, start, tap_id

REST = "line-rest"


@pytest.fixture
def heard(new_run: Any) -> tuple[Runner, list[Any]]:
    told: list[Any] = []
    return new_run({events.LineSplit: [lambda _w, event: told.append(event)]}), told


def begin(run: Runner, ref: str, pieces: int, client_id: str = "") -> Any:
    tap = client_id or tap_id()
    return run.write(
        lambda w: start_operation(w, EVERY_SELLER, ref, client_id=tap, person="anna", undo_window=WINDOW, pieces=pieces)
    )


def split(run: Runner) -> int:
    return run.write(lambda w: split_line(w, ORDER, LINE, REST))


def seen(run: Runner, wanted: Any, line: str = LINE) -> Any:
    return run.read(lambda w: look(w, ORDER, line, wanted, (), FENCE)).offer


def states(run: Runner, line: str) -> dict[str, tuple[str, int]]:
    (one,) = [p for p in run.read(lambda w: production_orders(w, EVERY_SELLER)) if p.line_ref == line]
    return {o.name: (o.state, o.pieces) for o in one.operations}


def on_hand(run: Runner) -> int:
    return run.read(lambda w: sum(w.session.scalars(select(StockLevel.on_hand))))


def test_one_of_three_is_begun_and_the_other_two_are_another_finish(
    heard: tuple[Runner, list[Any]], clock: FixedClock
) -> None:
    run, told = heard
    furnish(run)
    order(run, quantity=3)
    ops = make_until(run, clock, "First coat")
    begin(run, ops["First coat"], 1)
    offer = seen(run, piece(finish="soap"))
    assert (offer.refused, offer.pieces, offer.of) == ("", 2, 3)
    was, taken = day_of(run), on_hand(run)

    assert split(run) == 2
    assert (told[0].line_ref, told[0].rest_ref, told[0].pieces, told[0].of) == (LINE, REST, 2, 3)
    assert states(run, LINE)["First coat"] == ("running", 1)
    assert states(run, REST)["First coat"] == ("ready", 2)
    assert states(run, REST)["Glue-up"] == ("done", 2)
    assert claimed(run)[30, "FINISH-oil", "issued"] == 200
    assert claimed(run, REST)[30, "FINISH-oil", "allocated"] == 400
    assert on_hand(run) == taken + 400  # what was carried to the bench for the others is back on its shelf
    assert day_of(run, line=REST) == was
    consistent(run)

    changed = hold(run, piece(finish="soap"), line=REST)
    apply(run, changed.ref)
    assert claimed(run, REST)[30, "FINISH-soap", "allocated"] == 400
    assert (30, "FINISH-oil", "allocated") not in claimed(run, REST)
    assert claimed(run)[30, "FINISH-oil", "issued"] == 200
    consistent(run)


def test_hours_and_material_are_divided_and_nothing_is_lost(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    order(run, quantity=3)
    before = booked(run)
    begin(run, operations(run)["Cut legs"], 2)
    split(run)
    first, rest = booked(run), booked(run, REST)
    assert {number: first[number] + rest[number] for number in before} == before
    assert claimed(run)[10, "OAK", "issued"] == 1800
    assert claimed(run, REST)[10, "OAK", "allocated"] == 900
    consistent(run)


def test_minutes_and_material_of_finished_steps_are_on_both(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    order(run, quantity=3)
    ops = operations(run)
    start(run, ops["Cut legs"])
    clock.advance(timedelta(minutes=90))
    finish(run, ops["Cut legs"])
    clock.advance(timedelta(minutes=1))
    start(run, ops["Glue-up"])
    clock.advance(timedelta(minutes=60))
    finish(run, ops["Glue-up"])
    clock.advance(timedelta(hours=13))
    (whole,) = run.read(lambda w: order_costs(w, EVERY_SELLER, "EUR"))
    begin(run, ops["First coat"], 1)
    split(run)
    costs = run.read(lambda w: order_costs(w, EVERY_SELLER, "EUR"))
    spent = {one.line_ref: {line.key: line.actual_quantity for line in one.lines} for one in costs}
    had = {line.key: line.actual_quantity for line in whole.lines}
    assert spent[LINE]["10"] == 30
    assert spent[REST]["10"] == 60
    assert spent[LINE]["20"] + spent[REST]["20"] == had["20"]
    assert spent[LINE]["OAK"] == 900
    assert spent[REST]["OAK"] == 1800


def test_what_is_begun_in_whole_stays_frozen(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    order(run, quantity=3)
    ops = operations(run)
    begin(run, ops["Cut legs"], 1)
    assert seen(run, piece(legs=700)).pieces == 2
    tap = {"person": "anna", "undo_window": WINDOW}
    run.write(lambda w: begin_others(w, EVERY_SELLER, ops["Cut legs"], client_id="others-1", **tap))
    run.write(lambda w: begin_others(w, EVERY_SELLER, ops["Cut legs"], client_id="others-1", **tap))  # sent twice
    assert "is running since" in seen(run, piece(legs=700)).refused
    with pytest.raises(Conflict, match="All pieces of this are begun"):
        split(run)
    run.write(lambda w: undo(w, EVERY_SELLER, ops["Cut legs"], client_id=tap_id(), person="anna"))
    assert seen(run, piece(legs=700)).pieces == 2
    finish(run, ops["Cut legs"])
    assert "is done since" in seen(run, piece(legs=700)).refused


def test_a_start_names_pieces_that_there_are(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    for many in (0, 4):
        with pytest.raises(Invalid, match="There are 3 pieces"):
            begin(run, ref, many)
    begin(run, ref, 3)
    assert run.read(lambda w: w.session.get_one(Operation, ref).begun) is None


def test_a_load_is_lain_in_by_both(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    spec = piece()
    steps = [replace(one, batch_key="oak") if one.number == 20 else one for one in spec.operations]
    order(run, replace(spec, operations=tuple(steps)), quantity=3)
    begin(run, operations(run)["Cut legs"], 1)
    split(run)
    consistent(run)
    assert booked(run)[20] > 0


def test_both_lines_can_be_made_to_their_end(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, _ = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    begin(run, ref, 1)
    split(run)
    for line in (LINE, REST):
        (one,) = [p for p in run.read(lambda w: production_orders(w, EVERY_SELLER)) if p.line_ref == line]
        cut = one.operations[0]
        if cut.state == "ready":
            start(run, cut.ref)
        run.write(
            lambda w, r=cut.ref: finish_operation(
                w, EVERY_SELLER, r, client_id=tap_id(), person="anna", undo_window=WINDOW
            )
        )
        assert states(run, line)["Glue-up"][0] == "ready"
    consistent(run)


@given(
    rows=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 50)), max_size=8),
    wanted=st.dictionaries(st.integers(1, 3), st.integers(0, 80)),
)
def test_nobody_is_handed_more_than_there_is_nor_more_than_wanted(
    rows: list[tuple[int, int]], wanted: dict[int, int]
) -> None:
    held = [(str(at), (number, "OAK"), many) for at, (number, many) in enumerate(rows)]
    parts = handed_over(held, {(number, "OAK"): many for number, many in wanted.items()})
    for ref, (number, _), many in held:
        assert 0 <= parts.get(ref, 0) <= many
        assert number in wanted or ref not in parts
    for number, many in wanted.items():
        there = sum(one for _, (key, _), one in held if key == number)
        assert sum(part for ref, part in parts.items() if held[int(ref)][1][0] == number) == min(many, there)


@given(length=st.integers(1, 5000), setup=st.integers(0, 600), begun=st.integers(1, 9), more=st.integers(1, 9))
def test_a_cut_leaves_time_to_those_who_began(length: int, setup: int, begun: int, more: int) -> None:
    assert 1 <= minutes_of(length, setup, begun, begun + more) <= length
    assert minutes_of(length, 0, begun, begun + more) <= minutes_of(length, setup, begun, begun + more)


def test_finish_ends_what_was_begun_and_the_others_stay_ready(
    heard: tuple[Runner, list[Any]], clock: FixedClock
) -> None:
    run, told = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    begin(run, ref, 1)
    clock.advance(timedelta(minutes=30))
    tap = tap_id()
    for _ in range(2):  # sent twice
        run.write(lambda w: finish_operation(w, EVERY_SELLER, ref, client_id=tap, person="anna", undo_window=WINDOW))
    (split_,) = told
    assert (split_.line_ref, split_.pieces, split_.of) == (LINE, 2, 3)
    assert states(run, LINE)["Cut legs"] == ("done", 1)
    assert states(run, split_.rest_ref)["Cut legs"] == ("ready", 2)
    assert states(run, split_.rest_ref)["Glue-up"][0] == "waiting"
    consistent(run)
    run.write(lambda w: undo(w, EVERY_SELLER, ref, client_id=tap_id(), person="anna"))
    assert states(run, LINE)["Cut legs"] == ("running", 1), "the begun one runs again, alone"
    assert states(run, split_.rest_ref)["Cut legs"] == ("ready", 2)


def test_a_card_moved_to_done_takes_only_what_was_begun(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, told = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    begin(run, ref, 2)
    moved = {"seen": "running", "to": "done", "person": "anna", "undo_window": WINDOW}
    run.write(lambda w: move_card(w, EVERY_SELLER, ref, client_id="moved-1", **moved))
    assert states(run, LINE)["Cut legs"] == ("done", 2)
    assert states(run, told[0].rest_ref)["Cut legs"] == ("ready", 1)


def test_another_sellers_finish_splits_nothing(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, told = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    begin(run, ref, 1)
    other = SellerScope(frozenset({"somebody-else"}))
    with pytest.raises((NotFound, Forbidden)):
        run.write(lambda w: finish_operation(w, other, ref, client_id=tap_id(), person="eve", undo_window=WINDOW))
    assert told == []
    assert states(run, LINE)["Cut legs"] == ("running", 3)


def test_a_finish_that_comes_second_hears_who_was_first(heard: tuple[Runner, list[Any]], clock: FixedClock) -> None:
    run, told = heard
    furnish(run)
    order(run, quantity=3)
    ref = operations(run)["Cut legs"]
    begin(run, ref, 1)
    tap = {"undo_window": WINDOW}
    run.write(lambda w: finish_operation(w, EVERY_SELLER, ref, client_id=tap_id(), person="anna", **tap))
    clock.advance(timedelta(minutes=1))
    with pytest.raises(Conflict, match="finished already: anna"):
        run.write(lambda w: finish_operation(w, EVERY_SELLER, ref, client_id=tap_id(), person="bo", **tap))
    assert len(told) == 1
