"""Costs of production orders, read together: a fixed number of statements, however many orders there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import MaterialNeed, WorkSpec
from fulfilment.capacity.models import WorkCentre
from fulfilment.costing.domain import (
    Facts,
    LogFacts,
    MaterialFacts,
    OperationFacts,
    OrderCost,
    OverheadView,
    Rates,
    cost_of,
)
from fulfilment.costing.models import OverheadRate
from fulfilment.items.models import Item
from fulfilment.orders.models import FulfilmentLine
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.stock.models import Claim, StockLevel, StockMovement
from fulfilment.timelog.models import TimeLog

NEWEST = 500
FINISHED = ("completed", "closed")
Taken = dict[tuple[str, str], tuple[int, int | None]]  # by operation's ref and SKU: quantity, worth in minor units


@dataclass(frozen=True)
class _Read:
    """What the orders in view share."""

    operations: dict[str, list[Operation]]
    taken: Taken
    waiting: dict[str, list[tuple[str, int, int]]]  # by line: SKU, operation, quantity that is not taken yet
    logs: dict[str, list[tuple[str, int | None, int]]]  # by operation's ref: work centre, rate then, minutes
    items: dict[str, tuple[str, str]]  # name and unit by SKU
    rates: dict[tuple[str, str], Money]  # hourly, by seller and work centre
    overhead: list[OverheadRate]
    currency: str


def order_costs(work: Work, scope: SellerScope, currency: str) -> list[OrderCost]:
    """The newest orders of the sellers in view. `currency` is the shop's, for orders without any work. Eight
    statements."""
    statement = _select(scope).where(ProductionOrder.state != "cancelled")
    newest = statement.order_by(ProductionOrder.confirmed_at.desc(), ProductionOrder.ref.desc()).limit(NEWEST)
    return _costs(work, work.session.execute(newest).all(), currency)


def order_cost(work: Work, scope: SellerScope, ref: str, currency: str) -> OrderCost:
    """One production order. Raises `NotFound`. Eight statements."""
    rows = work.session.execute(_select(scope).where(ProductionOrder.ref == ref)).all()
    if not rows:
        raise NotFound("There is no such production order.")
    return _costs(work, rows, currency)[0]


def _select(scope: SellerScope) -> Any:
    statement = (
        select(ProductionOrder, FulfilmentLine)
        .join(FulfilmentLine, FulfilmentLine.id == ProductionOrder.fulfilment_line_id)
        .execution_options(populate_existing=True)
    )
    return statement if scope.sellers is None else statement.where(ProductionOrder.seller_ref.in_(scope.sellers))


def _costs(work: Work, rows: Sequence[Any], currency: str) -> list[OrderCost]:
    read = _read(work, [row[0] for row in rows], currency)
    return [_cost(order, line, read) for order, line in rows]


def _read(work: Work, orders: Sequence[ProductionOrder], currency: str) -> _Read:
    refs = [order.ref for order in orders]
    operations: dict[str, list[Operation]] = defaultdict(list)
    found = work.session.scalars(
        select(Operation).where(Operation.production_order_ref.in_(refs)).order_by(Operation.step)
    )
    for one in found:
        operations[one.production_order_ref].append(one)
    steps = [one.ref for some in operations.values() for one in some]
    items = work.session.execute(select(Item.sku, Item.name, Item.unit))
    centres = work.session.execute(
        select(WorkCentre.seller_ref, WorkCentre.code, WorkCentre.rate_minor, WorkCentre.rate_currency)
    )
    return _Read(
        operations=operations,
        taken=_taken(work, steps),
        waiting=_waiting(work, [order.line_ref for order in orders]),
        logs=_logs(work, steps),
        items={row.sku: (row.name, row.unit) for row in items},
        rates={(row.seller_ref, row.code): Money(row.rate_minor, row.rate_currency) for row in centres},
        overhead=list(work.session.scalars(select(OverheadRate).order_by(OverheadRate.valid_from, OverheadRate.id))),
        currency=currency,
    )


def _taken(work: Work, steps: Sequence[str]) -> Taken:
    """What operations took, net of what was put back: a movement's reference is the operation it was for."""
    rows = work.session.execute(
        select(
            StockMovement.reference,
            Item.sku,
            func.sum(StockMovement.quantity),
            func.sum(StockMovement.value_minor),
            func.count(StockMovement.value_minor),
            func.count(),
        )
        .join(StockLevel, StockLevel.id == StockMovement.level_id)
        .join(Item, Item.id == StockLevel.item_id)
        .where(StockMovement.reference.in_(steps), StockMovement.kind.in_(("issue", "return")))
        .group_by(StockMovement.reference, Item.sku)
    )
    return {
        (ref, sku): (-int(quantity), -int(value or 0) if known == all_ else None)
        for ref, sku, quantity, value, known, all_ in rows
    }


