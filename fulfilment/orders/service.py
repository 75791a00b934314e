"""Verbs of fulfilment orders."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from fulfilment.orders.domain import Accepted, AcceptOrder, Cancelled


def accept_order(work: Work, order: AcceptOrder) -> Accepted:
    raise NotImplementedError


def place_hold(work: Work, order_ref: str, line_refs: Sequence[str], kind: str, gate: str, reason: str) -> None:
    raise NotImplementedError


def release_hold(work: Work, order_ref: str, line_refs: Sequence[str], kind: str) -> None:
    raise NotImplementedError


def cancel_line(work: Work, order_ref: str, line_ref: str) -> Cancelled:
    raise NotImplementedError
