"""Asking for a label, and taking the question back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.taps import record, repeated
from fulfilment.shipping.gate import blockers
from fulfilment.shipping.models import Shipment, ShipmentMember
from fulfilment.shipping.service.members import at_ramp, parcels_of
from fulfilment.shipping.states import LIVE, SHIPMENT
from fulfilment.tracking.service.trackers import unfollow
from fulfilment.warehouse.models import Parcel


def request_label(
    work: Work,
    scope: SellerScope,
    fulfilment_order_refs: Sequence[str],
    carrier: str,
    service: str,
    *,
    client_id: str,
    person: str = "",
) -> str:
    """Make a shipment of packed fulfilment orders of one order and leave `book_label` for the worker.

    Of a delivery all together the rest of the order comes along. A shipment whose label failed is tried again under
    its own ref with the next attempt. Idempotent per `client_id`. Raises `Conflict` with the blocker's sentence,
    `Invalid` for a mixed bag, `NotFound` outside `scope`. Returns the shipment's ref.
    """
    orders = progress.locked(work, scope, _with_siblings(work, fulfilment_order_refs))
    subject = min(fulfilment_order_refs)
    before = repeated(work, client_id, "label", subject)
    if before is not None:
        return str(before["shipment"])
    if len({(order.order_ref, order.seller_ref) for order in orders}) > 1:
        raise Invalid("A shipment carries parts of one order of one seller. Ask for each label on its own.")
    _refuse(work, orders)
    shipment = _failed_before(work, orders) or _new(work, orders)
    _fill(work, shipment, orders, carrier, service, person)
    work.enqueue(
        "book_label",
        {"shipment": shipment.ref, "attempt": shipment.attempt, "carrier": carrier},
        key=f"{shipment.ref}:{shipment.attempt}",
    )
    result = {"shipment": shipment.ref}
    record(work, client_id, "label", subject, person=person, was="packed", now="requested", result=result)
    return shipment.ref


def _with_siblings(work: Work, refs: Sequence[str]) -> list[str]:
    """All that travels together with `refs`: of a delivery all together the seller's other parts of the order."""
    asked = work.session.scalars(select(FulfilmentOrder).where(FulfilmentOrder.ref.in_(refs))).all()
    together = [(order.order_ref, order.seller_ref) for order in asked if order.plan_kind == "together"]
    found = set(refs)
    for order_ref, seller_ref in together:
        found.update(
            work.session.scalars(
                select(FulfilmentOrder.ref).where(
                    FulfilmentOrder.order_ref == order_ref,
                    FulfilmentOrder.seller_ref == seller_ref,
                    FulfilmentOrder.state != "cancelled",
                )
            )
        )
    return sorted(found)


def _refuse(work: Work, orders: Sequence[FulfilmentOrder]) -> None:
    for sentences in blockers(work, orders).values():
        if sentences:
            raise Conflict(sentences[0])
    for order in orders:
        if order.state != "packed":
            raise Conflict(f"This part of order {order.order_number} is {order.state}; it needs no label.")
    live = work.session.scalars(
        select(Shipment.ref)
        .join(ShipmentMember, ShipmentMember.shipment_ref == Shipment.ref)
        .where(ShipmentMember.fulfilment_order_ref.in_([o.ref for o in orders]), Shipment.state.in_(LIVE))
    ).first()
    if live is not None:
        raise Conflict("Its label is asked for already. You find it under Shipments.")


def _failed_before(work: Work, orders: Sequence[FulfilmentOrder]) -> Shipment | None:
    """The failed shipment of exactly these fulfilment orders, tried once more; others of theirs are given up."""
    refs = {order.ref for order in orders}
    failed = work.session.scalars(
        select(Shipment)
        .join(ShipmentMember, ShipmentMember.shipment_ref == Shipment.ref)
        .where(ShipmentMember.fulfilment_order_ref.in_(refs), Shipment.state == "failed")
        .order_by(Shipment.ref.desc())
    ).unique()
    same = None
    for shipment in failed.all():
        if same is None and {member.fulfilment_order_ref for member in shipment.members} == refs:
            same = shipment
            move(work, shipment, SHIPMENT, "requested", subject=shipment.ref, actor="retry")
            shipment.attempt += 1
        else:
            move(work, shipment, SHIPMENT, "cancelled", subject=shipment.ref, actor="retry")
    return same


def _new(work: Work, orders: Sequence[FulfilmentOrder]) -> Shipment:
    first = orders[0]
    shipment = Shipment(
        ref=work.new_id(),
        order_ref=first.order_ref,
        order_number=first.order_number,
        seller_ref=first.seller_ref,
        location=first.location,
        state=SHIPMENT.initial,
        attempt=1,
        created_at=work.now(),
        members=[ShipmentMember(fulfilment_order_ref=order.ref) for order in orders],
    )
    work.session.add(shipment)
    return shipment


def _fill(
    work: Work, shipment: Shipment, orders: Sequence[FulfilmentOrder], carrier: str, service: str, person: str
) -> None:
    shipment.carrier, shipment.service, shipment.failure = carrier, service, ""
    shipment.two_person = any(order.delivery_class == "two_person" for order in orders)
    work.session.flush()
    for parcel in work.session.scalars(
        select(Parcel).where(Parcel.fulfilment_order_ref.in_([o.ref for o in orders]), Parcel.shipment_ref.is_(None))
    ):
        parcel.shipment_ref = shipment.ref
    work.session.flush()


def cancel_shipment(work: Work, scope: SellerScope, shipment_ref: str, *, client_id: str, person: str) -> None:
    """Give a shipment up before it is handed over; its parcels may get another label. Idempotent per `client_id`.

    Raises `IllegalTransition` once it was handed over.
    """
    shipment, _ = at_ramp(work, scope, shipment_ref)
    if repeated(work, client_id, "cancel_shipment", shipment_ref) is not None:
        return
    was = shipment.state
    move(work, shipment, SHIPMENT, "cancelled", subject=shipment.ref, actor=person)
    for parcel in parcels_of(work, shipment.ref):
        parcel.shipment_ref, parcel.tracking_number, parcel.label_blob = None, "", ""
    unfollow(work, shipment.ref)
    record(work, client_id, "cancel_shipment", shipment_ref, person=person, was=was, now="cancelled", result={})
