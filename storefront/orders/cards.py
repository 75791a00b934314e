"""Which card pays what is still owed. Read from what the page knows already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from foundation.plain.money import Money
from storefront.orders.queries import OrderPage


@dataclass(frozen=True)
class CardToPay:
    """`due` None: nothing is owed. `name` is the card that was kept at checkout, empty where none was; `on` when it is
    charged as far as that is known, `declined` the bank's last word while nobody has paid since."""

    due: Money | None
    name: str
    on: datetime | None
    declined: str


def card_of(page: OrderPage) -> CardToPay:
    """Of an order that was placed; of another one nothing is owed here."""
    money = page.money
    if money is None or not page.placed or not money.due.minor:
        return CardToPay(None, "", None, "")
    paid = [one for one in money.payments if one.state == "captured" and one.card]
    tries = [one for one in money.payments if one.kind != "checkout"]
    last = tries[-1] if tries else None
    declined = last.sentence or "" if last and last.state in ("failed", "requires_customer") else ""
    planned = [one.scheduled_for for one in money.obligations if one.state == "open" and one.scheduled_for]
    name = paid[0].card or "" if paid else ""
    return CardToPay(money.due, name, min(planned, default=None), declined)
