"""A draft as the shop's own page would show it: the same template, the same words, nothing stored."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from foundation.plain.scope import SellerScope
from fulfilment.api import promise, setup, stock
from storefront.catalogue.domain.choosing import questions
from storefront.catalogue.domain.telling import Stock
from storefront.catalogue.html import clean_html
from storefront.catalogue.queries.cards import Picture
from storefront.catalogue.queries.product import ProductPage, VariantView
from storefront.console.products.drafts import Where
from storefront.console.products.queries import Desk
from storefront.console.products.sheet import Sheet, SheetVariant, measure, price_of
from storefront.pricing.domain import Price


def preview_page(work: Work, scope: SellerScope, found: Desk, where: Where) -> ProductPage:
    """Of what is typed so far; a price or a weight that is none is left out. Stock and day are those of now; a variant
    that is new has neither yet."""
    sheet = found.sheet
    variants = tuple(_variant(sheet, one, where.currency) for one in sheet.variants)
    chosen = variants[0] if variants else None
    names = dict(found.categories)
    level, quote = _today(work, scope, chosen.sku, where) if chosen and found.kind == "stocked" else (None, None)
    return ProductPage(
        slug=sheet.slug or found.slug,
        kind=found.kind,
        name={where.locale: sheet.name or "–"},
        description={where.locale: clean_html(sheet.description)} if sheet.description else {},
        maker_slug=sheet.maker,
        maker=dict(found.makers).get(sheet.maker, ""),
        category_slug=sheet.category,
        category=names.get(sheet.category, {}),
        drawing=found.drawing or {"kind": "placeholder"},
        pictures=tuple(Picture(one.id if one.key else None, {where.locale: one.alt}) for one in sheet.pictures),
        specification=(),
        seo_title={},
        seo_description={},
        variants=variants,
        chosen=chosen,
        questions=questions([(v.sku, v.options) for v in variants], chosen.sku if chosen else ""),
        stock=level,
        quote=quote,
        earliest=None,
        beside=(),
    )


def _today(work: Work, scope: SellerScope, sku: str, where: Where) -> tuple[Stock, promise.LineQuote | None]:
    if sku not in setup.items_of(work, scope, [sku]):
        return Stock(0), None
    level = stock.availability(work, [sku]).get(sku)
    arriving = next(((on, count) for on, count in level.incoming if count > 0), (None, 0)) if level else (None, 0)
    quote = promise.quote(work, [promise.WantedStock(sku, sku, 1)], promise.Destination(where.country)).lines[0]
    return Stock(max(level.saleable, 0) if level else 0, *arriving), quote


def _variant(sheet: Sheet, typed: SheetVariant, currency: str) -> VariantView:
    try:
        price = Price(typed.sku, price_of(typed, currency))
    except DomainError:
        price = None
    return VariantView(
        sku=typed.sku,
        options=sheet.options_of(typed),
        price=price,
        weight_g=_grams(typed.weight),
        barcode=typed.barcode,
        delivery_class=typed.delivery,
    )


def _grams(text: str) -> int:
    try:
        return measure(text, "kg") or 0
    except DomainError:
        return 0
