"""Keeping a design."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from storefront.configurator.codec import decode, encode
from storefront.configurator.queries import configurable
from storefront.configurator.showing import state_of
from storefront.designs.domain import NAME_LENGTH, new_code, rows_of
from storefront.designs.models import Design


def keep(work: Work, slug: str, picks: str, name: str, known: Sequence[str]) -> str:
    """Keep the configuration of an address (`?d=`) and return its code.

    `known` are the codes that the visitor holds already: the same design under the same name keeps its code. Raises
    `NotFound` for a product that is not made and `Invalid` for what cannot be bought.
    """
    model = configurable(work, slug).model
    state = state_of(work, model, decode(model, picks))
    if state.price is None or state.problems:
        raise Invalid(state.problems[0].sentence if state.problems else "This cannot be made yet.", field="d")
    picks, name = encode(state.choices), " ".join(name.split())[:NAME_LENGTH]
    same = select(Design.code).where(
        Design.code.in_(known), Design.slug == slug, Design.picks == picks, Design.name == name,
        Design.model_hash == model.hash,
    )  # fmt: skip
    code = work.session.scalar(same.limit(1)) if known else None
    if code is not None:
        return code
    code = new_code()
    work.session.add(
        Design(
            code=code,
            slug=slug,
            name=name,
            picks=picks,
            choices=state.choices.to_dict(),
            rows=[[row.field, row.label, row.words] for row in rows_of(model, state.choices, work.locale)],
            total_minor=state.price.total.minor,
            currency=state.price.total.currency,
            model_hash=model.hash,
            created_at=work.now(),
        )
    )
    work.session.flush()
    return code
