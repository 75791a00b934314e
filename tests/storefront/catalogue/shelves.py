"""A small, complete shop for the catalogue's tests: a maker, shelves, products of both kinds, stock on the way."""

from __future__ import annotations

from datetime import date

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import promise, purchasing, setup, stock
from storefront.catalogue import service
from storefront.catalogue.domain.inputs import CategoryIn, MakerIn, ProductIn, VariantIn
from storefront.catalogue.service.availability import AvailabilityIn
from storefront.pricing.domain import PriceBookIn, PriceIn, standard_book
from storefront.pricing.service import put_price, put_price_book

SELLER = "hall-three"
BOOK = standard_book(SELLER, "EUR")
HOME = promise.Destination("DE")


def furnish(work: Work) -> None:
    """Hardwax oil in three sizes (three here, twelve coming, none) and a table made to order."""
    setup.put_location(work, EVERY_SELLER, setup.LocationIn("hall", "Hall", SELLER, "warehouse", "DK", "2100"))
    setup.put_transit(work, setup.TransitIn("parcel", "*", "", 2))
    setup.put_supplier(work, EVERY_SELLER, setup.SupplierIn("mill", "Mill", 10))
    put_price_book(work, EVERY_SELLER, PriceBookIn(BOOK, "Standard", "EUR", SELLER))
    service.put_maker(work, EVERY_SELLER, MakerIn("kast-oak", "Kast & Oak", SELLER, line={"en": "Tables."}))
    service.put_category(work, EVERY_SELLER, CategoryIn("wood", {"en": "Wood"}))
    service.put_category(work, EVERY_SELLER, CategoryIn("care", {"en": "Care"}, parent="wood"))
    put_stocked(work, "hardwax-oil", "Hardwax oil", ("OIL-05", "OIL-10", "OIL-25"))
    stock.receive(work, EVERY_SELLER, "OIL-05", "hall", 3, reference="opening")
    order = purchasing.PurchaseOrderIn("PO-1", "mill", [("OIL-10", 12, date(2026, 12, 4))], "hall")
    purchasing.place_purchase_order(work, EVERY_SELLER, order)
    table = ProductIn(
        "table", {"en": "Oak table"}, SELLER, "configured", "published", maker="kast-oak", category="wood", position=1
    )
    service.put_product(work, EVERY_SELLER, table)
    service.put_variant(work, EVERY_SELLER, VariantIn("table", "TABLE"))
    put_price(work, EVERY_SELLER, PriceIn(BOOK, "TABLE", Money(129_000, "EUR")))
    service.record_availability(work, [AvailabilityIn("TABLE", "made", earliest=date(2026, 12, 18))])
    service.refresh_availability(work, [], HOME)


def put_stocked(work: Work, slug: str, name: str, skus: tuple[str, ...]) -> None:
    """A published product with one variant per SKU, €10 apart."""
    words = {"en": "<p>Two thin coats are enough. Ölt jedes Holz.</p>"}
    product = ProductIn(
        slug, {"en": name}, SELLER, "stocked", "published", words, maker="kast-oak", category="care", tags=("finish",)
    )
    service.put_product(work, EVERY_SELLER, product)
    for place, sku in enumerate(skus):
        options = (("Size", sku.rpartition("-")[2]),) if len(skus) > 1 else ()
        service.put_variant(work, EVERY_SELLER, VariantIn(slug, sku, options, weight_g=600, position=place))
        put_price(work, EVERY_SELLER, PriceIn(BOOK, sku, Money(2490 + 1000 * place, "EUR")))
