"""The demo's models, and a shop that sells them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from foundation.data.work import Work
from storefront.catalogue.models import Product, Variant
from storefront.configurator import service
from storefront.configurator.document import document_hash, load_document, parse_model
from storefront.configurator.domain import Model
from storefront.mount.current import ShopState
from tests.servers.kept import wrote

MODELS = Path(__file__).resolve().parents[3] / "storefront" / "demo" / "models"
NAMES = {"kast-oak": "kast-oak-table", "lumen": "lumen-blind", "fjordhjul": "fjordhjul-bicycle"}


@cache
def read_model(name: str) -> Model:
    """Read once a worker: seven files of tests want them while they are collected."""
    document = load_document((MODELS / f"{name}.yaml").read_text())
    return parse_model(document, document_hash(document))


@pytest.fixture(scope="session")
def table() -> Model:
    return read_model("kast-oak-table")


@pytest.fixture(scope="session")
def blind() -> Model:
    return read_model("lumen-blind")


@pytest.fixture(scope="session")
def bicycle() -> Model:
    return read_model("fjordhjul-bicycle")


@pytest.fixture
def table_document() -> str:
    return (MODELS / "kast-oak-table.yaml").read_text()


@pytest.fixture
def selling() -> Callable[[Work], None]:
    """Puts the table on the shelf: product, variant and published model."""

    def put(work: Work) -> None:
        work.session.add(
            Product(
                id="product-1", slug="table", seller_ref="kast-oak", kind="configured", status="published",
                name={"en": "Solid-wood table"}, created_at=work.now(), updated_at=work.now(),
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(Variant(id="variant-1", product_id="product-1", sku="KAST-TABLE"))
        service.publish(work, (MODELS / "kast-oak-table.yaml").read_text(), "product-1")

    return put


@pytest.fixture
def stocked_shop(shop: ShopState, selling: Callable[[Work], None]) -> ShopState:
    wrote(shop.runner, selling)
    return shop
