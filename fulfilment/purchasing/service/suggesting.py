"""One tap on a suggestion: a draft of it."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.orders.taps import repeated
from fulfilment.purchasing.domain import DraftIn
from fulfilment.purchasing.queries.pegs import to_order
from fulfilment.purchasing.service.ordering import draft_purchase_order
from fulfilment.purchasing.service.suppliers import supplier_of


def draft_suggested(
    work: Work, scope: SellerScope, supplier: str, location: str, *, client_id: str, person: str
) -> str:
    """Write what is suggested for a supplier and a place as a draft; returns its number. Idempotent per `client_id`.

    Raises `Conflict` when nothing is short there any more, `NotFound` for an unknown supplier.
    """
    supplier_of(work, scope, supplier)
    before = repeated(work, client_id, "draft", supplier)
    if before is not None:
        return str(before["number"])
    for one in to_order(work, scope).suggestions:
        if (one.source.code, one.location) == (supplier, location):
            lines = tuple((line.sku, line.quantity) for line in one.lines)
            return draft_purchase_order(
                work, scope, DraftIn(supplier, location, lines), client_id=client_id, person=person
            )
    raise Conflict("Nothing is short from them any more: it is written into a draft, or it came. Look at the orders.")
