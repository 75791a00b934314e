"""What a line and a whole cart cost, when they come; what a shopper may type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foundation.plain.errors import Invalid
from foundation.plain.money import total
from fulfilment.api.promise import Plan
from storefront.cart.domain.values import ArrivalGroup, CartLine, DatedDelivery, Good, Offer, PricedLine
from storefront.checkout.carbon import grams
from storefront.checkout.delivery import DeliveryRate, cost
from storefront.pricing.tax import STANDARD, TaxProvider

MAX_QUANTITY = 99
MAX_LINES = 50
PLAN_KINDS: tuple[str, ...] = ("each", "together")


def whole_quantity(text: str, *, lowest: int = 1) -> int:
    """A quantity as typed. Raises `Invalid` with the sentence for its field."""
    try:
        value = int(text.strip() or "1") if len(text) < 12 else MAX_QUANTITY + 1
    except ValueError:
        raise Invalid("Write the quantity as a whole number.", field="quantity") from None
    if value < lowest:
        raise Invalid("Choose a quantity of at least 1.", field="quantity")
    if value > MAX_QUANTITY:
        raise Invalid(f"That is more than {MAX_QUANTITY}. Write to us and we make you an offer.", field="quantity")
    return value


def known_plan(kind: str) -> str:
    if kind not in PLAN_KINDS:
        raise Invalid("Choose “each when ready” or “all together”.", field="plan")
    return kind


def price_line(line: CartLine, good: Good, provider: TaxProvider, *, country: str, on: date) -> PricedLine:
    """The money of one line: tax by where it goes, deposit by the seller's rule, each cent in exactly one half."""
    price = good.unit_price * line.quantity
    tax = provider.tax(price, category=good.tax_category, country=country, region="", on=on)
    amount = price if tax.inclusive else price + tax.amount
    now = price if good.deposit is None else min(good.deposit * line.quantity, price)
    weights = [now.minor, (price - now).minor] if price.minor else [1, 0]
    deposit, balance = amount.allocate(weights)
    deposit_tax, balance_tax = tax.amount.allocate(weights)
    return PricedLine(
        line.line_ref, good, line.quantity, line.snapshot_ref, amount, tax, deposit, deposit_tax, balance, balance_tax
    )


def offer_of(
    lines: Sequence[PricedLine],
    plan: Plan,
    provider: TaxProvider,
    rates: Sequence[DeliveryRate],
    *,
    country: str,
    currency: str,
    on: date,
) -> Offer:
    """Lines and a plan's deliveries as one offer: each delivery priced by its method and weight."""
    deliveries = tuple(
        DatedDelivery(
            tuple(delivery.line_refs),
            delivery.method,
            delivery.promised,
            cost(delivery.method, country, weight_of(lines, delivery.line_refs), currency, rates),
        )
        for delivery in plan.deliveries
    )
    price = total((delivery.cost for delivery in deliveries), currency)
    tax = provider.tax(price, category=STANDARD, country=country, region="", on=on)
    days = {ref: delivery.promised for delivery in deliveries for ref in delivery.line_refs}
    charged = price if tax.inclusive else price + tax.amount
    return Offer(plan.kind, country, tuple(lines), deliveries, charged, tax, days)


def weight_of(lines: Sequence[PricedLine], line_refs: Sequence[str]) -> int:
    """Grams of the lines that travel together."""
    return sum(line.good.weight_g * line.quantity for line in lines if line.line_ref in line_refs)


def emitted(offer: Offer, home: str) -> int:
    """Grams of CO2 equivalent that an offer's deliveries from `home` (a country) emit, estimated."""
    return sum(
        grams(delivery.method, home, offer.country, weight_of(offer.lines, delivery.line_refs))
        for delivery in offer.deliveries
    )


def by_arrival(offer: Offer) -> tuple[ArrivalGroup, ...]:
    """The offer's lines grouped by delivery, the earliest first, what cannot be had last."""
    by_ref = {line.line_ref: line for line in offer.lines}
    groups = [
        ArrivalGroup(d.promised, d.method, tuple(by_ref[ref] for ref in d.line_refs), d.cost) for d in offer.deliveries
    ]
    return tuple(sorted(groups, key=lambda g: (g.day is None, g.day or date.max, g.method)))
