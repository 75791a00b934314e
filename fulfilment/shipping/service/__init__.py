"""Verbs of shipping."""

from fulfilment.shipping.service.handover import hand_over
from fulfilment.shipping.service.request import cancel_shipment, request_label

__all__ = ["cancel_shipment", "hand_over", "request_label"]
