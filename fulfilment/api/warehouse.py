"""The warehouse: walk, pick, pack. Every verb takes a `client_id`; a repeated one is a no-op."""

from fulfilment.warehouse.domain import (
    PackingLine,
    PackingPage,
    PackResult,
    ParcelIn,
    PickListView,
    PickResult,
    PickTaskView,
)
from fulfilment.warehouse.queries import packing, pick_list, pick_lists
from fulfilment.warehouse.service import pack, pick
from fulfilment.warehouse.states import PICK_LIST, PICK_TASK

__all__ = [
    "PICK_LIST",
    "PICK_TASK",
    "PackResult",
    "PackingLine",
    "PackingPage",
    "ParcelIn",
    "PickListView",
    "PickResult",
    "PickTaskView",
    "pack",
    "packing",
    "pick",
    "pick_list",
    "pick_lists",
]
