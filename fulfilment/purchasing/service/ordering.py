"""Writing purchase orders: a draft, its lines, sending it. Only what was sent is supply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from foundation.data.audit import move
from foundation.data.sql import insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.quantity import describe, whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item, Location
from fulfilment.items.service import item_id, location_id
from fulfilment.orders.taps import record, repeated
from fulfilment.purchasing.domain import DraftIn, PurchaseOrderIn, Term
from fulfilment.purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.purchasing.service.suppliers import supplier_of
from fulfilment.purchasing.states import PURCHASE_ORDER_STATES
from fulfilment.purchasing.terms import terms_of
from fulfilment.stock import supply
from fulfilment.stock.wording import add_working_days


def locked(work: Work, scope: SellerScope, number: str) -> PurchaseOrder:
    """The order, locked: two people who change it take turns. Raises `NotFound` outside `scope`."""
    row = work.session.execute(
        select(PurchaseOrder, Location.seller_ref)
        .join(Location, Location.id == PurchaseOrder.location_id)
        .where(PurchaseOrder.number == number)
        .with_for_update(of=PurchaseOrder)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound(f"There is no purchase order {number}.")
    scope.require(row.seller_ref, "purchase order")
    order: PurchaseOrder = row[0]
    return order


def lines_of(work: Work, order: PurchaseOrder) -> list[tuple[PurchaseOrderLine, Item]]:
    """Lines with their items, fresh from the database."""
    rows = work.session.execute(
        select(PurchaseOrderLine, Item)
        .join(Item, Item.id == PurchaseOrderLine.item_id)
        .where(PurchaseOrderLine.order_id == order.id)
        .order_by(PurchaseOrderLine.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def draft_purchase_order(work: Work, scope: SellerScope, draft: DraftIn, *, client_id: str, person: str) -> str:
    """Write an order that nobody has sent yet; returns its number. Idempotent per `client_id`.

    Raises `Invalid` for no lines, an item twice, or what the supplier does not sell; `NotFound` for what is unknown.
    """
    supplier = supplier_of(work, scope, draft.supplier)
    work.session.execute(select(Supplier.id).where(Supplier.id == supplier.id).with_for_update())
    before = repeated(work, client_id, "draft", draft.supplier)
    if before is not None:
        return str(before["number"])
    _check_lines([sku for sku, _ in draft.lines])
    order = _open(work, supplier.id, location_id(work, scope, draft.location))
    write_lines(work, scope, order, dict(draft.lines))
    told = {"number": order.number}
    record(work, client_id, "draft", draft.supplier, person=person, was="", now="draft", result=told)
    return order.number


def _open(work: Work, supplier_id: int, location: int) -> PurchaseOrder:
    """An empty draft under the next free number, `PO-261123-2`: the day and a count. Whoever takes the same number at
    the same moment waits at the unique key, finds it taken and counts on."""
    start, count, made = f"PO-{work.now():%y%m%d}-", 0, None
    while made is None:
        count += 1
        made = work.session.execute(
            insert_into(work.session, PurchaseOrder)
            .values(
                number=f"{start}{count}",
                supplier_id=supplier_id,
                location_id=location,
                state=PURCHASE_ORDER_STATES.initial,
                placed_at=work.now(),
                note="",
                their_number="",
            )
            .on_conflict_do_nothing(index_elements=["number"])
            .returning(PurchaseOrder.id)
        ).first()
    return work.session.get_one(PurchaseOrder, made.id)


def _check_lines(skus: Sequence[str]) -> None:
    if not skus or len(set(skus)) < len(skus):
        raise Invalid("A purchase order has at least one line, and each item once.", field="lines")


def write_lines(work: Work, scope: SellerScope, order: PurchaseOrder, wanted: Mapping[str, int]) -> None:
    """Put these quantities into a draft; 0 takes a line out. Raises `Conflict` when it is no draft any more."""
    if order.state != "draft":
        raise Conflict(f"{order.number} is sent. Write another order, or tell the supplier and receive what comes.")
    terms = terms_of(work, order.supplier_id, list(wanted))
    known = {item.sku: line for line, item in lines_of(work, order)}
    for sku, quantity in wanted.items():
        item = work.session.get_one(Item, item_id(work, scope, sku))
        line = known.get(sku)
        if quantity == 0 and line is not None:
            work.session.delete(line)
            continue
        _check_quantity(quantity, terms.get(sku, Term()), item)
        if line is None:
            line = PurchaseOrderLine(order_id=order.id, item_id=item.id, quantity=0, expected=work.now().date())
            work.session.add(line)
        line.wanted = quantity
        _price(line, terms.get(sku, Term()))
    work.session.flush()
    if not work.session.scalar(select(func.count()).where(PurchaseOrderLine.order_id == order.id)):
        raise Invalid("An order has at least one line. Cancel it if nothing of it is wanted.", field="lines")


def _check_quantity(quantity: int, term: Term, item: Item) -> None:
    whole_positive(quantity)
    if quantity % term.pack:
        raise Invalid(
            f"{item.name} comes in packs of {describe(term.pack, item.unit)}. Order whole packs.", field=item.sku
        )
    if quantity < term.minimum:
        raise Invalid(
            f"They sell at least {describe(term.minimum, item.unit)} of {item.name}. Order that or more.",
            field=item.sku,
        )


def _price(line: PurchaseOrderLine, term: Term) -> None:
    line.price_minor = term.price.minor if term.price is not None else None
    line.price_per, line.currency = term.price_per, term.price.currency if term.price is not None else None


def edit_draft(work: Work, scope: SellerScope, number: str, wanted: Mapping[str, int], note: str) -> None:
    """Other quantities, another word to the supplier. Raises as `draft_purchase_order`, `Conflict` once it is sent."""
    order = locked(work, scope, number)
    write_lines(work, scope, order, wanted)
    order.note = note[:2000]
    work.session.flush()


def send(work: Work, scope: SellerScope, number: str, expected: date | None, actor: str) -> None:
    """draft -> sent: from now on its lines are supply, and what waits for these items stands on them.

    `expected` None: the supplier's lead time from today. Sent already: nothing happens. Raises `Invalid` without a day
    and without a lead time, and for a day that is over; `Conflict` for a cancelled order.
    """
    order = locked(work, scope, number)
    if order.state in ("sent", "confirmed"):
        return
    supplier = work.session.get_one(Supplier, order.supplier_id)
    day = expected or _arrival(work, supplier)
    if day < work.now().date():
        raise Invalid("That day is over. Choose the day on which the supplier brings it.", field="expected")
    rows = lines_of(work, order)
    move(work, order, PURCHASE_ORDER_STATES, "sent", subject=number, actor=actor)
    order.sent_at = work.now()
    supply.lock(work, [item.id for _, item in rows])
    for line, _ in rows:
        line.quantity, line.expected = line.wanted, day
    work.session.flush()
    supply.fill_awaited(work, [item.id for _, item in rows])


def _arrival(work: Work, supplier: Supplier) -> date:
    if supplier.lead_days is None:
        raise Invalid(
            f"{supplier.name} has no lead time, so no day is known. Type the day they bring it, or set the lead time "
            "with the supplier.",
            field="expected",
        )
    return add_working_days(work.now().date(), supplier.lead_days)


def place_purchase_order(work: Work, scope: SellerScope, order: PurchaseOrderIn) -> None:
    """An order that was made elsewhere (by telephone, in the supplier's shop): it is sent, with its own number and day.

    A repeated number is a no-op. Raises `Invalid` for no lines or an item twice, `NotFound` for what is unknown.
    """
    _check_lines([sku for sku, _, _ in order.lines])
    supplier = work.session.scalar(select(Supplier.id).where(Supplier.code == order.supplier))
    if supplier is None:
        raise NotFound(f"There is no supplier {order.supplier}.")
    placed = work.session.execute(
        insert_into(work.session, PurchaseOrder)
        .values(
            number=order.number,
            supplier_id=supplier,
            location_id=location_id(work, scope, order.location),
            state="sent",
            placed_at=work.now(),
            sent_at=work.now(),
            note="",
            their_number="",
        )
        .on_conflict_do_nothing(index_elements=["number"])
        .returning(PurchaseOrder.id)  # the count of an INSERT with a generated key is not told by every driver
    ).first()
    if placed is not None:
        _place_lines(work, scope, order, placed.id, supplier)


def _place_lines(work: Work, scope: SellerScope, order: PurchaseOrderIn, order_id: int, supplier: int) -> None:
    items = [item_id(work, scope, sku) for sku, _, _ in order.lines]
    supply.lock(work, items)
    terms = terms_of(work, supplier, [sku for sku, _, _ in order.lines])
    for item, (sku, quantity, expected) in zip(items, order.lines, strict=True):
        line = PurchaseOrderLine(
            order_id=order_id,
            item_id=item,
            wanted=whole_positive(quantity),
            quantity=quantity,
            expected=expected,
        )
        _price(line, terms.get(sku, Term()))
        work.session.add(line)
    work.session.flush()
    supply.fill_awaited(work, items)
