"""Read models of production: a fixed number of statements, however full the floor is."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.crews.models import CrewMember
from fulfilment.orders.models import FloorTap
from fulfilment.production.domain.blockers import spoken
from fulfilment.production.domain.readmodel import OperationPage, ProductionOrderView, Traveller
from fulfilment.production.facts import gather
from fulfilment.production.lanes import board, work_list
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.production.reading import load, material_lines, order_view
from fulfilment.production.states import OPEN_ORDERS
from fulfilment.timelog.models import TimeLog

__all__ = ["board", "of_order_number", "operation", "people", "production_order", "production_orders", "work_list"]

LATELY = timedelta(days=21)

_WORDS = {
    "start": "started",
    "finish": "finished",
    "pause": "paused it",
    "resume": "went on",
    "others": "began the other pieces",
    "pass": "passed it",
    "rework": "sent it to rework",
    "scrap": "scrapped it",
    "undo": "took the last tap back",
}


def operation(work: Work, scope: SellerScope, ref: str) -> OperationPage:
    """The bench's page of one operation; raises `NotFound` outside `scope`."""
    line = select(Operation.production_order_ref).where(Operation.ref == ref).scalar_subquery()
    orders = load(work, scope, ProductionOrder.ref == line)
    if not orders:
        raise NotFound("There is no such operation.")
    facts = gather(work, orders)
    view = order_view(orders[0], facts)
    mine = next(o for o in view.operations if o.ref == ref)
    following = [o for o in orders[0].operations if mine.number in o.after]
    return OperationPage(
        operation=mine,
        order=view,
        materials=material_lines(facts.materials.get((view.line_ref, mine.number), [])),
        next=next((o for o in view.operations if following and o.ref == following[0].ref), None),
        history=_history(work, ref, facts.zone(view.seller_ref)),
    )


def _history(work: Work, ref: str, zone: tzinfo) -> tuple[str, ...]:
    taps = work.session.scalars(
        select(FloorTap).where(FloorTap.subject == ref).order_by(FloorTap.sequence.desc())
    ).all()
    now = work.now()
    return tuple(f"{tap.person} {_WORDS.get(tap.verb, tap.verb)}, {spoken(tap.at, now, zone)}" for tap in taps)


def production_orders(work: Work, scope: SellerScope) -> list[ProductionOrderView]:
    """Every order on the floor, in promise order."""
    orders = load(work, scope, ProductionOrder.state.in_(OPEN_ORDERS))
    facts = gather(work, orders)
    return [order_view(order, facts) for order in orders]


def of_order_number(work: Work, scope: SellerScope, number: str) -> list[ProductionOrderView]:
    """The production orders of a customer's order, however far they are; empty when there is none in `scope`."""
    orders = load(work, scope, ProductionOrder.order_number == number, ProductionOrder.state != "cancelled")
    if not orders:
        return []
    facts = gather(work, orders)
    return [order_view(order, facts) for order in orders]


def production_order(work: Work, scope: SellerScope, ref: str) -> Traveller:
    """The traveller: one production order with its materials; raises `NotFound` outside `scope`."""
    orders = load(work, scope, ProductionOrder.ref == ref)
    if not orders:
        raise NotFound("There is no such production order.")
    facts = gather(work, orders)
    view = order_view(orders[0], facts)
    by_operation = [(o.number, facts.materials.get((view.line_ref, o.number), [])) for o in view.operations]
    return Traveller(view, tuple((number, material_lines(rows)) for number, rows in by_operation if rows))


def people(work: Work, scope: SellerScope) -> tuple[str, ...]:
    """Names for a shared tablet: the crew, and whoever has logged time in the last weeks. Two statements."""
    crew = select(CrewMember.name).where(CrewMember.retired.is_(False))
    lately = select(TimeLog.person).where(TimeLog.started_at > work.now() - LATELY).distinct()
    if scope.sellers is not None:
        crew = crew.where(CrewMember.seller_ref.in_(sorted(scope.sellers)))
        lately = lately.where(TimeLog.seller_ref.in_(sorted(scope.sellers)))
    names = {*work.session.scalars(crew), *work.session.scalars(lately)}
    return tuple(sorted(names, key=str.casefold))
