"""Sending an order by mail: it is supply and the letter is under way, in one transaction."""

from __future__ import annotations

from datetime import date

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.api import purchasing
from storefront.console.purchasing.letter import MAIL


def send_by_mail(
    work: Work, scope: SellerScope, number: str, expected: date | None, *, client_id: str, actor: str
) -> None:
    """Send an order to its supplier's address; sent again, it is mailed again, but once for each tap.

    Raises `Conflict` when the supplier has no address, and as `purchasing.send`.
    """
    order = purchasing.purchase_order(work, scope, number).order
    if not order.email:
        raise Conflict(
            f"{order.supplier_name} has no e-mail address. Set it with the supplier, or send the file yourself and "
            "mark the order as sent."
        )
    purchasing.send(work, scope, number, expected, actor)
    work.enqueue(MAIL, {"number": number}, key=f"{number}:{client_id}"[:160])
