"""The values of the cart: goods, priced lines, arrivals, the offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from foundation.plain.money import Money, total
from fulfilment.api.workspec import WorkSpec
from storefront.checkout.delivery import RATES, DeliveryRate
from storefront.pricing.tax import BUILT_IN, Tax, TaxProvider


@dataclass(frozen=True)
class Good:
    """What the shop sells under one SKU (or one snapshot) right now. `unit_price` is what the shopper sees.

    `deposit` is what one piece takes today, None where all is paid at once. `spec` is set for made-to-order goods.
    `summary` is *What we will make* as pairs of words; `weight_g` and `delivery_class` are those of one packed piece.
    """

    sku: str
    title: str
    slug: str
    seller_ref: str
    unit_price: Money
    delivery_class: str
    weight_g: int
    tax_category: str = "standard"
    deposit: Money | None = None
    spec: WorkSpec | None = None
    summary: tuple[tuple[str, str], ...] = ()
    drawing: dict[str, Any] | None = None
    edit_query: str = ""

    @property
    def made(self) -> bool:
        return self.spec is not None


@dataclass(frozen=True)
class CartLine:
    """One line as the shopper put it there. `snapshot_ref` is the configurator's, None for stocked goods."""

    line_ref: str
    sku: str
    quantity: int
    snapshot_ref: str | None


@dataclass(frozen=True)
class PricedLine:
    """One line with its money. `amount` = `deposit` + `balance`, and so are the two halves of its tax."""

    line_ref: str
    good: Good
    quantity: int
    snapshot_ref: str | None
    amount: Money
    tax: Tax
    deposit: Money
    deposit_tax: Money
    balance: Money
    balance_tax: Money

    @property
    def made(self) -> bool:
        return self.good.made


@dataclass(frozen=True)
class DatedDelivery:
    """One arrival: which lines come together, how, by when (None: cannot be had), at what cost."""

    line_refs: tuple[str, ...]
    method: str
    promised: date | None
    cost: Money


@dataclass(frozen=True)
class Offer:
    """The whole cart for one plan and one country: what a shopper says yes to, to the cent and to the day."""

    plan_kind: str
    country: str
    lines: tuple[PricedLine, ...]
    deliveries: tuple[DatedDelivery, ...]
    delivery: Money
    delivery_tax: Tax
    days: Mapping[str, date | None] = field(default_factory=dict)

    @property
    def goods(self) -> Money:
        return total((line.amount for line in self.lines), self.delivery.currency)

    @property
    def total(self) -> Money:
        return self.goods + self.delivery

    @property
    def later(self) -> Money:
        return total((line.balance for line in self.lines), self.delivery.currency)

    @property
    def today(self) -> Money:
        return self.total - self.later

    @property
    def tax(self) -> Money:
        return total((line.tax.amount for line in self.lines), self.delivery.currency) + self.delivery_tax.amount

    @property
    def promised(self) -> date | None:
        """The last arrival; None when anything in the cart cannot be had."""
        days = [d.promised for d in self.deliveries]
        return None if not days or any(day is None for day in days) else max(day for day in days if day)

    @property
    def two_person(self) -> bool:
        return any(d.method == "two_person" for d in self.deliveries)

    @property
    def made(self) -> bool:
        return any(line.made for line in self.lines)


@dataclass(frozen=True)
class Terms:
    """How this shop sells: its currency, the zone whose days it says, its taxes and its delivery prices."""

    currency: str
    zone: ZoneInfo
    tax: TaxProvider = BUILT_IN
    rates: tuple[DeliveryRate, ...] = RATES


@dataclass(frozen=True)
class ArrivalGroup:
    """What comes on one day by one way: the cart is read by arrival, not by seller."""

    day: date | None
    method: str
    lines: tuple[PricedLine, ...]
    cost: Money
