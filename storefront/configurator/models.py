"""Model versions and the snapshots of what was chosen under them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.guards import append_only
from foundation.data.types import Json, Ref, UtcDateTime, state_check
from storefront.configurator.states import MODEL_VERSION, PUBLICATION

SHA256 = String(64)
SKU = String(80)
_PUBLISHED = text("state = 'published'")
_DRAFT = text("state = 'draft'")


class ModelVersion(Base):
    """One version of a product's model, addressed by the hash of its document. At most one per SKU is published, and
    at most one is the draft, whose document alone may change."""

    __tablename__ = "shop_model_version"
    __table_args__ = (
        UniqueConstraint("sku", "version"),
        state_check("state", MODEL_VERSION),
        CheckConstraint("version > 0", name="version_positive"),
        Index(
            "ix_shop_model_version_published", "sku", unique=True, sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED
        ),
        Index("ix_shop_model_version_draft", "sku", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        Index("ix_shop_model_version_hash", "hash"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    product_ref: Mapped[str] = mapped_column(Ref)
    sku: Mapped[str] = mapped_column(SKU)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    hash: Mapped[str] = mapped_column(SHA256)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DraftEdit(Base):
    """One saved step of a draft: what was done, by whom, and the document before it, for *Undo*."""

    __tablename__ = "shop_draft_edit"
    __table_args__ = (Index("ix_shop_draft_edit_sku", "sku", "number", unique=True),)

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    sku: Mapped[str] = mapped_column(SKU)
    number: Mapped[int] = mapped_column(Integer)
    sentence: Mapped[str] = mapped_column(String(200))
    person: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModelArtefact(Base):
    """What a model and its rules of the day compiled to, by content address: the public JSON, deflated."""

    __tablename__ = "shop_model_artefact"
    __table_args__ = (Index("ix_shop_model_artefact_sku", "sku"),)

    address: Mapped[str] = mapped_column(SHA256, primary_key=True)
    model_hash: Mapped[str] = mapped_column(SHA256)
    sku: Mapped[str] = mapped_column(SKU)
    rules: Mapped[list[str]] = mapped_column(Json)  # the ids of those in force
    engine: Mapped[str] = mapped_column(String(20))
    nodes: Mapped[int] = mapped_column(Integer)
    edges: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Publication(Base):
    """The work of publishing a document: how far the worker is, and what came of it. The version that is up stays up
    until the very end of it."""

    __tablename__ = "shop_publication"
    __table_args__ = (
        state_check("state", PUBLICATION),
        Index("ix_shop_publication_sku", "sku", "created_at"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    sku: Mapped[str] = mapped_column(SKU)
    product_ref: Mapped[str] = mapped_column(Ref)
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    hash: Mapped[str] = mapped_column(SHA256)
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    report: Mapped[dict[str, Any]] = mapped_column(Json)  # figures and findings, or the sentence of the refusal
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ConfigurationSnapshot(Base):
    """What was chosen, its price and its work, as it was sold. Never changed: a change is a new snapshot."""

    __tablename__ = "shop_configuration_snapshot"
    __table_args__ = (
        UniqueConstraint("hash"),
        CheckConstraint("total_minor > 0", name="total_positive"),
        CheckConstraint("deposit_minor >= 0 AND deposit_minor <= total_minor", name="deposit_within_total"),
    )

    id: Mapped[str] = mapped_column(Ref, primary_key=True)
    sku: Mapped[str] = mapped_column(SKU)
    seller_ref: Mapped[str] = mapped_column(Ref)
    title: Mapped[dict[str, str]] = mapped_column(Json)
    choices: Mapped[dict[str, Any]] = mapped_column(Json)  # options, numbers, texts
    summary: Mapped[list[list[str]]] = mapped_column(Json)  # the sheet: [label, words]
    drawing: Mapped[dict[str, Any]] = mapped_column(Json)
    currency: Mapped[str] = mapped_column(String(3))
    price_lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # id, label, minor
    total_minor: Mapped[int] = mapped_column(Integer)
    deposit_minor: Mapped[int] = mapped_column(Integer)
    work_spec: Mapped[dict[str, Any]] = mapped_column(Json)
    model_hash: Mapped[str] = mapped_column(SHA256)
    rules_version: Mapped[str] = mapped_column(String(2000))
    hash: Mapped[str] = mapped_column(SHA256)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


append_only(ConfigurationSnapshot.__table__)
