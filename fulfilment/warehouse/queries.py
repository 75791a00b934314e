"""Read models of the warehouse."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.warehouse.domain import PackingPage, PickListView


def pick_lists(work: Work, scope: SellerScope) -> list[PickListView]:
    raise NotImplementedError


def pick_list(work: Work, scope: SellerScope, ref: str) -> PickListView:
    raise NotImplementedError


def packing(work: Work, scope: SellerScope, fulfilment_order_ref: str) -> PackingPage:
    raise NotImplementedError
