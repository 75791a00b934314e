"""What a piece has cost: for the seller alone. Nothing outside the console may import this module."""

from fulfilment.costing.domain import CostLine, OrderCost, OverheadView, ProductCost, by_product
from fulfilment.costing.queries import order_cost, order_costs, overheads
from fulfilment.costing.service import set_overhead

__all__ = [
    "CostLine",
    "OrderCost",
    "OverheadView",
    "ProductCost",
    "by_product",
    "order_cost",
    "order_costs",
    "overheads",
    "set_overhead",
]
