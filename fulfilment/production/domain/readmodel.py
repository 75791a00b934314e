"""What the board, the bench and the traveller read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.plain.states import Tone


@dataclass(frozen=True)
class TapResult:
    """What a tap did; a repeated `client_id` gets the same again. `undo_until` None: it cannot be taken back."""

    operation_ref: str
    state: str
    label: str
    sentence: str
    undo_until: datetime | None


@dataclass(frozen=True)
class OperationView:
    """One step of a production order. `blocked_by` is the one sentence that keeps it from starting, if any.

    `minutes` is set-up plus run for all `pieces`; `waiting_until` the end of glue or drying after it. `lane` is where
    its card lies (`moves.LANES`), None while it waits or once it is cancelled. `spent` counts what is ended,
    `spent_since` is when the stretch that still runs began. `begun`: so many of its pieces, None for all or none.
    """

    ref: str
    number: int
    name: str
    work_centre: str
    work_centre_name: str
    stage: str
    state: str
    label: str
    tone: Tone
    step: int
    steps: int
    pieces: int
    minutes: int
    inspection: bool
    packing: bool
    booked_start: datetime | None
    booked_end: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    waiting_until: datetime | None
    verdict: str | None
    note: str
    person: str
    blocked_by: str | None
    actions: tuple[str, ...]
    undo_until: datetime | None
    lane: str | None = None
    paused_at: datetime | None = None
    batch_key: str = ""
    spent: int = 0
    spent_since: datetime | None = None
    begun: int | None = None


@dataclass(frozen=True)
class ProductionOrderView:
    """One made line on the floor. `promised` is the day the customer has been told."""

    ref: str
    order_ref: str
    order_number: str
    line_ref: str
    seller_ref: str
    title: str
    quantity: int
    state: str
    label: str
    tone: Tone
    promised: date
    summary: tuple[tuple[str, str], ...]
    drawing: dict[str, Any] | None
    operations: tuple[OperationView, ...]


@dataclass(frozen=True)
class OperationCard:
    """A card on the board. `actions` are what the server would take now: start finish pause resume pass rework scrap
    undo. `batch_key` is equal for what may lie in one load; `lane` None: it waits for the step before it."""

    ref: str
    production_order_ref: str
    order_number: str
    line_ref: str
    title: str
    name: str
    stage: str
    state: str
    label: str
    tone: Tone
    due: date
    pieces: int
    minutes: int
    inspection: bool
    packing: bool
    blocked_by: str | None
    actions: tuple[str, ...]
    step: int
    steps: int
    drawing: dict[str, Any] | None
    started_at: datetime | None
    booked_start: datetime | None
    undo_until: datetime | None
    lane: str | None = None
    work_centre: str = ""
    work_centre_name: str = ""
    seller_ref: str = ""
    batch_key: str = ""
    person: str = ""
    spent: int = 0
    spent_since: datetime | None = None
    summary: tuple[tuple[str, str], ...] = ()
    finished_at: datetime | None = None


@dataclass(frozen=True)
class Lane:
    """One work centre. `empty_sentence` is set exactly when there are no cards. `begun` is its work in progress,
    `wip_limit` how much of it the house allows; `batch_max` how many equal operations lie in one load."""

    work_centre: str
    name: str
    seller_ref: str
    units: int
    cards: tuple[OperationCard, ...]
    empty_sentence: str | None
    begun: int = 0
    wip_limit: int | None = None
    batch_max: int = 1


@dataclass(frozen=True)
class Board:
    """Every lane in view; `empty_sentence` is set exactly when no lane has a card."""

    lanes: tuple[Lane, ...]
    empty_sentence: str | None


@dataclass(frozen=True)
class MaterialLine:
    """A material of one operation; `quantity` in base `unit` for all pieces. States: allocated, awaited, issued."""

    sku: str
    name: str
    unit: str
    quantity: int
    location: str
    bin: str
    state: str
    expected: date | None


@dataclass(frozen=True)
class OperationPage:
    """The bench's page of one operation. `next` is the step after it, `history` its taps, newest first."""

    operation: OperationView
    order: ProductionOrderView
    materials: tuple[MaterialLine, ...]
    next: OperationView | None
    history: tuple[str, ...]


@dataclass(frozen=True)
class Traveller:
    """A production order with all its materials by operation number."""

    order: ProductionOrderView
    materials: tuple[tuple[int, tuple[MaterialLine, ...]], ...]
