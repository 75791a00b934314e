"""What makes a claim good: an order of its own that costs nothing, and takes every way that any order takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import setup
from fulfilment.api.promise import Destination, reserve
from fulfilment.api.workspec import WorkSpec
from storefront.accounts.mine.models import PersonOrder
from storefront.cart.domain import CartLine, Good, Terms, offer_of, price_line
from storefront.cart.queries import wanted
from storefront.checkout.delivery import DeliveryRate
from storefront.orders.models import Contact, Order, OrderLine
from storefront.orders.service import NewOrder, create, place, project
from storefront.timeline.service import append

HOLD: Final = timedelta(hours=1)  # the worker takes it over within seconds; an hour outlives its worst day
_WAYS: Final = ("parcel", "two_person")


def replace_line(work: Work, order: Order, line: OrderLine, pieces: int, terms: Terms) -> NewOrder:
    """The same good as it was sold, whatever its product is by now. Raises `Conflict` where it cannot be had."""
    good = Good(
        sku=line.sku,
        title=line.title,
        slug=line.slug,
        seller_ref=line.seller_ref,
        unit_price=Money.zero(order.currency),
        delivery_class=line.delivery_class,
        weight_g=line.weight_g,
        tax_category=line.tax_category,
        spec=WorkSpec.from_dict(line.work_spec) if line.work_spec else None,
        summary=tuple((pair[0], pair[1]) for pair in line.summary),
        drawing=line.drawing,
    )
    return _order(work, order, good, pieces, line.snapshot_ref, terms)


def send_part(
    work: Work, scope: SellerScope, order: Order, line: OrderLine, sku: str, quantity: int, terms: Terms
) -> NewOrder:
    """`quantity` pieces of an item of the line's seller, sold or material. Raises `Invalid` for no such item and for
    one that is not counted in pieces, `Conflict` where it cannot be had."""
    item = setup.items_of(work, scope, [sku]).get(sku)
    if item is None or item.seller_ref != line.seller_ref:
        raise Invalid("There is no such item. Type its number as it stands on its shelf.", field="sku")
    if item.unit != "piece":
        raise Invalid(f"{item.name} is measured, not counted. Write to the customer how you send it.", field="sku")
    if quantity < 1:
        raise Invalid("Type how many: at least 1.", field="quantity")
    good = Good(
        item.sku, item.name, "", item.seller_ref, Money.zero(order.currency), item.delivery_class, item.weight_g
    )
    return _order(work, order, good, quantity, None, terms)


def _order(work: Work, order: Order, good: Good, quantity: int, snapshot_ref: str | None, terms: Terms) -> NewOrder:
    """Held, written, placed and left for the worker, in one transaction: there is no payment to wait for."""
    contact = work.session.get_one(Contact, order.contact_ref)
    checkout_id, line_ref = work.new_id(), work.new_id()
    today = work.now().astimezone(terms.zone).date()
    line = price_line(CartLine(line_ref, good.sku, quantity, snapshot_ref), good, terms.tax,
                      country=order.country, on=today)  # fmt: skip
    to = Destination(order.country, contact.postcode)
    held = reserve(work, checkout_id, wanted([line]), to, "each", work.now() + HOLD)
    free = tuple(DeliveryRate(way, (order.country,), 1, 0) for way in _WAYS)
    offer = offer_of([line], held.plan, terms.tax, free, country=order.country, currency=order.currency, on=today)
    made = create(work, checkout_id, order.contact_ref, offer, held.lines)
    place(work, made.order_ref, actor="claims")
    _into_the_same_account(work, order.order_ref, made.order_ref)
    append(work, made.order_ref, [line_ref], "placed", work.now())
    work.enqueue("accept_order", {"order_ref": made.order_ref}, key=made.order_ref)
    project(work, made.order_ref)
    return made


def _into_the_same_account(work: Work, order_ref: str, made_ref: str) -> None:
    owner = work.session.get(PersonOrder, order_ref)
    if owner is not None:
        row = {"order_ref": made_ref, "person_ref": owner.person_ref, "how": owner.how, "since": work.now()}
        statement = insert_into(work.session, PersonOrder).values(**row).on_conflict_do_nothing()
        work.session.execute(statement.returning(PersonOrder.order_ref))
