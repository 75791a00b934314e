"""Paying samples back once the piece is ordered: left by the payment, done by the worker in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, select

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.money import Money
from storefront.catalogue.models import Product, ProductAddress, Variant
from storefront.mount.current import ShopState
from storefront.orders.models import Cancellation, Contact, Order, OrderLine
from storefront.payments import events as money
from storefront.payments.models import Refund
from storefront.payments.service import refund_line
from storefront.samples.domain import WITHIN, Bought, to_credit
from storefront.timeline.service import append
from storefront.withdrawal.models import Withdrawal


def on_payment_captured(work: Work, event: money.PaymentCaptured) -> None:
    """Whoever paid for a piece may have had samples of it."""
    if event.kind == "checkout":
        work.enqueue("credit_samples", {"order_ref": event.order_ref}, key=event.order_ref)


def credit_samples(shop: ShopState, message: Message) -> None:
    """Payload: order_ref. Sent twice, it pays back once."""
    shop.write(lambda work: credit(work, message.payload["order_ref"]))


def credit(work: Work, order_ref: str) -> int:
    """Pay back what this order's pieces credit; returns how many samples. A payment that a bank looks into is left."""
    order = work.session.get_one(Order, order_ref)
    email = work.session.scalar(select(Contact.email_small).where(Contact.contact_ref == order.contact_ref))
    made = work.session.scalars(
        select(OrderLine).where(
            OrderLine.order_ref == order_ref, OrderLine.supply_method == "make_to_order", ~_cancelled()
        )
    ).all()
    if order.state != "placed" or not email or not made:
        return 0
    most = Money(sum(line.amount_minor for line in made), order.currency)
    bought = _bought(work, order, email, {line.seller_ref for line in made})
    done = 0
    for one in to_credit(bought, _slugs(work, made), work.now(), most):
        with suppress(Conflict):
            refund_line(work, one.order_ref, one.line_ref, one.amount, key=_key(one.line_ref))
            append(work, one.order_ref, [one.line_ref], "sample_credited", work.now(), {"number": order.number})
            done += 1
    return done


def _key(line_ref: str) -> str:
    return f"sample:{line_ref}"


def _slugs(work: Work, made: Sequence[OrderLine]) -> frozenset[str]:
    """The addresses of the pieces' products, those of before they moved among them."""
    now = {line.slug for line in made if line.slug}
    product = select(Product.id).join(Variant, Variant.product_id == Product.id)
    ids = product.where(Variant.sku.in_({line.sku for line in made}))
    present = work.session.scalars(select(Product.slug).where(Product.id.in_(ids)))
    former = work.session.scalars(select(ProductAddress.slug).where(ProductAddress.product_id.in_(ids)))
    return frozenset({*now, *present, *former})


def _bought(work: Work, order: Order, email: str, sellers: set[str]) -> list[Bought]:
    """What the same person had sent of these sellers' samples, and keeps, and was not paid back."""
    back = select(Withdrawal.line_ref).where(Withdrawal.line_ref == OrderLine.line_ref)
    refunded = select(Refund.ref).where(Refund.line_ref == OrderLine.line_ref, Refund.state != "failed")
    rows = work.session.execute(
        select(OrderLine, Order.placed_at, Order.currency, Product.tags)
        .join(Order, Order.order_ref == OrderLine.order_ref)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .join(Variant, Variant.sku == OrderLine.sku)
        .join(Product, Product.id == Variant.product_id)
        .where(
            Contact.email_small == email, Order.state == "placed", Order.order_ref != order.order_ref,
            Order.placed_at >= work.now() - WITHIN, OrderLine.seller_ref.in_(sorted(sellers)),
            OrderLine.supply_method == "stock", ~_cancelled(), ~back.exists(), ~refunded.exists(),
        )
    )  # fmt: skip
    found = {}
    for line, at, currency, tags in rows:  # by line: an article may stand in two products
        paid = Money(line.amount_minor, currency)
        found[line.line_ref] = Bought(line.order_ref, line.line_ref, tuple(tags), at or order.created_at, paid)
    return list(found.values())


def _cancelled() -> ColumnElement[bool]:
    """Of an order's line: somebody took it back, or is about to."""
    asked = select(Cancellation.line_ref).where(Cancellation.line_ref == OrderLine.line_ref)
    return asked.where(Cancellation.state != "refused").exists()


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"credit_samples": credit_samples}
