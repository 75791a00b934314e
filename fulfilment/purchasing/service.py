"""Verbs of buying."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.purchasing.domain import PurchaseOrderIn, SupplierIn


def put_supplier(work: Work, scope: SellerScope, supplier: SupplierIn) -> None:
    raise NotImplementedError


def place_purchase_order(work: Work, scope: SellerScope, order: PurchaseOrderIn) -> None:
    raise NotImplementedError


def receive_line(
    work: Work, scope: SellerScope, po_number: str, sku: str, quantity: int, *, document_line: str
) -> None:
    raise NotImplementedError
