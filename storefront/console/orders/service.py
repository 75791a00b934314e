"""What a seller may do to an order: take back a line while it is free, let it go on after a lost dispute."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api.orders import cancellable, release_hold
from storefront.console.orders.queries import find
from storefront.orders.models import Cancellation, Order, OrderLine
from storefront.orders.service import cancel_line
from storefront.payments.queries import in_dispute
from storefront.timeline.service import append
from storefront.withdrawal.service import settle


def cancel(work: Work, scope: SellerScope, number: str, line_ref: str, actor: str) -> None:
    """Cancel a line for the seller; asking twice is asking once.

    Raises `NotFound` for a line that is not in view, `Conflict` with the workshop's sentence once it is not free.
    """
    ref = find(work, scope, number)
    line = work.session.get(OrderLine, line_ref)
    if line is None or line.order_ref != ref or not scope.covers(line.seller_ref):
        raise NotFound("There is no such line in this order.")
    if work.session.get(Cancellation, line_ref) is None:
        free = cancellable(work, ref).get(line_ref)
        if free is None:
            raise Conflict("The workshop has not taken this order in yet. Try again in a minute.")
        if not free.allowed:
            raise Conflict(free.sentence)
    cancel_line(work, ref, line_ref, actor)


def settle_withdrawal(work: Work, scope: SellerScope, number: str, line_ref: str, typed: str, by: str) -> None:
    """Pay back a line that its customer withdrew from. Raises `NotFound` for one that is not wholly in view, `Invalid`
    beside the amount, `Conflict` when it was paid back or more is asked than is left."""
    ref = find(work, scope, number)
    line = work.session.get(OrderLine, line_ref)
    if line is None or line.order_ref != ref or not scope.covers(line.seller_ref):
        raise NotFound("There is no such line in this order.")
    order = work.session.get_one(Order, ref)
    try:
        amount = Money.parse(typed.replace(",", "."), order.currency)
    except Invalid as error:
        raise Invalid(error.sentence, field="amount") from None
    settle(work, line_ref, amount, by)


def let_go(work: Work, scope: SellerScope, number: str, actor: str) -> None:
    """Lift what a lost dispute holds, at both gates; doing it twice is doing it once.

    Raises `NotFound` for an order that is not wholly in view, `Conflict` while the bank has not decided.
    """
    ref = find(work, scope, number)
    lines = work.session.execute(select(OrderLine.line_ref, OrderLine.seller_ref).where(OrderLine.order_ref == ref))
    sellers: dict[str, str] = dict(lines.all())
    if not all(scope.covers(seller) for seller in sellers.values()):
        raise NotFound("This order holds other sellers’ pieces too. Its money is the operator’s.")
    if in_dispute(work, ref):
        raise Conflict("The bank has not decided yet. The order waits until it has.")
    release_hold(work, ref, sorted(sellers), "dispute")
    append(work, ref, sorted(sellers), "dispute_let_go", work.now(), {"actor": actor})
