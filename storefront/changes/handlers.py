"""What follows from events: money and fulfilment never meet in one transaction, so each leaves a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api import events as made
from storefront.changes.models import ChangePrice
from storefront.changes.splitting import follow_split
from storefront.changes.telling import tell_not_made
from storefront.payments import events as money


def on_line_split(work: Work, event: made.LineSplit) -> None:
    """Some pieces of a line are begun, the others a line of their own: so they are on the order."""
    follow_split(work, event)


def on_line_changed(work: Work, event: made.LineChanged) -> None:
    """Done on the floor: the order and its sums follow."""
    work.enqueue("reprice", {"change": event.change_ref}, key=event.change_ref)


def on_change_ended(work: Work, event: made.ChangeEnded) -> None:
    """It came to nothing. One that nobody has said yes to is forgotten in silence."""
    row = work.session.get(ChangePrice, event.change_ref)
    if row is None:
        return
    if event.was == "awaiting_payment":
        work.enqueue("close_change", {"change": row.ref}, key=row.ref)
    if event.now == "refused" or (event.was in ("drafted", "awaiting_payment") and event.by != "customer"):
        tell_not_made(work, row, event.reason, by_mail=event.was != "reserved")


def on_payment_captured(work: Work, event: money.PaymentCaptured) -> None:
    """What a change costs at once is here: it may be carried out."""
    if event.kind != "adjustment":
        return
    refs = work.session.scalars(select(ChangePrice.ref).where(ChangePrice.payment_ref == event.payment_ref))
    for ref in refs.all():
        work.enqueue("apply_change", {"change": ref}, key=ref)


HANDLERS: Mapping[type, Sequence[Callable[[Work, Any], None]]] = {
    made.LineSplit: [on_line_split],
    made.LineChanged: [on_line_changed],
    made.ChangeEnded: [on_change_ended],
    money.PaymentCaptured: [on_payment_captured],
}
