"""What the figures are made of: sold lines, refunds, promises, costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import SellerScope
from fulfilment.api import costing
from fulfilment.api.promise import promise_record
from storefront.console.costing.domain import Margin, margin
from storefront.console.costing.queries import net_prices
from storefront.console.figures import domain
from storefront.console.figures.domain import Best, Sold, Week
from storefront.orders.models import Cancellation, Order, OrderLine
from storefront.payments.models import Refund


@dataclass(frozen=True)
class Figures:
    """`margin` is of made pieces that were finished, `finished` how many orders of them it is about; None where no
    cost or no price is known. `assumed`: how many of their cost lines stand on the plan, not on what was booked."""

    weeks: tuple[Week, ...]
    best: tuple[Best, ...]
    margin: Margin | None
    finished: int
    assumed: int


def figures(work: Work, scope: SellerScope, zone: ZoneInfo, currency: str) -> Figures:
    """Sixteen statements, however much was sold."""
    today = work.now().astimezone(zone).date()
    since = datetime.combine(domain.mondays(today)[0], time(), zone)
    sold = _sold(work, scope, since, zone)
    record = promise_record(work, scope)
    done = [one for one in costing.order_costs(work, scope, currency) if one.finished and one.currency == currency]
    paid = domain.paid_for(net_prices(work, [one.line_ref for one in done]), [one.line_ref for one in done], currency)
    cost = Money(sum(one.actual().minor for one in done), currency)
    return Figures(
        weeks=domain.weeks(sold, _refunds(work, scope, since, zone), record.weeks, today, currency),
        best=domain.best(sold, currency),
        margin=margin(cost, paid) if done else None,
        finished=len(done),
        assumed=sum(one.assumptions for one in done),
    )


def _sold(work: Work, scope: SellerScope, since: datetime, zone: ZoneInfo) -> list[Sold]:
    """Lines of placed orders that were not cancelled, without delivery and tax. One statement."""
    gone = select(Cancellation.line_ref).where(
        Cancellation.line_ref == OrderLine.line_ref, Cancellation.state == "done"
    )
    where = [Order.state == "placed", Order.placed_at >= since, ~gone.exists()]
    if scope.sellers is not None:
        where.append(OrderLine.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(
        select(OrderLine, Order.placed_at, Order.currency)
        .join(Order, Order.order_ref == OrderLine.order_ref)
        .where(*where)
    )
    return [
        Sold(
            order=line.order_ref,
            day=_day(at, zone),
            sku=line.sku,
            title=line.title,
            made=line.supply_method == "make_to_order",
            quantity=line.quantity,
            net=Money(line.amount_minor - (line.tax_minor if line.tax_inclusive else 0), currency),
        )
        for line, at, currency in rows
    ]


def _refunds(work: Work, scope: SellerScope, since: datetime, zone: ZoneInfo) -> list[tuple[date, Money]]:
    """What went back for lines, tax included, as the card company did it. One statement."""
    where = [Refund.state == "succeeded", Refund.settled_at >= since]
    if scope.sellers is not None:
        where.append(OrderLine.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(
        select(Refund.settled_at, Refund.amount_minor, Refund.currency)
        .join(OrderLine, OrderLine.line_ref == Refund.line_ref)
        .where(*where)
    )
    return [(_day(at, zone), Money(minor, currency)) for at, minor, currency in rows]


def _day(at: datetime | None, zone: ZoneInfo) -> date:
    assert at is not None, "the statement asked for those that have one"
    return at.astimezone(zone).date()
