"""Verbs of the commercial order. They flush and never commit."""

from storefront.orders.service.cancelling import cancel_line, settle_cancellation
from storefront.orders.service.placing import (
    NewOrder,
    abandon,
    await_payment,
    create,
    locked,
    named,
    place,
    place_locked,
)
from storefront.orders.service.projecting import lines_of, project, project_locked

__all__ = [
    "NewOrder",
    "abandon",
    "await_payment",
    "cancel_line",
    "create",
    "lines_of",
    "locked",
    "named",
    "place",
    "place_locked",
    "project",
    "project_locked",
    "settle_cancellation",
]
