"""Pass, rework, scrap: what each does to the routing, the shelf, the promise and the customer's news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.production import undo
from fulfilment.api.stock import levels
from fulfilment.keeping.models import Repair
from tests.fulfilment.orders.factory import (
    WINDOW,
    a_table,
    accepted,
    finish,
    listener,
    make_until,
    start,
    state_of,
    tap_id,
    traveller,
    verdict,
)


def test_a_pass_settles_after_the_window_and_may_be_taken_back_before(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    accepted(run, a_table())
    ops = make_until(run, clock, "Inspect")
    told = verdict(run, ops["Inspect"], "pass", "")
    passed = heard[-1]
    assert type(passed).__name__ == "InspectionPassed"
    assert passed.settles_at == clock.now() + WINDOW == told.undo_until
    run.write(lambda w: undo(w, EVERY_SELLER, ops["Inspect"], client_id=tap_id(), person="ben"))
    assert (type(heard[-1]).__name__, heard[-1].inspection_ref) == ("InspectionUndone", passed.inspection_ref)
    assert {o.name: o.state for o in traveller(run).order.operations}["Pack"] == "waiting"
    verdict(run, ops["Inspect"], "pass", "")
    clock.advance(WINDOW + timedelta(seconds=1))
    with pytest.raises(Conflict, match="too late"):
        run.write(lambda w: undo(w, EVERY_SELLER, ops["Inspect"], client_id=tap_id(), person="ben"))


def test_an_inspection_cannot_be_finished_only_judged(run, clock):
    accepted(run, a_table())
    ops = make_until(run, clock, "Inspect")
    start(run, ops["Inspect"])
    with pytest.raises(Conflict, match="ends with a verdict"):
        finish(run, ops["Inspect"])
    assert verdict(run, ops["Inspect"], "pass", "").state == "done"
    with pytest.raises(Conflict, match="is no inspection"):
        verdict(run, ops["Pack"], "pass", "")


@pytest.mark.parametrize(("said", "note"), [("fine", ""), ("rework", " "), ("scrap", ""), ("rework", "x" * 2_001)])
def test_a_verdict_that_says_nothing_is_refused(run, clock, said, note):
    accepted(run, a_table())
    ops = make_until(run, clock, "Inspect")
    with pytest.raises(Invalid):
        verdict(run, ops["Inspect"], said, note)


def test_rework_adds_work_and_a_second_inspection_before_packing(new_run, clock):
    heard, table = listener()
    run = new_run(table)
    (made,) = accepted(run, a_table())
    ops = make_until(run, clock, "Inspect")
    verdict(run, ops["Inspect"], "rework", "A dent")
    assert (type(heard[-1]).__name__, heard[-1].verdict, heard[-1].note) == ("InspectionFailed", "rework", "A dent")
    names = [(o.name, o.state) for o in traveller(run).order.operations]
    assert names[3:] == [
        ("Inspect", "done"),
        ("Rework: Sand", "ready"),
        ("Inspect", "waiting"),
        ("Pack", "waiting"),
    ]
    with pytest.raises(Conflict, match="rework or scrap stands"):
        run.write(lambda w: undo(w, EVERY_SELLER, ops["Inspect"], client_id=tap_id(), person="ben"))
    again = [o.ref for o in traveller(run).order.operations]
    start(run, again[4])
    finish(run, again[4])
    verdict(run, again[5], "pass", "")
    start(run, again[6])
    finish(run, again[6])
    assert state_of(run, made) == "packed"
    assert [type(e).__name__ for e in heard].count("InspectionPassed") == 1


def test_scrap_makes_the_piece_anew_with_new_material_and_asks_for_a_repair(run, clock):
    accepted(run, a_table(quantity=2))
    ops = make_until(run, clock, "Inspect")
    verdict(run, ops["Inspect"], "scrap", "One top is cracked", pieces=1)
    found = traveller(run)
    anew = [o for o in found.order.operations if o.name.startswith("Anew")]
    assert [(o.name, o.pieces) for o in anew] == [
        ("Anew: Cut boards", 1),
        ("Anew: Glue-up", 1),
        ("Anew: Sand", 1),
        ("Anew: Inspect", 1),
    ]
    needs = dict(found.materials)
    assert needs[anew[0].number][0].quantity == 1_000
    assert all(o.booked_start for o in anew)
    start(run, anew[0].ref)
    shelf = next(r for r in run.read(lambda w: levels(w, EVERY_SELLER, search="OAK")) if r.sku == "OAK")
    assert shelf.on_hand == 1_000_000 - 3_000
    pack = found.order.operations[-1]
    assert (pack.name, pack.state) == ("Pack", "waiting")
    asked = run.read(lambda w: w.session.scalars(select(Repair)).one())
    assert (asked.kind, asked.lines) == ("verdict", ["line-table"])
    assert "cracked" not in asked.reason  # the inspector writes for the bench
    assert "cracked" in asked.title
