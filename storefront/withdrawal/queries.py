"""What may be withdrawn from, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from storefront.mount.filters import local_date
from storefront.orders.queries import OrderPage
from storefront.withdrawal.domain import Bought, Chance, arrivals, chances
from storefront.withdrawal.models import Withdrawal


@dataclass(frozen=True)
class Declared:
    """One line that was withdrawn from."""

    line_ref: str
    state: str
    at: datetime
    settled_at: datetime | None


def declared(work: Work, order_ref: str) -> dict[str, Declared]:
    """By line. One statement."""
    rows = work.session.scalars(select(Withdrawal).where(Withdrawal.order_ref == order_ref))
    return {row.line_ref: Declared(row.line_ref, row.state, row.declared_at, row.settled_at) for row in rows}


def withdrawable(work: Work, page: OrderPage, zone: ZoneInfo) -> tuple[Chance, ...]:
    """One answer a line, today. One statement."""
    told = [(e.kind, e.line_refs, local_date(e.at, zone)) for e in page.entries]
    arrived = arrivals(told)
    progress = {track.piece.line_ref: track.progress for track in page.tracks}
    lines = [
        Bought(
            line.line_ref,
            line.title if line.quantity == 1 else f"{line.quantity} × {line.title}",
            line.made,
            progress.get(line.line_ref, "placed"),
            arrived.get(line.line_ref) if progress.get(line.line_ref) == "delivered" else None,
            line.line_ref in page.cancelled and page.cancelled[line.line_ref].state != "refused",
        )
        for line in page.order.lines
    ]
    return chances(lines, declared(work, page.order.order_ref), local_date(work.now(), zone))
