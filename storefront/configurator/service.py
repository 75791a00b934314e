"""Verbs: publish a model, commit a configuration. They flush and never commit the transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from itsdangerous import BadData
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid
from storefront.configurator import queries
from storefront.configurator.compiled import compiled
from storefront.configurator.document import document_hash, load_document
from storefront.configurator.domain import Choices, Model, describe, drawing_spec, explode, price, tidy, validate
from storefront.configurator.drafting import forget_steps
from storefront.configurator.models import ConfigurationSnapshot, ModelVersion
from storefront.configurator.states import MODEL_VERSION
from storefront.configurator.values import Committed, Signer, Snapshot

FORGED = "This configuration was not signed by the shop. Open the configurator and choose again."


def publish(work: Work, document: str | dict[str, Any], product_ref: str = "") -> Model:
    """Check `document` (YAML or JSON text, or the loaded mapping) and make it the SKU's published version.

    Publishing what is published already changes nothing. Raises `DocumentError` (an `Invalid`) naming the place of the
    first fault; the version that was up stays up.
    """
    loaded = load_document(document) if isinstance(document, str) else document
    content_hash = document_hash(loaded)
    model = compiled(content_hash, lambda: loaded)
    present = work.session.execute(
        select(ModelVersion.id, ModelVersion.hash).where(
            ModelVersion.sku == model.sku, ModelVersion.state == "published"
        )
    ).first()
    if present is not None and present.hash == content_hash:
        return model
    if present is not None:
        MODEL_VERSION.check("published", "retired", present.id)
        work.session.execute(update(ModelVersion).where(ModelVersion.id == present.id).values(state="retired"))
    if not _publish_draft(work, model.sku, content_hash):
        _insert_published(work, loaded, model, product_ref)
    work.session.flush()
    return model


def _publish_draft(work: Work, sku: str, content_hash: str) -> bool:
    """Publish the draft that holds this very document, with its version's number; False when there is none."""
    mine = (ModelVersion.sku == sku, ModelVersion.state == "draft", ModelVersion.hash == content_hash)
    draft = work.session.scalar(select(ModelVersion.id).where(*mine))
    if draft is None:
        return False
    MODEL_VERSION.check("draft", "published", draft)
    work.session.execute(
        update(ModelVersion).where(ModelVersion.id == draft).values(state="published", published_at=work.now())
    )
    forget_steps(work, sku)
    return True


def _insert_published(work: Work, document: dict[str, Any], model: Model, product_ref: str) -> None:
    latest = work.session.scalar(select(func.max(ModelVersion.version)).where(ModelVersion.sku == model.sku))
    work.session.add(
        ModelVersion(
            id=work.new_id(),
            product_ref=product_ref or model.sku,
            sku=model.sku,
            version=(latest or 0) + 1,
            state="published",
            document=document,
            hash=model.hash,
            created_at=work.now(),
            published_at=work.now(),
        )
    )


def commit(work: Work, signer: Signer, sku: str, choices: Choices) -> Committed:
    """Recompute everything from the published model and keep it as a snapshot.

    The same configuration under the same model and rules is the same snapshot. Raises `Invalid` with the first
    problem's sentence and field for what cannot be bought, `NotFound` for a product that is not made.
    """
    model = queries.published_model(work, sku)
    choices = tidy(model, choices)
    problems = validate(model, choices, work.locale)
    if problems:
        raise Invalid(problems[0].sentence, field=problems[0].field or None)
    snapshot = _kept(work, _row(work, model, choices))
    return Committed(snapshot, str(signer.dumps(snapshot.ref)))


def open_signed(work: Work, signer: Signer, signed: str) -> Snapshot:
    """The snapshot of a signed reference. Raises `Forbidden` for a forged one, `NotFound` for one that is gone."""
    try:
        ref = signer.loads(signed)
    except BadData:
        raise Forbidden(FORGED) from None
    if not isinstance(ref, str):
        raise Forbidden(FORGED)
    return queries.load_snapshot(work, ref)


def load_snapshot(work: Work, ref: str) -> Snapshot:
    """The snapshot of a reference that the shop itself kept (a cart line's, an order line's). Raises `NotFound`."""
    return queries.load_snapshot(work, ref)


def _row(work: Work, model: Model, choices: Choices) -> ConfigurationSnapshot:
    cost = price(model, choices, work.locale)
    if cost.total.minor <= 0:
        raise Invalid("This configuration has no price yet. Please ask the shop.")
    row = ConfigurationSnapshot(
        sku=model.sku,
        seller_ref=model.seller_ref,
        title=dict(model.name),
        choices=choices.to_dict(),
        summary=[list(pair) for pair in describe(model, choices, work.locale)],
        drawing=drawing_spec(model, choices),
        currency=model.currency,
        price_lines=[{"id": line.id, "label": line.label, "minor": line.amount.minor} for line in cost.lines],
        total_minor=cost.total.minor,
        deposit_minor=cost.deposit.minor,
        work_spec=json.loads(json.dumps(explode(model, choices).to_dict())),
        model_hash=model.hash,
        rules_version=model.rules_version,
    )
    row.hash = _hash(row)
    return row


def _hash(row: ConfigurationSnapshot) -> str:
    """Over everything that was sold, and nothing else: not the id, not the moment."""
    sold = {
        name: getattr(row, name)
        for name in (
            "sku", "seller_ref", "title", "choices", "summary", "drawing", "currency", "price_lines",
            "total_minor", "deposit_minor", "work_spec", "model_hash", "rules_version",
        )
    }  # fmt: skip
    canonical = json.dumps(sold, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _kept(work: Work, row: ConfigurationSnapshot) -> Snapshot:
    """The row, stored; or the one with the same hash, should somebody have chosen the very same before."""
    same = select(ConfigurationSnapshot).where(ConfigurationSnapshot.hash == row.hash)
    known = work.session.scalars(same).first()
    if known is None:
        row.id, row.created_at = work.new_id(), work.now()
        try:
            with work.session.begin_nested():
                work.session.add(row)
            return queries.as_snapshot(row)
        except IntegrityError:
            known = work.session.scalars(same).one()
    return queries.as_snapshot(known)
