"""The order book: what the list and the desk of one order read, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.sql import ColumnElement

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from foundation.plain.states import State
from fulfilment.api.orders import OrderFulfilment, fulfilment_of
from storefront.console.orders.audit import Happening, history
from storefront.orders.models import Contact, Order, OrderLine
from storefront.orders.queries import OrderPage, order_page
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS

PAGE = 50
VIEWS = {"open": ("placed",), "unpaid": ("awaiting_payment", "abandoned"), "cancelled": ("cancelled",), "all": ()}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; an axis that is not one of its words filters nothing."""

    view: str = "open"
    payment: str = ""
    fulfilment: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def parse(cls, args: Any) -> Filters:
        page = args.get("page", "1")
        return cls(
            view=args.get("view") if args.get("view") in VIEWS else "open",
            payment=args.get("payment") if args.get("payment") in PAYMENT_AXIS else "",
            fulfilment=args.get("fulfilment") if args.get("fulfilment") in FULFILMENT_AXIS else "",
            search=args.get("q", "").strip()[:80],
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
        )


@dataclass(frozen=True)
class Row:
    """One order in the list. `due` is the last day that its lines were promised for."""

    number: str
    customer: str
    what: tuple[str, ...]
    total: Money
    state: State
    payment: State
    fulfilment: State
    placed: datetime
    due: date | None


@dataclass(frozen=True)
class Listing:
    rows: tuple[Row, ...]
    found: int
    pages: int


@dataclass(frozen=True)
class Desk:
    """One order from all sides. `whole`: all of it is in view, so its money may be shown."""

    page: OrderPage
    fulfilment: OrderFulfilment | None
    lines: frozenset[str]
    whole: bool
    history: tuple[Happening, ...]


def in_view(scope: SellerScope) -> tuple[ColumnElement[bool], ...]:
    """The clause that keeps other sellers' orders out: at least one line is of a seller in `scope`."""
    if scope.sellers is None:
        return ()
    mine = select(OrderLine.line_ref).where(
        OrderLine.order_ref == Order.order_ref, OrderLine.seller_ref.in_(sorted(scope.sellers))
    )
    return (mine.exists(),)


def listing(work: Work, scope: SellerScope, filters: Filters) -> Listing:
    """The orders that `filters` ask for, newest first. Three statements."""
    where = [*in_view(scope), *_asked(filters)]
    found = (
        work.session.scalar(
            select(func.count())
            .select_from(Order)
            .join(Contact, Contact.contact_ref == Order.contact_ref)
            .where(*where)
        )
        or 0
    )
    pages = max(1, -(-found // PAGE))
    rows = work.session.execute(
        select(Order, Contact.name)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(*where)
        .order_by(Order.created_at.desc(), Order.order_ref.desc())
        .limit(PAGE)
        .offset((min(filters.page, pages) - 1) * PAGE)
    ).all()
    titles, days = _lines(work, scope, [order.order_ref for order, _ in rows])
    return Listing(
        tuple(_row(order, name, titles[order.order_ref], days.get(order.order_ref)) for order, name in rows),
        found,
        pages,
    )


def _asked(filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if filters.search:
        like = "%" + filters.search.lstrip("#").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        where.append(or_(cast(Order.number, String).ilike(like, escape="\\"), Contact.name.ilike(like, escape="\\")))
    elif VIEWS[filters.view]:
        where.append(Order.state.in_(VIEWS[filters.view]))
    if filters.payment:
        where.append(Order.payment_status == filters.payment)
    if filters.fulfilment:
        where.append(Order.fulfilment_status == filters.fulfilment)
    return where


def _lines(
    work: Work, scope: SellerScope, order_refs: list[str]
) -> tuple[defaultdict[str, list[str]], dict[str, date]]:
    titles: defaultdict[str, list[str]] = defaultdict(list)
    days: dict[str, date] = {}
    for line in work.session.execute(
        select(OrderLine.order_ref, OrderLine.title, OrderLine.quantity, OrderLine.promised_on, OrderLine.seller_ref)
        .where(OrderLine.order_ref.in_(order_refs))
        .order_by(OrderLine.position)
    ):
        if not scope.covers(line.seller_ref):
            continue
        titles[line.order_ref].append(line.title if line.quantity == 1 else f"{line.quantity} × {line.title}")
        if line.promised_on:
            days[line.order_ref] = max(line.promised_on, days.get(line.order_ref, line.promised_on))
    return titles, days


def _row(order: Order, customer: str, titles: list[str], due: date | None) -> Row:
    return Row(
        number=order.number,
        customer=customer,
        what=tuple(titles),
        total=Money(order.total_minor, order.currency),
        state=ORDER.states[order.state],
        payment=PAYMENT_AXIS[order.payment_status],
        fulfilment=FULFILMENT_AXIS[order.fulfilment_status],
        placed=order.placed_at or order.created_at,
        due=due,
    )


def find(work: Work, scope: SellerScope, number: str) -> str:
    """The reference of the order with this number; raises `NotFound` for one that is not in view."""
    ref = work.session.scalar(select(Order.order_ref).where(Order.number == number, *in_view(scope)))
    if ref is None:
        raise NotFound("There is no such order. Search for its number in the list.")
    return ref


def desk(work: Work, scope: SellerScope, number: str) -> Desk:
    """Everything about one order; raises `NotFound` outside `scope`."""
    ref = find(work, scope, number)
    rows = work.session.execute(select(OrderLine.line_ref, OrderLine.seller_ref).where(OrderLine.order_ref == ref))
    sellers = dict(rows.all())
    lines = frozenset(line for line, seller in sellers.items() if scope.covers(seller))
    page = order_page(work, ref)
    try:
        found: OrderFulfilment | None = fulfilment_of(work, scope, ref)
    except NotFound:
        found = None
    return Desk(page, found, lines, len(lines) == len(sellers), history(work, page, found, lines))
