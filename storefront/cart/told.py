"""A priced and dated offer as programs read it: one shape for quote, cart and review."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from fulfilment.api.promise import LineQuote
from storefront.api.fields import Amount, Day, Ref, Told, amount, one_of
from storefront.cart.domain import PLAN_KINDS, Offer, PricedLine

METHODS = ("parcel", "two_person")


class LineTold(Told):
    line: Ref
    sku: str = Field(examples=["OIL-05"])
    title: str = Field(examples=["Hardwax oil, 0.5 l"])
    quantity: int = Field(examples=[1])
    made_to_order: bool
    unit_price: Amount
    amount: Amount = Field(description="tax included, for the country it goes to")
    tax: Amount
    today: Amount = Field(description="what of it is paid at checkout")
    later: Amount = Field(description="what is paid once it has passed inspection")
    summary: list[tuple[str, str]] = Field(examples=[[]], description="what is made, in words")
    promised: Day | None
    median: Day | None = Field(description="the likely day")
    reasons: list[str] = Field(examples=[["Here, and leaves tomorrow."]])


class DeliveryTold(Told):
    lines: list[str] = Field(examples=[["01kasx7xmj5v8nqz2y0c4d6f8g"]])
    method: str = Field(json_schema_extra=one_of(METHODS))
    promised: Day | None
    cost: Amount


class OfferTold(Told):
    """A whole basket for one plan and one country, to the cent and to the day."""

    plan: str = Field(json_schema_extra=one_of(PLAN_KINDS), description="each when it is ready, or all together")
    country: str = Field(examples=["DE"])
    deliveries: list[DeliveryTold]
    goods: Amount
    delivery: Amount
    tax: Amount = Field(description="in the total")
    total: Amount
    today: Amount
    later: Amount
    promised: Day | None = Field(description="the last arrival; null when something cannot be had")


def line_told(line: PricedLine, offer: Offer, quoted: Mapping[str, LineQuote]) -> LineTold:
    found = quoted.get(line.line_ref)
    return LineTold(
        line=line.line_ref,
        sku=line.good.sku,
        title=line.good.title,
        quantity=line.quantity,
        made_to_order=line.made,
        unit_price=amount(line.good.unit_price),
        amount=amount(line.amount),
        tax=amount(line.tax.amount),
        today=amount(line.deposit),
        later=amount(line.balance),
        summary=list(line.good.summary),
        promised=offer.days.get(line.line_ref),
        median=found.median if found else None,
        reasons=[reason.sentence for reason in found.reasons] if found else [],
    )


def offer_told(offer: Offer) -> OfferTold:
    return OfferTold(
        plan=offer.plan_kind,
        country=offer.country,
        deliveries=[
            DeliveryTold(lines=list(one.line_refs), method=one.method, promised=one.promised, cost=amount(one.cost))
            for one in offer.deliveries
        ],
        goods=amount(offer.goods),
        delivery=amount(offer.delivery),
        tax=amount(offer.tax),
        total=amount(offer.total),
        today=amount(offer.today),
        later=amount(offer.later),
        promised=offer.promised,
    )
