"""A draft as the shop's own page would show it: the same template, the same words, nothing stored."""

from __future__ import annotations

from foundation.plain.errors import DomainError
from storefront.catalogue.domain.choosing import questions
from storefront.catalogue.html import clean_html
from storefront.catalogue.queries.cards import Picture
from storefront.catalogue.queries.product import ProductPage, VariantView
from storefront.console.products.drafts import Where
from storefront.console.products.queries import Desk
from storefront.console.products.sheet import Sheet, SheetVariant, measure, price_of
from storefront.pricing.domain import Price


def preview_page(found: Desk, where: Where) -> ProductPage:
    """Of what is typed so far; a price or a weight that is none is left out. The day and the stock are not asked for:
    they are those of the day it is published on."""
    sheet = found.sheet
    variants = tuple(_variant(sheet, one, where.currency) for one in sheet.variants)
    chosen = variants[0] if variants else None
    names = dict(found.categories)
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
        stock=None,
        quote=None,
        earliest=None,
        beside=(),
    )


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
