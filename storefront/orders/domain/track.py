"""The way of one line from order to door, told from its timeline: what is done, what is now, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from storefront.orders.domain.status import line_progress
from storefront.timeline.domain import Entry

StepState = Literal["done", "now", "wait", "next", "bad"]
_FINISHED = ("operation_finished", "operation_waiting")
_SCANS = ("handed_over", "scanned", "out_for_delivery", "delivery_failed", "held_up", "delivered")


@dataclass(frozen=True)
class Piece:
    """What the track needs to know of a line. `stages` are the words of its operations, empty for stocked goods."""

    line_ref: str
    title: str
    stages: tuple[str, ...]
    owes: bool
    promised: date | None
    placed_at: datetime | None


@dataclass(frozen=True)
class Parcel:
    """One shipment of a line with its scans, oldest first."""

    carrier: str
    number: str
    state: str
    scans: tuple[Entry, ...]


@dataclass(frozen=True)
class Step:
    """One point of the way. `at` is when it happened, `until` the end of a waiting, `day` when it is expected."""

    key: str
    title: str
    state: StepState
    at: datetime | None = None
    until: datetime | None = None
    day: date | None = None
    note: str = ""
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True)
class Track:
    """One line's whole way. `step` of `steps` counts its operations; (0, 0) for stocked goods."""

    piece: Piece
    progress: str
    steps: tuple[Step, ...]
    step: tuple[int, int]

    @property
    def current(self) -> Step | None:
        """The step that is going on; else the next one to come; None when all is done."""
        active = [s for s in self.steps if s.state in ("now", "wait", "bad")]
        ahead = [s for s in self.steps if s.state == "next"]
        return next(iter([*active, *ahead]), None)

    @property
    def share(self) -> int:
        """How much of the way is done, 0 to 100."""
        done = sum(1 for s in self.steps if s.state == "done")
        return done * 100 // len(self.steps) if self.steps else 0


@dataclass(frozen=True)
class Next:
    """The one thing that stands large on top."""

    track: Track | None
    step: Step | None
    kind: Literal["unpaid", "cancelled", "delivered", "going"]


def track(piece: Piece, entries: Sequence[Entry], now: datetime) -> Track:
    """The way of one line. `entries` are the whole order's, in the order they were written."""
    mine = [entry for entry in entries if piece.line_ref in entry.line_refs]
    progress = line_progress(entries, piece.line_ref)
    steps = [Step("placed", "Ordered", "done" if piece.placed_at else "next", at=piece.placed_at)]
    if piece.stages:
        steps += _operations(piece, mine, now)
        steps += [_balance(mine)] if piece.owes else []
    else:
        steps += [_milestone(mine, "picked", "Picked"), _milestone(mine, "packed", "Packed")]
    steps += [_way(mine, progress), _arrival(mine, piece, progress)]
    if progress == "cancelled":
        steps = [s for s in steps if s.state == "done"]
        steps.append(Step("cancelled", "Cancelled", "bad", at=_last(mine, ("cancelled", "sold_out"))))
    if progress in ("shipped", "delivered"):
        steps = [replace(s, state="done") if s.key not in ("way", "delivered") else s for s in steps]
    return Track(piece, progress, tuple(steps), _count(steps))


def next_event(tracks: Sequence[Track], *, placed: bool) -> Next:
    """What to say first: the line where most is going on, the one that arrives first among equals."""
    if not placed:
        return Next(None, None, "unpaid")
    live = [t for t in tracks if t.progress not in ("cancelled", "delivered")]
    if not live:
        kind: Literal["cancelled", "delivered"] = (
            "delivered" if any(t.progress == "delivered" for t in tracks) else "cancelled"
        )
        return Next(next((t for t in tracks if t.progress == kind), None), None, kind)
    best = min(live, key=_rank)
    return Next(best, best.current, "going")


def _rank(candidate: Track) -> tuple[int, date]:
    order = ("shipped", "in_production", "passed", "packed", "accepted", "placed")
    return order.index(candidate.progress), candidate.piece.promised or date.max


def _operations(piece: Piece, mine: Sequence[Entry], now: datetime) -> list[Step]:
    told = [e for e in mine if e.kind.startswith("operation_")]
    latest = {int(e.data["step"]): e for e in told}
    count = max([len(piece.stages), *(int(e.data["steps"]) for e in told), *latest.keys()])
    steps = []
    for number in range(1, count + 1):
        planned = piece.stages[number - 1] if number <= len(piece.stages) else "One more step"
        steps.append(_operation(number, planned, latest.get(number), now))
    return _with_verdict(steps, mine)


