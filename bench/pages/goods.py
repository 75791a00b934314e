"""A shop with a thousand products of three variants each, on an empty PostgreSQL.

One product goes through the import as a seller's would; the others are copies of its rows, in bulk, because the import
writes each variant as carefully as a person would and takes minutes for so many.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from foundation.data.base import Base
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from storefront.catalogue.importing import ImportTarget, import_file
from storefront.demo.data import SELLER
from storefront.demo.seed import seed_empty
from storefront.mount.current import ShopState

PRODUCTS, SIZES = 1_000, ("Small", "Medium", "Large")
PIECES = 1_000_000
LOOKS = ("Ash", "Birch", "Cherry", "Elm", "Larch", "Maple", "Oak", "Pine", "Plum", "Walnut")
THINGS = ("Bench", "Board", "Bowl", "Box", "Chair", "Frame", "Lamp", "Shelf", "Stool", "Tray")
_COPIED = (
    *("shop_product", "shop_variant", "shop_price_entry", "shop_availability", "shop_search_document"),
    *("shop_image", "shop_search_word", "shop_item", "shop_stock_level", "shop_stock_movement"),
)
_COUNTED = {"shop_item": ("id",), "shop_stock_level": ("id", "item_id"), "shop_stock_movement": ("id", "level_id")}
_SHELF = ImportTarget(location="H3-SHELF")
_HEAD = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Option1 Name", "Option1 Value"),
    *("Variant SKU", "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Requires Shipping"),
    "Image Src",
)
_BODY = "<p>Made in our own hall from boards that dried for two years. Oiled, not painted.</p>"


def furnish(shop: ShopState) -> None:
    """Set the shop up and fill its shelves. Its tables must be there."""
    seed_empty(shop, _Quietly)
    shop.write(lambda work: import_file(work, EVERY_SELLER, _file(), seller_ref=SELLER, target=_SHELF))
    shop.write(_multiply)
    shop.db.session.remove()
    with shop.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")  # as on any server that has been up for more than a minute


class _Quietly:
    """A progress bar that shows nothing."""

    def __init__(self, _label: str, _steps: int) -> None: ...

    def __enter__(self) -> _Quietly:
        return self

    def __exit__(self, *_error: object) -> None: ...

    def update(self, _steps: int) -> None: ...


def _file() -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(_HEAD)
    for place, size in enumerate(SIZES):
        head = ("Lookzz Thingzz zz00zz", _BODY, "Hall Three", "Goods", "TRUE") if place == 0 else ("", "", "", "", "")
        picture = "https://pictures.example/zz00zz.jpg" if place == 0 else ""
        sheet.writerow(
            (
                "goods-zz00zz",
                *head,
                "Size",
                size,
                f"GOODS-zz00zz-{place}",
                700,
                PIECES,
                f"{20 + place}.90",
                "TRUE",
                picture,
            )
        )
    return out.getvalue().encode()


def sku_of(number: int) -> str:
    """An article that can be bought: the small one of product `number`, of which there are `PRODUCTS`."""
    return f"GOODS-{number:04}-0"


def slug_of(number: int) -> str:
    """The product's place in the shop: `/p/<slug>`."""
    return f"goods-{number:04}"


def _multiply(work: Work) -> None:
    session, item = work.session, Base.metadata.tables["shop_item"]
    session.execute(update(Base.metadata.tables["shop_image"]).values(blob_key="pictures/zz00zz.jpg"))
    tables = [Base.metadata.tables[name] for name in _COPIED]
    rows = {table: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}
    ids = [row["id"] for found in rows.values() for row in found if isinstance(row.get("id"), str)]
    for table in reversed(tables):
        if table.name not in _COUNTED:
            session.execute(table.delete())
    for table in tables:
        first = 1 if table.name in _COUNTED else 0
        copies = [_copy(table, row, number, ids) for number in range(first, PRODUCTS) for row in rows[table]]
        session.execute(insert(table), copies)
    for row in rows[item]:
        session.execute(update(item).where(item.c.id == row["id"]).values(_copy(item, row, 0, ids)))
    _count_on(work)


def _copy(table: Table, row: Mapping[str, Any], number: int, ids: list[str]) -> dict[str, Any]:
    look, thing = LOOKS[number % 10], THINGS[number // 10 % 10]
    swaps = {known: f"{known[:-4]}{number:04}" for known in ids}
    swaps |= {"zz00zz": f"{number:04}", "Lookzz": look, "Thingzz": thing}
    swaps |= {"lookzz": look.lower(), "thingzz": thing.lower()}
    copy = {name: _swapped(value, swaps) for name, value in row.items()}
    for name in _COUNTED.get(table.name, ()):
        copy[name] = row[name] + len(SIZES) * number
    return copy


def _swapped(value: Any, swaps: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _swapped(inner, swaps) for key, inner in value.items()}
    if isinstance(value, list):
        return [_swapped(inner, swaps) for inner in value]
    if isinstance(value, str):
        for old, new in swaps.items():
            value = value.replace(old, new)
    return value


def _count_on(work: Work) -> None:
    """PostgreSQL numbers on from the highest."""
    for name in _COUNTED:
        last = select(func.max(Base.metadata.tables[name].c.id)).scalar_subquery()
        work.session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))
