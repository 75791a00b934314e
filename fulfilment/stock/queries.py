"""Read models of stock."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.stock.domain import Availability, ItemPage, LevelRow


def availability(work: Work, skus: Sequence[str]) -> dict[str, Availability]:
    raise NotImplementedError


def levels(work: Work, scope: SellerScope, *, search: str = "") -> list[LevelRow]:
    raise NotImplementedError


def item(work: Work, scope: SellerScope, sku: str) -> ItemPage:
    raise NotImplementedError
