"""Verbs on configurations: commit one, open one again. They flush and never commit the transaction."""

from __future__ import annotations

import hashlib
import json

from itsdangerous import BadData
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation.data.work import Work
from foundation.plain.errors import Forbidden, Invalid
from storefront.configurator import queries
from storefront.configurator.domain import Choices, Model, describe, drawing_spec, explode, price, tidy, validate
from storefront.configurator.models import ConfigurationSnapshot
from storefront.configurator.publishing import publish
from storefront.configurator.values import Committed, Signer, Snapshot
from storefront.uploads.domain import UploadRule
from storefront.uploads.service import claim

__all__ = ["commit", "load_snapshot", "open_signed", "publish"]

FORGED = "This configuration was not signed by the shop. Open the configurator and choose again."


def commit(work: Work, signer: Signer, sku: str, choices: Choices) -> Committed:
    """Recompute everything from the published model and keep it as a snapshot.

    The same configuration under the same model and rules is the same snapshot. Raises `Invalid` with the first
    problem's sentence and field for what cannot be bought, `NotFound` for a product that is not made.
    """
    snapshot = recommit(work, queries.published_model(work, sku), choices)
    return Committed(snapshot, str(signer.dumps(snapshot.ref)))


def recommit(work: Work, model: Model, choices: Choices) -> Snapshot:
    """The same under a model in hand: a change of what was sold is judged and priced by the version it was sold under.

    Raises `Invalid` with the first problem's sentence and field."""
    choices = tidy(model, choices)
    problems = validate(model, choices, work.locale)
    if problems:
        raise Invalid(problems[0].sentence, field=problems[0].field or None)
    snapshot = _kept(work, _row(work, model, choices))
    claim(work, snapshot.ref, _files(model, choices))
    return snapshot


def _files(model: Model, choices: Choices) -> list[tuple[str, UploadRule, str]]:
    """Field, rule and ref of each file that was given."""
    given = ((words.id, words.upload, choices.texts.get(words.id, "")) for words in model.texts)
    return [(field, rule, ref) for field, rule, ref in given if rule is not None and ref]


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
