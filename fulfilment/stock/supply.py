"""Supply as the promise sees it: shelves and purchase order lines, locked in a stable order, claimed by conditional
UPDATEs. Every claim stands on one source; this module alone moves the counters that say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    bindparam,
    cast,
    func,
    null,
    select,
    union_all,
    update,
)

from foundation.data.sql import changed
from foundation.data.versions import Kept
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.bulk import insert_rows
from fulfilment.items.models import Item
from fulfilment.purchasing.models import PurchaseOrderLine, Supplier
from fulfilment.stock.domain import Source, Take
from fulfilment.stock.models import Claim, StockLevel


@dataclass(frozen=True)
class Holder:
    """Whom a claim is for: a checkout until `expires_at`, or (`allocated`) lines of an order."""

    state: str
    checkout_id: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class ItemFacts:
    """What a plan needs to know of an item. `lead_days` None: nobody sells it to us."""

    id: int
    sku: str
    name: str
    seller_ref: str
    unit: str
    kind: str
    delivery_class: str
    safety_stock: int
    reorder_point: int
    lead_days: int | None


def facts(work: Work, skus: Collection[str]) -> dict[str, ItemFacts]:
    """One statement, and another one for items that this process has not met since an item was changed."""
    known = _ITEMS.of(work)
    unmet = [sku for sku in skus if sku not in known]
    if unmet:
        rows = work.session.connection().execute(_FACTS, {"skus": unmet})
        known.update({row.sku: ItemFacts(**row._mapping) for row in rows})
    return {sku: known[sku] for sku in sorted(skus) if sku in known}


def sources(work: Work, items: dict[str, ItemFacts]) -> dict[str, list[Source]]:
    """What is free of each item: shelves by their id, then open purchase order lines by day. One statement."""
    by_id = {item.id: item for item in items.values()}
    found: dict[str, list[Source]] = {sku: [] for sku in items}
    for item_id, level_id, po_line_id, free, expected in _free(work, tuple(by_id)):
        item = by_id[item_id]
        saleable = free if level_id is None else max(free - item.safety_stock, 0)
        found[item.sku].append(Source(level_id, po_line_id, saleable, expected))
    return found


def _free(work: Work, ids: tuple[int, ...]) -> Sequence[Sequence[Any]]:
    seen = {} if work.seen is None else work.seen  # a reading asks once
    if (_SEEN, ids) not in seen:
        work.session.flush()  # a statement of the connection's own does not
        asked, given = (_FREE_OF_ONE, ids[0]) if len(ids) == 1 else (_FREE, [*ids])
        rows = work.session.connection().execute(asked, {"shelved": given, "ordered": given})
        seen[_SEEN, ids] = sorted((tuple(row) for row in rows), key=_first_come)
    return list(seen[_SEEN, ids])


def _first_come(row: Sequence[Any]) -> tuple[date, int]:
    return row[4] or date.min, row[1] or row[2]


def _facts_statement() -> Select[Any]:
    names = ("id", "sku", "name", "seller_ref", "unit", "kind", "delivery_class", "safety_stock", "reorder_point")
    item, supplier = Item.__table__, Supplier.__table__
    return (
        select(*(item.c[name] for name in names), supplier.c.lead_days)
        .select_from(item.outerjoin(supplier, supplier.c.code == item.c.supplier))
        .where(item.c.sku.in_(bindparam("skus", expanding=True)))
    )


def _free_statement(these: Callable[[Any, str], Any]) -> CompoundSelect[Any]:
    level, line = StockLevel.__table__.c, PurchaseOrderLine.__table__.c
    free, coming = level.on_hand - level.reserved - level.allocated, line.quantity - line.received - line.claimed
    none, never = cast(null(), Integer), cast(null(), Date)
    shelves = select(level.item_id, level.id, none.label("line"), free.label("free"), never.label("expected"))
    lines = select(line.item_id, none, line.id, coming, line.expected)
    return union_all(
        shelves.where(these(level.item_id, "shelved"), level.condition == "good"),
        lines.where(these(line.item_id, "ordered"), coming > 0),
    )


_SEEN = "what is free"
# Every quote asks these: made once. What is free moves with every order and is never kept.
_ITEMS = Kept[dict[str, ItemFacts]]((Item.__table__, Supplier.__table__), lambda _: {})
_FACTS, _FREE = _facts_statement(), _free_statement(lambda item, name: item.in_(bindparam(name, expanding=True)))
_FREE_OF_ONE = _free_statement(lambda item, name: item == bindparam(name))  # a product's page: nothing to spell


def lock(work: Work, item_ids: Collection[int]) -> None:
    """Wait for everybody who is claiming these items; what is read afterwards stays true until we commit.

    Shelves before purchase order lines, each by ascending id, so that two claimants never wait for each other. SQLite
    ignores FOR UPDATE: there the whole write transaction is the lock.
    """
    for model in (StockLevel, PurchaseOrderLine):
        work.session.execute(
            select(model.id).where(model.item_id.in_(item_ids)).order_by(model.id).with_for_update()
        ).all()


def claim(work: Work, takes: Iterable[Take], items: dict[str, ItemFacts], holder: Holder) -> None:
    """Hold every take. Raises `Conflict`, naming the item, when a source has less than the plan saw."""
    claim_all(work, [(take, holder) for take in takes], items)


def claim_all(work: Work, takes: Sequence[tuple[Take, Holder]], items: dict[str, ItemFacts]) -> None:
    """The same for several holders in one state. One statement, and one for each source."""
    if not takes:
        return
    state, wanted = takes[0][1].state, defaultdict[tuple[str, int, str], int](int)
    for take, _ in takes:
        for kind, id_ in (("level", take.level_id), ("po", take.po_line_id)):
            if id_ is not None:
                wanted[kind, id_, take.need.sku] += take.quantity
    for (kind, id_, sku), quantity in sorted(wanted.items()):
        if kind == "level":
            held = hold_level(work, id_, quantity, state, items[sku].safety_stock)
        else:
            held = hold_po(work, id_, quantity)
        if not held:
            raise Conflict(f"Someone bought the last {items[sku].name} a moment ago. Nothing was charged.")
    insert_rows(work.session, Claim, [_claim_row(work, take, items[take.need.sku], by) for take, by in takes])


def _claim_row(work: Work, take: Take, item: ItemFacts, holder: Holder) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "checkout_id": holder.checkout_id,
        "line_ref": take.need.line_ref,
        "operation": take.need.operation,
        "item_id": item.id,
        "level_id": take.level_id,
        "po_line_id": take.po_line_id,
        "quantity": take.quantity,
        "state": holder.state,
        "expected": take.expected,
        "expires_at": holder.expires_at,
        "made_at": work.now(),
    }


def hold_level(work: Work, level_id: int, quantity: int, state: str, keep_back: int) -> int:
    """The one statement that sells: it succeeds only while so much is free."""
    column = StockLevel.reserved if state == "reserved" else StockLevel.allocated
    return changed(
        work.session.execute(
            update(StockLevel)
            .where(StockLevel.id == level_id, StockLevel.condition == "good")
            .where(StockLevel.on_hand - StockLevel.reserved - StockLevel.allocated - keep_back >= quantity)
            .values({column: column + quantity})
            .execution_options(synchronize_session=False)
        )
    )


def hold_po(work: Work, po_line_id: int, quantity: int) -> int:
    """The same on what is still to arrive."""
    line = PurchaseOrderLine
    return changed(
        work.session.execute(
            update(line)
            .where(line.id == po_line_id, line.quantity - line.received - line.claimed >= quantity)
            .values(claimed=line.claimed + quantity)
            .execution_options(synchronize_session=False)
        )
    )


def let_go(work: Work, claims: Collection[Claim]) -> set[int]:
    """Free the claims' sources and delete them; returns the items that have more free now. Callers hold the locks."""
    freed: dict[tuple[str, int, str], int] = defaultdict(int)
    for row in claims:
        if row.level_id is not None:
            freed["level", row.level_id, row.state] += row.quantity
        elif row.po_line_id is not None:
            freed["po", row.po_line_id, row.state] += row.quantity
        work.session.delete(row)
    for (kind, id_, state), quantity in sorted(freed.items()):
        unhold(work, kind, id_, state, quantity)
    work.session.flush()
    return {row.item_id for row in claims}


