"""Read models of production."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.production.domain.readmodel import Board, Lane, OperationPage, ProductionOrderView, Traveller


def board(work: Work, scope: SellerScope) -> Board:
    raise NotImplementedError


def work_list(work: Work, scope: SellerScope, work_centre: str) -> Lane:
    raise NotImplementedError


def operation(work: Work, scope: SellerScope, ref: str) -> OperationPage:
    raise NotImplementedError


def production_orders(work: Work, scope: SellerScope) -> list[ProductionOrderView]:
    raise NotImplementedError


def production_order(work: Work, scope: SellerScope, ref: str) -> Traveller:
    raise NotImplementedError
