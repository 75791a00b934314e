"""Money back. Never more than was captured, is not promised back yet, and no bank holds in dispute."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.money import Money
from storefront.payments.domain import Purse, available, refund_params, split_refund
from storefront.payments.models import LedgerEntry, Obligation, Payment, PaymentShare, Refund
from storefront.payments.queries import in_dispute
from storefront.payments.service import requests
from storefront.payments.states import REFUND


def refund_line(work: Work, order_ref: str, line_ref: str, amount: Money, *, key: str) -> tuple[str, ...]:
    """Plan a refund for one line and leave `send_refund` for the worker; returns the refund refs (two when the amount
    needs the balance's and the deposit's payment). `key` is the caller's: the same key never refunds twice.

    Raises `Invalid` for an amount of nothing and `Conflict` when more is asked than is left, or a dispute is open."""
    return _refund(work, order_ref, line_ref, amount, key)


def refund_all(work: Work, order_ref: str, *, key: str) -> tuple[str, ...]:
    """Plan to send back everything this order has paid and not got back yet; nothing left is no error."""
    payments = _locked(work, order_ref)
    left = Money.zero(payments[0].currency) if payments else None
    for payment in payments:
        left = purse_of(work, payment, None).available + left if left else None
    if left is None or left.minor == 0:
        return _known(work, order_ref, key)
    return _refund(work, order_ref, None, left, key)


def _refund(work: Work, order_ref: str, line_ref: str | None, amount: Money, key: str) -> tuple[str, ...]:
    payments = {payment.ref: payment for payment in _locked(work, order_ref)}
    known = _known(work, order_ref, key)
    if known:
        return known
    _refuse_in_dispute(work, order_ref)
    parts = split_refund(amount, [purse_of(work, payment, line_ref) for payment in payments.values()])
    return tuple(plan_refund(work, payments[ref], line_ref, part, key) for ref, part in parts)


def _known(work: Work, order_ref: str, key: str) -> tuple[str, ...]:
    return tuple(
        work.session.scalars(
            select(Refund.ref).where(Refund.order_ref == order_ref, Refund.key == key).order_by(Refund.ref)
        )
    )


def _locked(work: Work, order_ref: str) -> Sequence[Payment]:
    """The order's captured payments, locked: two refunds at once see each other."""
    return work.session.scalars(
        select(Payment)
        .where(Payment.order_ref == order_ref, Payment.state == "captured")
        .order_by(Payment.ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _refuse_in_dispute(work: Work, order_ref: str) -> None:
    if in_dispute(work, order_ref):
        raise Conflict("The bank is looking into this order's payment. Refunds wait until it has decided.")


def purse_of(work: Work, payment: Payment, line_ref: str | None) -> Purse:
    """How much of a payment may still go back, and whether it paid for this line."""
    currency = payment.currency
    entries = work.session.execute(
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_minor))
        .where(LedgerEntry.payment_ref == payment.ref)
        .group_by(LedgerEntry.kind)
    ).all()
    sums = {kind: int(amount) for kind, amount in entries}
    promised = work.session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.payment_ref == payment.ref, Refund.state != "failed"
        )
    )
    lines = work.session.scalars(
        select(Obligation.line_refs)
        .join(PaymentShare, PaymentShare.obligation_ref == Obligation.ref)
        .where(PaymentShare.payment_ref == payment.ref)
    ).all()
    return Purse(
        payment_ref=payment.ref,
        available=available(
            Money(sums.get("capture", 0), currency),
            Money(int(promised or 0), currency),
            Money(-sums.get("dispute", 0) - sums.get("dispute_returned", 0), currency),
        ),
        covers_line=any(line_ref in refs for refs in lines),
        balance=payment.kind == "balance",
    )


def plan_refund(work: Work, payment: Payment, line_ref: str | None, amount: Money, key: str) -> str:
    """Refund row, frozen request, outbox message. The caller holds the payment's lock and has checked the amount."""
    assert payment.intent_id is not None
    refund = Refund(
        ref=work.new_id(),
        order_ref=payment.order_ref,
        payment_ref=payment.ref,
        line_ref=line_ref,
        key=key,
        amount_minor=amount.minor,
        currency=amount.currency,
        state=REFUND.initial,
        created_at=work.now(),
    )
    work.session.add(refund)
    work.session.flush()
    op = work.new_id()
    params = refund_params(
        op=op,
        refund_ref=refund.ref,
        order_ref=payment.order_ref,
        intent_id=payment.intent_id,
        amount=amount,
    )
    requests.plan(work, "refund_create", payment.ref, params, op=op, refund_ref=refund.ref)
    work.enqueue("send_refund", {"request_ref": op, "payment_ref": payment.ref}, key=refund.ref)
    return refund.ref
