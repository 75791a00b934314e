"""What travels through the door of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fulfilment.api.workspec import WorkSpec


@dataclass(frozen=True)
class ChangeTerms:
    """A line as it would be after a change. `summary` and `drawing` are what traveller and board show of it."""

    change_ref: str
    order_ref: str
    line_ref: str
    wanted: WorkSpec
    summary: tuple[tuple[str, str], ...]
    drawing: dict[str, Any] | None


@dataclass(frozen=True)
class ChangeOffer:
    """What a change would mean: the day now and then, and why not, if it cannot be (`refused` empty: it can).

    `late`: it is only the fence that stands in the way, so the seller may still say yes. `begun`: work on the piece has
    begun, so that the fee of a later stage is due. `revised`: its day was moved by us, so a change is free. `pieces` of
    `of` are what it is about: where some of them are begun, the line is split first.
    """

    was: date
    day: date
    refused: str
    late: bool
    begun: bool
    revised: bool
    pieces: int = 1
    of: int = 1


@dataclass(frozen=True)
class ChangeLook:
    """A line and everything that is one tap away: what the change would mean, for each other wish the sentence that
    stands in its way ("" for those that are free), until when it is free (None: not bound to an hour), and its day
    (None: frozen, or not to be had)."""

    offer: ChangeOffer
    others: tuple[str, ...]
    until: tuple[datetime | None, ...] = ()
    days: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class ChangeView:
    """A change request as it stands. `sentence` is why it was refused or is over."""

    ref: str
    order_ref: str
    line_ref: str
    seller_ref: str
    state: str
    was: date
    day: date
    asked_at: datetime
    expires_at: datetime | None
    settled_at: datetime | None
    sentence: str
    late: bool
