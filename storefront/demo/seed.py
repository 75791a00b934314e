"""`flask shop seed`: the demo shop, Hall Three, or the bare frame of an empty shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import promise, setup
from storefront.accounts import service as accounts
from storefront.catalogue.models import Product
from storefront.catalogue.service.availability import refresh_availability
from storefront.configurator.jobs import refresh_made_to_order
from storefront.demo import counter, goods, record, supplies, workshop
from storefront.demo.data import DATA, SELLER
from storefront.demo.orders import on_the_first_day, order_steps
from storefront.mount.current import ShopState
from storefront.pricing.domain import PriceBookIn, standard_book
from storefront.pricing.service import put_price_book

Progress = Callable[[str, int], AbstractContextManager[Any]]
Step = Callable[[Work], object]


def seed_empty(shop: ShopState, progress: Progress) -> bool:
    """One seller with a price book and a warehouse: enough to add the first product. False if there are products."""
    if shop.read(_has_products):
        return False
    _run(shop, progress, "Setting up", [_frame])
    return True


def seed_demo(shop: ShopState, progress: Progress) -> bool:
    """Everything the demo shows, each step in its own transaction; False if the shop has products already."""
    if shop.read(_has_products):
        return False
    (*benches, materials), (*shelves, more) = workshop.steps(), goods.steps()
    _run(on_the_first_day(shop), progress, "Furnishing Hall Three", [_frame, *benches, *shelves])
    _run(
        shop,
        progress,
        "Ordering what has run out",
        [materials, more, *supplies.steps(workshop.STORE), record.past, _cards],
    )
    with progress("Taking yesterday's orders", len(order_steps())) as bar:
        for step in order_steps():
            step(shop)
            bar.update(1)
    # Last, for the pieces of the past were inspected before anybody wrote down how.
    shop.write(workshop.quality_plan)
    shop.write(counter.paper_and_words)
    return True


def _has_products(work: Work) -> bool:
    return work.session.scalar(select(Product.id).limit(1)) is not None


def _run(shop: ShopState, progress: Progress, label: str, steps: list[Step]) -> None:
    with progress(label, len(steps)) as bar:
        for step in steps:
            shop.write(step)
            bar.update(1)


def _frame(work: Work) -> None:
    """Seller, price book, places, routes."""
    accounts.put_seller(work, SELLER, DATA["name"])
    book = standard_book(SELLER, DATA["currency"])
    put_price_book(work, EVERY_SELLER, PriceBookIn(book, "Everyday prices", DATA["currency"], SELLER))
    for place in DATA["locations"]:
        setup.put_location(
            work, EVERY_SELLER, setup.LocationIn(seller_ref=SELLER, country="DE", postcode="24937", **place)
        )
    for route in _routes():
        setup.put_transit(work, route)
    setup.put_holidays(work, "DE", workshop.holidays())


def _routes() -> Iterator[setup.TransitIn]:
    for kind, days in DATA["transit"].items():
        for country, count in days.items():
            yield setup.TransitIn(kind, country, "", count)


def _cards(work: Work) -> None:
    """The days on the cards, at once: the worker keeps them from now on."""
    home = promise.Destination("DE", "")
    refresh_availability(work, [], home)
    refresh_made_to_order(work, home)