def unhold(work: Work, kind: str, id_: int, state: str, quantity: int) -> None:
    """Give a source back what a claim held of it."""
    if kind == "po":
        values: Any = {"claimed": PurchaseOrderLine.claimed - quantity}
        statement = update(PurchaseOrderLine).where(PurchaseOrderLine.id == id_).values(values)
    else:
        column = StockLevel.reserved if state == "reserved" else StockLevel.allocated
        statement = update(StockLevel).where(StockLevel.id == id_).values({column: column - quantity})
    work.session.execute(statement.execution_options(synchronize_session=False))


def claims_of(work: Work, condition: Any) -> list[Claim]:
    """Claims fresh from the database, in the order in which they were made."""
    return list(
        work.session.scalars(
            select(Claim).where(condition).order_by(Claim.made_at, Claim.id).execution_options(populate_existing=True)
        )
    )


def allocate_reserved(work: Work, checkouts: Collection[str]) -> None:
    """Turn the reservations of checkouts into allocations: counters and rows."""
    sums = work.session.execute(
        select(Claim.level_id, func.sum(Claim.quantity))
        .where(Claim.checkout_id.in_(checkouts), Claim.state == "reserved", Claim.level_id.is_not(None))
        .group_by(Claim.level_id)
        .order_by(Claim.level_id)
    ).all()
    for level_id, quantity in sums:
        work.session.execute(
            update(StockLevel)
            .where(StockLevel.id == level_id)
            .values(reserved=StockLevel.reserved - int(quantity), allocated=StockLevel.allocated + int(quantity))
            .execution_options(synchronize_session=False)
        )
    work.session.execute(
        update(Claim)
        .where(Claim.checkout_id.in_(checkouts), Claim.state == "reserved")
        .values(state="allocated", expires_at=None)
        .execution_options(synchronize_session=False)
    )


