"""Verbs of the commercial order. They flush and never commit."""

from storefront.orders.service.cancelling import cancel_line, settle_cancellation
from storefront.orders.service.placing import NewOrder, abandon, await_payment, create, place
from storefront.orders.service.projecting import project

__all__ = [
    "NewOrder",
    "abandon",
    "await_payment",
    "cancel_line",
    "create",
    "place",
    "project",
    "settle_cancellation",
]
