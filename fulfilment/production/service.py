"""Verbs of production."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.production.domain.readmodel import TapResult


def start_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    raise NotImplementedError


def finish_operation(
    work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str, undo_window: timedelta
) -> TapResult:
    raise NotImplementedError


def undo(work: Work, scope: SellerScope, ref: str, *, client_id: str, person: str) -> TapResult:
    raise NotImplementedError
