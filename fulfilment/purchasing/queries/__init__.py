"""Read models of buying."""

from fulfilment.purchasing.queries.materials import materials
from fulfilment.purchasing.queries.orders import purchase_order, purchase_orders
from fulfilment.purchasing.queries.suppliers import supplier, suppliers

__all__ = ["materials", "purchase_order", "purchase_orders", "supplier", "suppliers"]
