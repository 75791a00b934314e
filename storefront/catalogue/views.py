"""The pages of the catalogue: parse, one read, render."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from markupsafe import Markup

from foundation.data.work import Work
from fulfilment.api import promise
from storefront.catalogue import queries
from storefront.catalogue.addresses import ShelfLinks, shelf_links
from storefront.catalogue.domain.inputs import RESERVED_CATEGORY
from storefront.catalogue.domain.shelf import Choice, Shelf, read_choice
from storefront.catalogue.domain.telling import stock_sentence
from storefront.catalogue.html import plain_text
from storefront.catalogue.moved import at_its_address
from storefront.catalogue.remembered import also, of_catalogue, within
from storefront.catalogue.structured import product_data
from storefront.mount import filters
from storefront.mount.alike import alike
from storefront.mount.config import Settings
from storefront.mount.current import ShopState, current_shop
from storefront.mount.whole import whole
from storefront.preferences.domain import HELP, LEGAL, TITLES
from storefront.preferences.markup import rendered
from storefront.preferences.queries import published

blueprint = Blueprint("catalogue", __name__)

PICTURES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}


@blueprint.get("/")
@alike
def home() -> str | bytes:
    shop = current_shop()
    currency = shop.settings.currency
    page = shop.kept.answer("home", lambda: of_catalogue(shop, "home", lambda work: queries.home_page(work, currency)))
    return whole("shop/catalogue/home.html", page, dict)


@blueprint.get("/c/<slug>")
@alike
def category(slug: str) -> str | bytes:
    shop = current_shop()
    choice = read_choice(request.args.to_dict(flat=False))
    key, currency = ("category", slug, choice), shop.settings.currency
    page = shop.kept.answer(
        key,
        lambda: of_catalogue(
            shop, key, lambda work: queries.category_page(work, slug, choice, currency, also(shop, ("shelf", slug)))
        ),
    )

    def values() -> dict[str, Any]:
        links = _links(shop, page.shelf, choice, page.makers, url_for("shop.catalogue.category", slug=slug))
        return {"choice": choice, "links": links, "everything": slug == RESERVED_CATEGORY}

    return whole("shop/catalogue/category.html", page, values)


@blueprint.get("/search")
def search() -> str | bytes:
    shop = current_shop()
    query = request.args.get("q", "").strip()[:200]
    choice = read_choice(request.args.to_dict(flat=False))
    key, currency = ("search", query, choice), shop.settings.currency
    page = of_catalogue(shop, key, lambda work: queries.search_page(work, query, choice, currency))

    def values() -> dict[str, Any]:
        links = _links(shop, page.shelf, choice, page.makers, url_for("shop.catalogue.search"), fixed=(("q", query),))
        return {"choice": choice, "links": links, "search_query": query}

    return whole("shop/catalogue/search.html", page, values)


@blueprint.get("/p/<slug>")
@at_its_address
@alike
def product(slug: str) -> str | bytes:
    shop = current_shop()
    sku = request.args.get("sku")
    page = shop.kept.answer(("product", slug, sku), lambda: _product_page(shop, slug, sku))
    return whole("shop/catalogue/product.html", page, lambda: _told_of(page, shop.settings, slug))


def _told_of(page: queries.ProductPage, settings: Settings, slug: str) -> dict[str, Any]:
    """What a product's page says beside the product itself."""
    day = partial(filters.day, zone=settings.zone, locale=settings.locale)
    name, words = filters.text(page.name, settings.locale), filters.text(page.description, settings.locale)
    return {
        "stock_line": stock_sentence(page.stock, lambda on: _without_weekday(day(on))) if page.stock else "",
        "structured": product_data(page, name, words, url_for("shop.catalogue.product", slug=slug, _external=True)),
        "page_description": filters.text(page.seo_description, settings.locale) or plain_text(words)[:160],
    }


def _product_page(shop: ShopState, slug: str, sku: str | None) -> queries.ProductPage:
    currency, destination = shop.settings.currency, promise.Destination(shop.settings.country)
    key = ("product", slug, sku)

    def describe(work: Work) -> queries.ProductPage:
        return queries.described(work, slug, sku, currency, lambda key, make: also(shop, key)(make))

    def look(work: Work) -> queries.ProductPage:
        page = within(shop, work, key, describe)
        now = queries.standing(work, page, destination)
        if now.quote is None:
            return page
        # The same stock and the same day are the same page: what was drawn of it is found again.
        shown = (*key, now.stock, now.quote.promised, now.quote.reasons)
        return within(shop, work, shown, lambda _work: now)

    return shop.glance(look)


@blueprint.get("/pictures/<image_id>")
def picture(image_id: str) -> Response:
    """A product's picture. Its id names these bytes for good, so a browser may keep it for ever."""
    shop = current_shop()
    key = shop.read(lambda work: queries.stored_picture(work, image_id))
    answer = Response(shop.blobs.get(key), mimetype=PICTURES[key.rpartition(".")[2]])
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@blueprint.get("/makers/<slug>")
@alike
def maker(slug: str) -> str | bytes:
    shop = current_shop()
    key, currency = ("maker", slug), shop.settings.currency
    page = shop.kept.answer(key, lambda: of_catalogue(shop, key, lambda work: queries.maker_page(work, slug, currency)))
    return whole("shop/catalogue/maker.html", page, dict)


@blueprint.get("/help/<topic>")
@alike
def help_page(topic: str) -> str:
    if topic not in HELP:
        abort(404)
    return _words(topic, HELP, "help_page") or render_template(
        f"shop/catalogue/help/{topic}.html", topic=topic, topics=HELP
    )


@blueprint.get("/legal/<topic>")
@alike
def legal_page(topic: str) -> str:
    if topic not in LEGAL:
        abort(404)
    return _words(topic, LEGAL, "legal_page") or render_template(
        f"shop/catalogue/legal/{topic}.html", topic=topic, topics=LEGAL
    )


def _words(topic: str, topics: tuple[str, ...], endpoint: str) -> str:
    """The page in the seller's own words; empty where they published none."""
    shop = current_shop()
    body = shop.kept.answer(
        ("words", topic), lambda: shop.read(lambda work: published(work, topic, shop.settings.locale))
    )
    if not body:
        return ""
    html = Markup(rendered(body))  # noqa: S704 - cleaned by nh3
    return render_template(
        "shop/catalogue/words.html", topic=topic, topics=topics, endpoint=endpoint, words=TITLES, html=html
    )


def _without_weekday(day: str) -> str:
    return day.partition(" ")[2] or day


def _links(
    shop: ShopState,
    shelf: Shelf,
    choice: Choice,
    makers: dict[str, str],
    base: str,
    fixed: tuple[tuple[str, str], ...] = (),
) -> ShelfLinks:
    money = partial(filters.money, locale=shop.settings.locale)
    return shelf_links(shelf, choice, makers, shop.settings.currency, money, base, fixed)
