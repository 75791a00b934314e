"""The catalogue for programs: what is sold, page by page, found by words, and one of it."""

from __future__ import annotations

from typing import Any, Literal

from flask import url_for
from pydantic import Field

from foundation.data.work import Work
from fulfilment.api.promise import Destination
from storefront.api.fields import Amount, Asked, Day, Paged, Told, amount, maybe, one_of
from storefront.api.routes import Call, Routes
from storefront.catalogue import queries
from storefront.catalogue.domain.inputs import RESERVED_CATEGORY
from storefront.catalogue.domain.shelf import ShelfRow
from storefront.catalogue.paging import SHAPE, found_rows, shelf_order
from storefront.catalogue.queries import Card, ProductPage, VariantView
from storefront.catalogue.queries.cards import cards, categories
from storefront.mount.filters import text

routes = Routes("Catalogue")
BANDS = ("in_stock", "low", "incoming", "made", "none")
KINDS = ("stocked", "configured")


class ProductsAsked(Paged):
    category: str = Field("", max_length=255, description="the slug of a category, its children included")
    maker: str = Field("", max_length=255, description="the slug of a maker")
    q: str = Field("", max_length=200, description="words to search for; the best match comes first", examples=["oak"])
    sort: Literal["chosen", "cheap", "dear", "new", "soon"] = Field(
        "chosen", description="the order of the list; a search has its own"
    )


class ProductCard(Told):
    slug: str = Field(examples=["hardwax-oil"])
    name: str = Field(examples=["Hardwax oil"])
    kind: str = Field(json_schema_extra=one_of(KINDS), description="from the shelf, or made when it is ordered")
    maker: str = Field(examples=["Kast & Oak"])
    price: Amount | None = Field(description="the lowest of its variants', tax included")
    price_varies: bool
    was: Amount | None = Field(description="what the price is compared with")
    band: str = Field(json_schema_extra=one_of(BANDS), description="how it stands on the shelf")
    earliest: Day | None = Field(description="the soonest day it can arrive, as far as it is known")
    picture: str | None = Field(description="the address of a picture")
    page: str = Field(examples=["https://shop.example/p/hardwax-oil"], description="its page in the shop")


class ProductList(Told):
    items: list[ProductCard]
    total: int = Field(examples=[46])
    next: str | None = Field(description="the cursor of the next page; null at the end")


class VariantTold(Told):
    sku: str = Field(examples=["OIL-05"])
    options: list[tuple[str, str]] = Field(examples=[[["Size", "0.5 l"]]])
    price: Amount | None = Field(description="null: not sold in the shop's currency")
    was: Amount | None
    weight_g: int = Field(examples=[600])
    barcode: str


class Specified(Told):
    label: str = Field(examples=["Content"])
    value: str = Field(examples=["0.5 l"])


class Product(Told):
    slug: str = Field(examples=["hardwax-oil"])
    name: str = Field(examples=["Hardwax oil"])
    kind: str = Field(json_schema_extra=one_of(KINDS))
    description: str = Field(description="HTML of an allow-list: paragraphs, lists, emphasis, links")
    maker: str | None = Field(description="slug", examples=["kast-oak"])
    category: str | None = Field(description="slug", examples=["care"])
    specification: list[Specified]
    pictures: list[str]
    variants: list[VariantTold]
    sku: str | None = Field(description="the variant in view, which `stock` and `promised` are about")
    stock: int | None = Field(description="how many can be sold now; null for what is made to order")
    promised: Day | None = Field(description="the day one piece arrives at home, if it is ordered now")
    page: str = Field(examples=["https://shop.example/p/hardwax-oil"])


class ProductAsked(Asked):
    sku: str | None = Field(None, max_length=80, description="the variant in view; the first that is here, if left out")


class CategoryTold(Told):
    slug: str = Field(examples=["tables"])
    name: str = Field(examples=["Tables"])
    parent: str | None = Field(description="the slug of the category it stands in")


class CategoryList(Told):
    items: list[CategoryTold]


@routes.get("/catalogue/products", answer=ProductList, query=ProductsAsked, public=True, also=(404,))
def list_products(call: Call, query: ProductsAsked) -> ProductList:
    """List products

    Published products by category and maker, or what a search finds.
    """
    currency = call.shop.settings.currency

    def read(work: Work) -> ProductList:
        rows = found_rows(
            work, currency, category=query.category or RESERVED_CATEGORY, maker=query.maker, words=query.q
        )
        ranked = shelf_order(rows, "chosen" if query.q else query.sort)
        page, cursor = call.page(query, ranked, lambda one: list(one[0]), SHAPE)
        return ProductList(items=_cards(call, work, [row for _, row in page]), total=len(rows), next=cursor)

    return call.read(read)


def _cards(call: Call, work: Work, rows: list[ShelfRow]) -> list[ProductCard]:
    locale = call.shop.settings.locale
    return [_card(card, locale) for card in cards(work, rows)]


def _card(card: Card, locale: str) -> ProductCard:
    picture = card.picture.image_id if card.picture else None
    return ProductCard(
        slug=card.slug,
        name=text(card.name, locale),
        kind=card.kind,
        maker=card.maker,
        price=maybe(card.low),
        price_varies=card.varies,
        was=maybe(card.was),
        band=card.band,
        earliest=card.earliest,
        picture=_picture(picture),
        page=page_of(card.slug),
    )


def _picture(image_id: str | None) -> str | None:
    return url_for("shop.catalogue.picture", image_id=image_id, _external=True) if image_id else None


def page_of(slug: str) -> str:
    return url_for("shop.catalogue.product", slug=slug, _external=True)


@routes.get("/catalogue/products/<slug>", answer=Product, query=ProductAsked, public=True)
def get_product(call: Call, slug: str, query: ProductAsked) -> Product:
    """Read a product

    With every variant, what is on the shelf, and the day that one piece would arrive.
    """
    settings = call.shop.settings
    home = Destination(settings.country)
    page = call.read(lambda work: queries.product_page(work, slug, query.sku, settings.currency, home))
    return _product(page, settings.locale)


def _product(page: ProductPage, locale: str) -> Product:
    return Product(
        slug=page.slug,
        name=text(page.name, locale),
        kind=page.kind,
        description=text(page.description, locale),
        maker=page.maker_slug or None,
        category=page.category_slug or None,
        specification=[
            Specified(label=text(label, locale), value=text(value, locale)) for label, value in page.specification
        ],
        pictures=[address for one in page.pictures if (address := _picture(one.image_id))],
        variants=[_variant(one) for one in page.variants],
        sku=page.chosen.sku if page.chosen else None,
        stock=page.stock.saleable if page.stock else None,
        promised=page.quote.promised if page.quote else page.earliest,
        page=page_of(page.slug),
    )


def _variant(one: VariantView) -> VariantTold:
    return VariantTold(
        sku=one.sku,
        options=[(str(name), str(value)) for name, value in one.options],
        price=amount(one.price.amount) if one.price else None,
        was=maybe(one.price.was) if one.price else None,
        weight_g=one.weight_g,
        barcode=one.barcode,
    )


@routes.get("/catalogue/categories", answer=CategoryList, public=True)
def list_categories(call: Call) -> CategoryList:
    """List categories

    All of them, in the shop's order; `parent` makes the tree.
    """
    locale = call.shop.settings.locale

    def told(one: Any) -> CategoryTold:
        return CategoryTold(slug=one.slug, name=text(one.name, locale), parent=one.parent)

    return CategoryList(items=[told(one) for one in call.read(categories)])
