"""Verbs of the promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from foundation.data.work import Work
from fulfilment.promise.domain import Destination, PlanKind, PromiseView, Quote, Reservation, Wanted


def quote(work: Work, wanted: Sequence[Wanted], destination: Destination) -> Quote:
    """Both plans with their days; reads only."""
    raise NotImplementedError


def quote_many(work: Work, carts: Sequence[Sequence[Wanted]], destination: Destination) -> list[Quote]:
    """A quote for each cart on its own, on one snapshot with the same number of statements as one."""
    raise NotImplementedError


def reserve(
    work: Work,
    checkout_id: str,
    wanted: Sequence[Wanted],
    destination: Destination,
    plan_kind: PlanKind,
    expires_at: datetime,
    *,
    shown: Mapping[str, date] | None = None,
) -> Reservation:
    """Hold stock, materials and capacity; `shown` are the days the shopper saw, per line."""
    raise NotImplementedError


def reservation(work: Work, checkout_id: str) -> Reservation | None:
    """The live reservation of a checkout."""
    raise NotImplementedError


def release(work: Work, checkout_id: str) -> None:
    """Let go of everything a checkout holds; nothing happens when it holds nothing."""
    raise NotImplementedError


def release_expired(work: Work) -> int:
    """Let go of every reservation whose time is over; returns how many."""
    raise NotImplementedError


def commit(
    work: Work,
    checkout_id: str,
    order_ref: str,
    wanted: Sequence[Wanted],
    destination: Destination,
    plan_kind: PlanKind,
) -> dict[str, PromiseView]:
    """reserved -> committed, per line_ref; idempotent per order."""
    raise NotImplementedError


def cancel(work: Work, line_ref: str) -> None:
    """Free everything of a line that is not issued."""
    raise NotImplementedError


def keep(work: Work, line_ref: str, delivered_on: date) -> PromiseView | None:
    """The goods arrived: kept or broken."""
    raise NotImplementedError


def revise(work: Work, line_ref: str, new_ready_at: datetime, reason: str) -> PromiseView | None:
    """A new forecast; emits PromiseRevised when the promised day moves later."""
    raise NotImplementedError


def promises(work: Work, order_ref: str) -> list[PromiseView]:
    """The promises of an order's lines."""
    raise NotImplementedError
