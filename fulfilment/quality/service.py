"""Verbs of quality control."""

from __future__ import annotations

from datetime import timedelta

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.production.domain.readmodel import TapResult


def inspect(
    work: Work,
    scope: SellerScope,
    ref: str,
    verdict: str,
    note: str,
    *,
    client_id: str,
    person: str,
    undo_window: timedelta,
) -> TapResult:
    raise NotImplementedError
