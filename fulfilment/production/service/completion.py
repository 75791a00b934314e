"""The end of a production order: parcels, counters, and the way back."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.api.workspec import WorkSpec
from fulfilment.orders import progress
from fulfilment.production.service.bench import Bench, shift_order
from fulfilment.warehouse.models import Parcel


def make_parcels(work: Work, bench: Bench) -> None:
    """One parcel per piece, as large and heavy as its WorkSpec says."""
    assert bench.production.line.spec is not None
    packed = WorkSpec.from_dict(bench.production.line.spec).packed
    for _ in range(bench.operation.pieces):
        work.session.add(
            Parcel(
                ref=work.new_id(),
                fulfilment_order_ref=bench.order.ref,
                operation_ref=bench.operation.ref,
                length_mm=packed.length_mm,
                width_mm=packed.width_mm,
                height_mm=packed.height_mm,
                weight_g=packed.weight_g,
            )
        )


def complete(work: Work, bench: Bench, person: str) -> None:
    """With its last operation done the order is completed; with a packing operation among them it is packed too."""
    production = bench.production
    if any(operation.state != "done" for operation in production.operations):
        return
    shift_order(work, production, "completed", person)
    production.line.made = production.quantity
    if any(operation.packing for operation in production.operations):
        production.line.packed = production.quantity
    work.session.flush()
    progress.pack_if_complete(work, bench.order, person)


def reopen(work: Work, bench: Bench, person: str) -> None:
    """Take a completion back with the tap that made it; raises `Conflict` when the goods are already on their way."""
    production, line = bench.production, bench.production.line
    parcels = work.session.scalars(select(Parcel).where(Parcel.operation_ref == bench.operation.ref)).all()
    if any(parcel.shipment_ref for parcel in parcels) or line.shipped:
        raise Conflict("Its label is already asked for. Cancel the shipment first.")
    if production.state == "completed":
        if line.packed and not any(operation.packing for operation in production.operations):
            raise Conflict("It is already in a parcel. Unpack it before you take this back.")
        shift_order(work, production, "in_progress", person, "taken back")
        line.packed = 0
        line.made = 0
        progress.unpack(work, bench.order, person, "taken back")
    for parcel in parcels:
        work.session.delete(parcel)
    work.session.flush()
