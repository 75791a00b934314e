"""Packing: what is picked or made goes into closed parcels."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import SellerScope
from fulfilment.orders import progress
from fulfilment.orders.models import FulfilmentOrder
from fulfilment.orders.states import FULFILMENT_ORDER
from fulfilment.orders.taps import record, repeated
from fulfilment.warehouse.domain import PackResult, ParcelIn, checked_parcels
from fulfilment.warehouse.models import Parcel


def pack(
    work: Work,
    scope: SellerScope,
    fulfilment_order_ref: str,
    parcels: Sequence[ParcelIn],
    *,
    client_id: str,
    person: str,
) -> PackResult:
    """Close the parcels of a fulfilment order whose pieces are all picked or made. Dispatch holds do not stop this.

    Idempotent per `client_id`. Raises `Invalid` for a parcel nobody could carry, `Conflict` while something is missing
    or when it is packed already. Emits `LinePacked`.
    """
    (order,) = progress.locked(work, scope, [fulfilment_order_ref])
    before = repeated(work, client_id, "pack", order.ref)
    if before is not None:
        return PackResult(before["fulfilment_order_ref"], tuple(before["parcel_refs"]), before["state"])
    closed = checked_parcels(parcels)
    _refuse(order)
    rows = [_parcel(work, order, parcel) for parcel in closed]
    work.session.add_all(rows)
    for line in progress.live(order):
        line.packed = line.quantity
    work.session.flush()
    progress.pack_if_complete(work, order, person)
    told = PackResult(order.ref, tuple(row.ref for row in rows), order.state)
    data = {"fulfilment_order_ref": told.fulfilment_order_ref, "parcel_refs": list(told.parcel_refs)}
    record(
        work,
        client_id,
        "pack",
        order.ref,
        person=person,
        was="in_progress",
        now=order.state,
        result=data | {"state": told.state},
    )
    return told


def _refuse(order: FulfilmentOrder) -> None:
    if order.state not in ("planned", "in_progress"):
        label = FULFILMENT_ORDER.states[order.state].label.lower()
        raise Conflict(f"This part of order {order.order_number} is {label}; there is nothing left to pack.")
    sentence = not_ready(order)
    if sentence is not None:
        raise Conflict(sentence)


def not_ready(order: FulfilmentOrder) -> str | None:
    """What is missing before the order can be packed, or None."""
    for line in progress.live(order):
        there = line.picked + line.made
        if there < line.quantity:
            verb = "made and inspected" if order.supply_method == "make_to_order" else "picked"
            return (
                f"{there} of {line.quantity} × {line.title} {'is' if there == 1 else 'are'} {verb}. Finish that first."
            )
    return None


def _parcel(work: Work, order: FulfilmentOrder, parcel: ParcelIn) -> Parcel:
    return Parcel(
        ref=work.new_id(),
        fulfilment_order_ref=order.ref,
        operation_ref=None,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        weight_g=parcel.weight_g,
        tracking_number="",
        label_blob="",
    )
