"""`apply`: what the card company says has happened becomes true here, once.

Webhook, return page, worker and reconciler all fetch the object and come through these functions; each is idempotent,
and the order in which they come does not matter.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.money import Money, total
from storefront.payments.domain import decline_sentence, is_late
from storefront.payments.events import BalanceFailed, BalancePaid, MoneyAlert, PaymentCaptured, PaymentFailed
from storefront.payments.models import LedgerEntry, Obligation, Payment, PaymentShare
from storefront.payments.reading import IntentReading, SessionReading
from storefront.payments.service import requests
from storefront.payments.service.opening import close_payment, release_shares
from storefront.payments.service.refunds import plan_refund
from storefront.payments.states import OBLIGATION, PAYMENT, PAYMENT_CLOSED, PAYMENT_OPEN

log = logging.getLogger(__name__)
TRY_AGAIN = "Try again, or use another card."
PAY_BY_LINK = "Please pay the rest with the link on your order page."


def alert(work: Work, order_ref: str, sentence: str) -> None:
    """Tell the people of the shop; the log keeps the refs, the sentence carries none."""
    log.warning("money alert, order %s: %s", order_ref, sentence)
    work.emit(MoneyAlert(order_ref, work.now(), sentence))


def apply_session(work: Work, payment_ref: str, reading: SessionReading) -> str:
    """Make a hosted page's state ours; returns the payment's state."""
    return page_told(work, requests.locked_payment(work, payment_ref), reading)


def page_told(work: Work, payment: Payment, reading: SessionReading) -> str:
    """The same for whoever has locked the payment."""
    payment.session_id, payment.livemode = reading.id, reading.livemode
    payment.session_url = reading.url or payment.session_url
    if reading.intent is not None:
        charge_told(work, payment, reading.intent, page_open=reading.status == "open")
    if reading.status == "expired" and payment.state in PAYMENT_OPEN:
        close_payment(work, payment, "expired", "the payment page closed unpaid")
    elif payment.state == "new":
        _move(work, payment, "processing" if reading.status == "complete" else "pending")
    return payment.state


def apply_intent(work: Work, payment_ref: str, reading: IntentReading, *, page_open: bool) -> str:
    """Make a PaymentIntent's state ours. `page_open`: a decline leaves the customer at the page, with another card."""
    return charge_told(work, requests.locked_payment(work, payment_ref), reading, page_open=page_open)


def charge_told(work: Work, payment: Payment, reading: IntentReading, *, page_open: bool) -> str:
    """The same for whoever has locked the payment."""
    payment.intent_id, payment.livemode = reading.id, reading.livemode
    payment.customer_id = reading.customer or payment.customer_id
    payment.method_id = reading.method or payment.method_id
    payment.card = reading.card or payment.card
    if reading.status == "succeeded":
        _capture(work, payment, reading)
    elif payment.state not in PAYMENT_OPEN:
        pass
    elif reading.status == "canceled":
        close_payment(work, payment, "cancelled", "cancelled at the card company")
    elif reading.status == "processing":
        _move(work, payment, "processing")
    elif reading.status == "requires_capture":
        _move(work, payment, "authorised")
    elif page_open:
        _still_with_customer(work, payment, reading)
    else:
        fail(work, payment, reading.error_code)
    return payment.state


def _still_with_customer(work: Work, payment: Payment, reading: IntentReading) -> None:
    if reading.error_code is None and reading.status != "requires_action":
        _move(work, payment, "pending")
        return
    _move(work, payment, "requires_customer")
    if reading.error_code is not None:
        payment.sentence = decline_sentence(reading.error_code, TRY_AGAIN)


def _move(work: Work, payment: Payment, state: str) -> None:
    if payment.state != state and PAYMENT.allows(payment.state, state):
        move(work, payment, PAYMENT, state, subject=payment.ref, actor=requests.ACTOR)


def fail(work: Work, payment: Payment, code: str | None) -> None:
    """The payment will not come: its obligations are free again, and the customer hears what to do."""
    if payment.state not in PAYMENT_OPEN:
        return
    move(work, payment, PAYMENT, "failed", subject=payment.ref, actor=requests.ACTOR, reason=code or "")
    payment.settled_at = work.now()
    obligations = release_shares(work, payment.ref)
    payment.sentence = decline_sentence(code, PAY_BY_LINK if payment.kind == "balance" else TRY_AGAIN)
    if payment.kind != "balance":
        work.emit(PaymentFailed(payment.order_ref, work.now(), payment.ref, payment.sentence))
        return
    lines: list[str] = []
    for obligation in obligations:
        obligation.scheduled_for = None  # the card said no: from here the customer decides, not the clock
        lines += obligation.line_refs
    work.emit(BalanceFailed(payment.order_ref, work.now(), tuple(lines), payment.sentence))


