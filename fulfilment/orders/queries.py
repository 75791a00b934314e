"""Read models of fulfilment orders."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.orders.domain import Cancellability, OrderFulfilment


def fulfilment_of(work: Work, scope: SellerScope, order_ref: str) -> OrderFulfilment:
    raise NotImplementedError


def cancellable(work: Work, order_ref: str) -> dict[str, Cancellability]:
    raise NotImplementedError
