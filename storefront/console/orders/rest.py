"""Orders for a seller's own systems: the list to follow, one of them with everything to make and send it, and taking a
line back."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from pydantic import Field
from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import total
from storefront.api.fields import Amount, Day, Moment, Paged, Ref, Sum, Told, amount, one_of
from storefront.api.routes import Call, Routes
from storefront.console.orders import queries, service
from storefront.console.orders.queries import Desk
from storefront.orders.models import Order
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS

routes = Routes("Seller: orders")


class OrdersAsked(Paged):
    state: Literal["", "awaiting_payment", "abandoned", "placed", "cancelled"] = Field("", description="of the order")
    payment: Literal[
        "", "none", "authorised", "partially_paid", "paid", "partially_refunded", "refunded", "disputed"
    ] = ""
    fulfilment: Literal[
        "", "unfulfilled", "in_production", "partially_shipped", "shipped", "delivered", "cancelled"
    ] = ""
    since: Day | None = Field(None, description="begun on or after this day of the shop's")


class OrderRow(Told):
    number: str = Field(examples=["1042"])
    state: str = Field(json_schema_extra=one_of(ORDER.names))
    payment_status: str = Field(json_schema_extra=one_of(PAYMENT_AXIS))
    fulfilment_status: str = Field(json_schema_extra=one_of(FULFILMENT_AXIS))
    created_at: Moment
    placed_at: Moment | None
    country: str = Field(examples=["DE"])


class OrderRows(Told):
    items: list[OrderRow]
    next: str | None


class ShipTo(Told):
    name: str = Field(examples=["Anna Berg"])
    email: str = Field(examples=["anna@example.com"])
    phone: str = Field(examples=["+45 20 30 40 50"])
    line1: str = Field(examples=["Møllevej 4"])
    line2: str
    postcode: str = Field(examples=["8000"])
    city: str = Field(examples=["Aarhus"])
    country: str = Field(examples=["DK"])
    floor: str
    lift: str
    notes: str


class SoldLine(Told):
    line_ref: Ref
    sku: str = Field(examples=["OIL-05"])
    title: str = Field(examples=["Hardwax oil, 0.5 l"])
    quantity: int
    made: bool
    amount: Sum
    deposit: Sum
    balance: Sum
    tax: Sum
    promised: Day | None
    summary: list[tuple[str, str]] = Field(examples=[[]])


class Hold(Told):
    kind: str = Field(examples=["balance_due"])
    gate: str = Field(json_schema_extra=one_of(("start", "dispatch")))
    reason: str = Field(examples=["The balance is not paid yet."])


class Part(Told):
    """What one seller sends from one place in one go: a fulfilment order."""

    ref: Ref
    supply_method: str = Field(examples=["stock"])
    location: str = Field(examples=["HALL"])
    state: str = Field(examples=["planned"])
    holds: list[Hold]
    blockers: list[str] = Field(examples=[[]], description="what keeps it from leaving, in sentences")


class OrderDesk(Told):
    number: str = Field(examples=["1042"])
    state: str = Field(json_schema_extra=one_of(ORDER.names))
    payment_status: str = Field(json_schema_extra=one_of(PAYMENT_AXIS))
    fulfilment_status: str = Field(json_schema_extra=one_of(FULFILMENT_AXIS))
    placed_at: Moment | None
    ship_to: ShipTo
    lines: list[SoldLine] = Field(description="those of the key's seller")
    goods: Amount = Field(description="the sum of these lines")
    total: Amount | None = Field(description="of the whole order; null where other sellers' lines are in it")
    parts: list[Part]


class Taken(Told):
    line: Ref
    state: str = Field(examples=["asked"])


@routes.get("/seller/orders", answer=OrderRows, query=OrdersAsked, scope="orders:read")
def seller_list_orders(call: Call, query: OrdersAsked) -> OrderRows:
    """List orders

    The newest first: those with at least one line of the key's seller.
    """

    def read(work: Work) -> OrderRows:
        after = call.after(query, (str,))
        wanted = select(Order).where(*queries.in_view(call.scope)).order_by(Order.order_ref.desc())
        for column, value in (
            (Order.state, query.state),
            (Order.payment_status, query.payment),
            (Order.fulfilment_status, query.fulfilment),
        ):
            wanted = wanted.where(column == value) if value else wanted
        if query.since:
            wanted = wanted.where(Order.created_at >= datetime.combine(query.since, time(), call.shop.settings.zone))
        if after:
            wanted = wanted.where(Order.order_ref < after[0])
        rows = work.session.scalars(wanted.limit(query.limit + 1)).all()
        page = rows[: query.limit]
        last = [page[-1].order_ref] if len(rows) > query.limit else None
        return OrderRows(items=[OrderRow.model_validate(row) for row in page], next=call.cursor(query, last))

    return call.read(read)


@routes.get("/seller/orders/<number>", answer=OrderDesk, scope="orders:read")
def seller_get_order(call: Call, number: str) -> OrderDesk:
    """Read an order

    With where it goes, what its lines are, and what keeps each part of it from leaving.
    """
    return call.read(lambda work: _desk(queries.desk(work, call.scope, number)))


def _desk(found: Desk) -> OrderDesk:
    order = found.page.order
    lines = [line for line in order.lines if line.line_ref in found.lines]
    parts = found.fulfilment.fulfilment_orders if found.fulfilment else ()
    return OrderDesk(
        number=order.number,
        state=order.state,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        placed_at=order.placed_at,
        ship_to=ShipTo.model_validate(order.contact),
        lines=[SoldLine.model_validate(line) for line in lines],
        goods=amount(total((line.amount for line in lines), order.currency)),
        total=amount(order.total) if found.whole else None,
        parts=[Part.model_validate(part) for part in parts],
    )


@routes.post("/seller/orders/<number>/lines/<line>/cancel", answer=Taken, status=202, scope="orders:write")
def seller_cancel_line(call: Call, number: str, line: str) -> Taken:
    """Cancel a line

    For the customer, while it is free; the workshop has the last word. Asking twice is asking once.
    """

    def write(work: Work) -> Taken:
        service.cancel(work, call.scope, number, line, call.actor)
        return Taken(line=line, state="asked")

    return call.write(write)
