"""Reads: kept designs, and each of them as it stands today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from storefront.catalogue.models import Product
from storefront.configurator.codec import decode, encode
from storefront.configurator.domain import Choices, Model
from storefront.configurator.showing import state_of
from storefront.designs.domain import Row, read_code, still_known
from storefront.designs.models import Design


@dataclass(frozen=True)
class KeptDesign:
    """A design as it was kept."""

    code: str
    slug: str
    name: str
    picks: str
    choices: Mapping[str, Mapping[str, str | int]]
    rows: tuple[Row, ...]
    total: Money
    model_hash: str
    kept_at: datetime


def kept(work: Work, codes: Sequence[str]) -> list[KeptDesign]:
    """The designs of these codes in this order; unknown ones are left out. One statement."""
    if not codes:
        return []
    found = {row.code: row for row in work.session.scalars(select(Design).where(Design.code.in_(codes)))}
    return [_as_kept(found[code]) for code in codes if code in found]


def one(work: Work, code: str) -> KeptDesign:
    """The design behind a short link. Raises `NotFound`."""
    known = read_code(code)
    for design in kept(work, [known] if known else []):
        return design
    raise NotFound("There is no design at this link. Please check that all ten letters are there.")


def made_slugs(work: Work, slugs: Collection[str]) -> set[str]:
    """Of these products those that are still made to order. One statement."""
    wanted = select(Product.slug).where(
        Product.slug.in_(slugs), Product.kind == "configured", Product.status == "published"
    )
    return set(work.session.scalars(wanted)) if slugs else set()


def reopened(work: Work, model: Model, design: KeptDesign) -> str:
    """The design as an address under today's model, looking as it was kept wherever that is still possible.

    What the shopper had picked stays a pick. What they had left to the seller only becomes one where the seller's
    default is another by now, so that a shared design does not change its colour on the way.
    """
    known = still_known(model, design.choices)
    picked = {part.partition(".")[0] for part in design.picks.split("~")}
    narrow = encode(_only(known, picked))
    state = state_of(work, model, decode(model, narrow))
    same = all(
        getattr(state.choices, part).get(field) == value
        for part in ("options", "numbers", "texts")
        for field, value in getattr(known, part).items()
    )
    return narrow if same else encode(known)


def _only(choices: Choices, fields: set[str]) -> Choices:
    parts = (choices.options, choices.numbers, choices.texts)
    options, numbers, texts = ({k: v for k, v in part.items() if k in fields} for part in parts)
    return Choices(options, numbers, texts)  # type: ignore[arg-type]


def _as_kept(row: Design) -> KeptDesign:
    return KeptDesign(
        code=row.code,
        slug=row.slug,
        name=row.name,
        picks=row.picks,
        choices=row.choices,
        rows=tuple(Row(field, label, words) for field, label, words in row.rows),
        total=Money(row.total_minor, row.currency),
        model_hash=row.model_hash,
        kept_at=row.created_at,
    )
