"""Lanes and the ways between them: plain decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Conflict, Invalid
from fulfilment.production.domain.moves import LANES, Move, lane_of, may_undo, move_to


@pytest.mark.parametrize(
    ("state", "inspection", "paused", "lane"),
    [
        ("waiting", False, False, None),
        ("ready", False, False, "ready"),
        ("ready", True, False, "inspect"),
        ("running", True, False, "inspect"),
        ("running", False, False, "running"),
        ("running", False, True, "paused"),
        ("done", True, False, "done"),
        ("cancelled", False, False, None),
    ],
)
def test_every_state_has_its_lane(state: str, inspection: bool, paused: bool, lane: str | None) -> None:
    assert lane_of(state, inspection=inspection, paused=paused) == lane


@given(lane=st.sampled_from([None, *LANES]), to=st.sampled_from(LANES), inspection=st.booleans())
def test_every_way_is_a_tap_or_a_sentence(lane: str | None, to: str, inspection: bool) -> None:
    try:
        said = move_to("Glue-up", lane, to, inspection=inspection).verb
    except Conflict as refused:
        said = refused.sentence
    if lane == to or lane is None:
        assert said.startswith("Glue-up ")
    assert said in ("start", "pause", "resume", "finish", "undo") or (said.startswith("Glue-up ") and said[-1] == ".")


@given(lane=st.sampled_from(LANES), to=st.sampled_from(LANES))
def test_what_a_move_did_another_move_takes_back(lane: str, to: str) -> None:
    """From ready to running to done and back; only a piece that was worked on is never ready again."""
    try:
        there = move_to("Cut", lane, to, inspection=False)
        back = move_to("Cut", to, lane, inspection=False)
    except Conflict:
        return
    assert "undo" in (there.verb, back.verb) or {there.verb, back.verb} == {"pause", "resume"}


def test_a_lane_there_is_not_is_refused_beside_the_field() -> None:
    with pytest.raises(Invalid) as refused:
        move_to("Cut", "ready", "attic", inspection=False)
    assert refused.value.field == "to"


def test_a_start_is_not_taken_back_over_a_pause() -> None:
    may_undo("Cut", "start", Move("undo", "start"))
    with pytest.raises(Conflict, match="paused and gone on with since"):
        may_undo("Cut", "resume", Move("undo", "start"))
    with pytest.raises(Conflict, match="moved on since"):
        may_undo("Cut", "finish", Move("undo", "start"))
