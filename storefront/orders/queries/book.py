"""The order as it was agreed: lines, sums, contact. Three statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money, total
from storefront.orders.models import Contact, Order, OrderLine


@dataclass(frozen=True)
class Stage:
    """One step of a made piece, as the customer reads it. `wait_minutes` is glue or drying after it."""

    number: int
    name: str
    stage: str
    wait_minutes: int


@dataclass(frozen=True)
class LineView:
    """One line as it was sold. `stages` are empty for stocked goods."""

    line_ref: str
    sku: str
    title: str
    slug: str
    quantity: int
    made: bool
    amount: Money
    unit_price: Money
    tax: Money
    tax_rate: int
    deposit: Money
    balance: Money
    summary: tuple[tuple[str, str], ...]
    drawing: Mapping[str, Any] | None
    promised: date | None
    method: str
    stages: tuple[Stage, ...]
    fee: Money | None = None  # what changes have cost, in the amount


@dataclass(frozen=True)
class ContactView:
    """Who and where, for the customer's own page and for labels; empty once erased."""

    email: str
    name: str
    phone: str
    line1: str
    line2: str
    postcode: str
    city: str
    country: str
    floor: str
    lift: str
    notes: str


@dataclass(frozen=True)
class OrderView:
    """The whole order as it was agreed."""

    order_ref: str
    number: str
    state: str
    payment_status: str
    fulfilment_status: str
    plan_kind: str
    currency: str
    locale: str
    payment_ref: str | None
    link_version: int
    delivery: Money
    delivery_tax: Money
    total: Money
    created_at: datetime
    placed_at: datetime | None
    contact: ContactView
    lines: tuple[LineView, ...]

    @property
    def today(self) -> Money:
        return self.total - self.later

    @property
    def later(self) -> Money:
        return total((line.balance for line in self.lines), self.currency)

    @property
    def tax(self) -> Money:
        return total((line.tax for line in self.lines), self.currency) + self.delivery_tax

    @property
    def titles(self) -> dict[str, str]:
        return {line.line_ref: line.title for line in self.lines}


def order_view(work: Work, order_ref: str) -> OrderView:
    """The order as it was agreed. Raises `NoResultFound` for a reference that no link of ours holds."""
    order = work.session.get_one(Order, order_ref)
    contact = work.session.get_one(Contact, order.contact_ref)
    rows = work.session.scalars(select(OrderLine).where(OrderLine.order_ref == order_ref).order_by(OrderLine.position))
    return OrderView(
        order_ref=order.order_ref,
        number=order.number,
        state=order.state,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        plan_kind=order.plan_kind,
        currency=order.currency,
        locale=order.locale,
        payment_ref=order.payment_ref,
        link_version=order.link_version,
        delivery=Money(order.delivery_minor, order.currency),
        delivery_tax=Money(order.delivery_tax_minor, order.currency),
        total=Money(order.total_minor, order.currency),
        created_at=order.created_at,
        placed_at=order.placed_at,
        contact=contact_view(contact),
        lines=tuple(_line(row, order.currency) for row in rows),
    )


def under_way(work: Work) -> list[str]:
    """The refs of all placed orders that are not delivered yet, oldest first."""
    open_ones = select(Order.order_ref).where(Order.state == "placed", Order.fulfilment_status != "delivered")
    return list(work.session.scalars(open_ones.order_by(Order.order_ref)))


def contact_view(row: Contact) -> ContactView:
    names = ContactView.__dataclass_fields__
    return ContactView(**{name: getattr(row, name) for name in names})


def _line(row: OrderLine, currency: str) -> LineView:
    operations = row.work_spec["operations"] if row.work_spec else []
    return LineView(
        line_ref=row.line_ref,
        sku=row.sku,
        title=row.title,
        slug=row.slug,
        quantity=row.quantity,
        made=row.work_spec is not None,
        amount=Money(row.amount_minor, currency),
        unit_price=Money(row.unit_price_minor, currency),
        tax=Money(row.tax_minor, currency),
        tax_rate=row.tax_rate,
        deposit=Money(row.deposit_minor, currency),
        balance=Money(row.balance_minor, currency),
        summary=tuple((pair[0], pair[1]) for pair in row.summary),
        drawing=row.drawing,
        promised=row.promised_on,
        method=row.method,
        fee=Money(row.fee_minor, currency) if row.fee_minor else None,
        stages=tuple(Stage(o["number"], o["name"], o["stage"], o["wait_minutes"]) for o in operations),
    )
