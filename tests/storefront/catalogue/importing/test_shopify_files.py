"""Both development files in, out and in again."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import stock
from storefront.catalogue.importing import ImportReport, export_rows, import_file
from storefront.catalogue.models import Image, Product, Variant
from storefront.catalogue.version import versions
from storefront.pricing.queries import prices

DATA = Path(__file__).parents[4].parent / "shared" / "data" / "catalogue"
FILES = ("shopify-apparel.csv", "shopify-home-and-garden.csv")
SELLER = "hall-three"


def content(name: str) -> bytes:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"DEVELOPMENT DATA MISSING: {path}. The import of real files is NOT tested here.")
    return path.read_bytes()


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def bring_in(run: Runner, data: bytes, *, dry_run: bool = False) -> ImportReport:
    return run.write(lambda work: import_file(work, EVERY_SELLER, data, seller_ref=SELLER, dry_run=dry_run))


def export(work: Work) -> bytes:
    return "".join(export_rows(work, EVERY_SELLER)).encode()


@pytest.mark.parametrize("name", FILES)
def test_the_counts_are_the_file_s_own(run: Runner, name: str) -> None:
    data = content(name)
    rows = rows_of(data)
    report = bring_in(run, data)
    assert report.applied
    assert report.last_line == (
        f"{len({row['Handle'] for row in rows})} products, {sum(bool(row['Variant Price']) for row in rows)} variants, "
        f"{len({row['Image Src'] for row in rows if row['Image Src']})} images"
    )

    def stored(work: Work) -> tuple[int | None, ...]:
        return tuple(work.session.scalar(sa.select(sa.func.count()).select_from(m)) for m in (Product, Variant, Image))

    counts = report.counts
    assert run.read(stored) == (counts.products, counts.variants, counts.images)
    assert counts.pieces == sum(int(row["Variant Inventory Qty"]) for row in rows)


@pytest.mark.parametrize("name", FILES)
def test_price_quantity_and_words_of_every_row_arrive(run: Runner, name: str) -> None:
    data = content(name)
    bring_in(run, data)

    def check(work: Work) -> None:
        title = ""
        for row in rows_of(data):
            title = row["Title"] or title
            product = work.session.scalars(sa.select(Product).where(Product.slug == row["Handle"])).one()
            value = row["Option1 Value"]
            variant = next(
                v
                for v in work.session.scalars(sa.select(Variant).where(Variant.product_id == product.id))
                if v.options[0][1] == value
            )
            price = prices(work, [variant.sku], "EUR")[variant.sku]
            assert price.amount.decimal == Decimal(row["Variant Price"])
            assert (price.compare_at is None) == (row["Variant Compare At Price"] == "")
            levels = stock.item(work, EVERY_SELLER, variant.sku).levels
            assert sum(level.on_hand for level in levels) == int(row["Variant Inventory Qty"])
            assert product.name == {"en": title.strip()}

    run.read(check)


@pytest.mark.parametrize("name", FILES)
def test_a_second_import_changes_nothing(run: Runner, clock: FixedClock, name: str) -> None:
    data = content(name)
    bring_in(run, data)
    before = run.read(versions)
    report = bring_in(run, data)
    assert set(report.fates) == {"unchanged"}
    assert run.read(versions) == before


@pytest.mark.parametrize("name", FILES)
def test_an_export_imports_again_without_a_change(run: Runner, name: str) -> None:
    bring_in(run, content(name))
    out = run.read(export)
    report = bring_in(run, out)
    assert set(report.fates) == {"unchanged"}
    assert run.read(export) == out


def test_no_column_is_lost(run: Runner) -> None:
    data = content(FILES[0]).decode().splitlines()
    head, first, *rest = data
    wider = "\n".join([head + ",Our Shelf Mark", first + ",A-7", *(row + "," for row in rest)]).encode()
    bring_in(run, wider)
    written = rows_of(run.read(export))
    for before, after in zip(sorted(rows_of(wider), key=str), sorted(written, key=str), strict=True):
        for column, cell in before.items():
            if column in ("Variant SKU", "Image Position", "Body (HTML)"):
                continue  # a missing SKU is made, a missing position counted, HTML escaped
            if column.endswith("Price") and cell:
                assert Decimal(after[column]) == Decimal(cell)
            else:
                assert after[column].strip() == cell.strip(), column


def test_what_was_sold_since_is_not_undone_by_the_same_file(run: Runner) -> None:
    data = content(FILES[1])
    bring_in(run, data)
    sku = "COPPER-LIGHT"

    def sell(work: Work) -> None:
        place = stock.item(work, EVERY_SELLER, sku).levels[0].location
        stock.adjust(work, EVERY_SELLER, sku, place, 1, reason="sold at the fair")

    run.write(sell)
    assert set(bring_in(run, data).fates) == {"unchanged"}
    assert run.read(lambda work: stock.item(work, EVERY_SELLER, sku).levels[0].on_hand) == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(run: Runner) -> None:
    data = content(FILES[0])
    dry = bring_in(run, data, dry_run=True)
    assert not dry.applied
    assert run.read(lambda work: work.session.scalar(sa.select(sa.func.count()).select_from(Product))) == 0
    assert dry.rows == bring_in(run, data).rows
