"""What the editor's pages read: products made to order with their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.models import Maker, Product, Variant
from storefront.configurator.models import DraftEdit, ModelVersion
from storefront.configurator.states import MODEL_VERSION


@dataclass(frozen=True)
class Version:
    """One version of a product's model, without its document."""

    number: int
    state: str
    created_at: datetime
    published_at: datetime | None
    hash: str

    @property
    def label(self) -> str:
        return MODEL_VERSION.states[self.state].label

    @property
    def tone(self) -> str:
        return MODEL_VERSION.states[self.state].tone


@dataclass(frozen=True)
class ModelDesk:
    """A product made to order and its versions, the newest first."""

    sku: str
    slug: str
    seller_ref: str
    name: dict[str, str]
    status: str
    drawing: dict[str, Any]
    versions: tuple[Version, ...]
    edited_at: datetime | None
    edited_by: str

    @property
    def published(self) -> Version | None:
        return next((version for version in self.versions if version.state == "published"), None)

    @property
    def draft(self) -> Version | None:
        return next((version for version in self.versions if version.state == "draft"), None)


def desks(work: Work, scope: SellerScope) -> list[ModelDesk]:
    """Every product made to order in view, by its place in the shop. Three statements."""
    where = [Product.kind == "configured"]
    if scope.sellers is not None:
        where.append(Product.seller_ref.in_(sorted(scope.sellers)))
    return _desks(work, where)


def desk(work: Work, scope: SellerScope, sku: str) -> ModelDesk:
    """One of them. Three statements. Raises `NotFound` outside `scope`."""
    found = _desks(work, [Product.kind == "configured", Variant.sku == sku])
    if not found or not scope.covers(found[0].seller_ref):
        raise NotFound("There is no such product made to order.")
    return found[0]


def makers(work: Work, scope: SellerScope) -> list[tuple[str, str]]:
    """The makers in view, (slug, name)."""
    chosen = select(Maker.slug, Maker.name).order_by(Maker.position, Maker.slug)
    if scope.sellers is not None:
        chosen = chosen.where(Maker.seller_ref.in_(sorted(scope.sellers)))
    return [(slug, name) for slug, name in work.session.execute(chosen)]


def slug_free(work: Work, slug: str) -> bool:
    """Whether no product has this address."""
    return work.session.scalar(select(Product.id).where(Product.slug == slug)) is None


def _desks(work: Work, where: list[Any]) -> list[ModelDesk]:
    products = work.session.execute(
        select(Product, Variant.sku)
        .join(Variant, Variant.product_id == Product.id)
        .where(*where)
        .order_by(Product.position, Product.slug)
    ).all()
    versions = _versions(work, [row.sku for row in products])
    edits = _last_edits(work, [row.sku for row in products])
    return [
        ModelDesk(
            sku=row.sku,
            slug=row.Product.slug,
            seller_ref=row.Product.seller_ref,
            name=dict(row.Product.name),
            status=row.Product.status,
            drawing=dict(row.Product.drawing),
            versions=tuple(versions.get(row.sku, ())),
            edited_at=edits[row.sku][0] if row.sku in edits else None,
            edited_by=edits[row.sku][1] if row.sku in edits else "",
        )
        for row in products
    ]


def _versions(work: Work, skus: list[str]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for row in work.session.execute(
        select(
            ModelVersion.sku,
            ModelVersion.version,
            ModelVersion.state,
            ModelVersion.created_at,
            ModelVersion.published_at,
            ModelVersion.hash,
        )
        .where(ModelVersion.sku.in_(skus))
        .order_by(ModelVersion.version.desc())
    ):
        version = Version(row.version, row.state, row.created_at, row.published_at, row.hash)
        found.setdefault(row.sku, []).append(version)
    return found


def _last_edits(work: Work, skus: list[str]) -> dict[str, tuple[datetime, str]]:
    rows = work.session.execute(
        select(DraftEdit.sku, DraftEdit.created_at, DraftEdit.person)
        .where(DraftEdit.sku.in_(skus))
        .order_by(DraftEdit.number)
    )
    return {row.sku: (row.created_at, row.person) for row in rows}
