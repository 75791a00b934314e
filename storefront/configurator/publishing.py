"""Verbs: make a document the version that is sold. They flush and never commit the transaction.

What is compiled is kept by content address, for the rules in force now and for every set of rules that a date brings.
The version that is up stays up until the very last statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from foundation.data.work import Work
from storefront.configurator.compiled import compiled
from storefront.configurator.compiling import Compiled, compile_model
from storefront.configurator.document import document_hash, load_document
from storefront.configurator.domain import Model
from storefront.configurator.drafting import forget_steps
from storefront.configurator.engines import deflated, kept_artefact, remember
from storefront.configurator.models import ModelArtefact, ModelVersion
from storefront.configurator.states import MODEL_VERSION

MAX_DAYS = 3  # changes of rules that are compiled ahead; later ones are compiled when they come
KEPT = 16
Progress = Callable[[int, int], None]
_compiled: dict[str, Compiled] = {}


@dataclass(frozen=True)
class Prepared:
    """A document that is ready to be put up: its model, and what it compiles to on the days that change its rules."""

    document: dict[str, Any]
    model: Model
    parts: tuple[tuple[Model, Compiled], ...]

    @property
    def now(self) -> Compiled:
        """What is sold from the first moment."""
        return self.parts[0][1]


def prepare(document: str | dict[str, Any], today: date, progress: Progress | None = None) -> Prepared:
    """Read, check and compile; touches no database. `progress(done, of)` counts over all parts.

    Raises `DocumentError` (an `Invalid`) naming the place of the first fault, `TooManySizes` for formulas that are too
    wide to be looked through.
    """
    loaded = load_document(document) if isinstance(document, str) else document
    content_hash = document_hash(loaded)
    model = compiled(content_hash, lambda: loaded)
    cuts = list(rule_sets(model, today))
    parts = [(cut, _compile(cut, _share(progress, at, len(cuts)))) for at, cut in enumerate(cuts)]
    return Prepared(loaded, model, tuple(parts))


def rule_sets(model: Model, today: date) -> Iterator[Model]:
    """The model with the rules of today, and with those of every later day that changes them."""
    later = {rule.since for rule in model.rules if rule.since} | {
        rule.until + timedelta(days=1) for rule in model.rules if rule.until
    }
    seen: set[str] = set()
    for day in [today, *sorted(day for day in later if day > today)[:MAX_DAYS]]:
        cut = model.at(day)
        if cut.address not in seen:
            seen.add(cut.address)
            yield cut


def _share(progress: Progress | None, at: int, of: int) -> Progress | None:
    """The progress of one of several parts, as a share of all."""
    if progress is None:
        return None
    return lambda done, total: progress(at * 100 + 100 * done // max(1, total), of * 100)


def _compile(model: Model, progress: Progress | None) -> Compiled:
    """Compiled once a process: a shop's seed and its drafts come with the same models again and again."""
    if model.address not in _compiled:
        made = compile_model(model, progress=progress)
        while len(_compiled) >= KEPT:
            _compiled.pop(next(iter(_compiled)), None)
        _compiled[model.address] = made
    return _compiled[model.address]


def publish(work: Work, document: str | dict[str, Any], product_ref: str = "") -> Model:
    """Prepare `document` (YAML or JSON text, or the loaded mapping) and make it the SKU's published version at once.

    Publishing what is published already changes nothing. Raises as `prepare`; the version that was up stays up.
    """
    loaded = load_document(document) if isinstance(document, str) else document
    model = compiled(document_hash(loaded), lambda: loaded)
    return put_up(work, prepare(loaded, work.now().astimezone(model.zone).date()), product_ref)


def put_up(work: Work, prepared: Prepared, product_ref: str = "") -> Model:
    """Keep what was compiled and let it take the place of the version that is up."""
    model = prepared.model
    keep_artefacts(work, prepared.parts)
    present = work.session.execute(
        select(ModelVersion.id, ModelVersion.hash).where(
            ModelVersion.sku == model.sku, ModelVersion.state == "published"
        )
    ).first()
    if present is not None and present.hash == model.hash:
        return model
    if present is not None:
        MODEL_VERSION.check("published", "retired", present.id)
        work.session.execute(update(ModelVersion).where(ModelVersion.id == present.id).values(state="retired"))
    if not _publish_draft(work, model.sku, model.hash):
        _insert_published(work, prepared.document, model, product_ref)
    work.session.flush()
    return model


def keep_artefacts(work: Work, parts: tuple[tuple[Model, Compiled], ...]) -> int:
    """Store what is not stored yet, or not as this version of the shop reads it; returns how many that were."""
    wanted = {cut.address for cut, _ in parts if kept_artefact(work, cut.address) is None}
    work.session.execute(delete(ModelArtefact).where(ModelArtefact.address.in_(wanted)))
    for cut, made in parts:
        remember(cut, made.engine)
        if cut.address in wanted:
            work.session.add(
                ModelArtefact(
                    address=cut.address,
                    model_hash=cut.hash,
                    sku=cut.sku,
                    rules=[rule.id for rule in cut.rules],
                    engine=made.engine.name,
                    nodes=made.nodes,
                    edges=made.edges,
                    body=deflated(made.artefact),
                    created_at=work.now(),
                )
            )
    work.session.flush()
    return len(wanted)


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
