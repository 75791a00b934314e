"""The order book: what the list and the desk of one order read, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
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
from storefront.arranging.service import picked_day
from storefront.console.orders.audit import Happening, history
from storefront.messages.queries import NoteView, notes_on_order, thread
from storefront.orders.models import Contact, Order, OrderLine
from storefront.orders.queries import OrderPage, order_page
from storefront.orders.queries.scoped import in_view as in_view
from storefront.orders.states import FULFILMENT_AXIS, ORDER, PAYMENT_AXIS
from storefront.payments.queries import frozen, in_dispute
from storefront.withdrawal.queries import Declared, declared

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
    """One order in the list. `due` is the last day that its lines were promised for; `total` is None where other
    sellers' lines are in it: what those cost is theirs."""

    number: str
    customer: str
    what: tuple[str, ...]
    total: Money | None
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
    """One order from all sides. `whole`: all of it is in view, so its money may be shown. `lost`: a bank gave its
    money back for good, and it is held until somebody lets it go on."""

    page: OrderPage
    fulfilment: OrderFulfilment | None
    lines: frozenset[str]
    whole: bool
    lost: bool
    history: tuple[Happening, ...]


@dataclass(frozen=True)
class Beside:
    """What else belongs to an order: notes, messages, the picked day, what was withdrawn from."""

    notes: tuple[NoteView, ...]
    messages: int
    unread: int
    day: date | None
    withdrawn: dict[str, Declared]


def beside(work: Work, order_ref: str) -> Beside:
    """Four statements."""
    told = thread(work, order_ref, of="shop")
    return Beside(
        notes=notes_on_order(work, order_ref),
        messages=len(told),
        unread=sum(1 for one in told if not one.mine and not one.read),
        day=picked_day(work, order_ref),
        withdrawn=declared(work, order_ref),
    )


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
    lines = _lines(work, scope, [order.order_ref for order, _ in rows])
    return Listing(tuple(_row(order, name, lines[order.order_ref]) for order, name in rows), found, pages)


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


@dataclass
class _Lines:
    """What one order's lines say, as far as they are in view."""

    titles: list[str] = field(default_factory=list)
    due: date | None = None
    whole: bool = True


def _lines(work: Work, scope: SellerScope, order_refs: list[str]) -> defaultdict[str, _Lines]:
    found: defaultdict[str, _Lines] = defaultdict(_Lines)
    for line in work.session.execute(
        select(OrderLine.order_ref, OrderLine.title, OrderLine.quantity, OrderLine.promised_on, OrderLine.seller_ref)
        .where(OrderLine.order_ref.in_(order_refs))
        .order_by(OrderLine.position)
    ):
        of_order = found[line.order_ref]
        if not scope.covers(line.seller_ref):
            of_order.whole = False
            continue
        of_order.titles.append(line.title if line.quantity == 1 else f"{line.quantity} × {line.title}")
        if line.promised_on:
            of_order.due = max(line.promised_on, of_order.due or line.promised_on)
    return found


def _row(order: Order, customer: str, lines: _Lines) -> Row:
    return Row(
        number=order.number,
        customer=customer,
        what=tuple(lines.titles),
        total=Money(order.total_minor, order.currency) if lines.whole else None,
        state=ORDER.states[order.state],
        payment=PAYMENT_AXIS[order.payment_status],
        fulfilment=FULFILMENT_AXIS[order.fulfilment_status],
        placed=order.placed_at or order.created_at,
        due=lines.due,
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
    lost = frozen(work, ref) and not in_dispute(work, ref) and _held_by_dispute(found)
    return Desk(page, found, lines, len(lines) == len(sellers), lost, history(work, page, found, lines))


def _held_by_dispute(found: OrderFulfilment | None) -> bool:
    return found is not None and any(hold.kind == "dispute" for part in found.fulfilment_orders for hold in part.holds)