def enter(work: Work, payment: Payment, kind: str, amount: Money, external_id: str) -> bool:
    """Append to the ledger; False when this very movement is in it already. It is written with what else it changes,
    before anybody hears of it."""
    with work.session.no_autoflush:
        seen = work.session.scalar(
            select(LedgerEntry.ref).where(LedgerEntry.external_id == external_id, LedgerEntry.kind == kind)
        )
    if seen is not None:
        return False
    work.session.add(
        LedgerEntry(
            ref=work.new_id(),
            order_ref=payment.order_ref,
            payment_ref=payment.ref,
            kind=kind,
            amount_minor=amount.minor,
            currency=amount.currency,
            external_id=external_id,
            at=work.now(),
        )
    )
    return True


def _capture(work: Work, payment: Payment, reading: IntentReading) -> None:
    if not enter(work, payment, "capture", reading.received, reading.id):
        return
    late = is_late(payment.state, PAYMENT_CLOSED, payment.expires_at, work.now())
    move(work, payment, PAYMENT, "captured", subject=payment.ref, actor=requests.ACTOR, reason="late" if late else "")
    payment.settled_at, payment.sentence = work.now(), None
    if reading.received != Money(payment.amount_minor, payment.currency):
        alert(work, payment.order_ref, "A payment came in with another amount than was asked for. Please compare them.")
    paid, surplus = _settle_shares(work, payment)
    _tell(work, payment, paid, late=late)
    if surplus.minor > 0:
        plan_refund(work, payment, None, surplus, f"surplus:{payment.ref}")
        alert(work, payment.order_ref, "This order was paid for more than was due. The surplus is on its way back.")


def _settle_shares(work: Work, payment: Payment) -> tuple[list[Obligation], Money]:
    """Which obligations this money pays, and how much is for what is no longer due or paid otherwise."""
    surplus, paid = Money.zero(payment.currency), []
    for share, obligation in _locked_shares(work, payment):
        if obligation.state != "open" or _taken_otherwise(work, obligation, share):
            share.live = False
            surplus += Money(share.amount_minor, payment.currency)
            continue
        share.live = True
        move(work, obligation, OBLIGATION, "paid", subject=obligation.ref, actor=requests.ACTOR)
        if obligation.kind == "balance":  # nothing else is ever taken by the clock
            work.cancel("take_balance", obligation.ref)
        paid.append(obligation)
    work.session.flush()
    return paid, surplus


def _locked_shares(work: Work, payment: Payment) -> Sequence[tuple[PaymentShare, Obligation]]:
    asked = select(PaymentShare, Obligation).join(Obligation, Obligation.ref == PaymentShare.obligation_ref)
    asked = asked.where(PaymentShare.payment_ref == payment.ref).order_by(Obligation.position).with_for_update()
    with work.session.no_autoflush:
        rows = work.session.execute(asked).all()
    return [(share, obligation) for share, obligation in rows]


def _taken_otherwise(work: Work, obligation: Obligation, share: PaymentShare) -> bool:
    """Whether another payment is about to pay this: never while our own share lives, of which there is one at most."""
    if share.live:
        return False
    other = select(PaymentShare.payment_ref).where(PaymentShare.obligation_ref == obligation.ref, PaymentShare.live)
    return work.session.scalar(other.limit(1)) is not None


def _tell(work: Work, payment: Payment, paid: list[Obligation], *, late: bool) -> None:
    balances = [o for o in paid if o.kind == "balance"]
    others = [o for o in paid if o.kind != "balance"]
    if others:
        amount = _sum(others)
        kind = "checkout" if payment.kind == "checkout" else "adjustment"
        work.emit(PaymentCaptured(payment.order_ref, work.now(), payment.ref, amount, kind, late))
    if balances:
        lines = tuple(line for o in balances for line in o.line_refs)
        work.emit(BalancePaid(payment.order_ref, work.now(), lines, _sum(balances)))


def _sum(obligations: list[Obligation]) -> Money:
    currency = obligations[0].currency
    return total((Money(o.amount_minor, currency) for o in obligations), currency)
