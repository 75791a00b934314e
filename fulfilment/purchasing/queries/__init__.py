"""Read models of buying."""

from fulfilment.purchasing.queries.materials import materials
from fulfilment.purchasing.queries.orders import latest_receipts, purchase_order, purchase_orders
from fulfilment.purchasing.queries.pegs import ToOrder, pegging, shortages, to_order
from fulfilment.purchasing.queries.suppliers import supplier, suppliers

__all__ = [
    "ToOrder",
    "latest_receipts",
    "materials",
    "pegging",
    "purchase_order",
    "purchase_orders",
    "shortages",
    "supplier",
    "suppliers",
    "to_order",
]
