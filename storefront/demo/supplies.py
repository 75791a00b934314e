"""The demo's buying: what suppliers ask, surcharges, an order of which a part is here, one that nobody has sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import costing, purchasing, setup, stock
from storefront.configurator.domain.items import ItemUse
from storefront.demo.data import DATA, SELLER

_PACKS = {"piece": 1, "mm": 3_000, "cm2": 50_000, "cm3": 10_000, "ml": 500, "g": 500}
_SINCE = date(2026, 1, 1)
_DEARER = date(2026, 10, 1)  # timber went up in the autumn
_BY_HAND = ("OV-5512", "P-2071")


def put_terms(work: Work, use: ItemUse, supplier: str) -> None:
    """What the supplier asks for a material; timber has an older price too."""
    prices = [(_SINCE, use.cost_minor)]
    if use.sku.startswith("WOOD-"):
        prices = [(_SINCE, use.cost_minor * 94 // 100), (_DEARER, use.cost_minor)]
    for day, minor in prices:
        purchasing.put_term(
            work,
            EVERY_SELLER,
            purchasing.TermIn(
                supplier=supplier,
                sku=use.sku,
                price=Money(minor, DATA["currency"]),
                price_per=use.cost_per,
                valid_from=day,
                pack=_PACKS[use.unit],
            ),
        )


def steps(store: str) -> list[Callable[[Work], object]]:
    """After the workshop is furnished: each in a transaction of its own."""
    return [_overhead, lambda work: _part_received(work, store), lambda work: _running_low(work, store)]


def _overhead(work: Work) -> None:
    for day, material, labour in ((_SINCE, 600, 4_500), (_DEARER, 700, 4_500)):
        costing.set_overhead(work, EVERY_SELLER, SELLER, material, labour, day, person="Mette Holm")


def _part_received(work: Work, store: str) -> None:
    """Glue and oil: confirmed, half of the glue is here, the rest comes on Thursday week."""
    theirs, number = _BY_HAND
    lines = (("GLUE-D3", 20_000), ("FIN-oil", 10_000))
    day = work.now().date() + timedelta(days=10)
    order = purchasing.PurchaseOrderIn(number, "OLIEN", tuple((sku, n, day) for sku, n in lines), store)
    purchasing.place_purchase_order(work, EVERY_SELLER, order)
    purchasing.confirm(work, EVERY_SELLER, number, theirs, {}, "Mette Holm")
    purchasing.receive_line(work, EVERY_SELLER, number, "GLUE-D3", 10_000, document_line="88123/1")


def _running_low(work: Work, store: str) -> None:
    """Sandpaper from somebody who never said how long they take; lacquer under its reorder point."""
    setup.put_supplier(work, EVERY_SELLER, setup.SupplierIn("SLIB", "Slib & Søn", None, "ordre@slib.example"))
    low = (
        ("SAND-P120", "Sanding discs P120", "SLIB", 40),
        ("SAND-P180", "Sanding discs P180", "SLIB", 60),
        ("CLAMP-OIL", "Clamp oil", "OLIEN", 6),
    )
    for sku, name, supplier, point in low:
        setup.put_item(
            work,
            EVERY_SELLER,
            setup.ItemIn(sku, name, SELLER, kind="material", supplier=supplier, reorder_point=point, bin="Z-01"),
        )
        stock.receive(work, EVERY_SELLER, sku, store, point // 2, reference="opening count")
