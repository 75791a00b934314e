"""Taking a line back while it is free: asked for here, done in fulfilment by outbox, refunded by outbox after that."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.money import Money
from storefront.orders.domain import LineMoney, back_with, refund_for
from storefront.orders.models import Cancellation, Order, OrderLine
from storefront.orders.service.placing import locked
from storefront.orders.states import CANCELLATION
from storefront.payments.queries import money_of
from storefront.timeline.service import append


def cancel_line(work: Work, order_ref: str, line_ref: str, actor: str) -> None:
    """Note that a line is to be cancelled and leave `cancel_line` for the worker; asking twice is asking once.

    Raises `NotFound` for a line of another order, `Conflict` for an order that is not placed.
    """
    order = locked(work, order_ref)
    line = work.session.get(OrderLine, line_ref)
    if line is None or line.order_ref != order_ref:
        raise NotFound("There is no such line in this order.")
    known = work.session.get(Cancellation, line_ref)
    if known is not None and known.state != "refused":
        return
    if order.state != "placed":
        raise Conflict("There is nothing to cancel: this order is not placed.")
    if known is not None:
        raise Conflict("Work on this line has begun, so it cannot be cancelled any more. Write to us.")
    work.session.add(
        Cancellation(
            line_ref=line_ref,
            order_ref=order_ref,
            state=CANCELLATION.initial,
            actor=actor,
            asked_at=work.now(),
        )
    )
    append(work, order_ref, [line_ref], "cancel_asked", work.now())
    work.enqueue("cancel_line", {"order_ref": order_ref, "line_ref": line_ref}, key=line_ref)


def settle_cancellation(work: Work, line_ref: str, state: str, reason: str = "") -> bool:
    """Record what became of it, `done` or `refused`; False when that was known."""
    row = work.session.get(Cancellation, line_ref)
    if row is None or not CANCELLATION.allows(row.state, state):
        return False
    move(work, row, CANCELLATION, state, subject=line_ref, actor="fulfilment", reason=reason)
    row.settled_at = work.now()
    work.session.flush()
    return True


def refund_of(work: Work, order_ref: str, line_ref: str, committed: Money) -> Money:
    """What goes back for this line if it is cancelled now, or was and has not gone back yet.

    The price of the delivery goes back with the last line whose refund is written down, so that lines that are
    cancelled at the same moment bring it back once, not each."""
    order = work.session.get_one(Order, order_ref)
    line = work.session.get_one(OrderLine, line_ref)
    currency = order.currency
    kept = set(
        work.session.scalars(
            select(Cancellation.line_ref).where(
                Cancellation.order_ref == order_ref,
                Cancellation.state == "done",
                Cancellation.refund_minor.is_not(None),
            )
        )
    )
    others = work.session.scalars(
        select(OrderLine.line_ref).where(OrderLine.order_ref == order_ref, OrderLine.line_ref != line_ref)
    )
    progress = ["cancelled" if ref in kept else "placed" for ref in others]
    amounts = LineMoney(
        Money(line.amount_minor, currency), Money(line.deposit_minor, currency), Money(line.balance_minor, currency)
    )
    return refund_for(
        amounts,
        paid_balance=_balance_paid(work, order_ref, line_ref),
        committed=committed,
        delivery=back_with(progress, Money(order.delivery_minor, currency)),
    )


def _balance_paid(work: Work, order_ref: str, line_ref: str) -> bool:
    money = money_of(work, order_ref)
    owed = money.obligations if money else ()
    rows = [o for o in owed if o.kind == "balance" and line_ref in o.line_refs and o.state != "dropped"]
    return bool(rows) and all(o.state == "paid" for o in rows)


def refund_noted(work: Work, order_ref: str, line_ref: str) -> bool:
    """Whether this line's refund is written down. The order stays locked: of two lines one comes second."""
    locked(work, order_ref)
    noted = select(Cancellation.refund_minor).where(Cancellation.line_ref == line_ref)
    return work.session.scalar(noted) is not None


def note_refund(work: Work, line_ref: str, amount: Money) -> None:
    """Keep what was sent back with the cancellation."""
    row = work.session.get(Cancellation, line_ref)
    if row is not None:
        row.refund_minor = amount.minor
        work.session.flush()
