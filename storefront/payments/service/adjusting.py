"""The sums of a line that is another one now: what is unpaid follows its price, what was paid too much goes back.

An obligation is never changed, it is dropped and a new one takes its place: money that is on its way to the old one is
then recognised as surplus and sent back by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.money import Money
from storefront.payments.domain import ObligationIn, Settled, settled
from storefront.payments.models import Obligation, PaymentShare, Refund
from storefront.payments.service import requests
from storefront.payments.service.balances import cancel_obligations
from storefront.payments.service.opening import add_obligation, cancel_unpaid, charge_later
from storefront.payments.service.refunds import refund_line
from storefront.payments.states import OBLIGATION


@dataclass(frozen=True)
class LinePrice:
    """What a line costs now, its tax in it, and what its balance is called."""

    amount: Money
    tax: Money
    label: str


def reprice_line(work: Work, order_ref: str, line_ref: str, price: LinePrice, *, key: str) -> Settled:
    """Let the unpaid balance of a line follow its price; what was paid beyond it is refunded under `key`.

    Repeating it changes nothing. Raises `Conflict` while the saved card is being charged for it, or while a dispute
    holds a refund back: try again a little later."""
    paid = paid_for(work, order_ref, line_ref, price.amount.currency)
    now = settled(paid, price.amount)
    before = _open_balance(work, order_ref, line_ref)
    if [Money(row.amount_minor, row.currency) for row in before] != ([now.balance] if now.balance.minor else []):
        scheduled = next((row.scheduled_for for row in before if row.scheduled_for is not None), None)
        cancel_obligations(work, order_ref, line_ref)
        if now.balance.minor:
            tax = price.tax.share(now.balance.minor, price.amount.minor)
            parts = ObligationIn("balance", (line_ref,), now.balance, tax, "quality_passed", price.label)
            fresh = work.session.get_one(Obligation, add_obligation(work, order_ref, parts))
            if scheduled is not None:
                charge_later(work, fresh, max(scheduled, work.now()))
    if now.refund.minor:
        refund_line(work, order_ref, line_ref, now.refund, key=key)
    return now


def paid_for(work: Work, order_ref: str, line_ref: str, currency: str) -> Money:
    """What a line's own obligations have brought in, less what has gone back or is on its way back for it."""
    rows = work.session.execute(
        select(Obligation.line_refs, Obligation.amount_minor).where(
            Obligation.order_ref == order_ref, Obligation.state == "paid"
        )
    )
    paid = sum(amount for refs, amount in rows if refs == [line_ref])
    back = work.session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.order_ref == order_ref, Refund.line_ref == line_ref, Refund.state != "failed"
        )
    )
    return Money(int(paid) - int(back or 0), currency)


def _open_balance(work: Work, order_ref: str, line_ref: str) -> list[Obligation]:
    rows = work.session.scalars(
        select(Obligation)
        .where(Obligation.order_ref == order_ref, Obligation.kind == "balance", Obligation.state == "open")
        .order_by(Obligation.position)
        .with_for_update()
    )
    return [row for row in rows if row.line_refs == [line_ref]]


def has_balance(work: Work, order_ref: str, line_ref: str) -> bool:
    """Whether a balance of the line is still unpaid, so that a difference can join it."""
    return bool(_open_balance(work, order_ref, line_ref))


def drop_obligation(work: Work, obligation_ref: str) -> str:
    """Ask for it no longer; its payment page is closed by outbox. Returns its state: `paid` when the money was faster.

    Money that comes after all goes back by itself."""
    row = work.session.scalar(
        select(Obligation)
        .where(Obligation.ref == obligation_ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.state != "open":
        return row.state if row is not None else "dropped"
    move(work, row, OBLIGATION, "dropped", subject=row.ref, actor=requests.ACTOR)
    live = work.session.scalar(
        select(PaymentShare.payment_ref).where(PaymentShare.obligation_ref == row.ref, PaymentShare.live)
    )
    if live is not None and requests.locked_payment(work, live).state not in ("captured", "processing", "authorised"):
        cancel_unpaid(work, live)
    return row.state
