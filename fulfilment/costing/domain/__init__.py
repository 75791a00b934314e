"""What a production order was planned to cost and has cost, decided on plain values."""

from fulfilment.costing.domain.adding import Facts, LogFacts, MaterialFacts, OperationFacts, Rates, cost_of
from fulfilment.costing.domain.views import CostLine, OrderCost, OverheadView, ProductCost, by_product

__all__ = [
    "CostLine",
    "Facts",
    "LogFacts",
    "MaterialFacts",
    "OperationFacts",
    "OrderCost",
    "OverheadView",
    "ProductCost",
    "Rates",
    "by_product",
    "cost_of",
]
