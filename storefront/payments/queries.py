"""What pages read of an order's money: plain values, a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, case, func, literal, select, union_all

from foundation.data.work import Work
from foundation.plain.money import Money, total
from foundation.plain.states import State
from storefront.payments.domain import PaymentStatus, status_of
from storefront.payments.models import Dispute, LedgerEntry, Obligation, Payment, PaymentShare, Refund
from storefront.payments.states import OBLIGATION, PAYMENT, REFUND

ENTRY_WORDS = {
    "capture": "Paid",
    "refund": "Refunded",
    "refund_returned": "Refund came back",
    "dispute": "Taken back by the bank",
    "dispute_returned": "Given back by the bank",
}


@dataclass(frozen=True)
class ObligationView:
    ref: str
    kind: str
    label: str
    line_refs: tuple[str, ...]
    amount: Money
    tax: Money
    trigger: str
    state: str
    shown: State
    scheduled_for: datetime | None


@dataclass(frozen=True)
class EntryView:
    """One movement of money, signed from the shop's side."""

    kind: str
    word: str
    amount: Money
    at: datetime
    payment_ref: str


@dataclass(frozen=True)
class PaymentView:
    """`card` is the card's name ("Visa ending 4242"), never its number; `sentence` is the last decline."""

    ref: str
    kind: str
    channel: str
    state: str
    shown: State
    amount: Money
    card: str | None
    sentence: str | None
    created_at: datetime
    settled_at: datetime | None
    test: bool


@dataclass(frozen=True)
class RefundView:
    ref: str
    line_ref: str | None
    amount: Money
    state: str
    shown: State
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class OrderMoney:
    """`paid` is what was captured, `refunded` what went back, `disputed` what a bank holds, `due` what is still owed
    (of which `due_now` may be asked for at once). `test`: no real money moved."""

    paid: Money
    refunded: Money
    disputed: Money
    due: Money
    due_now: Money
    status: PaymentStatus
    obligations: tuple[ObligationView, ...]
    entries: tuple[EntryView, ...]
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    test: bool


def money_of(work: Work, order_ref: str) -> OrderMoney | None:
    """Everything about an order's money in six statements; None for an order that never had a payment."""
    session = work.session
    obligations = session.scalars(
        select(Obligation).where(Obligation.order_ref == order_ref).order_by(Obligation.position)
    ).all()
    if not obligations:
        return None
    payments = session.scalars(
        select(Payment).where(Payment.order_ref == order_ref).order_by(Payment.created_at, Payment.ref)
    ).all()
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.order_ref == order_ref).order_by(LedgerEntry.at, LedgerEntry.ref)
    ).all()
    refunds = session.scalars(
        select(Refund).where(Refund.order_ref == order_ref).order_by(Refund.created_at, Refund.ref)
    ).all()
    disputes = session.scalars(select(Dispute.state).where(Dispute.order_ref == order_ref)).all()
    declined = set(
        session.scalars(
            select(PaymentShare.obligation_ref)
            .join(Payment, Payment.ref == PaymentShare.payment_ref)
            .where(Payment.order_ref == order_ref, Payment.kind == "balance", Payment.state == "failed")
        )
    )
    currency = obligations[0].currency
    sums = _sums(entries, currency)
    open_ones = [o for o in obligations if o.state == "open"]
    due = total((Money(o.amount_minor, currency) for o in open_ones), currency)
    return OrderMoney(
        paid=sums["paid"],
        refunded=sums["refunded"],
        disputed=sums["disputed"],
        due=due,
        due_now=total((Money(o.amount_minor, currency) for o in open_ones if _due_now(o, declined)), currency),
        status=_status(sums, due, payments, disputes),
        obligations=tuple(_obligation(o) for o in obligations),
        entries=tuple(_entry(entry) for entry in entries),
        payments=tuple(_payment(payment) for payment in payments),
        refunds=tuple(_refund(refund) for refund in refunds),
        test=any(not payment.livemode for payment in payments),
    )


def payment_state(work: Work, order_ref: str) -> PaymentStatus:
    """The payment axis of the order's status. One statement; `money_of` says the same."""
    rows = work.session.execute(_STATE, {"order_ref": order_ref})
    found = {what: (currency, int(minor)) for what, currency, minor in rows}
    if "due" not in found:
        return "none"
    currency, due = found["due"]
    by_kind = {what: minor for what, (_, minor) in found.items()}
    sums = _sums_of(by_kind, currency)
    return status_of(
        captured=sums["paid"],
        refunded=sums["refunded"],
        due=Money(due, currency),
        authorised=Money(by_kind.get("authorised", 0), currency),
        in_dispute=by_kind.get("contested", 0) > 0,
    )


