"""Read models of buying."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.purchasing.domain import MaterialRow, PurchaseOrderView


def purchase_orders(work: Work, scope: SellerScope) -> list[PurchaseOrderView]:
    raise NotImplementedError


def materials(work: Work, scope: SellerScope) -> list[MaterialRow]:
    raise NotImplementedError
