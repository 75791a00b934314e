"""The lanes of the board and the way between them: which tap a moved card stands for, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from foundation.plain.errors import Conflict, Invalid

LANES: Final = ("ready", "running", "paused", "inspect", "done")


@dataclass(frozen=True)
class Move:
    """`verb` is the tap; an undo takes back `undoes`, and nothing else."""

    verb: str
    undoes: str = ""


_MOVES: Final[dict[tuple[str, str], Move]] = {
    ("ready", "running"): Move("start"),
    ("running", "paused"): Move("pause"),
    ("paused", "running"): Move("resume"),
    ("running", "done"): Move("finish"),
    ("paused", "done"): Move("finish"),
    ("running", "ready"): Move("undo", "start"),
    ("done", "running"): Move("undo", "finish"),
    ("done", "inspect"): Move("undo", "pass"),
}


def lane_of(state: str, *, inspection: bool, paused: bool) -> str | None:
    """Where a card lies; None for an operation that waits for the one before it, or that is cancelled."""
    if inspection and state in ("ready", "running"):
        return "inspect"
    if state == "running" and paused:
        return "paused"
    return state if state in LANES else None


def ways() -> dict[str, tuple[str, ...]]:
    """Where a card of each lane may be put."""
    return {lane: tuple(to for to in LANES if (lane, to) in _MOVES) for lane in LANES}


def move_to(name: str, lane: str | None, to: str, *, inspection: bool) -> Move:
    """The tap that brings a card from `lane` to `to`.

    Raises `Invalid` for a lane there is not, `Conflict` with what to do instead for a way there is not.
    """
    if to not in LANES:
        raise Invalid("There is no such lane on the board.", field="to")
    found = _MOVES.get((lane or "", to))
    if found is not None:
        return found
    raise Conflict(_instead(name, lane, to, inspection=inspection))


def _instead(name: str, lane: str | None, to: str, *, inspection: bool) -> str:
    if lane is None:
        return f"{name} waits for the step before it. It comes to the board by itself."
    if inspection:
        return f"{name} ends with a verdict. Open it and choose pass, rework or scrap."
    if to == "inspect":
        return f"{name} is no inspection. Finish it, and the inspection after it comes up by itself."
    if to == lane:
        return f"{name} is there already."
    by_lane = {
        "ready": f"{name} has not begun. Start it first.",
        "running": f"{name} is running. Pause or finish it first.",
        "paused": f"{name} has been worked on, so it is not ready any more. Go on with it, or finish it.",
        "done": f"{name} is done. Take the finish back first.",
    }
    return by_lane.get(lane, f"{name} cannot go there.")


def may_undo(name: str, newest: str, wanted: Move) -> None:
    """Raises `Conflict` when the newest tap is not the one that this move would take back."""
    if wanted.undoes and newest != wanted.undoes:
        said = {"pause": "It has been paused", "resume": "It has been paused and gone on with"}.get(newest, "")
        raise Conflict(f"{said} since. Undo that first." if said else f"{name} has moved on since. Look at its card.")
