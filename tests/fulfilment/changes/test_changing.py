"""A change on the floor, on both databases: held, carried out at once, or let go without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Gone, NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import events
from fulfilment.api.changes import (
    ask_late,
    change,
    changes_of_order,
    expire_changes,
    grant_change,
    hold_change,
    look,
    refuse_change,
    wait_for_payment,
)
from fulfilment.api.orders import accept_order, cancel_line, fulfilment_of, release_hold
from fulfilment.api.production import production_orders
from fulfilment.keeping.models import RevisionAnswer
from fulfilment.promise.models import Promise
from fulfilment.promise.service import revise
from tests.fulfilment.changes.acts import (
    FENCE,
    LINE,
    ORDER,
    QUARTER,
    apply,
    booked,
    claimed,
    consistent,
    day_of,
    furnish,
    hold,
    holds,
    order,
    piece,
    terms,
)
from tests.fulfilment.orders.factory import (
    a_table,
    an_order,
    finish,
    make_until,
    make_whole,
    oil,
    operations,
    start,
    verdict,
)


@pytest.fixture
def heard(new_run: Any) -> tuple[Runner, list[object]]:
    told: list[object] = []
    kinds = (events.LineChanged, events.ChangeEnded)
    return new_run({kind: [lambda _w, event: told.append(event)] for kind in kinds}), told


def soon(run: Runner, clock: FixedClock) -> None:
    """Enough other work before ours that nothing of it begins within the fence."""
    order(run, piece(), ref="order-0", line="line-before", quantity=12)
    clock.advance(timedelta(minutes=1))


def test_a_change_moves_the_line_and_nothing_else(heard: tuple[Runner, list[object]], clock: FixedClock) -> None:
    run, told = heard
    furnish(run)
    soon(run, clock)
    order(run)
    before, other = day_of(run), booked(run, "line-before")

    held = hold(run, piece(finish="soap", legs=950))
    assert (held.state, held.was) == ("reserved", before)
    assert holds(run) == [("change_pending", (10, 20, 30))]
    consistent(run)
    done = apply(run, held.ref)

    assert done.state == "applied"
    assert claimed(run) == {(10, "OAK", "allocated"): 950, (30, "FINISH-soap", "allocated"): 200}
    assert booked(run)[10] == 10 + 29
    assert booked(run, "line-before") == other
    assert holds(run) == []
    assert day_of(run) == done.day
    (made,) = [o for o in run.read(lambda w: production_orders(w, EVERY_SELLER)) if o.line_ref == LINE]
    assert made.summary == (("Finish", "another"),)
    assert [type(event) for event in told] == [events.LineChanged]
    consistent(run)


def test_the_colour_changes_after_the_legs_are_cut_and_the_legs_do_not(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    for name in ("Cut legs", "Glue-up"):
        start(run, operations(run)[name])
        finish(run, operations(run)[name])

    with pytest.raises(Conflict, match="“Cut legs” is done since"):
        hold(run, piece(legs=1_000))
    apply(run, hold(run, piece(finish="soap")).ref)

    assert claimed(run) == {(10, "OAK", "issued"): 900, (30, "FINISH-soap", "allocated"): 200}
    states = {o.name: o.state for o in _made(run).operations}
    assert states == {
        "Cut legs": "done",
        "Glue-up": "done",
        "First coat": "ready",
        "Inspect": "waiting",
        "Pack": "waiting",
    }
    clock.advance(timedelta(hours=13))
    make_rest(run, clock)
    consistent(run)


def make_rest(run: Runner, clock: FixedClock) -> None:
    """Whatever is left of the piece, to the very end."""
    for made in _made(run).operations:
        if made.state == "done":
            continue
        if made.inspection:
            verdict(run, made.ref, "pass", "")
        else:
            start(run, made.ref)
            finish(run, made.ref)
        clock.advance(timedelta(hours=13))
    (mine,) = run.read(lambda w: fulfilment_of(w, EVERY_SELLER, ORDER)).fulfilment_orders
    assert mine.state == "packed"


def _made(run: Runner) -> Any:
    (made,) = [o for o in run.read(lambda w: production_orders(w, EVERY_SELLER)) if o.line_ref == LINE]
    return made


def test_work_is_added_and_taken_out_again(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    apply(run, hold(run, piece(engraved=True)).ref)
    assert [o.name for o in _made(run).operations] == [
        "Cut legs",
        "Glue-up",
        "Engrave",
        "First coat",
        "Inspect",
        "Pack",
    ]
    assert [o.step for o in _made(run).operations] == [1, 2, 3, 4, 5, 6]
    assert booked(run)[25] == 40

    apply(run, hold(run, piece()).ref)
    assert 25 not in booked(run)
    assert [o.name for o in _made(run).operations] == ["Cut legs", "Glue-up", "First coat", "Inspect", "Pack"]
    clock.advance(timedelta(days=3))
    make_rest(run, clock)
    consistent(run)


def test_a_held_operation_waits_while_the_others_go_on(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    held = hold(run, piece(finish="soap"))
    ops = operations(run)

    start(run, ops["Cut legs"])
    finish(run, ops["Cut legs"])
    start(run, ops["Glue-up"])
    finish(run, ops["Glue-up"])
    clock.advance(timedelta(hours=13))
    with pytest.raises(Conflict, match="customer is changing this piece"):
        start(run, ops["First coat"])

    assert run.write(expire_changes) == 1
    assert run.read(lambda w: change(w, held.ref)).state == "expired"
    start(run, ops["First coat"])
    with pytest.raises(Gone):
        apply(run, held.ref)
    assert claimed(run)[30, "FINISH-oil", "issued"] == 200
    consistent(run)


def test_a_change_that_ran_out_leaves_nothing_behind(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    before, time_before = claimed(run), booked(run)
    held = hold(run, piece(finish="soap", engraved=True))
    assert claimed(run, held.ref) == {(30, "FINISH-soap", "reserved"): 200}
    assert booked(run, held.ref)

    clock.advance(timedelta(minutes=16))
    with pytest.raises(Gone):
        apply(run, held.ref)
    assert run.write(expire_changes) == 1
    assert run.write(expire_changes) == 0
    assert (claimed(run), booked(run)) == (before, time_before)
    assert (claimed(run, held.ref), booked(run, held.ref), holds(run)) == ({}, {}, [])
    consistent(run)


def test_applying_twice_is_applying_once(heard: tuple[Runner, list[object]], clock: FixedClock) -> None:
    run, told = heard
    furnish(run)
    soon(run, clock)
    order(run)
    held = hold(run, piece(finish="soap"))
    assert apply(run, held.ref) == apply(run, held.ref)
    assert len(told) == 1
    live = run.read(lambda w: list(w.session.scalars(select(Promise.state).where(Promise.line_ref == LINE))))
    assert sorted(live) == ["cancelled", "committed"]


def test_a_newer_wish_takes_the_place_of_a_held_one_but_not_of_one_that_is_paid_for(
    run: Runner, clock: FixedClock
) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    first = hold(run, piece(finish="soap"))
    second = hold(run, piece(engraved=True))
    assert run.read(lambda w: change(w, first.ref)).state == "expired"
    with pytest.raises(Gone, match="newer wish"):
        apply(run, first.ref)

    run.write(lambda w: wait_for_payment(w, second.ref, w.now() + timedelta(minutes=35), actor="customer"))
    with pytest.raises(Conflict, match="paying for another change"):
        hold(run, piece(finish="soap"))
    clock.advance(timedelta(minutes=30))
    assert apply(run, second.ref).state == "applied"
    assert [one.state for one in run.read(lambda w: changes_of_order(w, ORDER))] == ["applied", "expired"]
    consistent(run)


def test_a_lost_race_refuses_and_frees_everything(run: Runner, clock: FixedClock) -> None:
    """Somebody lifts the hold by hand and begins: the change finds it begun, under the lock."""
    furnish(run)
    soon(run, clock)
    order(run)
    held = hold(run, piece(legs=950))
    run.write(lambda w: release_hold(w, ORDER, [LINE], "change_pending"))
    start(run, operations(run)["Cut legs"])
    with pytest.raises(Conflict, match="“Cut legs” is running since"):
        apply(run, held.ref)
    run.write(lambda w: refuse_change(w, held.ref, "The legs are being cut.", actor="worker"))
    assert claimed(run)[10, "OAK", "issued"] == 900
    assert claimed(run, held.ref) == {}
    assert booked(run, held.ref) == {}
    consistent(run)


def test_cancelled_finished_and_foreign_lines_are_refused_in_words(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    with pytest.raises(NotFound):
        hold(run, piece(finish="soap"), ref="order-0", line="nothing")
    held = hold(run, piece(finish="soap"))
    run.write(lambda w: cancel_line(w, ORDER, LINE))
    with pytest.raises(Conflict, match="cancelled"):
        apply(run, held.ref)
    with pytest.raises(Conflict, match="cancelled"):
        hold(run, piece(finish="soap"))
    run.write(lambda w: refuse_change(w, held.ref, "It is cancelled.", actor="worker"))
    consistent(run)


def test_a_finished_piece_cannot_be_changed(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    make_whole(run, clock)
    with pytest.raises(Conflict, match="finished"):
        hold(run, piece(finish="soap"))


def test_rework_is_settled_before_anything_changes(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    ops = make_until(run, clock, "Inspect")
    verdict(run, ops["Inspect"], "rework")
    with pytest.raises(Conflict, match="putting something right"):
        hold(run, piece(finish="soap"))


def test_a_late_change_needs_the_sellers_yes_and_cannot_undo_what_has_begun(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    order(run)
    wanted = piece(legs=950)
    seen = run.read(lambda w: look(w, ORDER, LINE, wanted, [piece(finish="soap")], timedelta(hours=3)))
    assert seen.offer.late
    assert "“Cut legs” begins" in seen.offer.refused
    asked = run.write(lambda w: ask_late(w, terms(wanted), w.now() + timedelta(days=1), actor="customer"))
    assert (asked.state, asked.late, holds(run)) == ("drafted", True, [])
    granted = run.write(lambda w: grant_change(w, asked.ref, w.now() + QUARTER, actor="mette"))
    assert granted.state == "reserved"
    assert apply(run, asked.ref).state == "applied"

    again = run.write(lambda w: ask_late(w, terms(piece()), w.now() + timedelta(days=1), actor="customer"))
    start(run, operations(run)["Cut legs"])
    with pytest.raises(Conflict, match="is running since"):
        run.write(lambda w: grant_change(w, again.ref, w.now() + QUARTER, actor="mette"))
    with pytest.raises(Conflict, match="is running since"):
        run.write(lambda w: ask_late(w, terms(piece(legs=990)), w.now() + timedelta(days=1), actor="customer"))
    consistent(run)


def test_material_that_cannot_be_had_is_said_and_nothing_is_held(run: Runner, clock: FixedClock) -> None:
    furnish(run, ml=500)
    order(run)
    asked = terms(_thirsty(piece(finish="soap")))
    with pytest.raises(Conflict, match="not enough soap finish"):
        run.write(lambda w: hold_change(w, asked, w.now() + QUARTER, timedelta(0), actor="customer"))
    assert holds(run) == []
    assert run.read(lambda w: changes_of_order(w, ORDER)) == ()
    consistent(run)


def _thirsty(spec: Any) -> Any:
    needs = tuple(replace(n, quantity=9_999) if n.sku.startswith("FINISH") else n for n in spec.materials)
    return replace(spec, materials=needs)


def test_a_change_answers_a_day_that_we_have_moved(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    run.write(lambda w: revise(w, LINE, w.now() + timedelta(days=40), "The saw stood still."))
    seen = run.read(lambda w: look(w, ORDER, LINE, piece(finish="soap"), [], FENCE))
    assert seen.offer.revised
    done = apply(run, hold(run, piece(finish="soap")).ref)
    assert day_of(run) == done.day
    assert run.read(lambda w: list(w.session.scalars(select(RevisionAnswer.answer)))) == ["changed"]
    consistent(run)


def test_what_travels_together_moves_together(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    lines = (a_table(LINE, 1, spec=piece()), oil("line-oil"))
    run.write(lambda w: accept_order(w, an_order(*lines, ref=ORDER, plan="together")))
    before = day_of(run)
    slow = piece(coat=29_000)  # weeks at the bench
    held = hold(run, slow)
    assert held.day > before
    apply(run, held.ref)
    assert {day_of(run), day_of(run, line="line-oil")} == {held.day}
    consistent(run)


def test_the_look_names_what_is_frozen_and_moves_nothing(run: Runner, clock: FixedClock) -> None:
    furnish(run)
    soon(run, clock)
    order(run)
    before = booked(run)
    seen = run.read(lambda w: look(w, ORDER, LINE, piece(engraved=True), [piece(legs=990)], FENCE))
    assert (seen.offer.refused, seen.others) == ("", ("",))
    assert seen.until[0] is not None
    assert seen.until[0] > clock.now()
    assert seen.offer.day >= seen.offer.was
    make_until(run, clock, "Glue-up")
    seen = run.read(lambda w: look(w, ORDER, LINE, piece(engraved=True), [piece(legs=990)], timedelta(0)))
    assert seen.offer.begun
    assert "“Cut legs” is done" in seen.others[0]
    assert set(booked(run)) <= set(before)
