"""Products and what hangs on them. SKUs are the word shared with fulfilment; nothing else crosses that door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref, Texts, UtcDateTime
from foundation.data.versions import watch

SLUG = String(255)
SKU = String(80)

TSVECTOR = "to_tsvector('simple'::regconfig, title || ' ' || words)"
CREATE_FTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS shop_search_fts USING fts5("
    "product_id UNINDEXED, title, words, tokenize='unicode61', prefix='2 3 4')"
)
DROP_FTS = "DROP TABLE IF EXISTS shop_search_fts"


class CatalogueVersion(Base):
    """One row per thing that pages are cached against: `catalogue` and `availability`."""

    __tablename__ = "shop_catalogue_version"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Maker(Base):
    """Who makes it, with the words of their page. A slug is a public address and never changes."""

    __tablename__ = "shop_maker"

    slug: Mapped[str] = mapped_column(SLUG, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    seller_ref: Mapped[str] = mapped_column(Ref)
    place: Mapped[str] = mapped_column(String(120), default="")
    line: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    story: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    drawing: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=100)


class Category(Base):
    """A shelf of the shop; shelves stand in a tree."""

    __tablename__ = "shop_category"
    __table_args__ = (CheckConstraint("parent_slug IS NULL OR parent_slug <> slug", name="not_its_own_parent"),)

    slug: Mapped[str] = mapped_column(SLUG, primary_key=True)
    parent_slug: Mapped[str | None] = mapped_column(ForeignKey("shop_category.slug"), index=True)
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    intro: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    drawing: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=100)


class Product(Base):
    """Something on the shelf (`stocked`) or made when it is asked for (`configured`)."""

    __tablename__ = "shop_product"
    __table_args__ = (
        CheckConstraint("kind IN ('stocked', 'configured')", name="kind_known"),
        CheckConstraint("status IN ('draft', 'published')", name="status_known"),
        Index("ix_shop_product_category", "category_slug", "status"),
        Index("ix_shop_product_maker", "maker_slug", "status"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG, unique=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    name: Mapped[dict[str, str]] = mapped_column(Texts)
    description: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    maker_slug: Mapped[str | None] = mapped_column(ForeignKey("shop_maker.slug"))
    category_slug: Mapped[str | None] = mapped_column(ForeignKey("shop_category.slug"))
    product_type: Mapped[str] = mapped_column(String(255), default="")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    drawing: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    specification: Mapped[list[list[dict[str, str]]]] = mapped_column(Json, default=list)
    seo_title: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    seo_description: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=100)
    source: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProductAddress(Base):
    """Where a product was found before it moved: whoever has the old link is sent on. No product has it now."""

    __tablename__ = "shop_product_address"

    slug: Mapped[str] = mapped_column(SLUG, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"), index=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Variant(Base):
    """One thing that can be bought. A configured product has exactly one, under the SKU of its WorkSpec."""

    __tablename__ = "shop_variant"
    __table_args__ = (
        CheckConstraint("weight_g >= 0", name="weight_not_negative"),
        CheckConstraint("delivery_class IN ('parcel', 'two_person')", name="delivery_class_known"),
        Index("ix_shop_variant_product", "product_id", "position"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"))
    sku: Mapped[str] = mapped_column(SKU, unique=True)
    options: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    barcode: Mapped[str] = mapped_column(String(80), default="")
    weight_g: Mapped[int] = mapped_column(Integer, default=0)
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    delivery_class: Mapped[str] = mapped_column(String(20), default="parcel")
    position: Mapped[int] = mapped_column(Integer, default=1)
    counted: Mapped[int | None] = mapped_column(Integer)  # the quantity the last import named, None if none did
    source: Mapped[dict[str, str]] = mapped_column(Json, default=dict)


class Image(Base):
    """A picture: its bytes under a blob key, or a remote address not fetched yet (a drawing stands in)."""

    __tablename__ = "shop_image"
    __table_args__ = (
        CheckConstraint("source_url IS NOT NULL OR blob_key IS NOT NULL", name="has_a_place"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        UniqueConstraint("product_id", "source_url"),
        Index("ix_shop_image_product", "product_id", "position"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"))
    source_url: Mapped[str | None] = mapped_column(Text)
    blob_key: Mapped[str | None] = mapped_column(String(255))
    alt: Mapped[dict[str, str]] = mapped_column(Texts, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=1)
    source: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    tries: Mapped[int] = mapped_column(Integer, default=0)  # how often fetching it failed
    try_after: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Availability(Base):
    """Projection of fulfilment's answer per SKU, so that a listing needs no statement per card."""

    __tablename__ = "shop_availability"
    __table_args__ = (
        CheckConstraint("band IN ('in_stock', 'low', 'incoming', 'made', 'none')", name="band_known"),
        CheckConstraint("saleable >= 0", name="saleable_not_negative"),
    )

    sku: Mapped[str] = mapped_column(SKU, primary_key=True)
    band: Mapped[str] = mapped_column(String(20))
    saleable: Mapped[int] = mapped_column(Integer, default=0)
    incoming_on: Mapped[date | None] = mapped_column(Date)
    incoming_quantity: Mapped[int] = mapped_column(Integer, default=0)
    earliest: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)
    refreshed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SearchDocument(Base):
    """The folded words of one product, as both databases index them: PostgreSQL by the expression index below, SQLite
    through the FTS5 table `shop_search_fts` beside it."""

    __tablename__ = "shop_search_document"
    __table_args__ = (
        Index("ix_shop_search_document_words", text(TSVECTOR), postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class SearchWord(Base):
    """The vocabulary: which word stands in which product. A misspelt search is compared with these."""

    __tablename__ = "shop_search_word"

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("shop_product.id"), primary_key=True, index=True)


# What a page of the catalogue is made of: after a change of any of these it is made anew (`remembered.py`).
for _table, _columns in (
    (Maker, "slug name seller_ref place line story drawing position"),
    (Category, "slug parent_slug name intro drawing position"),
    (
        Product,
        "slug seller_ref kind status name description maker_slug category_slug product_type tags drawing specification"
        " seo_title seo_description position created_at",
    ),
    (Variant, "product_id sku options barcode weight_g requires_shipping delivery_class position"),
    (Image, "product_id source_url blob_key alt position"),
    (Availability, "sku band saleable incoming_on incoming_quantity earliest"),
    (SearchDocument, "product_id title words"),
):
    watch(_table.__table__, *_columns.split())


# SQLAlchemy has no word for a virtual table. The migration executes the same two constants.
@event.listens_for(SearchDocument.__table__, "after_create")
def _create_fts(_table: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(CREATE_FTS)


@event.listens_for(SearchDocument.__table__, "before_drop")
def _drop_fts(_table: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(DROP_FTS)
