"""Publishing as work for the worker: asked for in a transaction, compiled and checked outside of any, put up in one.

A publication that fails, for whatever reason, leaves the version that is up where it is and keeps the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from storefront.configurator.checks import Finding, Priced, Report, check, check_document
from storefront.configurator.compiled import compiled
from storefront.configurator.document import document_hash
from storefront.configurator.engines import deflated
from storefront.configurator.models import ModelVersion, Publication
from storefront.configurator.publishing import Prepared, Progress, prepare, put_up
from storefront.configurator.states import PUBLICATION
from storefront.mount.current import ShopState

COMPILE = "compile_model"
EVERY_SECONDS = 0.5  # between two writes of how far it is
LIVE = ("waiting", "compiling")
TRIES = 3  # after which a worker that dies of a model lets it be
GIVEN_UP = Finding(
    "block", "given_up", (), "The shop could not compile this model. Make it smaller, and tell us what it was."
)


@dataclass(frozen=True)
class PublicationView:
    """How far the publishing of a document is. `sentence` says the outcome; `figures`: engine, nodes, edges,
    artefact_bytes, compile_ms, count, lowest, highest (words)."""

    ref: str
    sku: str
    hash: str
    state: str
    done: int
    total: int
    sentence: str
    findings: tuple[Finding, ...]
    figures: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None


def request_publication(work: Work, sku: str, document: dict[str, Any], product_ref: str = "") -> str:
    """Ask the worker to compile, check and publish `document`; returns the reference of the publication.

    Asking again for what is under way gives the same one. Raises `DocumentError` for what does not even read.
    """
    content_hash = document_hash(document)
    compiled(content_hash, lambda: document)
    under_way = select(Publication.id).where(
        Publication.sku == sku, Publication.hash == content_hash, Publication.state.in_(LIVE)
    )
    known = work.session.scalar(under_way.limit(1))
    if known is not None:
        return known
    if not product_ref:
        same = select(ModelVersion.product_ref).where(ModelVersion.sku == sku).order_by(ModelVersion.version.desc())
        product_ref = work.session.scalar(same.limit(1)) or sku
    ref = work.new_id()
    work.session.add(
        Publication(
            id=ref, sku=sku, product_ref=product_ref, document=document, hash=content_hash, state="waiting", done=0,
            total=100, report={}, created_at=work.now(),
        )
    )  # fmt: skip
    work.session.flush()
    work.enqueue(COMPILE, {"publication": ref}, key=ref)
    return ref


def publication(work: Work, ref: str) -> PublicationView:
    """One publication. Raises `NotFound`."""
    return _view(_row(work, ref))


def latest_publication(work: Work, sku: str) -> PublicationView | None:
    """The one that was asked for last."""
    last = (
        select(Publication).where(Publication.sku == sku).order_by(Publication.created_at.desc(), Publication.id.desc())
    )
    row = work.session.scalars(last.limit(1)).first()
    return None if row is None else _view(row)


def _row(work: Work, ref: str) -> Publication:
    row = work.session.get(Publication, ref)
    if row is None:
        raise NotFound("This publication is not known here.")
    return row


def _view(row: Publication) -> PublicationView:
    report = row.report
    findings = tuple(
        Finding(one["severity"], one["code"], tuple(one["rules"]), one["sentence"], one["place"])
        for one in report.get("findings", [])
    )
    return PublicationView(
        row.id, row.sku, row.hash, row.state, row.done, row.total, report.get("sentence", ""), findings,
        report.get("figures", {}), row.created_at, row.finished_at,
    )  # fmt: skip


def compile_model(shop: ShopState, message: Message) -> None:
    """The worker's part. Payload: publication. Safe to run twice: what is finished stays finished."""
    ref = str(message.payload["publication"])
    document = shop.write(lambda work: _begin(work, ref))
    if document is None:
        return
    if message.attempt > TRIES:
        shop.write(lambda work: _refuse(work, ref, Report((GIVEN_UP,))))
        return
    began = time.monotonic()
    prepared, report = _judged(shop, ref, document)
    milliseconds = round(1000 * (time.monotonic() - began))
    if prepared is None or report.blocked:
        shop.write(lambda work: _refuse(work, ref, report))
    else:
        shop.write(lambda work: _finish(work, ref, prepared, report, milliseconds))


def _judged(shop: ShopState, ref: str, document: dict[str, Any]) -> tuple[Prepared | None, Report]:
    """What it compiles to and what the checks say; only a report, which blocks, for what does not compile."""
    try:
        model = compiled(document_hash(document), lambda: document)
    except DomainError as error:
        return None, Report((Finding("block", "document", (), error.sentence),))
    today = shop.clock.now().astimezone(model.zone).date()
    try:
        prepared = prepare(document, today, _telling(shop, ref))
    except DomainError:
        return None, check_document(document, today)  # the same fault, with the rule to blame
    return prepared, check(prepared.parts[0][0], prepared.now.engine)


def _begin(work: Work, ref: str) -> dict[str, Any] | None:
    """The document, and the publication compiling; None if it is finished. A worker that died is followed up."""
    row = _row(work, ref)
    if row.state not in LIVE:
        return None
    if row.state == "waiting":
        PUBLICATION.check(row.state, "compiling", ref)
        row.state = "compiling"
    return dict(row.document)


def _telling(shop: ShopState, ref: str) -> Progress:
    """Writes how far it is, now and then."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            shop.write(lambda work: _mark(work, ref, done, total))

    return tell


def _mark(work: Work, ref: str, done: int, total: int) -> None:
    row = _row(work, ref)
    row.done, row.total = done, total


def _refuse(work: Work, ref: str, report: Report) -> None:
    row = _row(work, ref)
    PUBLICATION.check(row.state, "refused", ref)
    said = next(finding.sentence for finding in report.findings if finding.severity == "block")
    _close(work, row, "refused", report, f"Not published: {said}", {})


def _finish(work: Work, ref: str, prepared: Prepared, report: Report, milliseconds: int) -> None:
    row = _row(work, ref)
    PUBLICATION.check(row.state, "published", ref)
    put_up(work, prepared, row.product_ref)
    _close(work, row, "published", report, "Published.", figures(prepared, report, milliseconds))


def _close(work: Work, row: Publication, state: str, report: Report, sentence: str, found: dict[str, Any]) -> None:
    row.state, row.done, row.finished_at = state, row.total, work.now()
    row.report = {
        "sentence": sentence,
        "findings": [finding.to_dict() for finding in report.findings],
        "figures": found,
    }


def figures(prepared: Prepared, report: Report, milliseconds: int) -> dict[str, Any]:
    """What a seller may want to know of a compiled model, JSON-ready."""
    made = prepared.now
    return {
        "engine": made.engine.name,
        "nodes": made.nodes,
        "edges": made.edges,
        "artefact_bytes": len(deflated(made.artefact)),
        "compile_ms": milliseconds,
        "count": None if report.count is None else str(report.count),  # may be beyond what JSON readers hold
        "lowest": _priced(report.lowest),
        "highest": _priced(report.highest),
    }


def _priced(found: Priced | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"minor": found.price.minor, "currency": found.price.currency, "choices": found.choices.to_dict()}


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {COMPILE: compile_model}
