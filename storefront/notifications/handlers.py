"""Which event sends which mail.

A mail about something that can still be taken back is due when it no longer can: nobody reads of a thing that did not
happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money, total
from fulfilment.api import events as made
from storefront.mount.current import current_shop
from storefront.notifications.choosing import wants
from storefront.orders.models import Order, OrderLine
from storefront.payments import events as money
from storefront.payments.queries import owing


def _leave(
    work: Work,
    kind: str,
    order_ref: str,
    key: str,
    line_refs: Sequence[str] = (),
    *,
    leaves_at: datetime | None = None,
    **data: Any,
) -> None:
    payload = {"kind": kind, "order_ref": order_ref, "line_refs": list(line_refs), "data": data}
    work.enqueue("send_mail", payload, key=f"{kind}:{key}"[:160], due=leaves_at)


def _sum(amount: Money) -> dict[str, Any]:
    return {"amount": amount.minor, "currency": amount.currency}


def on_payment_captured(work: Work, event: money.PaymentCaptured) -> None:
    if event.kind == "checkout":
        _leave(work, "placed", event.order_ref, event.order_ref)


def on_payment_failed(work: Work, event: money.PaymentFailed) -> None:
    _leave(work, "payment_failed", event.order_ref, event.payment_ref, sentence=event.sentence)


def on_inspection_passed(work: Work, event: made.InspectionPassed) -> None:
    """The notice leaves when the verdict has settled: until then it can be taken back from the bench."""
    lines = work.session.scalars(select(OrderLine).where(OrderLine.line_ref.in_(event.line_refs))).all()
    unpaid = owing(work, event.order_ref)  # the customer may have paid it by hand before this verdict
    owed = [line for line in lines if line.line_ref in unpaid]
    if not owed:
        return
    currency = work.session.get_one(Order, event.order_ref).currency
    amount = total((Money(line.balance_minor, currency) for line in owed), currency)
    due = event.settles_at + current_shop().settings.balance_delay
    refs = [line.line_ref for line in owed]
    _leave(
        work,
        "balance_notice",
        event.order_ref,
        event.inspection_ref,
        refs,
        leaves_at=event.settles_at,
        at=event.at.isoformat(),
        **_sum(amount),
        due=due.isoformat(),
    )


def on_inspection_undone(work: Work, event: made.InspectionUndone) -> None:
    work.cancel("send_mail", f"balance_notice:{event.inspection_ref}")


def on_operation_finished(work: Work, event: made.OperationFinished) -> None:
    """Only who asked for it hears of each step; the mail leaves when the tap can no longer be taken back."""
    if wants(work, event.order_ref, "stage"):
        key = f"{'-'.join(event.line_refs)}:{event.step}"
        leaves_at = event.at + current_shop().settings.undo_window
        said = {"stage": event.stage or event.name, "step": event.step, "steps": event.steps}
        _leave(work, "stage", event.order_ref, key, event.line_refs, leaves_at=leaves_at, **said)


def on_balance_paid(work: Work, event: money.BalancePaid) -> None:
    _leave(work, "balance_paid", event.order_ref, "-".join(event.line_refs), event.line_refs, **_sum(event.amount))


def on_balance_failed(work: Work, event: money.BalanceFailed) -> None:
    key = f"{'-'.join(event.line_refs)}:{event.at.isoformat()}"
    _leave(work, "balance_failed", event.order_ref, key, event.line_refs, sentence=event.sentence)


def on_handed_over(work: Work, event: made.ShipmentHandedOver) -> None:
    _leave(
        work,
        "shipped",
        event.order_ref,
        f"{event.order_ref}:{event.shipment_ref}",
        event.line_refs,
        carrier=event.carrier,
        number=event.tracking_number,
    )


# What a customer hears of by mail: once that it comes today, and once for each day on which nobody was there.
_TOLD = {"out_for_delivery": "out_for_delivery", "attempt_failed": "missed"}


def on_scanned(work: Work, event: made.ShipmentScanned) -> None:
    kind = _TOLD.get(event.status)
    if kind is None:
        return
    key = f"{event.order_ref}:{event.shipment_ref}"
    key += f":{event.at.date().isoformat()}" if kind == "missed" else ""
    _leave(
        work, kind, event.order_ref, key, event.line_refs, carrier=event.carrier, number=event.tracking_number
    )  # fmt: skip


def on_delivered(work: Work, event: made.ShipmentDelivered) -> None:
    _leave(work, "delivered", event.order_ref, f"{event.order_ref}:{event.shipment_ref}", event.line_refs)


def on_line_cancelled(work: Work, event: made.LineCancelled) -> None:
    _leave(work, "cancelled", event.order_ref, "-".join(event.line_refs), event.line_refs)


def on_refunded(work: Work, event: money.RefundSucceeded) -> None:
    key = f"{event.order_ref}:{'-'.join(event.line_refs)}:{event.at.isoformat()}:{event.amount.minor}"
    _leave(work, "refunded", event.order_ref, key, event.line_refs, **_sum(event.amount))


def on_promise_revised(work: Work, event: made.PromiseRevised) -> None:
    key = f"{'-'.join(event.line_refs)}:{event.now.isoformat()}"
    _leave(
        work,
        "date_moved",
        event.order_ref,
        key,
        event.line_refs,
        was=event.was.isoformat(),
        now=event.now.isoformat(),
        reason=event.reason,
    )


HANDLERS: Mapping[type, Sequence[Callable[[Work, Any], None]]] = {
    money.PaymentCaptured: [on_payment_captured],
    money.PaymentFailed: [on_payment_failed],
    money.BalancePaid: [on_balance_paid],
    money.BalanceFailed: [on_balance_failed],
    money.RefundSucceeded: [on_refunded],
    made.OperationFinished: [on_operation_finished],
    made.InspectionPassed: [on_inspection_passed],
    made.InspectionUndone: [on_inspection_undone],
    made.LineCancelled: [on_line_cancelled],
    made.PromiseRevised: [on_promise_revised],
    made.ShipmentHandedOver: [on_handed_over],
    made.ShipmentScanned: [on_scanned],
    made.ShipmentDelivered: [on_delivered],
}
