"""Buying for a seller's ERP: purchase orders that were placed elsewhere, confirmations, receipts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.api import purchasing
from storefront.api.fields import AmountIn, Day, Moment, Paged, Sent, Sum, Told, one_of
from storefront.api.routes import Call, Routes
from storefront.mount.filters import local_date

routes = Routes("Seller: purchasing")
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._\-]+$")]
Bought = Annotated[int, Field(ge=1, le=100_000_000, description="in the item's unit", examples=[40])]


class PurchaseLine(Told):
    sku: str = Field(examples=["OAK-27"])
    name: str = Field(examples=["Oak, 27 mm"])
    unit: str = Field(examples=["cm2"])
    wanted: int
    quantity: int = Field(description="counted on")
    received: int
    expected: Day
    price: Sum | None = Field(description="for `price_per` units")
    price_per: int
    late: bool


class PurchaseOrderTold(Told):
    number: str = Field(examples=["PO-7"])
    supplier: str = Field(examples=["mill"])
    location: str = Field(examples=["HALL"])
    state: str = Field(json_schema_extra=one_of(purchasing.PURCHASE_ORDER_STATES.names))
    late: bool
    placed_at: Moment
    sent_at: Moment | None
    their_number: str = Field(examples=["AB-991"])
    lines: list[PurchaseLine]


class PurchaseOrders(Told):
    items: list[PurchaseOrderTold]
    next: str | None


class Receipt(Told):
    at: Moment
    sku: str = Field(examples=["OAK-27"])
    quantity: int
    document_line: str = Field(examples=["DN-5/1"])
    value: Sum | None


class PurchaseOrderPage(Told):
    order: PurchaseOrderTold
    receipts: list[Receipt]


class WantedLine(Sent):
    sku: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(examples=["OAK-27"])
    quantity: Bought
    expected: Day


class PurchaseSent(Sent):
    number: Number = Field(examples=["PO-7"], description="your own; sent twice it is one order")
    supplier: Code = Field(examples=["mill"])
    location: Code = Field(examples=["HALL"])
    lines: list[WantedLine] = Field(min_length=1, max_length=200)


class ConfirmationSent(Sent):
    their_number: Annotated[str, StringConstraints(max_length=80)] = Field("", examples=["AB-991"])
    days: dict[Code, Day] = Field(
        default_factory=dict, max_length=200, examples=[{"OAK-27": "2026-12-04"}], description="by SKU; others stay"
    )


class ReceiptSent(Sent):
    sku: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(examples=["OAK-27"])
    quantity: Bought
    document_line: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        examples=["DN-5/1"], description="the line of the delivery note: booked once"
    )
    paid: AmountIn | None = None


@routes.get("/seller/purchase-orders", answer=PurchaseOrders, query=Paged, scope="purchasing:read")
def list_purchase_orders(call: Call, query: Paged) -> PurchaseOrders:
    """List purchase orders"""
    found = call.read(lambda work: purchasing.purchase_orders(work, call.scope))
    page, cursor = call.page(query, sorted(found, key=lambda one: one.number), lambda one: [one.number], (str,))
    return PurchaseOrders(items=[PurchaseOrderTold.model_validate(one) for one in page], next=cursor)


@routes.get("/seller/purchase-orders/<number>", answer=PurchaseOrderPage, scope="purchasing:read")
def get_purchase_order(call: Call, number: str) -> PurchaseOrderPage:
    """Read a purchase order

    With what was received of it.
    """
    return call.read(lambda work: _page(call, work, number))


def _page(call: Call, work: Work, number: str) -> PurchaseOrderPage:
    return PurchaseOrderPage.model_validate(purchasing.purchase_order(work, call.scope, number))


@routes.post(
    "/seller/purchase-orders", answer=PurchaseOrderPage, body=PurchaseSent, status=201, scope="purchasing:write",
    also=(404,),
)  # fmt: skip
def place_purchase_order(call: Call, body: PurchaseSent) -> PurchaseOrderPage:
    """Enter a purchase order

    One that was placed elsewhere: it is counted on from now, and its number is yours.
    """
    today = local_date(call.shop.clock.now(), call.shop.settings.zone)
    if any(line.expected < today for line in body.lines):
        raise Invalid("That day is over. Say the day on which the supplier brings it.", field="lines.expected")
    lines = tuple((line.sku, line.quantity, line.expected) for line in body.lines)

    def write(work: Work) -> PurchaseOrderPage:
        order = purchasing.PurchaseOrderIn(body.number, body.supplier, lines, body.location)
        purchasing.place_purchase_order(work, call.scope, order)
        return _page(call, work, body.number)

    return call.write(write)


@routes.post(
    "/seller/purchase-orders/<number>/confirm", answer=PurchaseOrderPage, body=ConfirmationSent,
    scope="purchasing:write",
)  # fmt: skip
def confirm_purchase_order(call: Call, number: str, body: ConfirmationSent) -> PurchaseOrderPage:
    """Enter a confirmation

    The supplier said yes, perhaps with other days. Whoever waits for a line is forecast anew.
    """

    def write(work: Work) -> PurchaseOrderPage:
        purchasing.confirm(work, call.scope, number, body.their_number, body.days, call.actor)
        return _page(call, work, number)

    return call.write(write)


@routes.post(
    "/seller/purchase-orders/<number>/receipts", answer=PurchaseOrderPage, body=ReceiptSent, status=201,
    scope="purchasing:write",
)  # fmt: skip
def receive_goods(call: Call, number: str, body: ReceiptSent) -> PurchaseOrderPage:
    """Enter a receipt

    Stock grows, and whoever waits gets it, the earlier need first. A line of a delivery note is booked once.
    """
    paid = body.paid.money if body.paid else None
    if paid is not None and paid.currency != call.shop.settings.currency:
        raise Invalid(f"This shop buys in {call.shop.settings.currency}.", field="paid.currency")

    def write(work: Work) -> PurchaseOrderPage:
        purchasing.receive_line(
            work, call.scope, number, body.sku, body.quantity, document_line=body.document_line, paid=paid
        )
        return _page(call, work, number)

    return call.write(write)
