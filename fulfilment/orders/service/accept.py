"""Accepting: a paid order becomes fulfilment orders, pick lists and production orders, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.quantity import whole_positive
from fulfilment.api.events import OrderAccepted
from fulfilment.orders.domain import Accepted, AcceptLine, AcceptOrder, PlannedOrder, Supply, source
from fulfilment.orders.models import AcceptedOrder, FulfilmentLine, FulfilmentOrder
from fulfilment.orders.service.holds import put_hold
from fulfilment.orders.states import FULFILMENT_ORDER, HOLD_KINDS
from fulfilment.production.service import planning
from fulfilment.promise import service as promise
from fulfilment.promise.domain import PromiseView, Wanted, WantedMade, WantedStock
from fulfilment.stock.domain import AllocationView
from fulfilment.stock.service import allocations
from fulfilment.warehouse.service import listing


def accept_order(work: Work, order: AcceptOrder) -> Accepted:
    """Make the promise firm and split the order by supply method, location, seller and ship group.

    Idempotent per `order_ref`. Raises `Conflict` with a sentence when the reservation is gone and what was bought can
    no longer be had, `Invalid` for an order without lines or a made line without its WorkSpec.
    """
    check_order(order)
    if not enter(work, order):
        refs = select(FulfilmentOrder.ref).where(FulfilmentOrder.order_ref == order.order_ref)
        return Accepted(order.order_ref, tuple(work.session.scalars(refs.order_by(FulfilmentOrder.ref))))
    promised = promise.commit(
        work,
        order.checkout_id,
        order.order_ref,
        [wanted_of(line) for line in order.lines],
        order.destination,
        order.plan_kind,
    )
    return split(work, order, allocations(work, [line.line_ref for line in order.lines]), promised)


def split(
    work: Work, order: AcceptOrder, held: Sequence[AllocationView], promised: Mapping[str, PromiseView]
) -> Accepted:
    """Fulfilment orders, pick lists and production orders of an order whose promise is firm. `held` is what its lines
    stand on."""
    planned = source(order.lines, _supplies(order, held), order.plan_kind)
    refs_made = tuple(_make(work, order, one, held, promised) for one in planned)
    for line in order.lines:
        for kind in line.holds:
            gate, sentence = HOLD_KINDS[kind]
            put_hold(work, order.order_ref, line.line_ref, kind, gate, sentence)
    work.session.flush()
    work.emit(OrderAccepted(order.order_ref, tuple(line.line_ref for line in order.lines), work.now()))
    return Accepted(order.order_ref, tuple(sorted(refs_made)))


def check_order(order: AcceptOrder) -> None:
    if not order.lines or len({line.line_ref for line in order.lines}) != len(order.lines):
        raise Invalid("An order needs at least one line, and each only once.")
    for line in order.lines:
        whole_positive(line.quantity)
        if (line.spec is not None) != (line.supply_method == "make_to_order"):
            raise Invalid(f"{line.title}: what is made to order needs its work plan, and nothing else may have one.")
        unknown = set(line.holds) - HOLD_KINDS.keys()
        if unknown:
            raise Invalid(f"{line.title}: there is no hold called {', '.join(sorted(unknown))}.")


def enter(work: Work, order: AcceptOrder) -> bool:
    """Whether nobody has accepted this order yet; a second transaction waits here for the first to commit."""
    inserted = work.session.scalar(
        insert_into(work.session, AcceptedOrder)
        .values(
            order_ref=order.order_ref,
            order_number=order.order_number,
            checkout_id=order.checkout_id,
            plan_kind=order.plan_kind,
            country=order.destination.country,
            postcode=order.destination.postcode,
            currency=order.currency,
            accepted_at=work.now(),
        )
        .on_conflict_do_nothing(index_elements=["order_ref"])
        .returning(AcceptedOrder.order_ref)
    )
    return inserted is not None


def wanted_of(line: AcceptLine) -> Wanted:
    if line.spec is not None:
        return WantedMade(line.line_ref, line.spec, line.quantity)
    return WantedStock(line.line_ref, line.sku, line.quantity)


def _supplies(order: AcceptOrder, held: Sequence[AllocationView]) -> list[Supply]:
    """Allocations as sourcing sees them: the goods of stocked lines, and where the materials of made lines lie."""
    made = {line.line_ref for line in order.lines if line.spec is not None}
    return [
        Supply(
            line_ref=one.line_ref,
            location=one.location or "",
            quantity=one.quantity,
            awaited=one.state == "awaited",
            expected=one.expected.isoformat() if one.expected and one.state == "awaited" else "",
        )
        for one in held
        if one.operation is None or (one.line_ref in made and one.location)
    ]


def _make(
    work: Work,
    order: AcceptOrder,
    planned: PlannedOrder,
    held: Sequence[AllocationView],
    promised: Mapping[str, PromiseView],
) -> str:
    row = FulfilmentOrder(
        ref=work.new_id(),
        order_ref=order.order_ref,
        order_number=order.order_number,
        seller_ref=planned.seller_ref,
        supply_method=planned.supply_method,
        location=planned.location,
        ship_group=planned.ship_group,
        plan_kind=order.plan_kind,
        delivery_class=planned.delivery_class,
        state=FULFILMENT_ORDER.initial,
        created_at=work.now(),
    )
    work.session.add(row)
    work.session.flush()
    by_ref = {line.line_ref: line for line in order.lines}
    for position, part in enumerate(planned.lines):
        row.lines.append(_line(work, by_ref[part.line_ref], part.quantity, position))
    work.session.flush()
    if planned.supply_method == "make_to_order":
        for line in row.lines:
            planning.plan(work, row, line, promised[line.line_ref].promised)
    else:
        listing.make(work, row, held)
    return row.ref


def _line(work: Work, line: AcceptLine, quantity: int, position: int) -> FulfilmentLine:
    return FulfilmentLine(
        id=work.new_id(),
        line_ref=line.line_ref,
        position=position,
        sku=line.sku,
        title=line.title,
        quantity=quantity,
        picked=0,
        made=0,
        packed=0,
        shipped=0,
        cancelled=False,
        spec=line.spec.to_dict() if line.spec is not None else None,
        summary=[list(pair) for pair in line.summary],
        drawing=line.drawing,
    )
