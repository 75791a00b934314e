"""Buying: purchase orders, receipts, what is short."""

from fulfilment.purchasing.domain import MaterialRow, PurchaseLineView, PurchaseOrderIn, PurchaseOrderView
from fulfilment.purchasing.queries import materials, purchase_orders
from fulfilment.purchasing.service import place_purchase_order, receive_line

__all__ = [
    "MaterialRow",
    "PurchaseLineView",
    "PurchaseOrderIn",
    "PurchaseOrderView",
    "materials",
    "place_purchase_order",
    "purchase_orders",
    "receive_line",
]
