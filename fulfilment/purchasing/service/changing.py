"""What becomes of an order after it was sent: confirmed, late, cancelled, its rest written off.

Whenever goods come later or not at all, what is left is given anew to the work that waits (`stock.repegging`), and
`SupplyMoved` says which lines stand worse than they were promised with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from foundation.data.audit import StateChange, move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from fulfilment.api.events import SupplyMoved
from fulfilment.items.models import Item
from fulfilment.purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier
from fulfilment.purchasing.service.ordering import lines_of, locked
from fulfilment.purchasing.states import COMING, PURCHASE_ORDER_STATES
from fulfilment.stock import supply
from fulfilment.stock.models import Claim
from fulfilment.stock.repegging import needed, repeg
from fulfilment.stock.wording import add_working_days, day_of, say_day

ARRIVAL = "arrival"  # the noun under which the audit keeps days that moved


def confirm(
    work: Work, scope: SellerScope, number: str, their_number: str, days: Mapping[str, date], actor: str
) -> None:
    """sent -> confirmed, under the supplier's own number, with the days they say (by SKU; others stay).

    Confirmed already: only the days are taken. Raises as `expect`, and `IllegalTransition` for a draft.
    """
    order = locked(work, scope, number)
    if order.state == "sent":
        move(work, order, PURCHASE_ORDER_STATES, "confirmed", subject=number, actor=actor)
    elif order.state not in COMING:
        PURCHASE_ORDER_STATES.check(order.state, "confirmed", number)
    order.their_number = their_number[:80]
    work.session.flush()
    for sku, day in days.items():
        expect(work, scope, number, sku, day, actor)


def expect(work: Work, scope: SellerScope, number: str, sku: str, day: date, actor: str) -> None:
    """The rest of a line comes on another day. The same day is a no-op.

    Raises `Invalid` for a day that is over, `Conflict` for an order that is not under way, `NotFound` for no such line.
    """
    order = locked(work, scope, number)
    line, item = _one(work, order, sku)
    if line.expected == day:
        return
    if day < work.now().date():
        raise Invalid("That day is over. Choose the day on which the supplier brings it.", field="expected")
    if order.state not in COMING or line.received >= line.quantity:
        raise Conflict(f"Nothing of {item.name} is to come on {number}. Reload the page to see it as it is.")
    supply.lock(work, [item.id])
    was, before = line.expected, _standing(work, [line.id])
    work.session.add(
        StateChange(
            id=work.new_id(), noun=ARRIVAL, subject=number, was=was.isoformat(), now=day.isoformat(),
            actor=actor, reason=sku, at=work.now(),
        )
    )  # fmt: skip
    line.expected, line.told_late = day, None
    work.session.flush()
    work.session.execute(
        update(Claim)
        .where(Claim.po_line_id == line.id)
        .values(expected=day)
        .execution_options(synchronize_session=False)
    )
    repeg(work, [item.id])
    reason = f"{item.name} comes on {say_day(day)} instead of {say_day(was)}, its supplier says."
    tell(work, item, number, was, day, before | _standing(work, [line.id]), reason)


def cancel_purchase_order(work: Work, scope: SellerScope, number: str, reason: str, actor: str) -> None:
    """Nothing of it is wanted any more. What waited for it stands on other supply, or is to be bought again.

    Cancelled already: nothing happens. Raises `Conflict` when some of it is here: then its rest is written off.
    """
    order = locked(work, scope, number)
    if order.state == "cancelled":
        return
    if order.state in ("part_received", "received"):
        raise Conflict(f"Some of {number} is here already. Write off the rest instead.")
    _drop_rest(work, order, reason, actor, "cancelled")


def write_off_rest(work: Work, scope: SellerScope, number: str, reason: str, actor: str) -> None:
    """The supplier will not send the rest: part received -> received. Raises `IllegalTransition` from elsewhere."""
    order = locked(work, scope, number)
    if order.state == "received":
        return
    if order.state != "part_received":
        raise Conflict(f"Nothing of {number} is here yet. Cancel it instead.")
    _drop_rest(work, order, reason, actor, "received")


def _drop_rest(work: Work, order: PurchaseOrder, reason: str, actor: str, state: str) -> None:
    rows = [(line, item) for line, item in lines_of(work, order) if line.quantity > line.received]
    items = [item.id for _, item in rows]
    if items:
        supply.lock(work, items)
    move(work, order, PURCHASE_ORDER_STATES, state, subject=order.number, actor=actor, reason=reason)
    before = {item.id: _standing(work, [line.id]) for line, item in rows}
    work.session.execute(
        update(Claim)
        .where(Claim.po_line_id.in_([line.id for line, _ in rows]))
        .values(po_line_id=None)
        .execution_options(synchronize_session=False)
    )
    for line, _ in rows:
        line.quantity, line.claimed = line.received, 0
    work.session.flush()
    supply.fill_awaited(work, items)
    repeg(work, items)
    for line, item in rows:
        _expect_bought(work, item)
        text = f"{item.name} does not come from the supplier it was ordered from."
        tell(work, item, order.number, line.expected, None, before[item.id], text)


def _expect_bought(work: Work, item: Item) -> None:
    """What stands on nothing comes when it could be here if it were ordered now; no day where nobody sells it."""
    lead = work.session.scalar(select(Supplier.lead_days).where(Supplier.code == item.supplier))
    day = None if lead is None else day_of(work.now(), lead)
    work.session.execute(
        update(Claim)
        .where(Claim.item_id == item.id, Claim.level_id.is_(None), Claim.po_line_id.is_(None), Claim.state != "issued")
        .values(expected=day)
        .execution_options(synchronize_session=False)
    )


def tell_overdue(work: Work) -> int:
    """Orders whose day is over and that are not here: once a working day, whoever waits for them hears so. Returns how
    many lines that were. The supplier's word stays as it was: only they can say another day."""
    today = work.now().date()
    if add_working_days(today, 0) != today:
        return 0
    line = PurchaseOrderLine
    late = work.session.execute(
        select(line.id, PurchaseOrder.number)
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .where(
            line.quantity > line.received, line.expected < today, line.told_late.is_(None) | (line.told_late < today)
        )
        .order_by(line.id)
        .with_for_update(of=line, skip_locked=True)
    ).all()
    for id_, number in late:
        row = work.session.get_one(line, id_, populate_existing=True)
        item = work.session.get_one(Item, row.item_id)
        row.told_late = today
        lines = _standing(work, [id_])
        repeg(work, [item.id])
        reason = f"{item.name} was expected on {say_day(row.expected)} and is not here yet."
        tell(work, item, number, row.expected, add_working_days(today, 1), lines, reason)
    work.session.flush()
    return len(late)


