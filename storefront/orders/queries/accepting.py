"""A paid order as fulfilment takes it. Three statements."""

from __future__ import annotations

from typing import Literal, cast

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api.orders import AcceptLine, AcceptOrder
from fulfilment.api.promise import Destination, PlanKind
from fulfilment.api.workspec import WorkSpec
from storefront.orders.models import Contact, Order, OrderLine


def accepting(work: Work, order_ref: str) -> AcceptOrder:
    """Lines with what each takes; a line with a balance is held back from dispatch until that is paid."""
    order = work.session.get_one(Order, order_ref)
    contact = work.session.get_one(Contact, order.contact_ref)
    rows = work.session.scalars(select(OrderLine).where(OrderLine.order_ref == order_ref).order_by(OrderLine.position))
    return AcceptOrder(
        order_ref=order.order_ref,
        order_number=order.number,
        checkout_id=order.checkout_id,
        plan_kind=cast("PlanKind", order.plan_kind),
        destination=Destination(order.country, contact.postcode),
        lines=tuple(_line(row) for row in rows),
        currency=order.currency,
    )


SupplyMethod = Literal["stock", "make_to_order", "backorder"]


def _line(row: OrderLine) -> AcceptLine:
    return AcceptLine(
        line_ref=row.line_ref,
        sku=row.sku,
        title=row.title,
        quantity=row.quantity,
        supply_method="make_to_order"
        if row.work_spec
        else "backorder"
        if row.supply_method == "backorder"
        else "stock",
        seller_ref=row.seller_ref,
        delivery_class=row.method,
        spec=WorkSpec.from_dict(row.work_spec) if row.work_spec else None,
        summary=tuple((pair[0], pair[1]) for pair in row.summary),
        drawing=row.drawing,
        holds=("balance_due",) if row.balance_minor else (),
    )