def _state_statement() -> CompoundSelect[Any]:
    """(what, currency, sum) of an order's ledger by kind, and of what is due, authorised and contested."""
    of: BindParameter[str] = bindparam("order_ref")
    entry, debt, payment, dispute = LedgerEntry, Obligation, Payment, Dispute
    open_minor = case((debt.state == "open", debt.amount_minor), else_=0)
    return union_all(
        select(entry.kind, entry.currency, func.sum(entry.amount_minor))
        .where(entry.order_ref == of)
        .group_by(entry.kind, entry.currency),
        select(literal("due"), debt.currency, func.sum(open_minor)).where(debt.order_ref == of).group_by(debt.currency),
        select(literal("authorised"), payment.currency, func.sum(payment.amount_minor))
        .where(payment.order_ref == of, payment.state == "authorised")
        .group_by(payment.currency),
        select(literal("contested"), literal(""), func.count(dispute.external_id)).where(
            dispute.order_ref == of, dispute.state == "open"
        ),
    )


_STATE = _state_statement()


def frozen(work: Work, order_ref: str) -> bool:
    """Whether a bank holds this order's money, or has given it back to the cardholder for good."""
    taken = select(Dispute.external_id).where(Dispute.order_ref == order_ref, Dispute.state != "won")
    return work.session.scalars(taken).first() is not None


def in_dispute(work: Work, order_ref: str) -> bool:
    """Whether a bank is still looking into this order's payment."""
    undecided = select(Dispute.external_id).where(Dispute.order_ref == order_ref, Dispute.state == "open")
    return work.session.scalars(undecided).first() is not None


def returned_of(work: Work, line_refs: Collection[str]) -> dict[str, int]:
    """What went back or is on its way back for each of `line_refs`, in minor units; lines without are absent."""
    sums = select(Refund.line_ref, func.sum(Refund.amount_minor)).where(
        Refund.line_ref.in_(sorted(line_refs)), Refund.state != "failed"
    )
    return {str(ref): int(minor) for ref, minor in work.session.execute(sums.group_by(Refund.line_ref))}


def owing(work: Work, order_ref: str) -> frozenset[str]:
    """The lines whose balance is still to be paid."""
    rows = work.session.scalars(
        select(Obligation.line_refs).where(
            Obligation.order_ref == order_ref, Obligation.kind == "balance", Obligation.state == "open"
        )
    )
    return frozenset(ref for refs in rows for ref in refs)


def _due_now(obligation: Obligation, declined: set[str]) -> bool:
    """To be paid at the door of the shop, soon by itself, or by hand after the card said no."""
    soon = obligation.trigger_on == "checkout" or obligation.scheduled_for is not None
    return soon or obligation.ref in declined


def _sums(entries: Sequence[LedgerEntry], currency: str) -> dict[str, Money]:
    by_kind: dict[str, int] = {}
    for entry in entries:
        by_kind[entry.kind] = by_kind.get(entry.kind, 0) + entry.amount_minor
    return _sums_of(by_kind, currency)


def _sums_of(by_kind: Mapping[str, int], currency: str) -> dict[str, Money]:
    return {
        "paid": Money(by_kind.get("capture", 0), currency),
        "refunded": Money(-by_kind.get("refund", 0) - by_kind.get("refund_returned", 0), currency),
        "disputed": Money(-by_kind.get("dispute", 0) - by_kind.get("dispute_returned", 0), currency),
    }


def _status(sums: dict[str, Money], due: Money, payments: Sequence[Payment], disputes: Sequence[str]) -> PaymentStatus:
    currency = due.currency
    authorised = [p.amount_minor for p in payments if p.state == "authorised"]
    return status_of(
        captured=sums["paid"],
        refunded=sums["refunded"],
        due=due,
        authorised=Money(sum(authorised), currency),
        in_dispute="open" in disputes,
    )


def _obligation(o: Obligation) -> ObligationView:
    return ObligationView(
        o.ref,
        o.kind,
        o.label,
        tuple(o.line_refs),
        Money(o.amount_minor, o.currency),
        Money(o.tax_minor, o.currency),
        o.trigger_on,
        o.state,
        OBLIGATION.states[o.state],
        o.scheduled_for,
    )


def _entry(entry: LedgerEntry) -> EntryView:
    return EntryView(
        entry.kind, ENTRY_WORDS[entry.kind], Money(entry.amount_minor, entry.currency), entry.at, entry.payment_ref
    )


def _payment(p: Payment) -> PaymentView:
    return PaymentView(
        p.ref,
        p.kind,
        p.channel,
        p.state,
        PAYMENT.states[p.state],
        Money(p.amount_minor, p.currency),
        p.card,
        p.sentence,
        p.created_at,
        p.settled_at,
        not p.livemode,
    )


def _refund(r: Refund) -> RefundView:
    return RefundView(
        r.ref,
        r.line_ref,
        Money(r.amount_minor, r.currency),
        r.state,
        REFUND.states[r.state],
        r.created_at,
        r.settled_at,
    )