def _one(work: Work, order: PurchaseOrder, sku: str) -> tuple[PurchaseOrderLine, Item]:
    for line, item in lines_of(work, order):
        if item.sku == sku:
            return line, item
    raise NotFound(f"Purchase order {order.number} has no line for {sku}.")


def _standing(work: Work, line_ids: Sequence[int]) -> set[str]:
    """Order lines with goods on these purchase order lines."""
    return set(work.session.scalars(select(Claim.line_ref).where(Claim.po_line_id.in_(line_ids)).distinct()))


def tell(
    work: Work, item: Item, number: str, was: date | None, now: date | None, before: set[str], reason: str
) -> None:
    """Emit `SupplyMoved` for the lines that stood on it before and those that wait for this item now, in promise
    order: one that stepped back for another may have to be forecast anew too."""
    waiting = work.session.scalars(
        select(Claim.line_ref).where(
            Claim.item_id == item.id, Claim.level_id.is_(None), Claim.state == "allocated", Claim.line_ref.is_not(None)
        )
    )
    lines = before | set(waiting)
    days = needed(work, lines)
    ordered = tuple(sorted(lines, key=lambda ref: (days.promised(ref), ref)))
    work.emit(SupplyMoved(item.sku, number, was, now, ordered, reason, work.now()))
