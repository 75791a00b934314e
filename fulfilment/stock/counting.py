"""Counting a place: a blind sheet, what each found, and posting the differences as movements with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.events import SupplyMoved
from fulfilment.items.models import Item, Location
from fulfilment.items.service import location_id
from fulfilment.orders.taps import record, repeated
from fulfilment.stock import supply
from fulfilment.stock.domain.counting import CountLine, CountRow, CountView, entered
from fulfilment.stock.models import Claim, StockCount, StockCountLine, StockLevel
from fulfilment.stock.repegging import needed, repeg
from fulfilment.stock.service import book
from fulfilment.stock.states import COUNT_STATES

LARGEST = 10**12


def open_count(work: Work, scope: SellerScope, location: str, *, client_id: str, person: str) -> str:
    """A sheet of everything that has ever lain at a place; returns its ref. Idempotent per `client_id`.

    Raises `Conflict` when that place is being counted already, `Invalid` when nothing has ever lain there, `NotFound`
    for an unknown place.
    """
    place = location_id(work, scope, location)
    work.session.execute(select(Location.id).where(Location.id == place).with_for_update())
    before = repeated(work, client_id, "count", location)
    if before is not None:
        return str(before["ref"])
    if work.session.scalar(select(StockCount.ref).where(StockCount.location_id == place, StockCount.state == "open")):
        raise Conflict(f"{location} is being counted already. Take that sheet, or drop it first.")
    levels = work.session.scalars(select(StockLevel.id).where(StockLevel.location_id == place)).all()
    if not levels:
        raise Invalid(f"Nothing has ever lain at {location}, so there is nothing to count.", field="location")
    count = StockCount(
        ref=work.new_id(),
        location_id=place,
        state=COUNT_STATES.initial,
        opened_by=person[:80],
        opened_at=work.now(),
        closed_by="",
    )
    work.session.add(count)
    work.session.flush()
    work.session.add_all(StockCountLine(count_ref=count.ref, level_id=id_, counted_by="", version=0) for id_ in levels)
    record(work, client_id, "count", location, person=person, was="", now="open", result={"ref": count.ref})
    return count.ref


def enter_count(work: Work, scope: SellerScope, ref: str, line: int, counted: int, *, seen: int, person: str) -> None:
    """What somebody found on a shelf. `seen` is the line's `version` on the sheet they had.

    The same number again is a no-op. Raises `Conflict` when somebody else found another number meanwhile or the count
    is over, `Invalid` for a negative one, `NotFound` outside `scope`.
    """
    if type(counted) is not int or not 0 <= counted <= LARGEST:
        raise Invalid("A count is a whole number, zero or more.", field=f"counted-{line}")
    _open(work, scope, ref)
    row = work.session.scalar(
        select(StockCountLine)
        .where(StockCountLine.id == line, StockCountLine.count_ref == ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such line on this sheet.")
    on_hand, unit = work.session.execute(
        select(StockLevel.on_hand, Item.unit)
        .join(Item, Item.id == StockLevel.item_id)
        .where(StockLevel.id == row.level_id)
    ).one()
    if not entered(row.counted, row.counted_by, row.version, counted, seen, unit):
        return
    row.counted, row.book, row.version = counted, on_hand, row.version + 1
    row.counted_by, row.counted_at = person[:80], work.now()
    work.session.flush()


def _open(work: Work, scope: SellerScope, ref: str) -> StockCount:
    """The count, locked; raises `Conflict` when it is over."""
    row = work.session.execute(
        select(StockCount, Location.seller_ref)
        .join(Location, Location.id == StockCount.location_id)
        .where(StockCount.ref == ref)
        .with_for_update(of=StockCount)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("There is no such count.")
    scope.require(row.seller_ref, "count")
    count: StockCount = row[0]
    if count.state != "open":
        raise Conflict("This count is over. Open a new one to count again.")
    return count


def drop_count(work: Work, scope: SellerScope, ref: str, *, person: str) -> None:
    """Nobody counts on; nothing is posted."""
    _close(work, _open(work, scope, ref), "dropped", person, "")


def post_count(work: Work, scope: SellerScope, ref: str, reason: str, *, person: str) -> int:
    """Put the books right where they differ; returns how many movements that took. Shelves nobody counted stay.

    Each difference is one movement with the reason. What moved since the counting stays moved. Where less is there than
    orders hold, the latest needs lose their goods and get others, or wait for some to be bought (`SupplyMoved`).
    Raises `Invalid` without a reason, `Conflict` when the count is over.
    """
    if not reason.strip():
        raise Invalid("Say in a few words why the numbers change.", field="reason")
    count = _open(work, scope, ref)
    lines = work.session.execute(
        select(StockCountLine, StockLevel.item_id)
        .join(StockLevel, StockLevel.id == StockCountLine.level_id)
        .where(StockCountLine.count_ref == ref, StockCountLine.counted != StockCountLine.book)
        .order_by(StockCountLine.level_id)
        .execution_options(populate_existing=True)
    ).all()
    items = sorted({item for _, item in lines})
    if items:
        supply.lock(work, items)
    lost: dict[int, set[str]] = defaultdict(set)
    posted = 0
    for line, item in lines:
        lost[item] |= _post(work, line, f"Count {count.opened_at:%d.%m.%Y}: {reason.strip()}")
        posted += 1
    supply.fill_awaited(work, items)
    repeg(work, items)
    _close(work, count, "posted", person, reason)
    for item in items:
        _tell(work, item, lost[item])
    return posted


def _post(work: Work, line: StockCountLine, reference: str) -> set[str]:
    """One movement; returns the lines of orders that lost goods to it."""
    level = work.session.get_one(StockLevel, line.level_id, populate_existing=True)
    difference = (line.counted or 0) - (line.book or 0)
    there = max(level.on_hand + difference, 0)  # more was taken since than the books had: then nothing is left
    losers = _free(work, level, level.reserved + level.allocated - there)
    if there != level.on_hand:
        book(work, level.id, there - level.on_hand, "adjustment", reference)
    return losers


def _free(work: Work, level: StockLevel, missing: int) -> set[str]:
    """Take goods that are not there from the claims on a shelf: the latest need first, checkouts last of all."""
    if missing <= 0:
        return set()
    claims = supply.claims_of(work, (Claim.level_id == level.id) & (Claim.state != "issued"))
    days = needed(work, {claim.line_ref for claim in claims})

    def last_served(claim: Claim) -> tuple[object, ...]:
        by, promised = days.by((claim.line_ref, claim.operation)), days.promised(claim.line_ref)
        return claim.state == "allocated", by, promised, claim.made_at, claim.line_ref

    claims.sort(key=last_served, reverse=True)
    losers, moved = set(), {"reserved": 0, "allocated": 0}
    for claim in claims:
        part = min(missing, claim.quantity)
        if part:
            moved[claim.state] += part
            missing -= part
            losers.add(claim.line_ref)
            supply.stand_on(work, claim, part, None, None, None)
    work.session.flush()
    work.session.execute(
        update(StockLevel)
        .where(StockLevel.id == level.id)
        .values(reserved=StockLevel.reserved - moved["reserved"], allocated=StockLevel.allocated - moved["allocated"])
        .execution_options(synchronize_session=False)
    )
    return losers


def _tell(work: Work, item_id: int, losers: set[str]) -> None:
    if not losers:
        return
    item = work.session.get_one(Item, item_id)
    days = needed(work, losers)
    ordered = tuple(sorted(losers, key=lambda ref: (days.promised(ref), ref)))
    reason = f"We counted, and there was less {item.name} than we thought."
    work.emit(SupplyMoved(item.sku, "", None, None, ordered, reason, work.now()))


def _close(work: Work, count: StockCount, state: str, person: str, reason: str) -> None:
    move(work, count, COUNT_STATES, state, subject=count.ref, actor=person[:80], reason=reason)
    count.closed_by, count.closed_at = person[:80], work.now()
    work.session.flush()


def counts(work: Work, scope: SellerScope) -> list[CountRow]:
    """Counts of the sellers in view, newest first. One statement."""
    statement = (
        select(
            StockCount,
            Location,
            func.count(StockCountLine.id).label("lines"),
            func.count(StockCountLine.counted).label("done"),
        )
        .join(Location, Location.id == StockCount.location_id)
        .outerjoin(StockCountLine, StockCountLine.count_ref == StockCount.ref)
        .group_by(StockCount.ref, Location.id)
        .order_by(StockCount.opened_at.desc(), StockCount.ref.desc())
        .limit(200)
    )
    if scope.sellers is not None:
        statement = statement.where(Location.seller_ref.in_(scope.sellers))
    return [_row(row) for row in work.session.execute(statement)]


def _row(row: Any) -> CountRow:
    count, place, lines, done = row
    state = COUNT_STATES.states[count.state]
    return CountRow(
        count.ref, place.code, place.name, count.state, state.label, state.tone, count.opened_by, count.opened_at,
        lines, done,
    )  # fmt: skip


def count_sheet(work: Work, scope: SellerScope, ref: str) -> CountView:
    """One count with its shelves as one walks past them. Raises `NotFound`. Two statements."""
    head = work.session.execute(
        select(StockCount, Location)
        .join(Location, Location.id == StockCount.location_id)
        .where(StockCount.ref == ref)
        .execution_options(populate_existing=True)
    ).first()
    if head is None:
        raise NotFound("There is no such count.")
    count, place = head
    scope.require(place.seller_ref, "count")
    rows = work.session.execute(
        select(StockCountLine, StockLevel, Item)
        .join(StockLevel, StockLevel.id == StockCountLine.level_id)
        .join(Item, Item.id == StockLevel.item_id)
        .where(StockCountLine.count_ref == ref)
        .order_by(Item.bin, Item.sku, StockLevel.condition)
        .execution_options(populate_existing=True)
    ).all()
    state = COUNT_STATES.states[count.state]
    return CountView(
        ref, place.code, place.name, count.state, state.label, state.tone, count.opened_by, count.opened_at,
        count.closed_by, count.closed_at, _lines(rows),
    )  # fmt: skip


def _lines(rows: Sequence[Any]) -> tuple[CountLine, ...]:
    return tuple(
        CountLine(
            line=line.id,
            sku=item.sku,
            name=item.name,
            unit=item.unit,
            bin=item.bin,
            condition=level.condition,
            counted=line.counted,
            counted_by=line.counted_by,
            counted_at=line.counted_at,
            version=line.version,
            book=line.book,
            held=level.reserved + level.allocated,
        )
        for line, level, item in rows
    )
