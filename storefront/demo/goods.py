"""The demo's catalogue: makers, shelves, products, prices, and what stands on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing, setup, stock
from storefront.catalogue import service
from storefront.catalogue.domain.inputs import CategoryIn, MakerIn, ProductIn, VariantIn
from storefront.configurator.domain import default_choices, price
from storefront.configurator.service import publish
from storefront.demo.data import DATA, SELLER, model_file
from storefront.demo.workshop import working_day_after
from storefront.pricing.domain import PriceIn, standard_book
from storefront.pricing.service import put_price

SHELF = "H3-SHELF"
GOODS_SUPPLIER = "HALLEN"
ARRIVES_IN = 8  # working days until what is on order for the shelf


def steps() -> list[Callable[[Work], object]]:
    made: list[Callable[[Work], object]] = [_shelves]
    made += [partial(_configured, product, place) for place, product in enumerate(DATA["configured"], start=1)]
    made += [partial(_stocked, product, place) for place, product in enumerate(DATA["stocked"], start=10)]
    return [*made, _on_order]


def _shelves(work: Work) -> None:
    for place, maker in enumerate(DATA["makers"], start=1):
        given = maker | {"line": {"en": maker["line"]}, "story": {"en": maker["story"]}}
        service.put_maker(work, EVERY_SELLER, MakerIn(seller_ref=SELLER, position=place, **given))
    for place, shelf in enumerate(DATA["categories"], start=1):
        service.put_category(
            work,
            EVERY_SELLER,
            CategoryIn(
                slug=shelf["slug"],
                name={"en": shelf["name"]},
                intro={"en": shelf["intro"]},
                drawing=shelf["drawing"],
                position=place,
            ),
        )
    setup.put_supplier(work, EVERY_SELLER, setup.SupplierIn(GOODS_SUPPLIER, "Hallens Depot", ARRIVES_IN))


def _product(work: Work, product: dict[str, Any], place: int, kind: Any) -> None:
    service.put_product(
        work,
        EVERY_SELLER,
        ProductIn(
            slug=product["slug"],
            name={"en": product["name"]},
            seller_ref=SELLER,
            kind=kind,
            status="published",
            description={"en": product["description"]},
            maker=product["maker"],
            category=product["category"],
            tags=tuple(product.get("tags", ())),
            drawing=product["drawing"],
            specification=tuple(({"en": a}, {"en": b}) for a, b in product.get("specification", ())),
            position=place,
        ),
    )


def _configured(product: dict[str, Any], place: int, work: Work) -> None:
    """The shelf shows the price of the default configuration; the configurator has the rest."""
    model = publish(work, model_file(product["model"]))
    _product(work, product, place, "configured")
    service.put_variant(work, EVERY_SELLER, VariantIn(product=product["slug"], sku=model.sku))
    _price(work, model.sku, price(model, default_choices(model)).total)


def _stocked(product: dict[str, Any], place: int, work: Work) -> None:
    _product(work, product, place, "stocked")
    for position, one in enumerate(product["variants"], start=1):
        length, width, height = one["size"]
        service.put_variant(
            work,
            EVERY_SELLER,
            VariantIn(
                product=product["slug"],
                sku=one["sku"],
                options=((product["option"], one["value"]),) if "value" in one else (),
                weight_g=one["weight"],
                length_mm=length,
                width_mm=width,
                height_mm=height,
                position=position,
                supplier=GOODS_SUPPLIER,
                reorder_point=5,
                bin=one["bin"],
            ),
        )
        _price(work, one["sku"], Money.parse(one["price"], DATA["currency"]))
        if one["stock"]:
            stock.receive(work, EVERY_SELLER, one["sku"], SHELF, one["stock"], reference="opening count")


def _price(work: Work, sku: str, amount: Money) -> None:
    put_price(work, EVERY_SELLER, PriceIn(standard_book(SELLER, DATA["currency"]), sku, amount))


def _on_order(work: Work) -> None:
    coming = [(v["sku"], v["incoming"]) for p in DATA["stocked"] for v in p["variants"] if "incoming" in v]
    expected = working_day_after(work.now().date(), ARRIVES_IN)
    lines = tuple((sku, quantity, expected) for sku, quantity in coming)
    purchasing.place_purchase_order(
        work, EVERY_SELLER, purchasing.PurchaseOrderIn("P-2060", GOODS_SUPPLIER, lines, SHELF)
    )
