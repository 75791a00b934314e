"""The floor: board, bench, taps, inspections, undo. Every verb takes a `client_id`; a repeated one is a no-op."""

from fulfilment.capacity.domain import WorkCentreView
from fulfilment.capacity.queries import work_centres
from fulfilment.changes.service.parting import finish_batch, finish_operation, move_card
from fulfilment.production.domain.moves import LANES, ways
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
from fulfilment.production.plan import Bar, PlanLine, Schedule, schedule
from fulfilment.production.queries import (
    board,
    of_order_number,
    operation,
    people,
    production_order,
    production_orders,
    work_list,
)
from fulfilment.production.service import (
    BatchResult,
    begin_others,
    pause_operation,
    resume_operation,
    start_batch,
    start_operation,
    undo,
    undo_batch,
)
from fulfilment.production.states import OPERATION, PRODUCTION_ORDER
from fulfilment.quality.service import inspect
from fulfilment.timelog.queries import Correction, TimeEntry, time_entries
from fulfilment.timelog.service import correct as correct_minutes

__all__ = [
    "LANES",
    "OPERATION",
    "PRODUCTION_ORDER",
    "Bar",
    "BatchResult",
    "Board",
    "Correction",
    "Lane",
    "MaterialLine",
    "OperationCard",
    "OperationPage",
    "OperationView",
    "PlanLine",
    "ProductionOrderView",
    "Schedule",
    "TapResult",
    "TimeEntry",
    "Traveller",
    "WorkCentreView",
    "begin_others",
    "board",
    "correct_minutes",
    "finish_batch",
    "finish_operation",
    "inspect",
    "move_card",
    "of_order_number",
    "operation",
    "pause_operation",
    "people",
    "production_order",
    "production_orders",
    "resume_operation",
    "schedule",
    "start_batch",
    "start_operation",
    "time_entries",
    "undo",
    "undo_batch",
    "ways",
    "work_centres",
    "work_list",
]
