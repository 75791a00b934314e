"""Overhead: a seller's surcharges from a day on."""

from __future__ import annotations

from datetime import date

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.scope import SellerScope
from fulfilment.costing.models import OverheadRate

MOST = 100_000  # basis points: ten times what it is put on


def set_overhead(
    work: Work, scope: SellerScope, seller_ref: str, material_bp: int, labour_bp: int, valid_from: date, *, person: str
) -> None:
    """Surcharges on material and labour, in basis points, for what is confirmed from `valid_from` on.

    Raises `Invalid` for a negative or an absurd one, `NotFound` for another seller.
    """
    scope.require(seller_ref, "seller")
    for field, value in (("material", material_bp), ("labour", labour_bp)):
        if type(value) is not int or not 0 <= value <= MOST:
            raise Invalid("A surcharge is between 0 and 1,000 per cent.", field=field)
    work.session.add(
        OverheadRate(
            seller_ref=seller_ref,
            valid_from=valid_from,
            material_bp=material_bp,
            labour_bp=labour_bp,
            person=person[:80],
            made_at=work.now(),
        )
    )
    work.session.flush()
