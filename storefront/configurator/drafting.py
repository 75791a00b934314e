"""Verbs on a product's draft: the one version whose document may still change.

A draft's document always compiles, so that every page can show it and every edit can name its own fault; whether it can
be sold is what the checks before publishing say. Each saved step keeps the document before it, for *Undo*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from storefront.catalogue.models import Product, Variant
from storefront.configurator.document import document_hash, read_model
from storefront.configurator.domain import Model
from storefront.configurator.models import DraftEdit, ModelVersion

Document = dict[str, Any]
KEPT_STEPS = 50
KEPT_MODELS = 32
CHANGED = "Somebody changed this draft meanwhile. Nothing was saved yet; what you typed is still here."
_models: dict[str, Model] = {}


@dataclass(frozen=True)
class Step:
    """What a person did to the draft."""

    number: int
    sentence: str
    person: str
    at: datetime


@dataclass(frozen=True)
class Draft:
    """The draft as it was read: save it with this `hash`, or somebody else's work would be lost."""

    sku: str
    slug: str
    seller_ref: str
    name: dict[str, str]
    version: int
    document: Document
    hash: str
    steps: tuple[Step, ...]  # newest first


def draft_model(document: Document) -> Model:
    """The compiled document; kept, because each page of the editor asks for it. Raises `DocumentError`."""
    content_hash = document_hash(document)
    if content_hash not in _models:
        model = read_model(document, content_hash)
        while len(_models) >= KEPT_MODELS:
            _models.pop(next(iter(_models)), None)
        _models[content_hash] = model
    return _models[content_hash]


def open_draft(work: Work, scope: SellerScope, sku: str) -> Draft:
    """The draft of `sku`. Three statements. Raises `NotFound` where there is none, or outside `scope`."""
    product = _product(work, scope, sku)
    row = _row(work, sku)
    if row is None:
        raise NotFound("This product has no draft. Start one from its published version.")
    steps = work.session.execute(  # without the documents that they keep
        select(DraftEdit.number, DraftEdit.sentence, DraftEdit.person, DraftEdit.created_at)
        .where(DraftEdit.sku == sku)
        .order_by(DraftEdit.number.desc())
    )
    return Draft(
        sku=sku,
        slug=product.slug,
        seller_ref=product.seller_ref,
        name=dict(product.name),
        version=row.version,
        document=dict(row.document),
        hash=row.hash,
        steps=tuple(Step(step.number, step.sentence, step.person, step.created_at) for step in steps),
    )


def draft_from_published(work: Work, scope: SellerScope, sku: str, person: str) -> Draft:
    """Start a draft from what is sold now; the draft that is there already stays as it is."""
    _product(work, scope, sku)
    if _row(work, sku) is None:
        published = work.session.scalars(
            select(ModelVersion).where(ModelVersion.sku == sku, ModelVersion.state == "published")
        ).first()
        if published is None:
            raise NotFound("Nothing is published for this product yet. Import a model, or start an empty one.")
        _start(work, scope, sku, dict(published.document))
    return open_draft(work, scope, sku)


def draft_from_version(
    work: Work, scope: SellerScope, sku: str, version: int, person: str, seen: str | None = None
) -> Draft:
    """Make an older version the draft. What the draft held before can be brought back by *Undo*. Raises as
    `put_draft`."""
    row = _version(work, scope, sku, version)
    return put_draft(work, scope, sku, dict(row.document), f"Took version {version} as the draft", person, seen)


def version_document(work: Work, scope: SellerScope, sku: str, version: int) -> Document:
    """The document of any version. Raises `NotFound`."""
    return dict(_version(work, scope, sku, version).document)


def put_draft(
    work: Work,
    scope: SellerScope,
    sku: str,
    document: Document,
    sentence: str,
    person: str,
    seen: str | None = None,
) -> Draft:
    """Replace the whole draft, or start one with it. `seen`: the hash of the draft that the person saw, "" for none.

    Raises `DocumentError` for what does not compile, `Conflict` when the draft is another by now.
    """
    row = _row(work, sku)
    if seen is not None and seen != (row.hash if row else ""):
        raise Conflict(
            "Somebody changed this draft meanwhile, so it was not replaced. Look at it first, then try again."
        )
    if row is None:
        _start(work, scope, sku, document)
        return open_draft(work, scope, sku)
    return save_draft(work, scope, sku, row.hash, document, sentence, person)


def save_draft(
    work: Work, scope: SellerScope, sku: str, seen: str, document: Document, sentence: str, person: str
) -> Draft:
    """Save an edited document over the one with the hash `seen`; saving what is there already changes nothing.

    Raises `DocumentError` when it does not compile, `Conflict` when the draft has another hash by now.
    """
    row = _required(work, scope, sku)
    content_hash = _checked(work, scope, sku, document)
    if content_hash == row.hash:
        return open_draft(work, scope, sku)
    if row.hash != seen:
        raise Conflict(CHANGED)
    before = dict(row.document)
    _replace(work, row, seen, document, content_hash)
    _remember(work, sku, before, sentence, person)
    return open_draft(work, scope, sku)


