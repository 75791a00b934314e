"""Pause and go on, several at once, cards that are moved, and two tablets at the same piece."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.production import (
    board,
    finish_batch,
    move_card,
    pause_operation,
    resume_operation,
    start_batch,
    undo,
    undo_batch,
    work_list,
)
from fulfilment.api.setup import WorkCentreIn, put_work_centre
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import (
    ROUTING,
    WINDOW,
    a_table,
    accepted,
    finish,
    listener,
    operations,
    start,
    table_spec,
    tap_id,
    traveller,
)

TAP = {"person": "anna", "undo_window": WINDOW}
BATCHED = tuple(replace(step, batch_key="oak") if step.work_centre == "PRESS" else step for step in ROUTING)
UNCUT = tuple(replace(step, after=()) if step.number == 20 else step for step in BATCHED if step.number != 10)


def tap(run, verb, ref, client_id="", person="anna"):
    window = {} if verb is undo else {"undo_window": WINDOW}
    act = partial(verb, client_id=client_id or tap_id(), person=person, **window)
    return run.write(lambda w: act(w, EVERY_SELLER, ref))


def moved(run, ref, seen, to, client_id=""):
    client_id = client_id or tap_id()
    return run.write(lambda w: move_card(w, EVERY_SELLER, ref, seen=seen, to=to, client_id=client_id, **TAP))


def together(run, verb, refs, client_id=""):
    more = {"person": "anna"} if verb is undo_batch else TAP
    client_id = client_id or tap_id()
    return run.write(lambda w: verb(w, EVERY_SELLER, refs, client_id=client_id, **more))


def one(run, name, order_ref="order-1"):
    return next(o for o in traveller(run, order_ref).order.operations if o.name == name)


def centre(run, code, units=1, **more):
    given = WorkCentreIn(code, code.capitalize(), SELLER, "day", units, Money(4_600, "EUR"), **more)
    run.write(lambda w: put_work_centre(w, EVERY_SELLER, given))


def test_a_paused_piece_frees_its_machine_and_stays_begun(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, a_table())
    accepted(run, a_table("line-2"), ref="order-2")
    mine, other = operations(run)["Cut boards"], operations(run, "order-2")["Cut boards"]
    start(run, mine)
    with pytest.raises(Conflict, match="Saw is busy with order 0001"):
        start(run, other)
    first = tap(run, pause_operation, mine, "same")
    assert tap(run, pause_operation, mine, "same") == first
    assert (first.label, first.sentence) == ("Paused", "Cut boards is paused.")
    assert (one(run, "Cut boards").lane, one(run, "Cut boards").state) == ("paused", "running")
    start(run, other)
    with pytest.raises(Conflict, match="Saw is busy with order 0002, Cut boards"):
        tap(run, resume_operation, mine)
    finish(run, other)
    assert tap(run, resume_operation, mine).sentence == "Cut boards is running again."
    assert [type(e).__name__ for e in heard[-3:]] == ["OperationStarted", "OperationFinished", "OperationResumed"]
    assert one(run, "Cut boards").lane == "running"


def test_only_what_runs_is_paused_and_only_what_is_paused_goes_on(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    with pytest.raises(Conflict, match="not running"):
        tap(run, pause_operation, cut)
    start(run, cut)
    with pytest.raises(Conflict, match="not paused"):
        tap(run, resume_operation, cut)
    tap(run, pause_operation, cut)
    with pytest.raises(Conflict, match="not running"):
        tap(run, pause_operation, cut)


def test_pause_and_resumption_are_taken_back_and_the_customer_hears_neither(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=10))
    tap(run, pause_operation, cut)
    clock.advance(timedelta(minutes=2))
    assert tap(run, undo, cut).sentence == "Cut boards is running again."
    tap(run, pause_operation, cut)
    tap(run, resume_operation, cut)
    clock.advance(timedelta(minutes=1))
    assert tap(run, undo, cut).sentence == "Cut boards is paused again."
    assert one(run, "Cut boards").spent == 12
    assert {type(e).__name__ for e in heard[2:]} == {"OperationPaused", "OperationResumed"}


def test_a_paused_piece_can_be_finished_and_its_undo_finds_it_paused(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    tap(run, pause_operation, cut)
    assert finish(run, cut).state == "done"
    assert tap(run, undo, cut).sentence == "Cut boards is paused again."
    assert one(run, "Cut boards").lane == "paused"


def test_a_limit_of_work_in_progress_blocks_and_is_told(run, clock):
    accepted(run, a_table(), a_table("line-b"))
    accepted(run, a_table("line-2"), ref="order-2")
    centre(run, "SAW", wip_limit=1)
    mine, other = operations(run)["Cut boards"], operations(run, "order-2")["Cut boards"]
    start(run, mine)
    tap(run, pause_operation, mine)
    with pytest.raises(Conflict, match="Saw has one piece begun, as many as it may"):
        start(run, other)
    saw = next(lane for lane in run.read(lambda w: board(w, EVERY_SELLER)).lanes if lane.work_centre == "SAW")
    assert (saw.begun, saw.wip_limit) == (1, 1)
    assert tap(run, resume_operation, mine).state == "running"


def test_the_second_tablet_hears_who_was_faster_and_nothing_is_doubled(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    with pytest.raises(Conflict, match=r"Cut boards of order 0001 is begun already: anna, 10:00\. Nothing"):
        start(run, cut)
    clock.advance(timedelta(minutes=20))
    finish(run, cut, "tablet-one")
    with pytest.raises(Conflict, match=r"Cut boards of order 0001 is finished already: anna, 10:20\. Nothing"):
        finish(run, cut, "tablet-two")
    assert [type(e).__name__ for e in heard].count("OperationFinished") == 1
    assert one(run, "Cut boards").spent == 20
    assert finish(run, cut, "tablet-one").state == "done"


def a_load(run, clock, count=3, batch_max=4):
    """Orders whose glue-up is ready, all of one batch."""
    for n in range(1, count + 1):
        accepted(run, a_table(f"line-{n}", spec=table_spec(UNCUT, oak=1)), ref=f"order-{n}")
    centre(run, "PRESS", units=2, batch_max=batch_max)
    return [operations(run, f"order-{n}")["Glue-up"] for n in range(1, count + 1)]


def test_one_load_is_begun_and_finished_by_one_tap_and_divides_its_minutes(run, clock):
    refs = a_load(run, clock)
    begun = together(run, start_batch, refs, "load")
    assert begun.sentence == "3 × Glue-up started together."
    assert together(run, start_batch, refs, "load") == begun
    clock.advance(timedelta(minutes=60))
    together(run, finish_batch, refs)
    for n in (1, 2, 3):
        assert (one(run, "Glue-up", f"order-{n}").state, one(run, "Glue-up", f"order-{n}").spent) == ("done", 20)
    together(run, undo_batch, refs)
    assert one(run, "Glue-up").state == "running"


def test_a_load_starts_whole_or_not_at_all(run, clock):
    refs = a_load(run, clock)
    start(run, refs[2])
    with pytest.raises(Conflict, match="begun already"):
        together(run, start_batch, refs)
    assert [one(run, "Glue-up", f"order-{n}").state for n in (1, 2, 3)] == ["ready", "ready", "running"]


def test_a_load_takes_what_fits_and_what_is_equal(run, clock):
    refs = a_load(run, clock, batch_max=2)
    with pytest.raises(Invalid, match="Press takes 2 at a time; these are 3"):
        together(run, start_batch, refs)
    sand = operations(run)["Sand"]
    with pytest.raises(Invalid, match="not equal"):
        together(run, start_batch, [refs[0], sand])
    with pytest.raises(Invalid, match="not equal"):
        together(run, start_batch, [sand])
    with pytest.raises(NotFound):
        together(run, start_batch, ["nothing"])
    with pytest.raises(Invalid, match="no id of its own"):
        together(run, start_batch, refs[:2], "x" * 41)
    lumen = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        run.write(lambda w: start_batch(w, lumen, refs[:2], client_id="theirs", **TAP))


def test_equal_operations_take_a_place_each_where_no_load_holds_several(run, clock):
    refs = a_load(run, clock, batch_max=1)
    start(run, refs[0])
    start(run, refs[1])
    with pytest.raises(Conflict, match="All 2 places at Press are busy"):
        start(run, refs[2])


def test_a_full_load_is_one_place_and_the_next_begins_another(run, clock):
    refs = a_load(run, clock, count=5, batch_max=2)
    together(run, start_batch, refs[:2])
    together(run, start_batch, refs[2:4])
    with pytest.raises(Conflict, match="All 2 places at Press are busy"):
        start(run, refs[4])
    press = next(lane for lane in run.read(lambda w: board(w, EVERY_SELLER)).lanes if lane.work_centre == "PRESS")
    assert press.begun == 2


def test_a_moved_card_is_a_tap_once(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    first = moved(run, cut, "ready", "running", "same")
    assert moved(run, cut, "ready", "running", "same") == first
    assert moved(run, cut, "running", "paused").label == "Paused"
    assert moved(run, cut, "paused", "running").state == "running"
    with pytest.raises(Conflict, match="paused and gone on with since"):
        moved(run, cut, "running", "ready")
    assert moved(run, cut, "running", "done").state == "done"
    assert moved(run, cut, "done", "running").state == "running"


def test_a_card_that_has_left_its_lane_says_where_it_is(run, clock):
    accepted(run, a_table())
    ops = operations(run)
    start(run, ops["Cut boards"])
    with pytest.raises(Conflict, match=r"is running already, by anna\. The board has been brought up to date"):
        moved(run, ops["Cut boards"], "ready", "running")
    with pytest.raises(Conflict, match="waits again for the step before it"):
        moved(run, ops["Glue-up"], "ready", "running")
    with pytest.raises(NotFound):
        moved(run, "nothing", "ready", "running")


def test_the_list_says_minutes_and_lane(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    clock.advance(timedelta(minutes=25))
    (card,) = run.read(lambda w: work_list(w, EVERY_SELLER, "SAW")).cards
    assert (card.lane, card.actions, card.person) == ("running", ("finish", "pause"), "anna")
    assert (card.spent, card.spent_since, card.minutes) == (0, card.started_at, 40)
