"""Stock for a seller's own systems: levels, and a count that corrects one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from foundation.data.work import Work
from fulfilment.api import stock
from storefront.api.fields import Moment, Paged, Sent, Told, one_of
from storefront.api.routes import Call, Routes

routes = Routes("Seller: stock")
CONDITIONS = ("good", "quality_control", "damaged")


class LevelsAsked(Paged):
    q: str = Field("", max_length=80, description="in the SKU or the name", examples=["oil"])


class LevelTold(Told):
    sku: str = Field(examples=["OIL-05"])
    name: str = Field(examples=["Hardwax oil, 0.5 l"])
    unit: str = Field(examples=["piece"], description="quantities are in it: piece, mm, cm2, cm3, ml or g")
    location: str = Field(examples=["HALL"])
    condition: str = Field(json_schema_extra=one_of(CONDITIONS))
    on_hand: int
    reserved: int = Field(description="held by checkouts")
    allocated: int = Field(description="belongs to orders")
    saleable: int
    reorder_point: int
    bin: str = Field(examples=["A-2"])


class Levels(Told):
    items: list[LevelTold]
    next: str | None


class MovementTold(Told):
    at: Moment
    location: str = Field(examples=["HALL"])
    condition: str = Field(json_schema_extra=one_of(CONDITIONS))
    quantity: int = Field(description="signed")
    kind: str = Field(examples=["receipt"])
    reference: str = Field(examples=["PO-7"])


class ItemTold(Told):
    sku: str = Field(examples=["OIL-05"])
    name: str = Field(examples=["Hardwax oil, 0.5 l"])
    unit: str = Field(examples=["piece"])
    kind: str = Field(examples=["variant"])
    levels: list[LevelTold]
    movements: list[MovementTold] = Field(description="newest first")


class CountSent(Sent):
    location: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(examples=["HALL"])
    on_hand: int = Field(ge=0, le=100_000_000, description="what is really there, in the item's unit", examples=[12])
    reason: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(examples=["Cycle count"])


@routes.get("/seller/stock", answer=Levels, query=LevelsAsked, scope="stock:read")
def list_levels(call: Call, query: LevelsAsked) -> Levels:
    """List stock levels

    One row per item, place and condition.
    """

    def place(one: stock.LevelRow) -> list[str]:
        return [one.sku, one.location, one.condition]

    found = call.read(lambda work: stock.levels(work, call.scope, search=query.q))
    page, cursor = call.page(query, sorted(found, key=place), place, (str, str, str))
    return Levels(items=[LevelTold.model_validate(one) for one in page], next=cursor)


@routes.get("/seller/stock/<path:sku>", answer=ItemTold, scope="stock:read")
def get_stock(call: Call, sku: str) -> ItemTold:
    """Read an item

    Its levels and its last movements.
    """
    return call.read(lambda work: ItemTold.model_validate(stock.item(work, call.scope, sku)))


@routes.put("/seller/stock/<path:sku>", answer=ItemTold, body=CountSent, scope="stock:write", edits=True, also=(409,))
def adjust_stock(call: Call, sku: str, body: CountSent) -> ItemTold:
    """Correct a level

    A count: what is really there. Refused when less is there than orders already hold. With If-Match it is refused
    once anything moved since you read the item.
    """

    def write(work: Work) -> ItemTold:
        call.matches(ItemTold.model_validate(stock.item(work, call.scope, sku)))
        stock.adjust(work, call.scope, sku, body.location, body.on_hand, reason=f"{body.reason} ({call.actor})")
        return ItemTold.model_validate(stock.item(work, call.scope, sku))

    return call.write(write)
