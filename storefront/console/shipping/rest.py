"""Shipments for a seller's own systems: what is packed, its label, the hand-over, and where it is."""

from __future__ import annotations

from typing import Annotated

from flask import url_for
from pydantic import Field, StringConstraints

from foundation.data.work import Work
from foundation.plain.errors import Invalid
from fulfilment.api import shipping
from storefront.api.fields import Day, Moment, Paged, Ref, Sent, Told, one_of
from storefront.api.routes import Call, Routes
from storefront.console.shipping import domain

routes = Routes("Seller: shipments")


class ScanTold(Told):
    status: str = Field(examples=["in_transit"])
    text: str = Field(examples=["Left the depot"])
    place: str = Field(examples=["Hamburg"])
    occurred_at: Moment | None


class ShipmentTold(Told):
    ref: Ref
    order_number: str = Field(examples=["1042"])
    fulfilment_order_refs: list[str] = Field(examples=[["01kasx7xmj5v8nqz2y0c4d6f8g"]])
    line_refs: list[str] = Field(examples=[["01kasx7xmj5v8nqz2y0c4d6f8g"]])
    state: str = Field(json_schema_extra=one_of(shipping.SHIPMENT.names))
    carrier: str = Field(examples=["ups"])
    tracking_number: str = Field(examples=["1Z999AA10123456784"])
    status: str = Field(examples=["in_transit"], description="the carriers' word for where it is")
    eta: Day | None
    failure: str = Field(examples=[""], description="why there is no label")
    created_at: Moment
    handed_over_at: Moment | None
    delivered_at: Moment | None
    scans: list[ScanTold]


class Shipments(Told):
    items: list[ShipmentTold]
    next: str | None


class ToShip(Told):
    fulfilment_order_ref: Ref
    order_number: str = Field(examples=["1042"])
    location: str = Field(examples=["HALL"])
    delivery_class: str = Field(examples=["parcel"])
    titles: list[str] = Field(examples=[["Hardwax oil, 0.5 l"]])
    blockers: list[str] = Field(examples=[[]], description="empty: its label may be asked for")
    travels_with: list[str] = Field(examples=[[]])
    promised: Day | None


class ToShipList(Told):
    items: list[ToShip]
    next: str | None


class LabelSent(Sent):
    fulfilment_order: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        examples=["01kasx7xmj5v8nqz2y0c4d6f8g"]
    )
    carrier: Annotated[str, StringConstraints(min_length=1, max_length=20)] = Field(examples=["ups"])


class LabelAsked(Told):
    shipment: Ref
    label: str = Field(description="where the label can be fetched from the console once it is there")


@routes.get("/seller/to-ship", answer=ToShipList, query=Paged, scope="shipments:read")
def list_to_ship(call: Call, query: Paged) -> ToShipList:
    """List what is packed

    With what keeps each from leaving.
    """
    found = sorted(call.read(lambda work: shipping.to_ship(work, call.scope)), key=lambda one: one.fulfilment_order_ref)
    page, cursor = call.page(query, found, lambda one: [one.fulfilment_order_ref], (str,))
    return ToShipList(items=[ToShip.model_validate(one) for one in page], next=cursor)


@routes.get("/seller/shipments", answer=Shipments, query=Paged, scope="shipments:read")
def list_shipments(call: Call, query: Paged) -> Shipments:
    """List shipments

    The newest thousand, in the order in which they were made.
    """
    found = call.read(lambda work: shipping.shipments(work, call.scope, limit=1_000))
    page, cursor = call.page(query, sorted(found, key=lambda one: one.ref), lambda one: [one.ref], (str,))
    return Shipments(items=[ShipmentTold.model_validate(one) for one in page], next=cursor)


@routes.get("/seller/shipments/<ref>", answer=ShipmentTold, scope="shipments:read")
def get_shipment(call: Call, ref: str) -> ShipmentTold:
    """Read a shipment

    With its tracking number and every scan.
    """
    return ShipmentTold.model_validate(call.read(lambda work: shipping.shipment(work, call.scope, ref)))


@routes.post("/seller/shipments", answer=LabelAsked, body=LabelSent, status=202, scope="shipments:write", also=(404,))
def ask_label(call: Call, body: LabelSent) -> LabelAsked:
    """Ask for a label

    The worker books it with the carrier; read the shipment to see it. Once per Idempotency-Key.
    """
    shop = call.shop

    def write(work: Work) -> LabelAsked:
        groups = domain.groups(shipping.to_ship(work, call.scope), shop.carriers)
        group = next((one for one in groups if body.fulfilment_order in one.refs), None)
        refs = group.refs if group else (body.fulfilment_order,)
        if group and body.carrier not in dict(group.carriers):
            known = ", ".join(code for code, _ in group.carriers) or "none"
            raise Invalid(f"This cannot go with {body.carrier}. Carriers that can take it: {known}.", field="carrier")
        ref = shipping.request_label(
            work, call.scope, refs, body.carrier, "", client_id=call.tap_id(work), person=call.actor
        )
        return LabelAsked(shipment=ref, label=url_for("shop.console_shipments.label", ref=ref, _external=True))

    return call.write(write)


@routes.post("/seller/shipments/<ref>/hand-over", answer=ShipmentTold, scope="shipments:write")
def hand_over(call: Call, ref: str) -> ShipmentTold:
    """Hand over

    The carrier has taken it.
    """

    def write(work: Work) -> ShipmentTold:
        shipping.hand_over(work, call.scope, ref, client_id=call.tap_id(work), person=call.actor)
        return ShipmentTold.model_validate(shipping.shipment(work, call.scope, ref))

    return call.write(write)
