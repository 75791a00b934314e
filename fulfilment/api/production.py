"""The floor: board, bench, taps, inspections, undo. Every verb takes a `client_id`; a repeated one is a no-op."""

from fulfilment.production.domain.readmodel import (
    Board,
    Lane,
    MaterialLine,
    OperationCard,
    OperationPage,
    OperationView,
    ProductionOrderView,
    TapResult,
    Traveller,
)
from fulfilment.production.queries import board, operation, production_order, production_orders, work_list
from fulfilment.production.service import finish_operation, start_operation, undo
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER
from fulfilment.quality.service import inspect

__all__ = [
    "OPERATION",
    "PRODUCTION_ORDER",
    "Board",
    "Lane",
    "MaterialLine",
    "OperationCard",
    "OperationPage",
    "OperationView",
    "ProductionOrderView",
    "TapResult",
    "Traveller",
    "board",
    "finish_operation",
    "inspect",
    "operation",
    "production_order",
    "production_orders",
    "start_operation",
    "undo",
    "work_list",
]
