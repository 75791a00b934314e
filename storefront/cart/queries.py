"""What the cart page and the checkout read: the lines as goods, dated and priced for both plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from foundation.data.work import Work
from fulfilment.api.promise import Destination, LineQuote, Quote, Wanted, WantedMade, WantedStock, quote
from storefront.cart.domain import (
    ArrivalGroup,
    CartLine,
    Good,
    Offer,
    PricedLine,
    Terms,
    by_arrival,
    offer_of,
    price_line,
)
from storefront.cart.goods import goods_of
from storefront.cart.models import Cart, CartLineRow


@dataclass(frozen=True)
class CartHead:
    """The cart's own choices."""

    cart_ref: str
    country: str
    plan_kind: str


@dataclass(frozen=True)
class CartPage:
    """The cart as a page. `missing` are lines that can no longer be had; `problems` say per line why not."""

    head: CartHead
    offers: Mapping[str, Offer]
    groups: tuple[ArrivalGroup, ...]
    quotes: Mapping[str, LineQuote]
    missing: tuple[CartLine, ...]

    @property
    def chosen(self) -> Offer:
        return self.offers[self.head.plan_kind]

    @property
    def problems(self) -> dict[str, str]:
        return {
            ref: (found.reasons[0].sentence if found.reasons else "This cannot be had at the moment.")
            for ref, found in self.quotes.items()
            if found.promised is None
        }

    @property
    def buyable(self) -> bool:
        return bool(self.chosen.lines) and not self.problems and not self.missing


def head(work: Work, cart_ref: str | None) -> CartHead | None:
    """The cart of a cookie; None where there is none (yet)."""
    seen = {} if work.seen is None else work.seen  # a reading asks once
    if cart_ref and ("cart", cart_ref) not in seen:
        seen["cart", cart_ref] = work.session.get(Cart, cart_ref)
    row = seen.get(("cart", cart_ref))
    return CartHead(row.cart_ref, row.country, row.plan_kind) if row else None


def filled(work: Work, cart_ref: str) -> CartHead | None:
    """The cart, if something is in it. One statement."""
    something = exists().where(CartLineRow.cart_ref == Cart.cart_ref, CartLineRow.removed_at.is_(None))
    asked = select(Cart.cart_ref, Cart.country, Cart.plan_kind).where(Cart.cart_ref == cart_ref, something)
    row = work.session.execute(asked).one_or_none()
    return CartHead(*row) if row else None


def lines(work: Work, cart_ref: str) -> tuple[CartLine, ...]:
    """The lines in the order in which they were put in."""
    seen = {} if work.seen is None else work.seen
    if ("cart lines", cart_ref) not in seen:
        rows = work.session.scalars(
            select(CartLineRow)
            .where(CartLineRow.cart_ref == cart_ref, CartLineRow.removed_at.is_(None))
            .order_by(CartLineRow.added_at, CartLineRow.line_ref)
        )
        found = tuple(CartLine(row.line_ref, row.sku, row.quantity, row.snapshot_ref) for row in rows)
        seen["cart lines", cart_ref] = found
    known: tuple[CartLine, ...] = seen["cart lines", cart_ref]
    return known


def count(work: Work, cart_ref: str | None) -> int:
    """How many pieces the cart link shows. One statement."""
    if not cart_ref:
        return 0
    pieces = select(func.sum(CartLineRow.quantity)).where(
        CartLineRow.cart_ref == cart_ref, CartLineRow.removed_at.is_(None)
    )
    return int(work.session.scalar(pieces) or 0)


def removed_title(work: Work, cart_ref: str, line_ref: str, *, currency: str) -> str | None:
    """What a removed line was called, for its undo; None when there is nothing to undo."""
    row = work.session.get(CartLineRow, line_ref)
    if row is None or row.cart_ref != cart_ref or row.removed_at is None:
        return None
    line = CartLine(row.line_ref, row.sku, row.quantity, row.snapshot_ref)
    good = goods_of(work, [line], currency=currency).get(line_ref)
    return good.title if good else None


def wanted(priced: Sequence[PricedLine]) -> list[Wanted]:
    """The lines as the promise takes them."""
    return [
        WantedMade(line.line_ref, line.good.spec, line.quantity)
        if line.good.spec
        else WantedStock(line.line_ref, line.good.sku, line.quantity)
        for line in priced
    ]


@dataclass(frozen=True)
class Basket:
    """The lines of a cart, and per `line_ref` what it is sold as now; what is not sold any more has no good."""

    lines: tuple[CartLine, ...]
    goods: Mapping[str, Good]

    @property
    def two_person(self) -> bool:
        """Whether something in it is carried by two: a delivery goes as the largest thing in it."""
        return any(good.delivery_class == "two_person" for good in self.goods.values())

    @property
    def missing(self) -> tuple[CartLine, ...]:
        return tuple(line for line in self.lines if line.line_ref not in self.goods)

    def priced(self, work: Work, terms: Terms, *, country: str) -> list[PricedLine]:
        """The lines with their money for `country`."""
        today = work.now().astimezone(terms.zone).date()
        return [
            price_line(line, self.goods[line.line_ref], terms.tax, country=country, on=today)
            for line in self.lines
            if line.line_ref in self.goods
        ]


def basket(work: Work, cart_ref: str, currency: str) -> Basket:
    """What is in a cart. Three statements at most."""
    kept = lines(work, cart_ref)
    return Basket(kept, goods_of(work, kept, currency=currency))


def priced(work: Work, cart_ref: str, terms: Terms, *, country: str) -> tuple[list[PricedLine], tuple[CartLine, ...]]:
    """The lines with their money for `country`, and those that are not sold any more."""
    found = basket(work, cart_ref, terms.currency)
    return found.priced(work, terms, country=country), found.missing


def cart_page(work: Work, cart_ref: str | None, terms: Terms, *, postcode: str = "") -> CartPage | None:
    """The whole cart page; None for an empty cart. Raises `Invalid` where the country is not served."""
    cart = head(work, cart_ref)
    if cart is None:
        return None
    sold, missing = priced(work, cart.cart_ref, terms, country=cart.country)
    if not sold and not missing:
        return None
    dated = quote(work, wanted(sold), Destination(cart.country, postcode)) if sold else None
    offers = _offers(sold, dated, terms, cart.country, work) if dated else {}
    if not offers:
        return CartPage(cart, {}, (), {}, missing)
    quotes = {found.line_ref: found for found in dated.lines} if dated else {}
    return CartPage(cart, offers, by_arrival(offers[cart.plan_kind]), quotes, missing)


def _offers(sold: Sequence[PricedLine], dated: Quote, terms: Terms, country: str, work: Work) -> dict[str, Offer]:
    today = work.now().astimezone(terms.zone).date()
    return {
        plan.kind: offer_of(sold, plan, terms.tax, terms.rates, country=country, currency=terms.currency, on=today)
        for plan in (dated.each, dated.together)
    }
