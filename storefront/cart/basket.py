"""A basket that is nobody's cart: priced and dated for a program that only asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from fulfilment.api.promise import Destination, LineQuote, Quote, quote
from storefront.cart.domain import CartLine, Offer, Terms, offer_of, price_line
from storefront.cart.goods import goods_of
from storefront.cart.queries import wanted


@dataclass(frozen=True)
class Basket:
    """Both plans of what was asked for, and the day of each line."""

    offers: Mapping[str, Offer]
    quotes: Mapping[str, LineQuote]
    quote: Quote


def basket(work: Work, lines: Sequence[CartLine], terms: Terms, country: str, postcode: str) -> Basket:
    """Price and date `lines`, as a cart would. Raises `NotFound` for what is not sold, `Invalid` for a country that is
    not served."""
    goods = goods_of(work, lines, currency=terms.currency)
    missing = [line.sku for line in lines if line.line_ref not in goods]
    if missing:
        raise NotFound(f"We do not sell {missing[0]} any more. The catalogue shows what there is.", field="sku")
    today = work.now().astimezone(terms.zone).date()
    sold = [price_line(line, goods[line.line_ref], terms.tax, country=country, on=today) for line in lines]
    dated = quote(work, wanted(sold), Destination(country, postcode))
    offers: dict[str, Offer] = {
        plan.kind: offer_of(sold, plan, terms.tax, terms.rates, country=country, currency=terms.currency, on=today)
        for plan in (dated.each, dated.together)
    }
    return Basket(offers, {found.line_ref: found for found in dated.lines}, dated)
