"""What leaves the house and what becomes of it: labels, hand-over, polls and scans."""

from fulfilment.shipping.domain import ParcelView, Poll, ScanView, ShipmentView, ToShipRow, Trouble
from fulfilment.shipping.labels import book_label
from fulfilment.shipping.queries import shipment, shipments, to_ship
from fulfilment.shipping.service import cancel_shipment, hand_over, request_label
from fulfilment.shipping.states import SHIPMENT
from fulfilment.shipping.troubles import troubles
from fulfilment.tracking.service import due_polls, ingest

__all__ = [
    "SHIPMENT",
    "ParcelView",
    "Poll",
    "ScanView",
    "ShipmentView",
    "ToShipRow",
    "Trouble",
    "book_label",
    "cancel_shipment",
    "due_polls",
    "hand_over",
    "ingest",
    "request_label",
    "shipment",
    "shipments",
    "to_ship",
    "troubles",
]
