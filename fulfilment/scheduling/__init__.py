"""Scheduling on plain values: dispatching by a named rule, right-shift repair, re-optimising a window."""

from fulfilment.scheduling.checking import faults, late_orders, ready_at
from fulfilment.scheduling.dispatching import dispatch
from fulfilment.scheduling.events import Added, Down, Event, LateMaterial, Overran, Removed
from fulfilment.scheduling.floor import Floor
from fulfilment.scheduling.repair import Repair, Repaired, right_shift
from fulfilment.scheduling.rules import DEFAULT_RULE, RULES
from fulfilment.scheduling.values import ALWAYS, FOREVER, Draw, Mode, Operation, Order, Plan, Problem, Span, Unit

__all__ = [
    "ALWAYS",
    "DEFAULT_RULE",
    "FOREVER",
    "RULES",
    "Added",
    "Down",
    "Draw",
    "Event",
    "Floor",
    "LateMaterial",
    "Mode",
    "Operation",
    "Order",
    "Overran",
    "Plan",
    "Problem",
    "Removed",
    "Repair",
    "Repaired",
    "Span",
    "Unit",
    "dispatch",
    "faults",
    "late_orders",
    "ready_at",
    "right_shift",
]
