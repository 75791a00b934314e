"""Verbs of stock. Every change of `on_hand` is one row of the ledger and one UPDATE beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select, update

from foundation.data.sql import changed, insert_into
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.quantity import whole_positive
from foundation.plain.scope import SellerScope
from fulfilment.items.models import Item
from fulfilment.items.service import item_id, location_id
from fulfilment.stock import supply
from fulfilment.stock.domain import AllocationView, Need, Purse
from fulfilment.stock.models import Claim, StockLevel, StockMovement
from fulfilment.stock.queries import allocations
from fulfilment.stock.valuing import value_move, worth_taken
from fulfilment.stock.wording import day_of, still_coming

__all__ = [
    "AllocationView",
    "adjust",
    "allocate_more",
    "allocations",
    "issue",
    "receive",
    "unissue",
]


def receive(
    work: Work,
    scope: SellerScope,
    sku: str,
    location: str,
    quantity: int,
    *,
    reference: str,
    condition: str = "good",
    paid: int | None = None,
) -> None:
    """Goods arrive without a purchase order (opening stock, a find, a return); lines that wait for them get them.

    `paid` is what all of it has cost, in minor units, where that is known. Raises `Invalid` for a quantity below 1,
    `NotFound` for an unknown item or location.
    """
    whole_positive(quantity)
    item = item_id(work, scope, sku)
    level = level_of(work, item, location_id(work, scope, location), condition)
    supply.lock(work, [item])
    book(work, level, quantity, "receipt", reference, paid=paid)
    supply.fill_awaited(work, [item])


def adjust(
    work: Work,
    scope: SellerScope,
    sku: str,
    location: str,
    on_hand: int,
    *,
    reason: str,
    condition: str = "good",
) -> None:
    """A count: what is really there. Raises `Conflict` when less is there than lines already hold."""
    if type(on_hand) is not int or on_hand < 0:
        raise Invalid("A count is a whole number, zero or more.", field="on_hand")
    item = item_id(work, scope, sku)
    level = level_of(work, item, location_id(work, scope, location), condition)
    supply.lock(work, [item])
    row = work.session.execute(
        select(StockLevel.on_hand, StockLevel.reserved + StockLevel.allocated).where(StockLevel.id == level)
    ).one()
    if on_hand < row[1]:
        raise Conflict(f"{row[1]} of {sku} already belong to orders. Free some of them first, then count {on_hand}.")
    if on_hand != row[0]:
        book(work, level, on_hand - row[0], "adjustment", reason)
        supply.fill_awaited(work, [item])


def level_of(work: Work, item: int, location: int, condition: str = "good") -> int:
    """The id of a level, made when it is new: two first receipts at once make one."""
    if condition not in ("good", "quality_control", "damaged"):
        raise Invalid("Goods are good, in quality control or damaged.", field="condition")
    key = {"item_id": item, "location_id": location, "condition": condition}
    work.session.execute(
        insert_into(work.session, StockLevel)
        .values(**key, on_hand=0, reserved=0, allocated=0)
        .on_conflict_do_nothing(index_elements=list(key))
    )
    return work.session.scalars(select(StockLevel.id).filter_by(**key)).one()


def book(work: Work, level: int, quantity: int, kind: str, reference: str, *, paid: int | None = None) -> None:
    """One movement: the ledger's row, the level's `on_hand` and what it is worth. The CHECKs refuse what is not there.

    `paid` is what these goods have cost, in minor units; without it they are worth what the others are.
    """
    worth = value_move(work, level, quantity, paid)
    work.session.execute(
        update(StockLevel)
        .where(StockLevel.id == level)
        .values(on_hand=StockLevel.on_hand + quantity)
        .execution_options(synchronize_session=False)
    )
    work.session.add(
        StockMovement(
            level_id=level,
            quantity=quantity,
            kind=kind,
            reference=reference[:200],
            value_minor=worth,
            at=work.now(),
        )
    )
    work.session.flush()


def issue(work: Work, line_ref: str, operation: int | None, reference: str) -> None:
    """Take a line's goods (`operation` None) or an operation's materials off the shelf.

    Nothing happens for what is issued already. Raises `Conflict`, naming item and day, while some of it is awaited.
    """
    rows = _claims(work, line_ref, operation, "allocated")
    if not rows:
        return
    awaited = [row for row in rows if row.level_id is None]
    if awaited:
        name = work.session.scalar(select(Item.name).where(Item.id == awaited[0].item_id))
        raise Conflict(still_coming(name or "It", awaited[0].expected))
    sums: dict[int, int] = defaultdict(int)
    for row in rows:
        sums[row.level_id or 0] += row.quantity
        row.state = "issued"
    for level, quantity in sorted(sums.items()):
        taken = work.session.execute(
            update(StockLevel)
            .where(StockLevel.id == level, StockLevel.allocated >= quantity, StockLevel.on_hand >= quantity)
            .values(allocated=StockLevel.allocated - quantity)
            .execution_options(synchronize_session=False)
        )
        if not changed(taken):
            raise Conflict("What was set aside is not on its shelf any more. Count the shelf, then take it again.")
        book(work, level, -quantity, "issue", reference)


def unissue(work: Work, line_ref: str, operation: int | None, reference: str) -> None:
    """Put back what `issue` took, and set it aside for the same line again. Nothing happens when nothing was taken."""
    sums: dict[int, int] = defaultdict(int)
    for row in _claims(work, line_ref, operation, "issued"):
        sums[row.level_id or 0] += row.quantity
        row.state = "allocated"
    for level, quantity in sorted(sums.items()):
        book(work, level, quantity, "return", reference, paid=worth_taken(work, level, reference))
        work.session.execute(
            update(StockLevel)
            .where(StockLevel.id == level)
            .values(allocated=StockLevel.allocated + quantity)
            .execution_options(synchronize_session=False)
        )


def _claims(work: Work, line_ref: str, operation: int | None, state: str) -> list[Claim]:
    step = Claim.operation.is_(None) if operation is None else Claim.operation == operation
    items = work.session.scalars(
        select(Claim.item_id).where(Claim.line_ref == line_ref, step, Claim.state == state).distinct()
    ).all()
    if items:
        supply.lock(work, items)
    return supply.claims_of(work, (Claim.line_ref == line_ref) & step & (Claim.state == state))


def allocate_more(work: Work, line_ref: str, needs: Sequence[tuple[int | None, str, int]]) -> None:
    """More for a line that is already promised (scrap, rework): (operation, sku, quantity) each.

    What is not here is awaited. Raises `NotFound` for an unknown item and `Conflict` when it can neither be found nor
    bought.
    """
    items = supply.facts(work, {sku for _, sku, _ in needs})
    supply.lock(work, [item.id for item in items.values()])
    buy = {sku: day_of(work.now(), item.lead_days) for sku, item in items.items() if item.lead_days is not None}
    purse = Purse(supply.sources(work, items), buy)
    takes = []
    for operation, sku, quantity in needs:
        if sku not in items:
            raise NotFound(f"There is no item {sku}.")
        met = purse.meet(Need(line_ref, operation, sku, whole_positive(quantity), buyable=True))
        if met is None:
            raise Conflict(f"There is not enough {items[sku].name} here or on its way. Order some, then try again.")
        takes += met
    supply.claim(work, takes, items, supply.Holder("allocated"))