def _waiting(work: Work, line_refs: Sequence[str]) -> dict[str, list[tuple[str, int, int]]]:
    """What is set aside or awaited for steps that have not begun."""
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    rows = work.session.execute(
        select(Claim.line_ref, Item.sku, Claim.operation, func.sum(Claim.quantity))
        .join(Item, Item.id == Claim.item_id)
        .where(Claim.line_ref.in_(line_refs), Claim.state == "allocated", Claim.operation.is_not(None))
        .group_by(Claim.line_ref, Item.sku, Claim.operation)
        .order_by(Claim.line_ref, Claim.operation, Item.sku)
    )
    for line_ref, sku, operation, quantity in rows:
        found[line_ref].append((sku, operation or 0, int(quantity or 0)))
    return found


def _logs(work: Work, steps: Sequence[str]) -> dict[str, list[tuple[str, int | None, int]]]:
    found: dict[str, list[tuple[str, int | None, int]]] = defaultdict(list)
    rows = work.session.execute(
        select(TimeLog.operation_ref, TimeLog.work_centre, TimeLog.rate_minor, func.sum(TimeLog.minutes))
        .where(TimeLog.operation_ref.in_(steps), TimeLog.void.is_(False), TimeLog.minutes.is_not(None))
        .group_by(TimeLog.operation_ref, TimeLog.work_centre, TimeLog.rate_minor)
        .order_by(TimeLog.operation_ref, TimeLog.work_centre, TimeLog.rate_minor)
    )
    for ref, centre, rate, minutes in rows:
        found[ref].append((centre, rate, int(minutes or 0)))
    return found


def _cost(order: ProductionOrder, line: FulfilmentLine, read: _Read) -> OrderCost:
    spec = WorkSpec.from_dict(line.spec) if line.spec else None
    operations = [one for one in read.operations[order.ref] if one.state != "cancelled"]
    currency = next((read.rates[key].currency for o in operations if (key := (order.seller_ref, o.work_centre))
                     in read.rates), read.currency)  # fmt: skip
    facts = Facts(
        currency=currency,
        materials=_materials(order, spec, operations, read, currency),
        operations=[_operation(order, one, read, currency) for one in operations],
        logs=[
            LogFacts(one.number, minutes, _rate(read, order, centre, currency, then))
            for one in operations
            for centre, then, minutes in read.logs.get(one.ref, ())
        ],
        rates=_overhead(read.overhead, order.seller_ref, order.confirmed_at.date()),
    )
    return OrderCost(
        ref=order.ref,
        order_number=order.order_number,
        line_ref=order.line_ref,
        seller_ref=order.seller_ref,
        sku=line.sku,
        title=line.title,
        quantity=order.quantity,
        state=order.state,
        finished=order.state in FINISHED,
        confirmed_at=order.confirmed_at,
        currency=currency,
        lines=cost_of(facts),
    )


def _rate(read: _Read, order: ProductionOrder, centre: str, currency: str, then: int | None = None) -> Money:
    """An hour's cost: `then`, when the work was done, where that was kept, else as it is now."""
    now = read.rates.get((order.seller_ref, centre), Money.zero(currency))
    return now if then is None else Money(then, now.currency)


