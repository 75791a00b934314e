"""The rest of a made piece: charged to the saved card some time after quality control passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.money import Money
from storefront.payments.domain import balance_params
from storefront.payments.events import BalanceFailed
from storefront.payments.models import GatewayRequest, Obligation, Payment, PaymentShare
from storefront.payments.service import requests
from storefront.payments.service.opening import cancel_unpaid, charge_later, new_payment
from storefront.payments.states import OBLIGATION, REQUEST

NO_CARD = "We have no card to take the rest from. Please pay it with the link on your order page."


def schedule_balance(work: Work, order_ref: str, line_refs: Sequence[str], due: datetime) -> None:
    """Take the unpaid balances of these lines from the saved card at `due`. Repeating it changes nothing.

    While the customer has the payment page open the card is left alone: a page that closes unpaid plans the charge."""
    for obligation in _balances(work, order_ref, line_refs):
        if obligation.scheduled_for is not None:
            continue
        if _page_is_open(work, obligation):
            obligation.scheduled_for = due
        else:
            charge_later(work, obligation, due)


def unschedule_balance(work: Work, order_ref: str, line_refs: Sequence[str]) -> bool:
    """Take the charge back; False when one of them is leaving, has left, or was never planned.

    While the customer has the payment page open there is no charge to take back: it is forgotten, so that a page that
    closes unpaid does not bring it back."""
    taken_back = []
    for obligation in _balances(work, order_ref, line_refs):
        back = work.cancel("take_balance", obligation.ref) or _page_is_open(work, obligation)
        if back:
            obligation.scheduled_for = None
        taken_back.append(back)
    return bool(taken_back) and all(taken_back)


def pause_balances(work: Work, order_ref: str) -> None:
    """A bank disputes what this order has paid: charges that have not left wait for its verdict."""
    for obligation in _scheduled(work, order_ref):
        work.cancel("take_balance", obligation.ref)


def resume_balances(work: Work, order_ref: str) -> None:
    """The dispute is won: what was due meanwhile is due now."""
    for obligation in _scheduled(work, order_ref):
        if not _page_is_open(work, obligation):
            charge_later(work, obligation, max(obligation.scheduled_for or work.now(), work.now()))


def _scheduled(work: Work, order_ref: str) -> Sequence[Obligation]:
    return work.session.scalars(
        select(Obligation)
        .where(Obligation.order_ref == order_ref, Obligation.kind == "balance", Obligation.state == "open")
        .where(Obligation.scheduled_for.is_not(None))
        .order_by(Obligation.ref)
        .with_for_update()
    ).all()


def cancel_obligations(work: Work, order_ref: str, line_ref: str) -> Money | None:
    """Drop what is not yet paid of a cancelled line's balance; returns the amount dropped, None when there was none.

    A payment page that is open for it is closed; should the money come all the same, it goes back at once.
    Raises `Conflict` while the saved card is being charged: cancel again in a minute, then it is refunded."""
    dropped: Money | None = None
    for obligation in _balances(work, order_ref, [line_ref]):
        live = work.session.scalar(
            select(PaymentShare.payment_ref).where(PaymentShare.obligation_ref == obligation.ref, PaymentShare.live)
        )
        if live is not None:
            _stop(work, live)
        work.cancel("take_balance", obligation.ref)
        move(work, obligation, OBLIGATION, "dropped", subject=obligation.ref, actor=requests.ACTOR)
        amount = Money(obligation.amount_minor, obligation.currency)
        dropped = amount if dropped is None else dropped + amount
    return dropped


def _stop(work: Work, payment_ref: str) -> None:
    payment = requests.locked_payment(work, payment_ref)
    if payment.channel == "off_session":
        raise Conflict("The rest of this piece is being charged right now. Please cancel again in a minute.")
    cancel_unpaid(work, payment_ref)


def _page_is_open(work: Work, obligation: Obligation) -> bool:
    live = (
        select(Payment.ref)
        .join(PaymentShare, PaymentShare.payment_ref == Payment.ref)
        .where(PaymentShare.obligation_ref == obligation.ref, PaymentShare.live, Payment.channel == "session")
    )
    return work.session.scalar(live) is not None


def _balances(work: Work, order_ref: str, line_refs: Sequence[str]) -> list[Obligation]:
    """The open balances that touch these lines, locked."""
    rows = work.session.scalars(
        select(Obligation)
        .where(Obligation.order_ref == order_ref, Obligation.kind == "balance", Obligation.state == "open")
        .order_by(Obligation.position)
        .with_for_update()
    ).all()
    return [row for row in rows if set(row.line_refs) & set(line_refs)]


def plan_balance(work: Work, obligation_ref: str) -> str | None:
    """Write down the off-session charge; returns its request, None when there is nothing to send.

    A charge that has no answer yet is given back as it is: never a second one beside it."""
    obligation = work.session.scalar(
        select(Obligation)
        .where(Obligation.ref == obligation_ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if obligation is None or obligation.state != "open" or obligation.scheduled_for is None:
        return None
    live = work.session.scalar(
        select(PaymentShare.payment_ref).where(PaymentShare.obligation_ref == obligation_ref, PaymentShare.live)
    )
    if live is not None:
        return _unanswered(work, live)
    card = _saved_card(work, obligation.order_ref)
    if card is None:
        _no_card(work, obligation)
        return None
    return _plan_charge(work, obligation, card)


def _unanswered(work: Work, payment_ref: str) -> str | None:
    return work.session.scalar(
        select(GatewayRequest.ref).where(
            GatewayRequest.payment_ref == payment_ref,
            GatewayRequest.operation == "intent_create",
            GatewayRequest.state.in_([state for state in REQUEST.names if not REQUEST.final(state)]),
        )
    )


def _no_card(work: Work, obligation: Obligation) -> None:
    obligation.scheduled_for = None
    work.emit(BalanceFailed(obligation.order_ref, work.now(), tuple(obligation.line_refs), NO_CARD))


def _saved_card(work: Work, order_ref: str) -> Payment | None:
    """The last payment of this order whose card may be charged again: Stripe keeps the card, we keep its name."""
    return work.session.scalar(
        select(Payment)
        .where(Payment.order_ref == order_ref, Payment.state == "captured")
        .where(Payment.customer_id.is_not(None), Payment.method_id.is_not(None))
        .order_by(Payment.created_at.desc())
        .limit(1)
    )


def _plan_charge(work: Work, obligation: Obligation, card: Payment) -> str:
    assert card.customer_id is not None
    assert card.method_id is not None
    payment = new_payment(
        work,
        [obligation],
        kind="balance",
        channel="off_session",
        order_number=card.order_number,
        contact_ref=card.contact_ref,
        urls=None,
    )
    op = work.new_id()
    params = balance_params(
        op=op,
        payment_ref=payment.ref,
        order_ref=payment.order_ref,
        order_number=payment.order_number,
        amount=Money(obligation.amount_minor, obligation.currency),
        customer=card.customer_id,
        method=card.method_id,
    )
    return requests.plan(work, "intent_create", payment.ref, params, op=op)
