"""Verbs of stock."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.stock.domain import AllocationView


def receive(work: Work, scope: SellerScope, sku: str, location: str, quantity: int, *, reference: str) -> None:
    raise NotImplementedError


def adjust(work: Work, scope: SellerScope, sku: str, location: str, on_hand: int, *, reason: str) -> None:
    raise NotImplementedError


def allocations(work: Work, line_refs: Sequence[str]) -> list[AllocationView]:
    raise NotImplementedError


def issue(work: Work, line_ref: str, operation: int | None, reference: str) -> None:
    raise NotImplementedError


def unissue(work: Work, line_ref: str, operation: int | None, reference: str) -> None:
    raise NotImplementedError


def allocate_more(work: Work, line_ref: str, needs: Sequence[tuple[int | None, str, int]]) -> None:
    """More for a line already committed (scrap, rework): (operation, sku, quantity) each."""
    raise NotImplementedError
