"""Keeping promises: machines down and back, the repair of the plan, what is at risk, and customers' answers.

`repair` and `improve_plan` are the worker's halves; both may come twice.
"""

from fulfilment.keeping.asking import MESSAGE as REPAIR_MESSAGE
from fulfilment.keeping.domain.views import MachineView, OutageView, RepairView, RevisionView, RiskRow
from fulfilment.keeping.queries import machine, outages, repair_view, repairs, revisions, risks
from fulfilment.keeping.service.answering import answer_revision
from fulfilment.keeping.service.cutting import change_calendar, cut_units
from fulfilment.keeping.service.improving import improve_plan
from fulfilment.keeping.service.outages import back_up, machine_down
from fulfilment.keeping.service.repairing import IMPROVE as IMPROVE_MESSAGE
from fulfilment.keeping.service.repairing import repair
from fulfilment.keeping.service.supplying import on_supply_moved
from fulfilment.keeping.service.taking_over import PastPromise, bring_record, take_over
from fulfilment.keeping.service.watching import watch
from fulfilment.keeping.states import ANSWERS, UNDER_WAY

__all__ = [
    "ANSWERS",
    "IMPROVE_MESSAGE",
    "REPAIR_MESSAGE",
    "UNDER_WAY",
    "MachineView",
    "OutageView",
    "PastPromise",
    "RepairView",
    "RevisionView",
    "RiskRow",
    "answer_revision",
    "back_up",
    "bring_record",
    "change_calendar",
    "cut_units",
    "improve_plan",
    "machine",
    "machine_down",
    "on_supply_moved",
    "outages",
    "repair",
    "repair_view",
    "repairs",
    "revisions",
    "risks",
    "take_over",
    "watch",
]
