"""`apply` for money that goes the other way: refunds, and disputes of a cardholder's bank."""

from __future__ import annotations

from sqlalchemy import or_, select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.payments.events import DisputeClosed, DisputeOpened, RefundSucceeded
from storefront.payments.models import Dispute, LedgerEntry, Payment, Refund
from storefront.payments.reading import DisputeReading, RefundReading
from storefront.payments.service import requests
from storefront.payments.service.applying import alert, enter
from storefront.payments.service.balances import pause_balances, resume_balances
from storefront.payments.states import DISPUTE, REFUND

_REFUND_STATE = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}
_DISPUTE_STATE = {"won": "won", "lost": "lost", "warning_closed": "won"}
COME_BACK = "A refund came back from the bank. Please agree with the customer on another way to pay it."


def payment_of_intent(work: Work, intent_id: str | None) -> str | None:
    if intent_id is None:
        return None
    return work.session.scalar(select(Payment.ref).where(Payment.intent_id == intent_id))


def apply_refund(work: Work, reading: RefundReading) -> str | None:
    """Make a refund's state ours; one made in Stripe's own dashboard gets its row here. None: not about our money."""
    payment_ref = payment_of_intent(work, reading.intent_id)
    if payment_ref is None:
        return None
    payment = requests.locked_payment(work, payment_ref)
    refund = _row_of(work, payment, reading)
    refund.external_id = reading.id
    wanted = _REFUND_STATE.get(reading.status, "pending")
    if wanted == refund.state or not REFUND.allows(refund.state, wanted):
        return refund.state
    move(work, refund, REFUND, wanted, subject=refund.ref, actor=requests.ACTOR, reason=reading.failure or "")
    if wanted == "succeeded":
        _gone_back(work, payment, refund, reading)
    elif wanted == "failed":
        refund_failed(work, payment, refund, reading.failure or reading.status, was_sent=reading.id)
    return refund.state


def _row_of(work: Work, payment: Payment, reading: RefundReading) -> Refund:
    row = work.session.scalar(
        select(Refund)
        .where(or_(Refund.external_id == reading.id, Refund.ref == (reading.refund_ref or "")))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is not None:
        return row
    row = Refund(
        ref=work.new_id(),
        order_ref=payment.order_ref,
        payment_ref=payment.ref,
        line_ref=None,
        key=f"outside:{reading.id}",
        amount_minor=reading.amount.minor,
        currency=reading.amount.currency,
        state=REFUND.initial,
        created_at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    return row


def _gone_back(work: Work, payment: Payment, refund: Refund, reading: RefundReading) -> None:
    refund.settled_at = work.now()
    if enter(work, payment, "refund", -reading.amount, reading.id):
        lines = (refund.line_ref,) if refund.line_ref else ()
        work.emit(RefundSucceeded(payment.order_ref, work.now(), lines, reading.amount))


def refund_failed(work: Work, payment: Payment, refund: Refund, reason: str, *, was_sent: str | None) -> None:
    """The amount is free to be refunded again; if the ledger had it as gone, it is back."""
    refund.settled_at, refund.sentence = work.now(), reason
    amount = Money(refund.amount_minor, refund.currency)
    if was_sent is not None and _left(work, was_sent):
        enter(work, payment, "refund_returned", amount, was_sent)
    alert(work, payment.order_ref, COME_BACK)


def _left(work: Work, external_id: str) -> bool:
    from_ledger = select(LedgerEntry.ref).where(LedgerEntry.external_id == external_id, LedgerEntry.kind == "refund")
    return work.session.scalar(from_ledger) is not None


def apply_dispute(work: Work, reading: DisputeReading) -> str | None:
    """Make a dispute's state ours. An inquiry (`warning_…`) moves no money yet and freezes nothing."""
    payment_ref = payment_of_intent(work, reading.intent_id)
    if payment_ref is None or (reading.status.startswith("warning") and reading.status != "warning_closed"):
        return None
    payment = requests.locked_payment(work, payment_ref)
    dispute = work.session.get(Dispute, reading.id)
    if dispute is None:
        if reading.status == "warning_closed":
            return None
        dispute = _open(work, payment, reading)
    wanted = _DISPUTE_STATE.get(reading.status, "open")
    if wanted != dispute.state and DISPUTE.allows(dispute.state, wanted):
        move(work, dispute, DISPUTE, wanted, subject=dispute.external_id, actor=requests.ACTOR)
        dispute.closed_at = work.now()
        if wanted == "won":
            enter(work, payment, "dispute_returned", reading.amount, reading.id)
            resume_balances(work, payment.order_ref)
        work.emit(DisputeClosed(payment.order_ref, work.now(), payment.ref, reading.amount, wanted == "won"))
    return dispute.state


def _open(work: Work, payment: Payment, reading: DisputeReading) -> Dispute:
    dispute = Dispute(
        external_id=reading.id,
        order_ref=payment.order_ref,
        payment_ref=payment.ref,
        amount_minor=reading.amount.minor,
        currency=reading.amount.currency,
        reason=reading.reason,
        state=DISPUTE.initial,
        opened_at=work.now(),
    )
    work.session.add(dispute)
    work.session.flush()
    enter(work, payment, "dispute", -reading.amount, reading.id)
    pause_balances(work, payment.order_ref)
    work.emit(DisputeOpened(payment.order_ref, work.now(), payment.ref, reading.amount))
    alert(work, payment.order_ref, "A bank disputes this order's payment. Nothing leaves until you have looked at it.")
    return dispute