def fill_awaited(work: Work, item_ids: Collection[int]) -> None:
    """Give what is free to claims that stand on nothing yet, oldest first: shelves, then purchase orders.

    A claim that is met in part is split. Called wherever supply grows, so that free supply and an unmet claim never
    stand side by side.
    """
    if not item_ids:
        return
    waiting = claims_of(work, Claim.item_id.in_(item_ids) & Claim.level_id.is_(None) & Claim.po_line_id.is_(None))
    if not waiting:
        return
    skus = work.session.scalars(select(Item.sku).where(Item.id.in_({row.item_id for row in waiting}))).all()
    items = facts(work, skus)
    free = {items[sku].id: some for sku, some in sources(work, items).items()}
    keep_back = {item.id: item.safety_stock for item in items.values()}
    for row in waiting:
        free[row.item_id] = _fill(work, row, free[row.item_id], keep_back[row.item_id])
    work.session.flush()


def _fill(work: Work, row: Claim, free: list[Source], keep_back: int) -> list[Source]:
    left: list[Source] = []
    for source in free:
        part = min(source.free, row.quantity) if row.level_id is None and row.po_line_id is None else 0
        if part and source.level_id is not None:
            hold_level(work, source.level_id, part, row.state, keep_back)
        elif part and source.po_line_id is not None:
            hold_po(work, source.po_line_id, part)
        if part:
            stand_on(work, row, part, source.level_id, source.po_line_id, source.expected)
        left.append(Source(source.level_id, source.po_line_id, source.free - part, source.expected))
    return left


def stand_on(work: Work, row: Claim, part: int, level_id: int | None, po_line_id: int | None, expected: Any) -> None:
    """Put `part` of a claim on a source: the whole row moves, or a new row takes the part."""
    if part == row.quantity:
        row.level_id, row.po_line_id, row.expected = level_id, po_line_id, expected
        return
    row.quantity -= part
    work.session.add(
        Claim(
            id=work.new_id(),
            checkout_id=row.checkout_id,
            line_ref=row.line_ref,
            operation=row.operation,
            item_id=row.item_id,
            level_id=level_id,
            po_line_id=po_line_id,
            quantity=part,
            state=row.state,
            expected=expected,
            expires_at=row.expires_at,
            made_at=row.made_at,
        )
    )
