"""Read models of the catalogue's pages: frozen values, a fixed number of statements each."""

from storefront.catalogue.queries.cards import Card, CategoryLink, MakerLink
from storefront.catalogue.queries.pictures import ImageToFetch, images_to_fetch, stored_picture
from storefront.catalogue.queries.product import (
    ProductPage,
    VariantView,
    described,
    product_page,
    standing,
)
from storefront.catalogue.queries.shelves import (
    CategoryPage,
    HomePage,
    MakerPage,
    SearchPage,
    category_page,
    home_page,
    maker_page,
    navigation,
    search_page,
)

__all__ = [
    "Card",
    "CategoryLink",
    "CategoryPage",
    "HomePage",
    "ImageToFetch",
    "MakerLink",
    "MakerPage",
    "ProductPage",
    "SearchPage",
    "VariantView",
    "category_page",
    "described",
    "home_page",
    "images_to_fetch",
    "maker_page",
    "navigation",
    "product_page",
    "search_page",
    "standing",
    "stored_picture",
]
