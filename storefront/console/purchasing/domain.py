"""Purchase orders as one meets them at the desk and at the dock. Plain: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foundation.plain.errors import Invalid
from foundation.plain.money import EXPONENTS, Money
from fulfilment.api.purchasing import PurchaseLineView, PurchaseOrderView

OVER = ("received", "cancelled")
COMING = ("sent", "confirmed", "part_received")


def to_come(line: PurchaseLineView) -> int:
    return line.to_come


def expected(order: PurchaseOrderView) -> date | None:
    """The day of the first line that is still to come, or of the last when all are here; None for a draft."""
    if order.state == "draft":
        return None
    coming = [line.expected for line in order.lines if line.to_come]
    return min(coming) if coming else max(line.expected for line in order.lines)


def cost(order: PurchaseOrderView) -> Money | None:
    """What the order costs; None when a line has no price."""
    known = [line.cost for line in order.lines if line.cost is not None]
    if not known or len(known) < len(order.lines):
        return None
    return Money(sum(one.minor for one in known), known[0].currency)


def matching(orders: Sequence[PurchaseOrderView], state: str) -> list[PurchaseOrderView]:
    """`state` is a state, `coming` for all that is under way, `late`, or empty for everything."""
    if state == "coming":
        return [order for order in orders if order.state in COMING]
    if state == "late":
        return [order for order in orders if order.late]
    return [order for order in orders if not state or order.state == state]


def a_day(text: str, field: str = "expected") -> date | None:
    """A typed day, None for nothing. Raises `Invalid` beside the field for what is no day."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Choose the day on which the supplier brings it.", field=field) from None


def a_price(text: str, currency: str, field: str = "price") -> Money:
    """A typed price; a decimal comma is fine. Raises `Invalid` beside the field."""
    try:
        price = Money.parse(text.replace(",", "."), currency)
    except Invalid as error:
        raise Invalid(error.sentence, field=field) from None
    if abs(price.minor) > 10**12:
        raise Invalid("That is more than the shop can pay. Look at the price again.", field=field)
    return price


def price_text(price: Money) -> str:
    """A price as it stands in a field: `2.40`."""
    return f"{price.decimal:.{EXPONENTS[price.currency]}f}"
