"""A receipt that is booked once: the ledger itself remembers the delivery note."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api import stock


class BookedBefore(Conflict):
    """This very receipt is in the ledger already: the second tap of a double tap."""


def receive_once(work: Work, scope: SellerScope, sku: str, location: str, quantity: int, reference: str) -> None:
    """Receive `quantity` at `location`, once per `reference`.

    The item is locked by the receipt itself, so two taps at once are told apart: the later one sees the earlier and
    is rolled back with `BookedBefore`, or with `Conflict` when the same note was booked with another quantity.
    """
    stock.receive(work, scope, sku, location, quantity, reference=reference)
    same = [
        row.quantity
        for row in stock.item(work, scope, sku).movements
        if (row.kind, row.reference, row.location) == ("receipt", reference, location)
    ]
    if len(same) < 2:
        return
    if same == [quantity] * len(same):
        raise BookedBefore(f"{reference} is booked already. Nothing was changed.")
    raise Conflict(
        f"{reference} is booked already, with another quantity. Nothing was changed; count the shelf to correct it."
    )
