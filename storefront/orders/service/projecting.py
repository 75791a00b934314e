"""The one function that writes an order's two status axes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from storefront.orders.domain import fulfilment_status, line_progress
from storefront.orders.models import Order, OrderLine
from storefront.orders.service.placing import locked
from storefront.orders.states import ORDER
from storefront.payments.queries import payment_state
from storefront.timeline.queries import entries


def project(work: Work, order_ref: str) -> None:
    """Derive both axes anew from timeline and ledger. Running it twice changes nothing; the nightly check runs it too.

    An order whose lines are all cancelled is cancelled itself.
    """
    project_locked(work, locked(work, order_ref))


def lines_of(work: Work, order_ref: str) -> list[str]:
    """The refs of an order's lines."""
    return list(work.session.scalars(select(OrderLine.line_ref).where(OrderLine.order_ref == order_ref)))


def project_locked(work: Work, order: Order, lines: Sequence[str] | None = None) -> None:
    """The same for whoever has locked the order, and may know its `lines`."""
    order_ref = order.order_ref
    told = entries(work, order_ref)
    progress = [line_progress(told, ref) for ref in (lines_of(work, order_ref) if lines is None else lines)]
    order.fulfilment_status = fulfilment_status(progress)
    # What makes a claim good costs nothing, so it has no payment, and nothing of it is left to pay.
    order.payment_status = payment_state(work, order_ref) if order.total_minor else "paid"
    if order.fulfilment_status == "cancelled" and order.state == "placed":
        move(work, order, ORDER, "cancelled", subject=order_ref, actor="shop", reason="every line was cancelled")
    work.session.flush()
