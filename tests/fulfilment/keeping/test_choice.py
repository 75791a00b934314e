"""What a customer may do whose day has moved: agree once, or take the piece back although work has begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.orders import cancel_line, cancellable
from fulfilment.api.production import undo
from fulfilment.keeping.queries import revisions, risks
from fulfilment.keeping.service.answering import answer_revision
from tests.fulfilment.keeping.shop import down, orders, promise_of, work_off
from tests.fulfilment.orders.factory import finish, operations, start, tap_id


def moved(run, order="order-1"):
    return run.read(lambda w: revisions(w, order))


def test_a_day_is_answered_once_and_a_second_move_asks_again(run):
    (one,) = orders(run, 1)
    with pytest.raises(NotFound, match="has not moved"):
        run.write(lambda w: answer_revision(w, "order-1", one, "accepted"))
    down(run, "SAW", 24 * 21)
    work_off(run)
    assert moved(run)[one].answer is None
    run.write(lambda w: answer_revision(w, "order-1", one, "accepted"))
    run.write(lambda w: answer_revision(w, "order-1", one, "accepted"))
    assert moved(run)[one].answer == "accepted"
    day = promise_of(run, "order-1").promised
    down(run, "SAW", 24 * 22)  # eats into the fresh buffer: nobody's business
    work_off(run)
    assert promise_of(run, "order-1").promised == day
    down(run, "SAW", 24 * 60)
    work_off(run)
    again = moved(run)[one]
    assert again.now > day == again.was
    assert again.answer is None
    (row,) = run.read(lambda w: risks(w, EVERY_SELLER))
    assert (row.promised, row.was, row.answer, row.order_number) == (again.now, day, None, "0001")


def test_whose_day_has_moved_may_cancel_free_of_charge_while_it_is_being_made(run, clock):
    (one,) = orders(run, 1)
    ops = operations(run)
    start(run, ops["Cut boards"])
    assert not run.read(lambda w: cancellable(w, "order-1"))[one].allowed
    finish(run, ops["Cut boards"])
    down(run, "PRESS", 24 * 30)
    work_off(run)
    free = run.read(lambda w: cancellable(w, "order-1"))[one]
    assert free.allowed
    assert free.committed_cost.minor == 0
    assert "free of charge" in free.sentence
    assert run.write(lambda w: cancel_line(w, "order-1", one)).committed_cost.minor == 0
    assert promise_of(run, "order-1").state == "cancelled"
    with pytest.raises(Conflict, match="is cancelled"):
        run.write(lambda w: undo(w, EVERY_SELLER, ops["Cut boards"], client_id=tap_id(), person="anna"))
    clock.advance(timedelta(days=60))


def test_a_step_that_runs_ends_with_the_cancelled_piece(run, clock):
    (one,) = orders(run, 1)
    ops = operations(run)
    down(run, "PRESS", 24 * 30)
    work_off(run)
    start(run, ops["Cut boards"])
    clock.advance(timedelta(minutes=10))
    run.write(lambda w: cancel_line(w, "order-1", one))
    with pytest.raises(Conflict):
        finish(run, ops["Cut boards"])


def test_who_has_agreed_to_the_new_day_is_bound_like_everybody(run):
    (one,) = orders(run, 1)
    ops = operations(run)
    down(run, "PRESS", 24 * 30)
    work_off(run)
    run.write(lambda w: answer_revision(w, "order-1", one, "accepted"))
    start(run, ops["Cut boards"])
    assert not run.read(lambda w: cancellable(w, "order-1"))[one].allowed
