"""Taps at the bench: what they do, what they refuse, how they are taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event

from foundation.plain.errors import Conflict, IllegalTransition, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.orders import place_hold, release_hold
from fulfilment.api.production import board, operation, production_orders, start_operation, undo, work_list
from fulfilment.api.stock import levels
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import (
    WINDOW,
    a_table,
    accepted,
    finish,
    listener,
    make_until,
    oil,
    operations,
    start,
    state_of,
    tap_id,
    traveller,
    verdict,
)


def take_back(run, ref, client_id=""):
    return run.write(lambda w: undo(w, EVERY_SELLER, ref, client_id=client_id or tap_id(), person="anna"))


def oak(run):
    return next(r for r in run.read(lambda w: levels(w, EVERY_SELLER, search="OAK")) if r.sku == "OAK").on_hand


def states(run):
    return {o.name: o.state for o in traveller(run).order.operations}


def test_a_start_takes_the_material_off_the_shelf_and_a_repeated_tap_changes_nothing(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, a_table(quantity=2))
    cut = operations(run)["Cut boards"]
    first = start(run, cut, "same")
    assert start(run, cut, "same") == first
    assert first.state == "running"
    assert oak(run) == 1_000_000 - 2 * 1_000
    assert [type(e).__name__ for e in heard] == ["OrderAccepted", "OperationStarted"]
    assert (heard[1].step, heard[1].steps, heard[1].stage) == (1, 5, "In the workshop")


def test_a_tap_id_serves_one_act_only(run, clock):
    accepted(run, a_table())
    ops = operations(run)
    start(run, ops["Cut boards"], "same")
    with pytest.raises(Conflict, match="already used"):
        finish(run, ops["Cut boards"], "same")


def test_the_second_step_waits_for_the_first_and_for_the_glue(run, clock):
    accepted(run, a_table())
    ops = operations(run)
    with pytest.raises(Conflict, match="Comes after Cut boards at Saw"):
        start(run, ops["Glue-up"])
    start(run, ops["Cut boards"])
    finish(run, ops["Cut boards"])
    start(run, ops["Glue-up"])
    done = finish(run, ops["Glue-up"])
    assert done.state == "done"
    with pytest.raises(Conflict, match=r"Rests after Glue-up until 22:00\."):
        start(run, ops["Sand"])
    clock.advance(timedelta(hours=12))
    assert start(run, ops["Sand"]).state == "running"


def test_pieces_multiply_the_run_and_not_the_set_up(run, clock):
    accepted(run, a_table(quantity=3))
    assert {o.minutes for o in traveller(run).order.operations} == {10 + 3 * 30}


def test_a_missing_material_blocks_with_its_day(run, clock):
    accepted(run, a_table(), oak=1)
    cut = operations(run)["Cut boards"]
    with pytest.raises(Conflict, match="Oak arrives on"):
        start(run, cut)
    assert {m.state for m in traveller(run).materials[0][1]} == {"allocated", "awaited"}


def test_a_hold_at_the_start_gate_blocks_until_released(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    run.write(lambda w: place_hold(w, "order-1", ["line-table"], "change_pending", "start", ""))
    with pytest.raises(Conflict, match="changing this piece"):
        start(run, cut)
    run.write(lambda w: release_hold(w, "order-1", ["line-table"], "change_pending"))
    run.write(lambda w: release_hold(w, "order-1", ["line-table"], "change_pending"))
    assert start(run, cut).state == "running"


def test_a_hold_at_the_dispatch_gate_does_not_stop_work(run, clock):
    accepted(run, a_table(holds=("balance_due",)))
    assert start(run, operations(run)["Cut boards"]).state == "running"


def test_one_saw_cuts_one_order_at_a_time(run, clock):
    accepted(run, a_table())
    accepted(run, a_table("line-2"), ref="order-2")
    start(run, operations(run)["Cut boards"])
    with pytest.raises(Conflict, match="Saw is busy with order 0001, Cut boards"):
        start(run, operations(run, "order-2")["Cut boards"])


def test_a_finish_without_a_start_names_both_states(run, clock):
    accepted(run, a_table())
    with pytest.raises(IllegalTransition, match="is ready; it cannot become done"):
        finish(run, operations(run)["Cut boards"])


def test_a_start_taken_back_puts_material_and_states_back(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    (made,) = accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    assert state_of(run, made) == "in_progress"
    back = take_back(run, cut, "back")
    assert take_back(run, cut, "back") == back
    assert (back.state, state_of(run, made), oak(run)) == ("ready", "planned", 1_000_000)
    assert traveller(run).order.state == "released"
    assert (type(heard[-1]).__name__, heard[-1].state) == ("OperationUndone", "ready")
    assert start(run, cut).state == "running"


def test_a_finish_taken_back_runs_again_and_its_start_may_follow(run, clock):
    accepted(run, a_table())
    ops = operations(run)
    start(run, ops["Cut boards"])
    finish(run, ops["Cut boards"])
    assert states(run)["Glue-up"] == "ready"
    assert take_back(run, ops["Cut boards"]).state == "running"
    assert states(run)["Glue-up"] == "waiting"
    assert take_back(run, ops["Cut boards"]).state == "ready"


def test_undo_ends_with_its_window_and_with_the_next_start(run, clock):
    accepted(run, a_table())
    ops = operations(run)
    start(run, ops["Cut boards"])
    finish(run, ops["Cut boards"])
    start(run, ops["Glue-up"])
    with pytest.raises(Conflict, match="Glue-up has already begun"):
        take_back(run, ops["Cut boards"])
    clock.advance(WINDOW + timedelta(seconds=1))
    with pytest.raises(Conflict, match="too late"):
        take_back(run, ops["Glue-up"])
    with pytest.raises(Conflict, match="nothing to take back"):
        take_back(run, ops["Sand"])


def test_packing_makes_the_parcel_and_its_undo_unmakes_it(run, clock):
    (made,) = accepted(run, a_table(quantity=2))
    ops = make_until(run, clock, "Inspect")
    verdict(run, ops["Inspect"], "pass", "")
    start(run, ops["Pack"])
    finish(run, ops["Pack"])
    assert (state_of(run, made), traveller(run).order.state) == ("packed", "completed")
    take_back(run, ops["Pack"])
    assert (state_of(run, made), traveller(run).order.state) == ("in_progress", "in_progress")
    finish(run, ops["Pack"])
    assert state_of(run, made) == "packed"


def test_somebody_elses_work_does_not_exist(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    other = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        run.write(lambda w: start_operation(w, other, cut, client_id=tap_id(), person="x", undo_window=WINDOW))
    for read in (lambda w: operation(w, other, cut), lambda w: work_list(w, other, "SAW")):
        with pytest.raises(NotFound):
            run.read(read)
    assert run.read(lambda w: production_orders(w, other)) == []
    assert run.read(lambda w: board(w, other)).lanes == ()
    assert len(run.read(lambda w: production_orders(w, SellerScope(frozenset({SELLER}))))) == 1


def test_the_board_shows_what_runs_what_is_ready_and_what_comes_next(run, clock):
    accepted(run, a_table())
    start(run, operations(run)["Cut boards"])
    lanes = {lane.work_centre: lane for lane in run.read(lambda w: board(w, EVERY_SELLER)).lanes}
    (cutting,), (gluing,) = lanes["SAW"].cards, lanes["PRESS"].cards
    assert (cutting.name, cutting.actions, cutting.order_number) == ("Cut boards", ("finish", "pause", "undo"), "0001")
    assert (gluing.blocked_by, gluing.actions) == ("Comes after Cut boards at Saw.", ())
    assert lanes["BENCH"].cards == ()
    assert lanes["BENCH"].empty_sentence.startswith(
        "Nothing at Bench. The next piece, order 0001, comes from Press on Tuesday at"
    )
    finish(run, operations(run)["Cut boards"])
    saw = run.read(lambda w: work_list(w, EVERY_SELLER, "SAW"))
    assert [(card.state, card.actions) for card in saw.cards] == [("done", ("undo",))]
    clock.advance(timedelta(minutes=6))
    saw = run.read(lambda w: work_list(w, EVERY_SELLER, "SAW"))
    assert saw.empty_sentence == "Nothing at Saw, and nothing is planned for it."


def test_an_empty_floor_says_so(run, clock):
    accepted(run, oil())
    empty = run.read(lambda w: board(w, EVERY_SELLER))
    assert empty.empty_sentence.startswith("Nothing to make.")


def test_the_board_costs_the_same_however_full_it_is(run, clock, engine):
    accepted(run, a_table())
    statements = []
    sa_event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    run.read(lambda w: board(w, EVERY_SELLER))
    few = len(statements)
    for n in range(2, 6):
        accepted(run, a_table(f"line-{n}"), ref=f"order-{n}")
    statements.clear()
    run.read(lambda w: board(w, EVERY_SELLER))
    assert len(statements) == few


def test_the_page_of_an_operation_has_material_next_step_and_history(run, clock):
    accepted(run, a_table())
    cut = operations(run)["Cut boards"]
    start(run, cut)
    page = run.read(lambda w: operation(w, EVERY_SELLER, cut))
    assert (page.materials[0].sku, page.materials[0].quantity, page.materials[0].state) == ("OAK", 1_000, "issued")
    assert page.next.name == "Glue-up"
    assert page.history == ("anna started, 10:00",)
    assert page.order.summary == (("Wood", "Oak"),)
