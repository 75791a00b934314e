"""A whole delivery in one go: every line of its note, or none."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api import purchasing
from storefront.console.purchasing.domain import COMING
from storefront.console.receipts import domain


def book_delivery(
    work: Work, scope: SellerScope, number: str, *, note: str, typed: Mapping[str, str], surplus: str
) -> None:
    """Goods of one purchase order arrive as typed. The same note sent twice is booked once, line by line. `surplus`
    said: what came beyond the order is kept.

    Raises what `domain.delivery` and `domain.too_much` raise, `NotFound` for another seller's order, `Conflict` for one
    that is not under way.
    """
    if not note:
        raise Invalid("Type the number of the delivery note, so that it is booked once.", field="note")
    page = purchasing.purchase_order(work, scope, number)
    arrived = domain.delivery(page.order.lines, typed, note)
    booked = {(row.sku, row.document_line): row for row in page.receipts}
    for one in arrived:
        before = booked.get((one.sku, one.document_line))
        if before is not None and before.quantity != one.quantity:
            raise Conflict(
                "This line of the delivery note is booked already, with another quantity. If this is a second "
                "delivery, it has a number of its own; a mistake is put right by a count, under Stock.",
                field=f"q-{one.sku}",
            )
    fresh = [one for one in arrived if (one.sku, one.document_line) not in booked]
    verb = purchasing.receive_with_surplus if surplus else purchasing.receive_line
    if not surplus and page.order.state in COMING:
        domain.too_much(page.order.lines, fresh)
    for one in fresh:
        verb(work, scope, number, one.sku, one.quantity, document_line=one.document_line)
