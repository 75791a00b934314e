"""The queue as somebody of the house sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api import keeping, purchasing, shipping
from storefront.accounts.access import may
from storefront.console.exceptions import domain
from storefront.console.exceptions.domain import Mark, Row
from storefront.console.exceptions.models import ExceptionMark
from storefront.console.exceptions.money import money_rows


@dataclass(frozen=True)
class Queue:
    """`waiting` is to be looked at, `dealt` was, and nothing has moved since; `counts` by group of what waits."""

    waiting: tuple[Row, ...]
    dealt: tuple[tuple[Row, Mark], ...]
    counts: Mapping[str, int]


def queue(work: Work, scope: SellerScope, roles: frozenset[str], zone: ZoneInfo) -> Queue:
    """Everything that somebody with `roles` could do something about. Eleven statements, however long it is."""
    rows = [row for row in _all(work, scope, zone) if may(roles, f"shop.{row.kind.view}")]
    waiting, dealt = domain.standing(rows, _marks(work, [row.key for row in rows]))
    counts = {group: sum(1 for row in waiting if row.kind.group == group) for group in domain.GROUPS}
    return Queue(tuple(waiting), tuple(dealt), counts)


def _all(work: Work, scope: SellerScope, zone: ZoneInfo) -> list[Row]:
    promises = [domain.of_promise(one) for one in keeping.risks(work, scope)]
    return [
        *(domain.of_parcel(one) for one in shipping.troubles(work, scope, zone)),
        *domain.of_supply(purchasing.purchase_orders(work, scope)),
        *(one for one in promises if one is not None),
        *money_rows(work, scope),
    ]


def _marks(work: Work, keys: list[str]) -> dict[str, Mark]:
    rows = work.session.scalars(select(ExceptionMark).where(ExceptionMark.key.in_(keys)))
    return {row.key: Mark(row.stamp, row.note, row.person, row.at) for row in rows}
