"""After a change: the order's line is the new one, its sums follow, and what was paid too much goes back."""

from __future__ import annotations

from foundation.data.work import Work
from foundation.plain.money import Money
from fulfilment.api.promise import promises
from storefront.changes.domain import halves, new_sum
from storefront.changes.models import ChangePrice
from storefront.changes.reading import line_sold
from storefront.changes.service import price_row
from storefront.changes.telling import tell_changed
from storefront.configurator.queries import load_snapshot
from storefront.configurator.values import Snapshot
from storefront.mount.current import current_shop
from storefront.orders.domain.status import passed
from storefront.orders.models import Cancellation, Order, OrderLine
from storefront.orders.service import project
from storefront.orders.service.placing import locked
from storefront.payments.service import (
    LinePrice,
    drop_obligation,
    has_balance,
    refund_line,
    reprice_line,
    schedule_balance,
)
from storefront.timeline.queries import entries

LIVE = ("committed", "at_risk", "revised")


def reprice(work: Work, ref: str) -> None:
    """Make an applied change the order's own: line, sums, day, timeline, mail. Doing it twice changes nothing.

    Raises `Conflict` while the saved card is being charged for the line: it is tried again a little later."""
    row = price_row(work, ref)
    order = locked(work, row.order_ref)
    if row.repriced_at is not None:
        return
    row.repriced_at = work.now()
    cancelled = work.session.get(Cancellation, row.line_ref)
    if cancelled is not None and cancelled.state == "done":
        give_back(work, ref)  # cancelled meanwhile: the sums it was cancelled with stand
        return
    line = work.session.get_one(OrderLine, row.line_ref)
    snapshot = load_snapshot(work, row.snapshot)
    _sums(work, order, line, row, snapshot)
    _become(line, snapshot)
    _days(work, order.order_ref, line)
    work.session.flush()
    tell_changed(work, row, line)
    project(work, order.order_ref)


def give_back(work: Work, ref: str) -> None:
    """What was asked for at once is no longer due; if it was paid, it goes back. Doing it twice changes nothing."""
    row = price_row(work, ref)
    if row.obligation_ref is None or row.money_back_at is not None:
        return
    row.money_back_at = work.now()
    if drop_obligation(work, row.obligation_ref) == "paid":
        refund_line(work, row.order_ref, row.line_ref, Money(row.top_up_minor, row.currency), key=f"change:{ref}")
    work.session.flush()
    project(work, row.order_ref)


def _sums(work: Work, order: Order, line: OrderLine, row: ChangePrice, snapshot: Snapshot) -> None:
    """Obligations first, then the line: what is open of it is its balance, the rest has been paid."""
    currency = order.currency
    was_open = has_balance(work, order.order_ref, line.line_ref)
    now = new_sum(line_sold(line, currency), snapshot.total, Money(row.fee_minor, currency))
    title = line.title if line.quantity == 1 else f"{line.quantity} × {line.title}"
    price = LinePrice(now.amount, now.tax, f"Balance: {title}")
    open_now = reprice_line(work, order.order_ref, line.line_ref, price, key=f"change:{row.ref}").balance
    paid_before = Money(0 if was_open else min(line.balance_minor, now.amount.minor), currency)
    balance = open_now if open_now.minor else paid_before
    deposit, deposit_tax, balance_tax = halves(now.amount, balance, now.tax)
    order.total_minor += now.amount.minor - line.amount_minor
    line.unit_price_minor, line.fee_minor = now.unit.minor, now.fee.minor
    line.amount_minor, line.tax_minor = now.amount.minor, now.tax.minor
    line.deposit_minor, line.deposit_tax_minor = deposit.minor, deposit_tax.minor
    line.balance_minor, line.balance_tax_minor = balance.minor, balance_tax.minor
    work.session.flush()
    if was_open != bool(open_now.minor):
        _hold_follows(work, line, row, owes=bool(open_now.minor))


def _hold_follows(work: Work, line: OrderLine, row: ChangePrice, *, owes: bool) -> None:
    """A piece that owes nothing may leave; one that owes again waits, and its balance takes its turn."""
    payload = {"order_ref": line.order_ref, "line_ref": line.line_ref}
    if not owes:
        work.enqueue("release_hold", payload, key=f"change:{row.ref}")
        return
    work.enqueue("hold_for_balance", payload, key=f"change:{row.ref}")
    mine = [entry for entry in entries(work, line.order_ref) if line.line_ref in entry.line_refs]
    if passed(mine):
        schedule_balance(work, line.order_ref, [line.line_ref], work.now() + current_shop().settings.balance_delay)


def _become(line: OrderLine, snapshot: Snapshot) -> None:
    line.snapshot_ref = snapshot.ref
    line.summary = [list(pair) for pair in snapshot.summary]
    line.drawing = dict(snapshot.drawing)
    line.work_spec = snapshot.spec.to_dict()
    line.weight_g = snapshot.spec.packed.weight_g
    line.delivery_class = snapshot.spec.packed.delivery_class
    line.method = "two_person" if "two_person" in (line.method, line.delivery_class) else line.method


def _days(work: Work, order_ref: str, changed: OrderLine) -> None:
    """Every line has the day that is promised for it now: what travels together moves together."""
    for promise in promises(work, order_ref):
        line = work.session.get(OrderLine, promise.line_ref)
        if line is not None and promise.state in LIVE:
            line.promised_on = promise.promised
