"""A line of the order that became two in the workshop: its sums, what was paid for it and what is still owed follow.

Nothing is recomputed: each sum is divided, so that both lines together are the old one to the cent. No money moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, inspect, select

from foundation.data.work import Work
from foundation.plain.money import Money
from fulfilment.api.events import LineSplit
from storefront.changes.domain import Parts, parts_of
from storefront.orders.models import OrderLine
from storefront.orders.service.placing import locked
from storefront.payments.domain import ObligationIn
from storefront.payments.models import Obligation, PaymentShare
from storefront.payments.service import add_obligation, cancel_obligations
from storefront.payments.service.adjusting import paid_for
from storefront.payments.service.opening import charge_later
from storefront.timeline.queries import entries
from storefront.timeline.service import append

_SUMS = ("amount_minor", "tax_minor", "deposit_minor", "deposit_tax_minor", "balance_minor", "balance_tax_minor")
_TOLD = ("accepted", "operation_", "inspection_")


def follow_split(work: Work, event: LineSplit) -> None:
    """The rest is a line of its own, with its share of everything.

    Raises `Conflict` while the saved card is being charged for the line: it is tried again a little later."""
    order = locked(work, event.order_ref)
    line = work.session.get_one(OrderLine, event.line_ref, populate_existing=True)
    open_ones = _open(work, line)
    paid = paid_for(work, order.order_ref, line.line_ref, order.currency)
    parts = parts_of(
        {name: getattr(line, name) for name in _SUMS},
        fee=line.fee_minor,
        paid=paid.minor,
        owes=bool(open_ones),
        pieces=event.pieces,
        of=event.of,
    )
    rest = _rest(work, line, event, parts)
    _divide_paid(work, line, rest, parts.paid, sum(row.amount_minor for row in _paid(work, line)))
    _divide_open(work, line, rest, open_ones)
    _tell(work, event)
    work.session.flush()


def _rest(work: Work, line: OrderLine, event: LineSplit, parts: Parts) -> OrderLine:
    columns = {column.key: getattr(line, column.key) for column in inspect(OrderLine).column_attrs}
    last = work.session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_ref == line.order_ref))
    own = {"line_ref": event.rest_ref, "position": int(last or 0) + 1, "quantity": event.pieces, "fee_minor": 0}
    rest = OrderLine(**(columns | own | parts.rest))
    line.quantity -= event.pieces
    for name, minor in parts.first.items():
        setattr(line, name, minor)
    work.session.add(rest)
    work.session.flush()
    return rest


def _paid(work: Work, line: OrderLine) -> Sequence[Obligation]:
    rows = select(Obligation).where(Obligation.order_ref == line.order_ref, Obligation.state == "paid")
    mine = work.session.scalars(rows.order_by(Obligation.position).with_for_update())
    return [row for row in mine if row.line_refs == [line.line_ref]]


def _open(work: Work, line: OrderLine) -> Sequence[Obligation]:
    rows = select(Obligation).where(
        Obligation.order_ref == line.order_ref, Obligation.kind == "balance", Obligation.state == "open"
    )
    mine = work.session.scalars(rows.order_by(Obligation.position).with_for_update())
    return [row for row in mine if row.line_refs == [line.line_ref]]


def _divide_paid(work: Work, line: OrderLine, rest: OrderLine, wanted: int, paid: int) -> None:
    """Of what was paid for the line, `wanted` was paid for the rest: obligations and their payments' shares."""
    left = wanted
    rows = _paid(work, line)
    for at, row in enumerate(rows):
        fair = left if at == len(rows) - 1 else row.amount_minor * wanted // max(paid, 1)
        part = min(fair, left, row.amount_minor - 1)
        if part <= 0:
            continue
        left -= part
        tax = row.tax_minor * part // row.amount_minor
        columns = {column.key: getattr(row, column.key) for column in inspect(Obligation).column_attrs}
        own = {"ref": work.new_id(), "line_refs": [rest.line_ref], "amount_minor": part, "tax_minor": tax}
        work.session.add(Obligation(**(columns | own)))
        row.amount_minor, row.tax_minor = row.amount_minor - part, row.tax_minor - tax
        work.session.flush()
        _divide_shares(work, row.ref, own["ref"], part)


def _divide_shares(work: Work, ref: str, rest_ref: object, part: int) -> None:
    for share in work.session.scalars(select(PaymentShare).where(PaymentShare.obligation_ref == ref)).all():
        share.amount_minor -= part
        work.session.add(
            PaymentShare(
                payment_ref=share.payment_ref, obligation_ref=str(rest_ref), amount_minor=part, live=share.live
            )
        )
    work.session.flush()


def _divide_open(work: Work, line: OrderLine, rest: OrderLine, open_ones: Sequence[Obligation]) -> None:
    """A balance is never edited: it is dropped, and one for each line is owed."""
    if not open_ones:
        return
    scheduled = next((row.scheduled_for for row in open_ones if row.scheduled_for is not None), None)
    currency = open_ones[0].currency
    cancel_obligations(work, line.order_ref, line.line_ref)
    for one in (line, rest):
        title = one.title if one.quantity == 1 else f"{one.quantity} × {one.title}"
        balance, tax = Money(one.balance_minor, currency), Money(one.balance_tax_minor, currency)
        if not balance.minor:
            continue
        owed = ObligationIn("balance", (one.line_ref,), balance, tax, "quality_passed", f"Balance: {title}")
        fresh = work.session.get_one(Obligation, add_obligation(work, one.order_ref, owed))
        if scheduled is not None:
            charge_later(work, fresh, max(scheduled, work.now()))


def _tell(work: Work, event: LineSplit) -> None:
    """What was told of the line was told of its rest as well, but for the step that only the others are at."""
    for entry in entries(work, event.order_ref):
        mine = event.line_ref in entry.line_refs and event.rest_ref not in entry.line_refs
        if mine and entry.kind.startswith(_TOLD) and entry.data.get("operation") not in event.begun:
            append(work, event.order_ref, [event.rest_ref], entry.kind, entry.at, dict(entry.data))
    append(work, event.order_ref, [event.line_ref, event.rest_ref], "split", work.now(), _many(event))


def _many(event: LineSplit) -> Mapping[str, int]:
    return {"rest": event.pieces, "of": event.of}
