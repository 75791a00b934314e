"""From an offer to an order that waits for its payment, and from its payment to a placed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.data.audit import move
from foundation.data.work import Work
from fulfilment.api.promise import LineQuote
from storefront.cart.domain import Offer, PricedLine, digest
from storefront.mount.current import current_shop
from storefront.orders.models import Order, OrderLine, OrderNumber
from storefront.orders.states import ORDER

FIRST_NUMBER = 1000


@dataclass(frozen=True)
class NewOrder:
    """What a new order is called, by programs and by people."""

    order_ref: str
    number: str


def create(
    work: Work,
    checkout_id: str,
    contact_ref: str,
    offer: Offer,
    quotes: Sequence[LineQuote],
    called: NewOrder | None = None,
    payment_ref: str | None = None,
) -> NewOrder:
    """Write the order and its lines with every sum as agreed; nothing of it is looked up again later. It waits for
    `payment_ref`, which may be written before it when it is `named` first."""
    called = called or named(work)
    order_ref, number = called.order_ref, called.number
    work.session.add(
        Order(
            order_ref=order_ref,
            number=number,
            checkout_id=checkout_id,
            contact_ref=contact_ref,
            payment_ref=payment_ref,
            state=ORDER.initial,
            payment_status="none",
            fulfilment_status="unfulfilled",
            plan_kind=offer.plan_kind,
            currency=offer.delivery.currency,
            country=offer.country,
            locale=work.locale,
            delivery_minor=offer.delivery.minor,
            delivery_tax_minor=offer.delivery_tax.amount.minor,
            delivery_tax_rate=offer.delivery_tax.rate,
            total_minor=offer.total.minor,
            digest=digest(offer),
            created_at=work.now(),
        )
    )
    work.session.flush()
    awaited = {q.line_ref for q in quotes if any(reason.code == "incoming" for reason in q.reasons)}
    for position, line in enumerate(offer.lines):
        work.session.add(_line(order_ref, position, line, offer, awaited=line.line_ref in awaited))
    work.session.flush()
    return called


def await_payment(work: Work, order_ref: str, payment_ref: str) -> None:
    """The order waits for this payment; after one that came to nothing it waits again."""
    order = work.session.get_one(Order, order_ref)
    order.payment_ref = payment_ref
    if order.state == "abandoned":
        move(work, order, ORDER, "awaiting_payment", subject=order_ref, actor="customer", reason="paying again")
    work.session.flush()


def abandon(work: Work, order_ref: str, reason: str) -> None:
    """Give an unpaid order up. One that is placed stays placed."""
    order = locked(work, order_ref)
    if order.state == "awaiting_payment":
        move(work, order, ORDER, "abandoned", subject=order_ref, actor="shop", reason=reason)
        work.session.flush()


def place(work: Work, order_ref: str, *, actor: str = "payments") -> bool:
    """The money is here, or none is owed: the order is placed. False when it was before."""
    placed = place_locked(work, locked(work, order_ref), actor)
    work.session.flush()
    return placed


def place_locked(work: Work, order: Order, actor: str) -> bool:
    """The same for whoever has locked the order; they flush."""
    if order.state not in ("awaiting_payment", "abandoned"):
        return False
    move(work, order, ORDER, "placed", subject=order.order_ref, actor=actor)
    order.placed_at = work.now()
    return True


def locked(work: Work, order_ref: str) -> Order:
    """The order's row, locked and read anew: two events at once see each other."""
    return work.session.scalars(
        select(Order).where(Order.order_ref == order_ref).with_for_update().execution_options(populate_existing=True)
    ).one()


def named(work: Work) -> NewOrder:
    """What the next order is called."""
    row = OrderNumber(order_ref=work.new_id())
    work.session.add(row)
    work.session.flush()
    return NewOrder(row.order_ref, f"{current_shop().settings.order_prefix}{FIRST_NUMBER + row.id}")


def _line(order_ref: str, position: int, line: PricedLine, offer: Offer, *, awaited: bool) -> OrderLine:
    good = line.good
    supply = "make_to_order" if good.spec else "backorder" if awaited else "stock"
    method = next((d.method for d in offer.deliveries if line.line_ref in d.line_refs), good.delivery_class)
    return OrderLine(
        line_ref=line.line_ref,
        order_ref=order_ref,
        position=position,
        supply_method=supply,
        sku=good.sku,
        title=good.title,
        slug=good.slug,
        seller_ref=good.seller_ref,
        quantity=line.quantity,
        unit_price_minor=good.unit_price.minor,
        amount_minor=line.amount.minor,
        tax_minor=line.tax.amount.minor,
        tax_rate=line.tax.rate,
        tax_category=line.tax.category,
        tax_inclusive=line.tax.inclusive,
        deposit_minor=line.deposit.minor,
        deposit_tax_minor=line.deposit_tax.minor,
        balance_minor=line.balance.minor,
        balance_tax_minor=line.balance_tax.minor,
        snapshot_ref=line.snapshot_ref,
        delivery_class=good.delivery_class,
        weight_g=good.weight_g,
        summary=[list(pair) for pair in good.summary],
        drawing=good.drawing,
        work_spec=good.spec.to_dict() if good.spec else None,
        promised_on=offer.days.get(line.line_ref),
        method=method,
    )
