"""An order for programs, by the token of its link: state, lines, money, timeline, the address of its stream, and what
may still be taken back."""

from __future__ import annotations

from typing import Any

from flask import url_for
from pydantic import Field

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.api.fields import Amount, Day, Moment, Paged, Ref, Told, amount, one_of
from storefront.api.routes import Call, Routes
from storefront.mount.current import ShopState
from storefront.orders import service
from storefront.orders.presenting import tongue_of
from storefront.orders.queries import LineView, OrderPage, order_page, order_view
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS
from storefront.orders.tokens import Claim, order_of, read_token
from storefront.revisions import service as revisions
from storefront.timeline.domain import Entry
from storefront.timeline.queries import entries
from storefront.timeline.words import KINDS, label, sentence

routes = Routes("Order")


class StepTold(Told):
    title: str = Field(examples=["Ordered"])
    state: str = Field(json_schema_extra=one_of(("done", "now", "wait", "next", "bad")))
    at: Moment | None
    until: Moment | None = Field(description="the end of a rest (glue, oil)")
    day: Day | None = Field(description="when it is expected")


class OrderLineTold(Told):
    line: Ref
    sku: str = Field(examples=["OIL-05"])
    title: str = Field(examples=["Hardwax oil, 0.5 l"])
    quantity: int = Field(examples=[1])
    made_to_order: bool
    state: str = Field(examples=["placed"])
    amount: Amount
    deposit: Amount
    balance: Amount
    promised: Day | None
    steps: list[StepTold] = Field(description="its way, from ordered to delivered")
    summary: list[tuple[str, str]] = Field(examples=[[]])
    cancellable: bool
    cancelling: str | None = Field(description="asked, done or refused, once it was asked for")


class OrderTold(Told):
    number: str = Field(examples=["1042"])
    state: str = Field(json_schema_extra=one_of(ORDER.names))
    payment_status: str = Field(json_schema_extra=one_of(PAYMENT_AXIS))
    fulfilment_status: str = Field(json_schema_extra=one_of(FULFILMENT_AXIS))
    placed_at: Moment | None
    total: Amount
    today: Amount
    later: Amount
    delivery: Amount
    tax: Amount
    lines: list[OrderLineTold]
    page: str = Field(examples=["https://shop.example/o/token"])
    stream: str = Field(
        examples=["https://shop.example/o/token/stream"],
        description="text/event-stream; resumes from Last-Event-ID, says what the timeline says",
    )


class EntryTold(Told):
    """One thing that happened."""

    id: str = Field(examples=["0-17"], description="its place in the stream")
    kind: str = Field(examples=["picked"], json_schema_extra={"enum": list(KINDS)})
    at: Moment
    lines: list[str] = Field(examples=[["01kasx7xmj5v8nqz2y0c4d6f8g"]])
    label: str = Field(examples=["Picked"])
    sentence: str = Field(examples=["Hardwax oil: taken from the shelf."])


class TimelineTold(Told):
    items: list[EntryTold]
    next: str | None


class Cancelling(Told):
    line: Ref
    state: str = Field(examples=["asked"], description="the workshop has the last word: read the order again")


@routes.get("/orders/<token>", answer=OrderTold, also=(410,))
def get_order(call: Call, token: str) -> OrderTold:
    """Read an order

    By the token of its link. Each line tells its own way; `stream` tells live what happens.
    """

    def read(work: Work) -> OrderTold:
        claim = claimed(work, call.shop, token)
        return _order(order_page(work, claim.order_ref), token)

    return call.read(read)


@routes.get("/orders/<token>/timeline", answer=TimelineTold, query=Paged, also=(410,))
def get_timeline(call: Call, token: str, query: Paged) -> TimelineTold:
    """Read its timeline

    Everything that happened, oldest first.
    """

    def read(work: Work) -> TimelineTold:
        claim = claimed(work, call.shop, token)
        order = order_view(work, claim.order_ref)
        told = entries(work, claim.order_ref, audience="customer")
        page, cursor = call.page(query, told, lambda one: [one.place.id], (int,))
        return TimelineTold(items=[_entry(one, order.titles, call.shop) for one in page], next=cursor)

    return call.read(read)


@routes.post("/orders/<token>/lines/<line>/cancel", answer=Cancelling, status=202, also=(410,))
def cancel_line(call: Call, token: str, line: str) -> Cancelling:
    """Cancel a line

    Where the customer's own page can: as long as its work has not begun. Asking twice is asking once.
    """

    def write(work: Work) -> Cancelling:
        claim = claimed(work, call.shop, token)
        service.cancel_line(work, claim.order_ref, line, "customer")
        revisions.cancelled(work, claim.order_ref, line)
        return Cancelling(line=line, state=order_page(work, claim.order_ref).cancelled[line].state)

    return call.write(write)


@routes.post("/orders/<token>/lines/<line>/accept-day", answer=Cancelling, also=(410,))
def accept_day(call: Call, token: str, line: str) -> Cancelling:
    """Agree to a new day

    After a day moved; twice is once.
    """

    def write(work: Work) -> Cancelling:
        claim = claimed(work, call.shop, token)
        if line not in order_view(work, claim.order_ref).titles:
            raise NotFound("There is no such line in this order.")
        revisions.accept(work, claim.order_ref, line)
        return Cancelling(line=line, state="accepted")

    return call.write(write)


def claimed(work: Work, shop: ShopState, token: str) -> Claim:
    """What the token opens. Raises `NotFound` for a forged one, `Gone` for one that has run out or was called back."""
    claim = read_token(shop, token)
    order_of(work, claim)
    return claim


def _order(page: OrderPage, token: str) -> OrderTold:
    order = page.order
    return OrderTold(
        number=order.number,
        state=order.state,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        placed_at=order.placed_at,
        total=amount(order.total),
        today=amount(order.today),
        later=amount(order.later),
        delivery=amount(order.delivery),
        tax=amount(order.tax),
        lines=[_line(page, line) for line in order.lines],
        page=url_for("shop.orders.page", token=token, _external=True),
        stream=url_for("shop.timeline.stream", token=token, _external=True),
    )


def _line(page: OrderPage, line: LineView) -> OrderLineTold:
    way: Any = next(one for one in page.tracks if one.piece.line_ref == line.line_ref)
    free, gone = page.cancellable.get(line.line_ref), page.cancelled.get(line.line_ref)
    return OrderLineTold(
        line=line.line_ref,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        made_to_order=line.made,
        state=way.progress,
        amount=amount(line.amount),
        deposit=amount(line.deposit),
        balance=amount(line.balance),
        promised=line.promised,
        steps=[StepTold(title=s.title, state=s.state, at=s.at, until=s.until, day=s.day) for s in way.steps],
        summary=list(line.summary),
        cancellable=bool(free and free.allowed and gone is None),
        cancelling=gone.state if gone else None,
    )


def _entry(one: Entry, titles: dict[str, str], shop: ShopState) -> EntryTold:
    return EntryTold(
        id=str(one.place),
        kind=one.kind,
        at=one.at,
        lines=list(one.line_refs),
        label=label(one),
        sentence=sentence(one, titles, tongue_of(shop.filters)),
    )
