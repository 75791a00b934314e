"""The cost of a piece as it is read: lines that add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from foundation.plain.money import Money, total

Kind = Literal["material", "labour", "overhead"]


@dataclass(frozen=True)
class CostLine:
    """One line. Quantities are base units of `unit` (minutes for labour, none for overhead).

    `actual` is what it has cost so far, `expected` what it will have cost when the order is done. `assumed` says in
    words what stands in for a fact that nobody booked, or is empty.
    """

    kind: Kind
    key: str
    name: str
    unit: str
    planned_quantity: int
    actual_quantity: int
    planned: Money
    actual: Money
    expected: Money
    assumed: str = ""

    @property
    def difference(self) -> Money:
        """Expected less planned: what it costs more."""
        return self.expected - self.planned


@dataclass(frozen=True)
class OrderCost:
    """One production order. Its sums are the sums of its lines, always."""

    ref: str
    order_number: str
    line_ref: str
    seller_ref: str
    sku: str
    title: str
    quantity: int
    state: str
    finished: bool
    confirmed_at: datetime
    currency: str
    lines: tuple[CostLine, ...]

    def _sum(self, name: str, kind: Kind | None) -> Money:
        chosen = (line for line in self.lines if kind is None or line.kind == kind)
        return total((getattr(line, name) for line in chosen), self.currency)

    def planned(self, kind: Kind | None = None) -> Money:
        return self._sum("planned", kind)

    def actual(self, kind: Kind | None = None) -> Money:
        return self._sum("actual", kind)

    def expected(self, kind: Kind | None = None) -> Money:
        return self._sum("expected", kind)

    @property
    def assumptions(self) -> int:
        return sum(1 for line in self.lines if line.assumed)


@dataclass(frozen=True)
class ProductCost:
    """What the finished orders of a product have cost. `pieces` of `orders`; `open_orders` are not in the sums."""

    sku: str
    title: str
    orders: int
    pieces: int
    open_orders: int
    planned: Money
    actual: Money
    line_refs: tuple[str, ...]


@dataclass(frozen=True)
class OverheadView:
    """A seller's surcharges from `valid_from` on, in basis points; `current` counts for what is confirmed today."""

    seller_ref: str
    valid_from: date
    material_bp: int
    labour_bp: int
    person: str
    current: bool


def by_product(costs: Iterable[OrderCost], currency: str) -> list[ProductCost]:
    """By SKU and title, the one that was made most often first. Orders in another currency are left out."""
    grouped: dict[str, list[OrderCost]] = {}
    for one in costs:
        if one.currency == currency:
            grouped.setdefault(one.sku, []).append(one)
    return sorted((_product(sku, rows, currency) for sku, rows in grouped.items()), key=lambda p: (-p.orders, p.sku))


def _product(sku: str, rows: list[OrderCost], currency: str) -> ProductCost:
    done = [row for row in rows if row.finished]
    return ProductCost(
        sku=sku,
        title=rows[0].title,
        orders=len(done),
        pieces=sum(row.quantity for row in done),
        open_orders=len(rows) - len(done),
        planned=total((row.planned() for row in done), currency),
        actual=total((row.actual() for row in done), currency),
        line_refs=tuple(row.line_ref for row in done),
    )
