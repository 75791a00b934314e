"""What the door of keeping takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.states import Tone


@dataclass(frozen=True)
class OutageView:
    """A machine that is not there. `unit` counts from 1, None is all of them; `closed_at` is when somebody said that
    it is back."""

    ref: str
    work_centre: str
    name: str
    seller_ref: str
    unit: int | None
    starts_at: datetime
    ends_at: datetime
    reason: str
    reported_by: str
    closed_at: datetime | None


@dataclass(frozen=True)
class MachineView:
    """A work centre with the numbers of its places, and what is down of it."""

    code: str
    name: str
    seller_ref: str
    places: tuple[int, ...]
    down: tuple[OutageView, ...]


@dataclass(frozen=True)
class RepairView:
    """How far a repair is (`done` of `total`) and what came of it: lines that moved within their promise, that are at
    risk, whose day moved, and (line, sentence) of those that cannot be planned."""

    ref: str
    kind: str
    title: str
    state: str
    label: str
    tone: Tone
    done: int
    total: int
    moved: int
    at_risk: int
    revised: int
    stuck: tuple[tuple[str, str], ...]
    made_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class RiskRow:
    """A promise to look at. `likely` is the day on which it is as likely there as not. `was` and `answer` once its day
    has moved: None means that the customer has not answered."""

    order_number: str
    line_ref: str
    title: str
    seller_ref: str
    promised: date
    likely: date | None
    state: str
    label: str
    tone: Tone
    was: date | None
    reason: str
    moved_at: datetime | None
    answer: str | None


@dataclass(frozen=True)
class RevisionView:
    """A day that moved, as its customer sees it."""

    line_ref: str
    was: date
    now: date
    reason: str
    at: datetime
    answer: str | None