def _operation(number: int, planned: str, entry: Entry | None, now: datetime) -> Step:
    key = f"operation-{number}"
    if entry is None:
        return Step(key, planned, "next")
    title = str(entry.data.get("name") or planned)
    until = _moment(entry.data.get("waiting_until"))
    if entry.kind in _FINISHED:
        waits = until is not None and until > now
        return Step(key, title, "wait" if waits else "done", at=entry.at, until=until if waits else None)
    if entry.kind == "operation_undone" and entry.data.get("state") == "ready":
        return Step(key, title, "next")
    return Step(key, title, "now", at=entry.at)


def _with_verdict(steps: list[Step], mine: Sequence[Entry]) -> list[Step]:
    """Quality control's word stands beneath its own step when it passed (a pass is told by no operation of its own),
    else beneath the step that was done last before it."""
    verdicts = [e for e in mine if e.kind.startswith("inspection_")]
    if not verdicts:
        return steps
    words = {
        "inspection_passed": "Looked over from all sides: passed.",
        "inspection_rework": "We found something and are putting it right.",
        "inspection_scrap": "It did not pass, so we are making it anew.",
        "inspection_undone": "We are looking at it once more.",
    }
    done = [i for i, s in enumerate(steps) if s.state in ("done", "wait") and s.at and s.at <= verdicts[-1].at]
    if not done:
        return steps
    at, verdict = done[-1], verdicts[-1]
    if verdict.kind == "inspection_passed" and at + 1 < len(steps) and steps[at + 1].state in ("next", "now"):
        at += 1
        steps[at] = replace(steps[at], state="done", at=verdict.at)
    steps[at] = replace(steps[at], note=words[verdict.kind])
    return steps


def _balance(mine: Sequence[Entry]) -> Step:
    told = [e for e in mine if e.kind in ("balance_due", "balance_paid", "balance_failed", "inspection_undone")]
    last = told[-1] if told else None
    if any(e.kind == "balance_paid" for e in told):
        return Step("balance", "Balance paid", "done", at=_last(mine, ("balance_paid",)))
    if last is None or last.kind == "inspection_undone":
        return Step("balance", "Balance", "next")
    if last.kind == "balance_failed":
        return Step("balance", "Balance open", "bad", at=last.at, note=str(last.data.get("sentence", "")))
    return Step("balance", "Balance", "now", until=_moment(last.data.get("due")))


def _milestone(mine: Sequence[Entry], kind: str, title: str) -> Step:
    at = _last(mine, (kind,))
    return Step(kind, title, "done" if at else "next", at=at)


def _way(mine: Sequence[Entry], progress: str) -> Step:
    state: StepState = {"shipped": "now", "delivered": "done"}.get(progress, "next")  # type: ignore[assignment]
    return Step("way", "On its way", state, at=_first(mine, _SCANS), parcels=_parcels(mine))


def _arrival(mine: Sequence[Entry], piece: Piece, progress: str) -> Step:
    done = progress == "delivered"
    return Step(
        "delivered",
        "Delivered" if done else "With you",
        "done" if done else "next",
        at=_last(mine, ("delivered",)) if done else None,
        day=None if done else piece.promised,
    )


def _parcels(mine: Sequence[Entry]) -> tuple[Parcel, ...]:
    by_shipment: dict[str, list[Entry]] = {}
    for entry in mine:
        if entry.kind in _SCANS:
            by_shipment.setdefault(str(entry.data.get("shipment", "")), []).append(entry)
    return tuple(
        Parcel(
            str(scans[0].data.get("carrier", "")), str(scans[0].data.get("number", "")), scans[-1].kind, tuple(scans)
        )
        for scans in by_shipment.values()
    )


def _count(steps: Sequence[Step]) -> tuple[int, int]:
    """Step n of m in the workshop: those done and the one that is going on."""
    operations = [s.state for s in steps if s.key.startswith("operation-")]
    begun = sum(1 for state in operations if state in ("done", "wait"))
    return min(begun + ("now" in operations), len(operations)), len(operations)


def _last(mine: Sequence[Entry], kinds: Sequence[str]) -> datetime | None:
    return next((e.at for e in reversed(mine) if e.kind in kinds), None)


def _first(mine: Sequence[Entry], kinds: Sequence[str]) -> datetime | None:
    return next((e.at for e in mine if e.kind in kinds), None)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
