"""Verbs of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.warehouse.domain import PackResult, ParcelIn, PickResult


def pick(work: Work, scope: SellerScope, task_ref: str, quantity: int, *, client_id: str, person: str) -> PickResult:
    raise NotImplementedError


def pack(
    work: Work,
    scope: SellerScope,
    fulfilment_order_ref: str,
    parcels: Sequence[ParcelIn],
    *,
    client_id: str,
    person: str,
) -> PackResult:
    raise NotImplementedError
