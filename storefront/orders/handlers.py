"""What the order does after each event: a handler inserts or leaves a message, and projects the status last.

Money and fulfilment never meet in one transaction: between a payment and the workshop stands the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money, total
from fulfilment.api import events as made
from storefront.cart.service import take_out
from storefront.checkout.service import close
from storefront.mount.current import current_shop
from storefront.orders import service
from storefront.orders.models import Order, OrderLine
from storefront.payments import events as money
from storefront.payments.queries import owing
from storefront.payments.service import schedule_balance, unschedule_balance
from storefront.timeline.service import append


def on_payment_captured(work: Work, event: money.PaymentCaptured) -> None:
    """The order is placed, its lines leave the cart, and the worker hands it to fulfilment. Money that came late takes
    the same way: `accept_order` claims stock anew, or refunds all of it at once."""
    order, refs = service.locked(work, event.order_ref), service.lines_of(work, event.order_ref)
    if event.kind == "checkout" and service.place_locked(work, order, "payments"):
        with work.session.no_autoflush:  # all of it is written with the entry
            take_out(work, refs)
            close(work, order.checkout_id)
            work.enqueue("accept_order", {"order_ref": event.order_ref}, key=event.order_ref)
        append(work, event.order_ref, refs, "placed", event.at)
    service.project_locked(work, order, refs)


def on_payment_failed(work: Work, event: money.PaymentFailed) -> None:
    """The order waits for another try; its reservation stays until its own time is over."""
    service.project(work, event.order_ref)


def on_payment_expired(work: Work, event: money.PaymentExpired) -> None:
    """The payment page is known to be closed: only now what was held is free again."""
    order = work.session.get_one(Order, event.order_ref)
    if order.payment_ref == event.payment_ref:
        service.abandon(work, event.order_ref, "the payment page closed")
        work.enqueue(
            "release_reservation",
            {"order_ref": event.order_ref, "payment_ref": event.payment_ref, "checkout_id": order.checkout_id},
            key=event.payment_ref,
        )
    service.project(work, event.order_ref)


def on_balance_paid(work: Work, event: money.BalancePaid) -> None:
    """The hold falls, so that the piece may leave."""
    for line_ref in event.line_refs:
        key = f"{line_ref}:{event.at.isoformat()}"  # a change may have made a second balance of it
        work.enqueue("release_hold", {"order_ref": event.order_ref, "line_ref": line_ref}, key=key)
    service.project(work, event.order_ref)


def on_dispute_opened(work: Work, event: money.DisputeOpened) -> None:
    """A bank took the money back: what is not begun waits, what is not gone stays, until somebody has decided."""
    _follow_dispute(work, event)


def on_dispute_closed(work: Work, event: money.DisputeClosed) -> None:
    """Won: work goes on. Lost: the holds stand, for nobody pays for what would leave."""
    if event.won:
        _follow_dispute(work, event)
    else:
        service.project(work, event.order_ref)


def _follow_dispute(work: Work, event: money.DisputeOpened | money.DisputeClosed) -> None:
    key = f"{event.payment_ref}:{event.at.isoformat()}:{type(event).__name__}"
    work.enqueue("follow_dispute", {"order_ref": event.order_ref}, key=key)
    service.project(work, event.order_ref)


def on_inspection_passed(work: Work, event: made.InspectionPassed) -> None:
    """The balance is taken some time after the verdict has settled; the customer reads when."""
    lines = work.session.scalars(select(OrderLine).where(OrderLine.line_ref.in_(event.line_refs))).all()
    unpaid = owing(work, event.order_ref)  # the customer may have paid it by hand before this verdict
    owed = [line for line in lines if line.line_ref in unpaid]
    if owed:
        due = event.settles_at + current_shop().settings.balance_delay
        refs = [line.line_ref for line in owed]
        schedule_balance(work, event.order_ref, refs, due)
        currency = work.session.get_one(Order, event.order_ref).currency
        amount = total((Money(line.balance_minor, currency) for line in owed), currency)
        data = {"amount": amount.minor, "currency": currency, "due": due.isoformat()}
        append(work, event.order_ref, refs, "balance_due", event.at, data)
    service.project(work, event.order_ref)


def on_inspection_undone(work: Work, event: made.InspectionUndone) -> None:
    """The verdict was taken back, and with it the charge."""
    unschedule_balance(work, event.order_ref, event.line_refs)
    service.project(work, event.order_ref)


def on_promise_revised(work: Work, event: made.PromiseRevised) -> None:
    """The lines keep their new day."""
    for line in work.session.scalars(select(OrderLine).where(OrderLine.line_ref.in_(event.line_refs))):
        line.promised_on = event.now
    service.project(work, event.order_ref)


def on_progress(work: Work, event: Any) -> None:
    """Whatever else happened: the status follows."""
    service.project(work, event.order_ref)


HANDLERS: Mapping[type, Sequence[Callable[[Work, Any], None]]] = {
    money.PaymentCaptured: [on_payment_captured],
    money.PaymentFailed: [on_payment_failed],
    money.PaymentExpired: [on_payment_expired],
    money.BalancePaid: [on_balance_paid],
    money.BalanceFailed: [on_progress],
    money.RefundSucceeded: [on_progress],
    money.DisputeOpened: [on_dispute_opened],
    money.DisputeClosed: [on_dispute_closed],
    made.OrderAccepted: [on_progress],
    made.LinePicked: [on_progress],
    made.LinePacked: [on_progress],
    made.OperationStarted: [on_progress],
    made.OperationFinished: [on_progress],
    made.OperationUndone: [on_progress],
    made.InspectionPassed: [on_inspection_passed],
    made.InspectionFailed: [on_progress],
    made.InspectionUndone: [on_inspection_undone],
    made.LineCancelled: [on_progress],
    made.PromiseRevised: [on_promise_revised],
    made.ShipmentHandedOver: [on_progress],
    made.ShipmentScanned: [on_progress],
    made.ShipmentDelivered: [on_progress],
}