def undo_draft(work: Work, scope: SellerScope, sku: str, seen: str) -> Step:
    """Take the last saved step back; returns what it was. Raises `Conflict` when the draft changed meanwhile."""
    row = _required(work, scope, sku)
    if row.hash != seen:
        raise Conflict("Somebody changed this draft meanwhile, so nothing was undone. Look at it again first.")
    step = work.session.scalars(select(DraftEdit).where(DraftEdit.sku == sku).order_by(DraftEdit.number.desc())).first()
    if step is None:
        raise Conflict("There is nothing left to undo in this draft.")
    before = dict(step.before)
    _replace(work, row, seen, before, document_hash(before))
    undone = Step(step.number, step.sentence, step.person, step.created_at)
    work.session.delete(step)
    work.session.flush()
    return undone


def discard_draft(work: Work, scope: SellerScope, sku: str, seen: str) -> None:
    """Throw the draft away. What is published stays. Raises `Conflict` when the draft changed meanwhile."""
    row = _required(work, scope, sku)
    if row.hash != seen:
        raise Conflict("Somebody changed this draft meanwhile, so it was kept. Look at it before you throw it away.")
    gone = delete(ModelVersion).where(ModelVersion.id == row.id, ModelVersion.hash == seen)
    if (
        work.session.execute(gone.returning(ModelVersion.id).execution_options(synchronize_session=False)).first()
        is None
    ):
        raise Conflict(CHANGED)
    work.session.expunge(row)
    forget_steps(work, sku)


def forget_steps(work: Work, sku: str) -> None:
    """Drop the steps of a draft that is one no more."""
    work.session.execute(delete(DraftEdit).where(DraftEdit.sku == sku))


def _product(work: Work, scope: SellerScope, sku: str) -> Product:
    row = work.session.scalars(
        select(Product).join(Variant, Variant.product_id == Product.id).where(Variant.sku == sku)
    ).first()
    if row is None or row.kind != "configured" or not scope.covers(row.seller_ref):
        raise NotFound("There is no such product made to order.")
    return row


def _row(work: Work, sku: str) -> ModelVersion | None:
    return work.session.scalars(
        select(ModelVersion).where(ModelVersion.sku == sku, ModelVersion.state == "draft")
    ).first()


def _required(work: Work, scope: SellerScope, sku: str) -> ModelVersion:
    _product(work, scope, sku)
    row = _row(work, sku)
    if row is None:
        raise Conflict("This draft is gone: it was published or thrown away meanwhile. Start a new one.")
    return row


def _version(work: Work, scope: SellerScope, sku: str, version: int) -> ModelVersion:
    _product(work, scope, sku)
    row = work.session.scalars(
        select(ModelVersion).where(ModelVersion.sku == sku, ModelVersion.version == version)
    ).first()
    if row is None:
        raise NotFound("There is no such version of this product.")
    return row


def _checked(work: Work, scope: SellerScope, sku: str, document: Document) -> str:
    """The document's hash, if it is this product's and compiles. A file cannot move to another seller or SKU."""
    product = _product(work, scope, sku)
    if document.get("sku") != sku:
        raise Invalid(f"This is a model of {str(document.get('sku'))[:80]}. Here, sku must be {sku}.", field="sku")
    if document.get("seller") != product.seller_ref:
        raise Invalid(f"Here, seller must be {product.seller_ref}, whose product this is.", field="seller")
    return draft_model(document).hash


def _start(work: Work, scope: SellerScope, sku: str, document: Document) -> None:
    product = _product(work, scope, sku)
    content_hash = _checked(work, scope, sku, document)
    latest = work.session.scalar(select(func.max(ModelVersion.version)).where(ModelVersion.sku == sku)) or 0
    row = ModelVersion(
        id=work.new_id(),
        product_ref=product.id,
        sku=sku,
        version=latest + 1,
        state="draft",
        document=document,
        hash=content_hash,
        created_at=work.now(),
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        raise Conflict("Somebody started a draft of this product a moment ago. Open that one.") from None


def _replace(work: Work, row: ModelVersion, seen: str, document: Document, content_hash: str) -> None:
    """The only write to a draft, and only over the document that the person saw."""
    changed = work.session.execute(
        update(ModelVersion)
        .where(ModelVersion.id == row.id, ModelVersion.hash == seen, ModelVersion.state == "draft")
        .values(document=document, hash=content_hash)
        .returning(ModelVersion.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise Conflict(CHANGED)
    work.session.expire(row)


def _remember(work: Work, sku: str, before: Document, sentence: str, person: str) -> None:
    latest = work.session.scalar(select(func.max(DraftEdit.number)).where(DraftEdit.sku == sku)) or 0
    work.session.add(
        DraftEdit(
            id=work.new_id(),
            sku=sku,
            number=latest + 1,
            sentence=sentence[:200],
            person=person[:80],
            before=before,
            created_at=work.now(),
        )
    )
    work.session.execute(delete(DraftEdit).where(DraftEdit.sku == sku, DraftEdit.number <= latest + 1 - KEPT_STEPS))
    work.session.flush()
