"""From events to entries: what fulfilment and payments say, as the timeline keeps it. Each handler only inserts.

`PaymentCaptured` is not here: whether it places the order is the order's decision (`storefront/orders/handlers.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from foundation.data.work import Work
from fulfilment.api import events as made
from storefront.payments import events as money
from storefront.timeline.service import append

# The carriers' words that deserve an entry of their own; every other scan is "on its way".
_SCANS = {"out_for_delivery": "out_for_delivery", "attempt_failed": "delivery_failed", "exception": "held_up"}


def _said(work: Work, event: made.FulfilmentEvent, kind: str, **data: Any) -> None:
    append(work, event.order_ref, event.line_refs, kind, event.at, {k: _plain(v) for k, v in data.items()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def on_accepted(work: Work, event: made.OrderAccepted) -> None:
    _said(work, event, "accepted")


def on_picked(work: Work, event: made.LinePicked) -> None:
    _said(work, event, "picked")


def on_packed(work: Work, event: made.LinePacked) -> None:
    _said(work, event, "packed")


def _operation(event: made.OperationStarted) -> dict[str, Any]:
    return {
        "operation": event.operation_ref,
        "name": event.name,
        "stage": event.stage,
        "step": event.step,
        "steps": event.steps,
    }


def on_operation_started(work: Work, event: made.OperationStarted) -> None:
    _said(work, event, "operation_started", **_operation(event))


def on_operation_finished(work: Work, event: made.OperationFinished) -> None:
    waits = event.waiting_until is not None and event.waiting_until > event.at
    kind = "operation_waiting" if waits else "operation_finished"
    _said(work, event, kind, **_operation(event), waiting_until=event.waiting_until)


def on_operation_undone(work: Work, event: made.OperationUndone) -> None:
    _said(work, event, "operation_undone", **_operation(event), state=event.state)


def on_operation_paused(work: Work, event: made.OperationPaused) -> None:
    _said(work, event, "operation_paused", **_operation(event))


def on_operation_resumed(work: Work, event: made.OperationResumed) -> None:
    _said(work, event, "operation_resumed", **_operation(event))


def on_inspection_passed(work: Work, event: made.InspectionPassed) -> None:
    _said(work, event, "inspection_passed", inspection=event.inspection_ref, settles_at=event.settles_at)


def on_inspection_failed(work: Work, event: made.InspectionFailed) -> None:
    """The inspector's note stays in the house: it is written for the bench, not for the customer."""
    kind = "inspection_scrap" if event.verdict == "scrap" else "inspection_rework"
    _said(work, event, kind, inspection=event.inspection_ref)


def on_inspection_undone(work: Work, event: made.InspectionUndone) -> None:
    _said(work, event, "inspection_undone", inspection=event.inspection_ref)


def on_line_cancelled(work: Work, event: made.LineCancelled) -> None:
    _said(work, event, "cancelled")


def on_promise_revised(work: Work, event: made.PromiseRevised) -> None:
    _said(work, event, "promise_revised", was=event.was, now=event.now, reason=event.reason)


def on_labelled(work: Work, event: made.ShipmentLabelled) -> None:
    _said(work, event, "labelled", shipment=event.shipment_ref, carrier=event.carrier, number=event.tracking_number)


def on_label_failed(work: Work, event: made.LabelFailed) -> None:
    _said(work, event, "label_failed", shipment=event.shipment_ref, sentence=event.sentence)


def on_handed_over(work: Work, event: made.ShipmentHandedOver) -> None:
    _said(work, event, "handed_over", shipment=event.shipment_ref, carrier=event.carrier, number=event.tracking_number)


def _scan(event: made.ShipmentScanned) -> dict[str, Any]:
    return {
        "shipment": event.shipment_ref,
        "carrier": event.carrier,
        "number": event.tracking_number,
        "status": event.status,
        "text": event.text,
        "place": event.place,
        "occurred_at": event.occurred_at,
        "eta": event.eta,
    }


def on_scanned(work: Work, event: made.ShipmentScanned) -> None:
    _said(work, event, _SCANS.get(event.status, "scanned"), **_scan(event))


def on_delivered(work: Work, event: made.ShipmentDelivered) -> None:
    _said(work, event, "delivered", **_scan(event))


def on_payment_failed(work: Work, event: money.PaymentFailed) -> None:
    append(work, event.order_ref, (), "payment_failed", event.at, {"sentence": event.sentence})


def on_payment_expired(work: Work, event: money.PaymentExpired) -> None:
    append(work, event.order_ref, (), "payment_expired", event.at)


def on_balance_paid(work: Work, event: money.BalancePaid) -> None:
    data = {"amount": event.amount.minor, "currency": event.amount.currency}
    append(work, event.order_ref, event.line_refs, "balance_paid", event.at, data)


def on_balance_failed(work: Work, event: money.BalanceFailed) -> None:
    append(work, event.order_ref, event.line_refs, "balance_failed", event.at, {"sentence": event.sentence})


def on_refunded(work: Work, event: money.RefundSucceeded) -> None:
    data = {"amount": event.amount.minor, "currency": event.amount.currency}
    append(work, event.order_ref, event.line_refs, "refunded", event.at, data)


def on_dispute_opened(work: Work, event: money.DisputeOpened) -> None:
    append(work, event.order_ref, (), "dispute_opened", event.at)


def on_dispute_closed(work: Work, event: money.DisputeClosed) -> None:
    append(work, event.order_ref, (), "dispute_won" if event.won else "dispute_lost", event.at)


def on_money_alert(work: Work, event: money.MoneyAlert) -> None:
    append(work, event.order_ref, (), "money_alert", event.at, {"sentence": event.sentence})


HANDLERS: Mapping[type, Sequence[Callable[[Work, Any], None]]] = {
    made.OrderAccepted: [on_accepted],
    made.LinePicked: [on_picked],
    made.LinePacked: [on_packed],
    made.OperationStarted: [on_operation_started],
    made.OperationFinished: [on_operation_finished],
    made.OperationUndone: [on_operation_undone],
    made.OperationPaused: [on_operation_paused],
    made.OperationResumed: [on_operation_resumed],
    made.InspectionPassed: [on_inspection_passed],
    made.InspectionFailed: [on_inspection_failed],
    made.InspectionUndone: [on_inspection_undone],
    made.LineCancelled: [on_line_cancelled],
    made.PromiseRevised: [on_promise_revised],
    made.ShipmentLabelled: [on_labelled],
    made.LabelFailed: [on_label_failed],
    made.ShipmentHandedOver: [on_handed_over],
    made.ShipmentScanned: [on_scanned],
    made.ShipmentDelivered: [on_delivered],
    money.PaymentFailed: [on_payment_failed],
    money.PaymentExpired: [on_payment_expired],
    money.BalancePaid: [on_balance_paid],
    money.BalanceFailed: [on_balance_failed],
    money.RefundSucceeded: [on_refunded],
    money.DisputeOpened: [on_dispute_opened],
    money.DisputeClosed: [on_dispute_closed],
    money.MoneyAlert: [on_money_alert],
}
