"""Cost beside price: margins, and the sheet. Plain: no I/O, no clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from foundation.plain.errors import Invalid
from foundation.plain.money import Money, total
from foundation.plain.states import Tone
from fulfilment.api.costing import CostLine, OrderCost, ProductCost

COLUMNS = (
    "order", "sku", "title", "quantity", "state", "kind", "line", "planned_quantity", "actual_quantity", "unit",
    "planned", "actual", "expected", "currency", "net_price", "assumed",
)  # fmt: skip
THIN = 10  # per cent: under it a margin is thin


@dataclass(frozen=True)
class Margin:
    """What is left of the price without tax. `percent` is None where nothing was paid."""

    net: Money
    cost: Money

    @property
    def left(self) -> Money:
        return self.net - self.cost

    @property
    def percent(self) -> int | None:
        if self.net.minor <= 0:
            return None
        return int((Decimal(100 * self.left.minor) / self.net.minor).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def tone(self) -> Tone:
        if self.percent is None:
            return "neutral"
        return "bad" if self.percent < 0 else "warn" if self.percent < THIN else "ok"


def margin(cost: Money, net: Money | None) -> Margin | None:
    """None when the price is not known, or in another currency."""
    return Margin(net, cost) if net is not None and net.currency == cost.currency else None


def product_margin(product: ProductCost, nets: Mapping[str, Money]) -> Margin | None:
    """Over all finished orders of a product; None when one of them has no price."""
    paid = [nets.get(ref) for ref in product.line_refs]
    known = [one for one in paid if one is not None]
    if not known or len(known) < len(paid):
        return None
    return margin(product.actual, total(known, known[0].currency)) if _same(known) else None


def _same(amounts: Sequence[Money]) -> bool:
    return len({one.currency for one in amounts}) == 1


def percent(text: str, field: str) -> int:
    """Basis points of a typed percentage; a decimal comma is fine. Raises `Invalid` beside the field."""
    try:
        value = Decimal(text.strip().replace(",", ".")) * 100
    except InvalidOperation:
        raise Invalid("Type a number of per cent, like 12.5.", field=field) from None
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 10**6:
        raise Invalid("Type a number of per cent with at most two decimals, like 12.5.", field=field)
    return int(value)


def per_cent(bp: int) -> str:
    """`12.5 %`."""
    return f"{(Decimal(bp) / 100).normalize():f} %"


def change(line: CostLine) -> Tone:
    """How a line stands against its plan."""
    return "bad" if line.difference.minor > 0 else "ok" if line.difference.minor < 0 else "neutral"


def rows(costs: Iterable[OrderCost], nets: Mapping[str, Money]) -> Iterable[tuple[str, ...]]:
    """The sheet, header first: one row a line of cost."""
    yield COLUMNS
    for one in costs:
        net = nets.get(one.line_ref)
        for line in one.lines:
            yield (
                one.order_number, one.sku, one.title, str(one.quantity), one.state, line.kind, line.name,
                str(line.planned_quantity), str(line.actual_quantity), line.unit or "bp", str(line.planned.decimal),
                str(line.actual.decimal), str(line.expected.decimal), one.currency, str(net.decimal) if net else "",
                line.assumed,
            )  # fmt: skip


def sheet(lines: Iterable[Sequence[str]]) -> str:
    """CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()
