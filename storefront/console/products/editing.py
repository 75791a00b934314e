"""What the product form asks for, and doing all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import promise, stock
from storefront.catalogue.domain.inputs import ProductIn
from storefront.catalogue.html import clean_html
from storefront.catalogue.models import Product
from storefront.catalogue.service import put_product, refresh_availability
from storefront.console.products.queries import ProductDesk, VariantDesk, desk, product
from storefront.pricing.domain import PriceBookIn, PriceIn, standard_book
from storefront.pricing.models import PriceEntry
from storefront.pricing.service import put_price, put_price_book


@dataclass(frozen=True)
class Edit:
    """A typed form: `prices` and `counts` by SKU as text, empty where nothing was typed; `were` the counts seen."""

    name: str
    description: str
    category: str
    prices: Mapping[str, str]
    counts: Mapping[str, str]
    were: Mapping[str, str]
    seen: str

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> Edit:
        def group(prefix: str) -> dict[str, str]:
            return {key[len(prefix) :]: value.strip() for key, value in form.items() if key.startswith(prefix)}

        return cls(
            name=form.get("name", "").strip(),
            description=form.get("description", "").strip(),
            category=form.get("category", ""),
            prices=group("price-"),
            counts=group("count-"),
            were=group("was-"),
            seen=form.get("seen", ""),
        )


@dataclass(frozen=True)
class Where:
    """The shop's own words: its language, its money, the country that days are counted to."""

    locale: str
    currency: str
    country: str


def save(work: Work, scope: SellerScope, slug: str, edit: Edit, where: Where) -> None:
    """Write what was changed, all of it or nothing; the same form sent twice changes nothing the second time.

    Raises `Invalid` beside the field, `Conflict` when somebody else changed the product or its shelf meanwhile.
    """
    now = desk(work, scope, slug, where.currency)
    row = product(work, scope, slug)
    wanted = _product_in(row, edit, where.locale)
    if edit.seen != now.seen and _differs(row, wanted, where.locale):
        raise Conflict("Somebody changed this product meanwhile. Reload the page, look, and save again.", field="name")
    put_product(work, scope, wanted)
    for variant in now.variants:
        _price(work, scope, now, variant, edit.prices.get(variant.sku, ""), where)
        _count(work, scope, variant, edit)
    if now.kind == "stocked":
        refresh_availability(work, [variant.sku for variant in now.variants], promise.Destination(where.country))


def _product_in(row: Product, edit: Edit, locale: str) -> ProductIn:
    return ProductIn(
        slug=row.slug,
        name={**row.name, locale: edit.name},
        seller_ref=row.seller_ref,
        kind=row.kind,  # type: ignore[arg-type]  # the column's CHECK knows the words
        status=row.status,  # type: ignore[arg-type]
        description={**row.description, locale: edit.description},
        maker=row.maker_slug,
        category=edit.category or None,
        product_type=row.product_type,
        tags=tuple(row.tags),
        drawing=dict(row.drawing),
        specification=tuple((label, value) for label, value in row.specification),
        seo_title=dict(row.seo_title),
        seo_description=dict(row.seo_description),
        position=row.position,
        source=dict(row.source),
    )


def _differs(row: Product, wanted: ProductIn, locale: str) -> bool:
    return (row.name.get(locale, ""), row.description.get(locale, ""), row.category_slug) != (
        wanted.name[locale],
        clean_html(wanted.description[locale]),
        wanted.category,
    )


def _price(work: Work, scope: SellerScope, now: ProductDesk, variant: VariantDesk, text: str, where: Where) -> None:
    if not text:
        return
    amount = _amount(text, where.currency, f"price-{variant.sku}")
    if amount == variant.price:
        return
    entry = work.session.scalars(
        select(PriceEntry)
        .where(PriceEntry.sku == variant.sku, PriceEntry.currency == where.currency, PriceEntry.valid_from.is_(None))
        .order_by(PriceEntry.id)
    ).first()
    book = entry.book if entry else standard_book(now.seller_ref, where.currency)
    was = Money(entry.compare_at_minor, where.currency) if entry and entry.compare_at_minor is not None else None
    if entry is None:
        put_price_book(work, scope, PriceBookIn(book, f"Standard ({where.currency})", where.currency, now.seller_ref))
    put_price(work, scope, PriceIn(book, variant.sku, amount, was))


def _amount(text: str, currency: str, field: str) -> Money:
    try:
        amount = Money.parse(text.replace(",", "."), currency)
    except (DomainError, ValueError, ArithmeticError):
        raise Invalid("Type a price such as 24.90.", field=field) from None
    if not 0 <= amount.minor < 10**11:
        raise Invalid("A price is between 0 and 999,999,999.", field=field)
    return amount


def _count(work: Work, scope: SellerScope, variant: VariantDesk, edit: Edit) -> None:
    typed, was = edit.counts.get(variant.sku, ""), edit.were.get(variant.sku, "")
    if not typed or typed == was or len(variant.shelves) != 1:
        return
    field = f"count-{variant.sku}"
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise Invalid("Type how many pieces lie there, as a whole number.", field=field)
    shelf = variant.shelves[0]
    if int(typed) == shelf.on_hand:
        return
    if was != str(shelf.on_hand):
        sentence = f"{shelf.on_hand} lie there by now. Count again, reload the page and type what you counted."
        raise Conflict(sentence, field=field)
    try:
        stock.adjust(work, scope, variant.sku, shelf.location, int(typed), reason="Counted in the console")
    except DomainError as error:
        raise type(error)(error.sentence, field=field) from error
