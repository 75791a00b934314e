"""Reads: models by SKU, by product page and by hash; snapshots by reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from foundation.plain.money import Money
from fulfilment.api.workspec import WorkSpec
from storefront.catalogue.models import Product, Variant
from storefront.configurator.compiled import compiled
from storefront.configurator.domain import Choices, Model, PriceLine
from storefront.configurator.models import ConfigurationSnapshot, ModelArtefact, ModelVersion
from storefront.configurator.values import Snapshot

_CHANGED = "The shop has changed this product since you opened it. Reload the page: what you picked is kept."
_NOT_MADE = "We do not make that any more. The shop's front page shows what we do make."


@dataclass(frozen=True)
class ConfigurableProduct:
    """The product page's slug and name, with the published model cut to today's rules."""

    slug: str
    name: dict[str, str]
    description: dict[str, str]
    model: Model


def published_model(work: Work, sku: str) -> Model:
    """The published model of `sku` with the rules that apply now. Raises `NotFound`."""
    content_hash = work.session.scalar(
        select(ModelVersion.hash).where(ModelVersion.sku == sku, ModelVersion.state == "published")
    )
    if content_hash is None:
        raise NotFound(_NOT_MADE)
    return _by_hash(work, content_hash).now(work.now())


def judged_model(work: Work, address: str) -> Model:
    """The published model that a browser or a program holds under `address`, with the rules of now.

    Raises `NotFound` for an address that was never given out, `Conflict` where another version (or other rules) has
    taken its place meanwhile.
    """
    sku = work.session.scalar(select(ModelArtefact.sku).where(ModelArtefact.address == address))
    if sku is not None:
        model = published_model(work, sku)
        if model.address != address:
            raise Conflict(_CHANGED)
        return model
    return next((model for model in published_models(work) if model.address == address), None) or _unknown()


def published_models(work: Work) -> Iterator[Model]:
    """Every published model with the rules of now, by SKU."""
    skus = work.session.scalars(select(ModelVersion.sku).where(ModelVersion.state == "published").order_by("sku"))
    for sku in list(skus):
        yield published_model(work, sku)


def model_at(work: Work, address: str) -> Model:
    """The model that compiled to `address`, of any version, with just the rules that it had. Raises `NotFound`."""
    row = work.session.execute(
        select(ModelArtefact.model_hash, ModelArtefact.rules).where(ModelArtefact.address == address)
    ).first()
    if row is None:
        return next((model for model in published_models(work) if model.address == address), None) or _unknown()
    return _by_hash(work, row.model_hash).only(row.rules)


def sold_model(work: Work, model_hash: str, rules_version: str) -> Model:
    """The model a snapshot was sold under, of any version, with just the rules that judged it. Raises `NotFound`."""
    statement = select(ModelVersion.id).where(ModelVersion.hash == model_hash).limit(1)
    if work.session.scalar(statement) is None:
        raise NotFound("The plan this was sold under is not kept any more. Write to us and we look what can be done.")
    _, _, rules = rules_version.partition(":")
    return _by_hash(work, model_hash).only(rules.split(","))


def _unknown() -> Model:
    raise NotFound("This model is not known here. Reload the page to get the present one.")


def configurable(work: Work, slug: str) -> ConfigurableProduct:
    """What `/p/<slug>/configure` shows. One statement. Raises `NotFound`."""
    work.session.flush()  # a statement of the connection's own does not
    row = work.session.connection().execute(_CONFIGURABLE, {"slug": slug}).first()
    if row is None:
        raise NotFound(_NOT_MADE)
    return ConfigurableProduct(row.slug, row.name, row.description, _by_hash(work, row.hash).now(work.now()))


def _configurable_statement() -> Select[Any]:
    product, variant, version = Product.__table__, Variant.__table__, ModelVersion.__table__
    joined = product.join(variant, variant.c.product_id == product.c.id)
    joined = joined.join(version, (version.c.sku == variant.c.sku) & (version.c.state == "published"))
    return (
        select(product.c.slug, product.c.name, product.c.description, version.c.hash)
        .select_from(joined)
        .where(product.c.slug == bindparam("slug"), product.c.kind == "configured", product.c.status == "published")
    )


_CONFIGURABLE = _configurable_statement()  # made once: every tap asks it


def snapshots(work: Work, refs: Sequence[str]) -> dict[str, Snapshot]:
    """The snapshots by reference, unknown ones absent. One statement, none for what this reading has asked before."""
    seen = {} if work.seen is None else work.seen
    unmet = [ref for ref in refs if ("snapshot", ref) not in seen]
    if unmet:
        rows = work.session.scalars(select(ConfigurationSnapshot).where(ConfigurationSnapshot.id.in_(unmet)))
        met = {row.id: as_snapshot(row) for row in rows}
        seen.update({("snapshot", ref): met.get(ref) for ref in unmet})
    return {ref: known for ref in refs if (known := seen["snapshot", ref]) is not None}


def load_snapshot(work: Work, ref: str) -> Snapshot:
    """One snapshot. Raises `NotFound`."""
    found = snapshots(work, [ref]).get(ref)
    if found is None:
        raise NotFound("That configuration is not known here. Please choose it again.")
    return found


def as_snapshot(row: ConfigurationSnapshot) -> Snapshot:
    """The row as a plain value."""
    return Snapshot(
        ref=row.id,
        sku=row.sku,
        seller_ref=row.seller_ref,
        title=row.title,
        choices=Choices.from_dict(row.choices),
        summary=tuple((label, words) for label, words in row.summary),
        drawing=row.drawing,
        price_lines=tuple(
            PriceLine(line["id"], line["label"], Money(line["minor"], row.currency)) for line in row.price_lines
        ),
        total=Money(row.total_minor, row.currency),
        deposit=Money(row.deposit_minor, row.currency),
        spec=WorkSpec.from_dict(row.work_spec),
        model_hash=row.model_hash,
        rules_version=row.rules_version,
        hash=row.hash,
    )


def _by_hash(work: Work, content_hash: str) -> Model:
    statement = select(ModelVersion.document).where(ModelVersion.hash == content_hash).limit(1)
    return compiled(content_hash, lambda: dict(work.session.execute(statement).scalar_one()))
