"""What the customer hears of a change: one entry of the timeline, one mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foundation.data.work import Work
from storefront.changes.models import ChangePrice
from storefront.orders.models import OrderLine
from storefront.timeline.service import append


def tell_changed(work: Work, row: ChangePrice, line: OrderLine) -> None:
    """It is done. The words that somebody wants engraved are nobody's business but theirs: only labels are kept."""
    labels = ", ".join(label for label, _, _ in row.changed)
    append(work, row.order_ref, [row.line_ref], "changed", work.now(), {"labels": labels})
    difference = row.amount_minor - row.was_minor
    day = line.promised_on.isoformat() if line.promised_on else None
    mail(work, row, "changed", amount=difference, currency=row.currency, now=day, labels=labels)


def tell_not_made(work: Work, row: ChangePrice, sentence: str, *, by_mail: bool) -> None:
    """It came to nothing: the piece stays as it was."""
    append(work, row.order_ref, [row.line_ref], "change_not_made", work.now(), {"sentence": sentence})
    if by_mail:
        mail(work, row, "change_not_made", sentence=sentence)


def tell_asked(work: Work, order_ref: str, line_refs: Sequence[str]) -> None:
    append(work, order_ref, line_refs, "change_asked", work.now())


def tell_granted(work: Work, row: ChangePrice) -> None:
    """The seller said yes; it is done once it is paid."""
    data = {"amount": row.top_up_minor, "currency": row.currency}
    append(work, row.order_ref, [row.line_ref], "change_granted", work.now(), data)
    mail(work, row, "change_granted", **data)


def mail(work: Work, row: ChangePrice, kind: str, **data: Any) -> None:
    payload = {"kind": kind, "order_ref": row.order_ref, "line_refs": [row.line_ref], "data": data}
    work.enqueue("send_mail", payload, key=f"{kind}:{row.ref}")
