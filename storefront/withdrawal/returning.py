"""What was withdrawn from comes back: what is away, what is here, by when it is to be paid, and booking it in.

Directive 2011/83/EU, article 13 (1): paid back within fourteen days of the declaration; (3): not before the goods are
here or were shown to be sent; article 14 (2): less what handling beyond a look has cost them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import setup, stock
from storefront.orders.models import Cancellation, Contact, Order, OrderLine
from storefront.withdrawal.models import Withdrawal

FOURTEEN = timedelta(days=14)
CONDITIONS: Mapping[str, str] = {
    "good": "As new, back on the shelf",
    "quality_control": "To be looked at first",
    "damaged": "Damaged",
    "kept": "Stays with the customer",
}


@dataclass(frozen=True)
class ReturnRow:
    """One line that comes back. `pay_by` is the last day to pay; `stage`: `away`, `here` or `paid`."""

    line_ref: str
    order_number: str
    customer: str
    title: str
    sku: str
    quantity: int
    amount: Money
    declared_at: datetime
    pay_by: date
    stage: str
    condition: str
    received_at: datetime | None
    received_by: str
    note: str
    refund: Money | None
    settled_at: datetime | None


def stage(received_at: datetime | None, settled_at: datetime | None) -> str:
    """Money paid before the goods are here leaves them away: somebody still waits for the parcel."""
    if received_at is None:
        return "away"
    return "paid" if settled_at is not None else "here"


def returns(work: Work, scope: SellerScope, zone: ZoneInfo) -> list[ReturnRow]:
    """Lines that had left when they were withdrawn from, the nearest day to pay first. One statement."""
    stayed = select(Cancellation.line_ref).where(
        Cancellation.line_ref == Withdrawal.line_ref, Cancellation.state != "refused"
    )
    where = [~stayed.exists()]
    if scope.sellers is not None:
        where.append(OrderLine.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(
        select(Withdrawal, OrderLine, Order.number, Order.currency, Contact.name)
        .join(OrderLine, OrderLine.line_ref == Withdrawal.line_ref)
        .join(Order, Order.order_ref == Withdrawal.order_ref)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(*where)
        .order_by(Withdrawal.declared_at, Withdrawal.line_ref)
        .execution_options(populate_existing=True)
    )
    return [_row(row, line, number, currency, name, zone) for row, line, number, currency, name in rows]


def _row(row: Withdrawal, line: OrderLine, number: str, currency: str, name: str, zone: ZoneInfo) -> ReturnRow:
    return ReturnRow(
        line_ref=row.line_ref,
        order_number=number,
        customer=name,
        title=line.title,
        sku=line.sku,
        quantity=line.quantity,
        amount=Money(line.amount_minor, currency),
        declared_at=row.declared_at,
        pay_by=row.declared_at.astimezone(zone).date() + FOURTEEN,
        stage=stage(row.received_at, row.settled_at),
        condition=row.condition,
        received_at=row.received_at,
        received_by=row.received_by,
        note=row.note,
        refund=None if row.refund_minor is None else Money(row.refund_minor, currency),
        settled_at=row.settled_at,
    )


def take_in(
    work: Work, scope: SellerScope, line_ref: str, *, condition: str, location: str, note: str, by: str
) -> None:
    """The goods are here, in this condition, and stand on the shelf of `location`; nothing is booked for what the
    customer keeps. Raises `NotFound` for a line that nobody withdrew from or of another seller, `Invalid` for no such
    condition or place, `Conflict` for one that never left and for one that was booked in already."""
    row = work.session.get(Withdrawal, line_ref, with_for_update=True, populate_existing=True)
    line = work.session.get(OrderLine, line_ref)
    if row is None or line is None or not scope.covers(line.seller_ref):
        raise NotFound("Nobody has withdrawn from this line.")
    if condition not in CONDITIONS:
        raise Invalid("Say in what condition it came back.", field="condition")
    if row.received_at is not None:
        raise Conflict("This was booked in already. A mistake is put right by a count, under Stock.")
    cancelled = work.session.get(Cancellation, line_ref)
    if cancelled is not None and cancelled.state != "refused":
        raise Conflict("This never left the house: it was cancelled, so there is nothing to take in.")
    if condition != "kept":
        if location not in {place.code for place in setup.locations(work, scope)}:
            raise Invalid("Say where it lies now.", field="location")
        number = work.session.scalar(select(Order.number).where(Order.order_ref == row.order_ref))
        reference = f"return {number}/{line.position}"
        stock.receive(work, scope, line.sku, location, line.quantity, reference=reference, condition=condition)
    row.received_at, row.received_by, row.condition, row.note = work.now(), by, condition, note
    work.session.flush()