def _operation(order: ProductionOrder, one: Operation, read: _Read, currency: str) -> OperationFacts:
    minutes = one.setup_minutes + one.run_minutes * one.pieces
    return OperationFacts(
        number=one.number,
        name=one.name,
        planned=minutes if one.kind == "routing" else 0,
        ahead=minutes,
        rate=_rate(read, order, one.work_centre, currency),
        begun=one.state in ("running", "paused", "done"),
        done=one.state == "done",
    )


def _materials(
    order: ProductionOrder, spec: WorkSpec | None, operations: Sequence[Operation], read: _Read, currency: str
) -> list[MaterialFacts]:
    """What the spec plans, by operation, beside what that operation took; then what others took (rework, scrap)."""
    by_number = {one.number: one for one in operations}
    left = {key: value for one in operations for key, value in read.taken.items() if key[0] == one.ref}
    found = []
    for (sku, number), needs in _by_step(spec).items():
        step = by_number.get(number)
        taken, value = left.pop((step.ref, sku), (0, 0)) if step else (0, 0)
        found.append(_material(order, sku, number, needs, read, currency, taken, value, bool(step and step.issued)))
    for (_ref, sku), (taken, value) in left.items():
        found.append(_material(order, sku, 0, [], read, currency, taken, value, True))
    return found + _repeated(order, spec, found, read)


def _repeated(
    order: ProductionOrder, spec: WorkSpec | None, planned: Sequence[MaterialFacts], read: _Read
) -> list[MaterialFacts]:
    """What rework and replacement will still take, at the product's own cost."""
    known = _by_step(spec)
    found = []
    for sku, number, quantity in read.waiting.get(order.line_ref, ()):
        like = next((one for one in planned if one.sku == sku and one.planned), None)
        if (sku, number) not in known and like is not None:
            ahead = like.planned_cost.share(quantity, like.planned)
            nothing = Money.zero(ahead.currency)
            found.append(like._replace(operation=number, planned=0, planned_cost=nothing, taken=0, taken_value=nothing,
                                       issued=False, ahead_cost=ahead))  # fmt: skip
    return found


def _by_step(spec: WorkSpec | None) -> dict[tuple[str, int], list[MaterialNeed]]:
    found: dict[tuple[str, int], list[MaterialNeed]] = defaultdict(list)
    for need in spec.materials if spec else ():
        if need.quantity:
            found[need.sku, need.operation].append(need)
    return found


def _material(
    order: ProductionOrder,
    sku: str,
    number: int,
    needs: Sequence[MaterialNeed],
    read: _Read,
    currency: str,
    taken: int,
    value: int | None,
    issued: bool,
) -> MaterialFacts:
    name, unit = read.items.get(sku, (sku, "piece"))
    planned = Money.zero(currency)
    for need in needs:
        planned += Money(need.unit_cost_minor, currency).share(need.quantity * order.quantity, need.cost_per)
    return MaterialFacts(
        sku=sku,
        name=name,
        unit=unit,
        operation=number,
        planned=sum(need.quantity for need in needs) * order.quantity,
        planned_cost=planned,
        taken=taken,
        taken_value=None if value is None else Money(value, currency),
        issued=issued,
    )


def _overhead(rows: Sequence[OverheadRate], seller_ref: str, day: date) -> Rates:
    """The rate of the day on which the order was confirmed; the newest row of several."""
    valid = [row for row in rows if row.seller_ref == seller_ref and row.valid_from <= day]
    return Rates(valid[-1].material_bp, valid[-1].labour_bp) if valid else Rates()


def overheads(work: Work, scope: SellerScope) -> list[OverheadView]:
    """Surcharges of the sellers in view, newest first. One statement."""
    statement = select(OverheadRate).order_by(OverheadRate.valid_from.desc(), OverheadRate.id.desc())
    if scope.sellers is not None:
        statement = statement.where(OverheadRate.seller_ref.in_(scope.sellers))
    today, seen, found = work.now().date(), set[str](), []
    for row in work.session.scalars(statement):
        current = row.valid_from <= today and row.seller_ref not in seen
        if current:
            seen.add(row.seller_ref)
        found.append(OverheadView(row.seller_ref, row.valid_from, row.material_bp, row.labour_bp, row.person, current))
    return found
