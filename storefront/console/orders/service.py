"""What a seller may do to an order: take back a line while it is free."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.orders import cancellable
from storefront.console.orders.queries import find
from storefront.orders.models import Cancellation, OrderLine
from storefront.orders.service import cancel_line


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
