"""Opening a payment on a hosted page, and giving one up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.money import Money, total
from storefront.payments.domain import (
    ObligationIn,
    PaymentIn,
    check_payment,
    page_end,
    part_label,
    session_params,
)
from storefront.payments.events import PaymentExpired
from storefront.payments.models import Obligation, Payment, PaymentShare
from storefront.payments.queries import frozen
from storefront.payments.service import requests
from storefront.payments.states import OBLIGATION, PAYMENT, PAYMENT_OPEN


@dataclass(frozen=True)
class PayNow:
    """Where the payment page sends the customer back to, and until when it stays open (at least half an hour)."""

    success_url: str
    cancel_url: str
    expires_at: datetime


def open_payment(work: Work, wanted: PaymentIn) -> str:
    """Write down what is owed and plan one payment page for all that is due at checkout; returns the payment_ref.

    Raises `Invalid` when there is nothing to pay or currencies are mixed, `Conflict` when the order has its payment
    already (then `pay_now` opens the next try)."""
    check_payment(wanted)
    if work.session.scalar(select(Obligation.ref).where(Obligation.order_ref == wanted.order_ref).limit(1)):
        raise Conflict("This order is waiting for its payment already. Go on with it from the order page.")
    obligations = [_obligation(work, wanted, index, part) for index, part in enumerate(wanted.obligations)]
    work.session.add_all(obligations)
    due = [o for o in obligations if o.trigger_on == "checkout"]
    payment = new_payment(
        work,
        due,
        kind="checkout",
        channel="session",
        order_number=wanted.order_number,
        contact_ref=wanted.email_ref,
        urls=PayNow(wanted.success_url, wanted.cancel_url, page_end(work.now(), wanted.expires_at)),
    )
    _plan_page(work, payment, due, save_card=len(due) < len(obligations))
    return payment.ref


def add_obligation(work: Work, order_ref: str, wanted: ObligationIn) -> str:
    """One more thing owed by an order that has a payment (a change that costs more); paid through `pay_now`."""
    first = work.session.scalars(select(Payment).where(Payment.order_ref == order_ref).limit(1)).first()
    if first is None:
        raise NotFound("There is no such order.")
    count = len(work.session.scalars(select(Obligation.ref).where(Obligation.order_ref == order_ref)).all())
    row = _obligation_row(work, order_ref, first.currency, count, wanted)
    work.session.add(row)
    work.session.flush()
    return row.ref


def _obligation(work: Work, wanted: PaymentIn, index: int, part: ObligationIn) -> Obligation:
    return _obligation_row(work, wanted.order_ref, wanted.currency, index, part)


def _obligation_row(work: Work, order_ref: str, currency: str, position: int, part: ObligationIn) -> Obligation:
    return Obligation(
        ref=work.new_id(),
        order_ref=order_ref,
        position=position,
        kind=part.kind,
        label=part.label,
        line_refs=list(part.line_refs),
        amount_minor=part.amount.minor,
        tax_minor=part.tax.minor,
        currency=currency,
        trigger_on=part.trigger,
        state=OBLIGATION.initial,
        created_at=work.now(),
    )


def new_payment(
    work: Work,
    obligations: Sequence[Obligation],
    *,
    kind: str,
    channel: str,
    order_number: str,
    contact_ref: str,
    urls: PayNow | None,
) -> Payment:
    """A payment row with its live shares; the partial unique index refuses a second live one per obligation."""
    currency = obligations[0].currency
    amount = total((Money(o.amount_minor, currency) for o in obligations), currency)
    payment = Payment(
        ref=work.new_id(),
        order_ref=obligations[0].order_ref,
        order_number=order_number,
        contact_ref=contact_ref,
        kind=kind,
        channel=channel,
        state=PAYMENT.initial,
        amount_minor=amount.minor,
        currency=currency,
        success_url=urls.success_url if urls else "",
        cancel_url=urls.cancel_url if urls else "",
        expires_at=urls.expires_at if urls else None,
        livemode=False,
        created_at=work.now(),
    )
    work.session.add(payment)
    work.session.flush()
    for o in obligations:
        work.session.add(
            PaymentShare(payment_ref=payment.ref, obligation_ref=o.ref, amount_minor=o.amount_minor, live=True)
        )
    work.session.flush()
    return payment


def _plan_page(work: Work, payment: Payment, obligations: Sequence[Obligation], *, save_card: bool) -> None:
    assert payment.expires_at is not None
    op = work.new_id()
    params = session_params(
        op=op,
        payment_ref=payment.ref,
        order_ref=payment.order_ref,
        order_number=payment.order_number,
        parts=[
            (part_label(o.kind, o.label, payment.order_number), Money(o.amount_minor, o.currency)) for o in obligations
        ],
        save_card=save_card,
        success_url=payment.success_url,
        cancel_url=payment.cancel_url,
        expires_at=payment.expires_at,
    )
    requests.plan(work, "session_create", payment.ref, params, op=op)


def pay_now(work: Work, order_ref: str, urls: PayNow) -> str:
    """A payment page for what the order owes now (its checkout first, else its balances); returns the payment_ref.

    Asking twice gives the same page while it is open. Raises `Conflict` when nothing is owed, or while the saved card
    is being charged."""
    owed = _owed(work, order_ref)
    if not owed:
        raise Conflict("Nothing is left to pay for this order.")
    live = _live_payment(work, owed)
    if live is not None:
        payment = requests.locked_payment(work, live)
        if payment.channel == "off_session" or payment.state == "processing":
            raise Conflict("Your card is being charged right now. Please look again in a minute.")
        return payment.ref
    earlier = work.session.scalars(
        select(Payment).where(Payment.order_ref == order_ref).order_by(Payment.created_at).limit(1)
    ).one()
    _hold_scheduled(work, owed)
    payment = new_payment(
        work,
        owed,
        kind=_kind(owed),
        channel="session",
        order_number=earlier.order_number,
        contact_ref=earlier.contact_ref,
        urls=PayNow(urls.success_url, urls.cancel_url, page_end(work.now(), urls.expires_at)),
    )
    _plan_page(work, payment, owed, save_card=_unpaid_later(work, order_ref, owed))
    return payment.ref


def _kind(owed: Sequence[Obligation]) -> str:
    kinds = {o.kind for o in owed}
    if kinds & {"full", "deposit"}:
        return "checkout"
    return "balance" if kinds == {"balance"} else "adjustment"


def _owed(work: Work, order_ref: str) -> list[Obligation]:
    """Open obligations, locked: those of the checkout while it is unpaid, else the rest."""
    rows = work.session.scalars(
        select(Obligation)
        .where(Obligation.order_ref == order_ref, Obligation.state == "open")
        .order_by(Obligation.position)
        .with_for_update()
    ).all()
    at_checkout = [row for row in rows if row.trigger_on == "checkout"]
    return at_checkout or list(rows)


def _unpaid_later(work: Work, order_ref: str, owed: Sequence[Obligation]) -> bool:
    refs = {o.ref for o in owed}
    later = work.session.scalars(
        select(Obligation.ref).where(Obligation.order_ref == order_ref, Obligation.state == "open")
    ).all()
    return bool(set(later) - refs)


def _live_payment(work: Work, owed: Sequence[Obligation]) -> str | None:
    return work.session.scalar(
        select(PaymentShare.payment_ref)
        .where(PaymentShare.obligation_ref.in_([o.ref for o in owed]), PaymentShare.live)
        .limit(1)
    )


def _hold_scheduled(work: Work, owed: Sequence[Obligation]) -> None:
    """While the customer pays by hand the saved card is left alone; `apply` schedules it again if they do not."""
    for obligation in owed:
        work.cancel("take_balance", obligation.ref)


def cancel_unpaid(work: Work, payment_ref: str) -> None:
    """Give up a payment that was not made. The page is closed by outbox, and `PaymentExpired` comes only when the
    card company has confirmed it; a page never asked for is closed here and now. Repeating it changes nothing.

    Raises `Conflict` when the money is already here or on its way."""
    payment = requests.locked_payment(work, payment_ref)
    if payment.state in ("captured", "processing", "authorised"):
        raise Conflict("This payment has been made. Cancel the order instead, and the money goes back.")
    if payment.state not in PAYMENT_OPEN:
        return
    request = requests.latest(work, payment_ref, "session_create")
    if request is not None and request.state == "planned":
        requests.answer(work, request, "rejected", code="never_sent")
        close_payment(work, payment, "cancelled", "given up before it was sent")
        return
    work.enqueue("expire_payment", {"payment_ref": payment_ref}, key=payment_ref)


def close_payment(work: Work, payment: Payment, state: str, reason: str) -> None:
    """End a payment without money: its obligations are free for the next try, whoever waits for it is told.

    A balance whose page closed unpaid goes back to the saved card, if it was its turn."""
    move(work, payment, PAYMENT, state, subject=payment.ref, actor=requests.ACTOR, reason=reason)
    payment.settled_at = work.now()
    obligations = release_shares(work, payment.ref)
    if payment.kind == "checkout":
        work.emit(PaymentExpired(payment.order_ref, work.now(), payment.ref))
    for obligation in obligations:
        if obligation.state == "open" and obligation.scheduled_for is not None:
            charge_later(work, obligation, max(obligation.scheduled_for, work.now()))


def release_shares(work: Work, payment_ref: str) -> list[Obligation]:
    """Let go of a payment's obligations; returns them."""
    rows = work.session.execute(
        select(PaymentShare, Obligation)
        .join(Obligation, Obligation.ref == PaymentShare.obligation_ref)
        .where(PaymentShare.payment_ref == payment_ref)
    ).all()
    for share, _ in rows:
        share.live = False
    work.session.flush()
    return [obligation for _, obligation in rows]


def charge_later(work: Work, obligation: Obligation, due: datetime) -> None:
    """Take it from the saved card at `due`. While a bank disputes this order's money nothing more is taken: the day is
    kept, and the charge follows when the dispute is won."""
    obligation.scheduled_for = due
    if frozen(work, obligation.order_ref):
        return
    work.enqueue("take_balance", {"obligation_ref": obligation.ref}, key=obligation.ref, due=due)
