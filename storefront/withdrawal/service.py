"""Declaring a withdrawal, and what the seller does about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from storefront.orders.models import Order, OrderLine
from storefront.orders.service import cancel_line
from storefront.orders.service.placing import locked
from storefront.payments.service import refund_line
from storefront.timeline.service import append
from storefront.withdrawal.models import Withdrawal

GONE = ("shipped", "delivered")


def declare(work: Work, order_ref: str, line_refs: Sequence[str], under_way: Sequence[str]) -> str:
    """Write it down, tell the timeline, leave the mail that confirms it. Lines of `under_way` have left the house; the
    others are cancelled by the way that any line is, so that they stay here. Declaring twice is declaring once.

    Raises `Invalid` for nothing chosen, `Conflict` for an order that was not placed.
    """
    order = locked(work, order_ref)
    if order.state != "placed":
        raise Conflict("This order was not placed, so there is nothing to withdraw from.")
    known = set(work.session.scalars(select(Withdrawal.line_ref).where(Withdrawal.order_ref == order_ref)))
    fresh = [ref for ref in line_refs if ref not in known]
    if not line_refs:
        raise Invalid("Choose what you withdraw from.", field="line")
    if not fresh:
        return ""
    declaration, now = work.new_id(), work.now()
    for ref in fresh:
        work.session.add(
            Withdrawal(
                line_ref=ref, order_ref=order_ref, declaration=declaration, state="declared", declared_at=now
            )
        )  # fmt: skip
    work.session.flush()
    append(work, order_ref, fresh, "withdrawal_received", now)
    mail = {"kind": "withdrawal_received", "order_ref": order_ref, "line_refs": fresh, "data": {"at": now.isoformat()}}
    work.enqueue("send_mail", mail, key=f"withdrawal_received:{declaration}")
    for ref in fresh:
        if ref not in under_way:
            with suppress(Conflict):  # too late to stop it: a person of the house pays it back once it has returned
                cancel_line(work, order_ref, ref, "customer")
    return declaration


def settle(work: Work, line_ref: str, amount: Money, by: str) -> None:
    """The thing is back, or need not come: pay back `amount`. Raises `NotFound`, and `Conflict` when that was done."""
    row = work.session.get(Withdrawal, line_ref, with_for_update=True)
    if row is None:
        raise NotFound("Nobody has withdrawn from this line.")
    if row.state == "settled":
        raise Conflict("This was paid back already.")
    line = work.session.get_one(OrderLine, line_ref)
    order = work.session.get_one(Order, row.order_ref)
    paid = Money(line.amount_minor, order.currency)
    if not 0 <= amount.minor <= paid.minor + order.delivery_minor:
        raise Invalid("Type an amount between nothing and what was paid.", field="amount")
    if amount.minor:
        refund_line(work, row.order_ref, line_ref, amount, key=f"withdrawal:{line_ref}")
    row.state, row.settled_at, row.settled_by, row.refund_minor = "settled", work.now(), by, amount.minor
    work.session.flush()
