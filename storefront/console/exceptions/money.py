"""Money that wants a person: a card that said no, a refund that came back, a bank that asks, an alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from storefront.console.exceptions.domain import KINDS, Row
from storefront.orders.models import Order
from storefront.orders.queries.scoped import in_view
from storefront.payments.models import Dispute, Obligation, Payment, PaymentShare, Refund
from storefront.timeline.models import TimelineEntry

_LEFT = ("expired", "cancelled")  # a page that somebody opened and left is no try
LATELY = timedelta(days=30)  # an alert has no end of its own


def money_rows(work: Work, scope: SellerScope) -> list[Row]:
    """Four statements."""
    return [*_declined(work, scope), *_refunds(work, scope), *_disputes(work, scope), *_alerts(work, scope)]


def _declined(work: Work, scope: SellerScope) -> list[Row]:
    """What is still owed after the last try for it failed; a later try that is under way takes it off the list."""
    rows = work.session.execute(
        select(Obligation, Payment, Order.number)
        .join(PaymentShare, PaymentShare.obligation_ref == Obligation.ref)
        .join(Payment, Payment.ref == PaymentShare.payment_ref)
        .join(Order, Order.order_ref == Obligation.order_ref)
        .where(
            Obligation.state == "open", Order.state == "placed", Payment.kind != "checkout",
            Payment.state.not_in(_LEFT), *in_view(scope),
        )
        .order_by(Payment.created_at, Payment.ref)
    )  # fmt: skip
    last = {obligation.ref: (obligation, payment, number) for obligation, payment, number in rows}
    return [
        _row("balance", one.ref, payment.ref, number, one.label, payment.sentence or "The bank said no.",
             since=payment.created_at, amount=Money(one.amount_minor, one.currency))
        for one, payment, number in last.values()
        if payment.state in ("failed", "requires_customer")
    ]  # fmt: skip


def _refunds(work: Work, scope: SellerScope) -> list[Row]:
    rows = work.session.execute(
        select(Refund, Order.number)
        .join(Order, Order.order_ref == Refund.order_ref)
        .where(Refund.state == "failed", *in_view(scope))
    )
    why = "The customer's bank did not take it. Ask for another way to pay it back."
    return [
        _row("refund", one.ref, "failed", number, "Refund", one.sentence or why, since=one.settled_at or one.created_at,
             amount=Money(one.amount_minor, one.currency))
        for one, number in rows
    ]  # fmt: skip


def _disputes(work: Work, scope: SellerScope) -> list[Row]:
    rows = work.session.execute(
        select(Dispute, Order.number)
        .join(Order, Order.order_ref == Dispute.order_ref)
        .where(Dispute.state == "open", *in_view(scope))
    )
    why = "Answer it at your card company before its day is over. Nothing of this order leaves the house until then."
    return [
        _row("dispute", one.external_id, "open", number, one.reason.replace("_", " ").capitalize() or "Dispute", why,
             since=one.opened_at, amount=Money(one.amount_minor, one.currency))
        for one, number in rows
    ]  # fmt: skip


def _alerts(work: Work, scope: SellerScope) -> Sequence[Row]:
    rows = work.session.execute(
        select(TimelineEntry, Order.number)
        .join(Order, Order.order_ref == TimelineEntry.order_ref)
        .where(TimelineEntry.kind == "money_alert", TimelineEntry.at > work.now() - LATELY, *in_view(scope))
    )
    return [
        _row("money_alert", str(one.id), "", number, "Payment", str(one.data.get("sentence", "")), since=one.at)
        for one, number in rows
    ]


def _row(kind: str, ref: str, stamp: str, number: str, what: str, why: str, **more: Any) -> Row:
    return Row(f"{kind}:{ref}"[:160], stamp, KINDS[kind], {"number": number}, number, what, why, **more)
