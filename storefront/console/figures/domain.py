"""Weeks as figures, and the picture of them. Plain values: what is not known is None, never nought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.plain.money import Money
from fulfilment.api.promise import Week as KeptWeek

WEEKS = 12
_WEEK = timedelta(days=7)
WIDTH, HEIGHT, TOP, BOTTOM = 720, 180, 24, 30


@dataclass(frozen=True)
class Sold:
    """One line as it was sold on a day: `net` is its price without tax; `order` tells lines of one order together."""

    order: str
    day: date
    sku: str
    title: str
    made: bool
    quantity: int
    net: Money


@dataclass(frozen=True)
class Week:
    """The week from `monday` on. `arrived` and `kept` are promises that came due in it, on the day first given;
    `back` is what was paid back in it."""

    monday: date
    orders: int
    pieces: int
    made: Money
    stock: Money
    back: Money
    arrived: int
    kept: int

    @property
    def net(self) -> Money:
        return self.made + self.stock

    @property
    def mean(self) -> Money | None:
        """Of an order; None in a week without one."""
        return self.net.share(1, self.orders) if self.orders else None

    @property
    def kept_percent(self) -> int | None:
        return round(100 * self.kept / self.arrived) if self.arrived else None


@dataclass(frozen=True)
class Best:
    """What was sold most in the weeks shown."""

    sku: str
    title: str
    pieces: int
    net: Money


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def mondays(today: date, count: int = WEEKS) -> list[date]:
    """Of the last `count` weeks, the present one last."""
    return [monday_of(today) - _WEEK * back for back in range(count - 1, -1, -1)]


def weeks(
    sold: Sequence[Sold], back: Iterable[tuple[date, Money]], kept: Iterable[KeptWeek], today: date, currency: str
) -> tuple[Week, ...]:
    """One for each of the last weeks, with something in it or not. Sums in another currency are left out."""
    by_week: dict[date, list[Sold]] = {monday: [] for monday in mondays(today)}
    for one in sold:
        if one.net.currency == currency and monday_of(one.day) in by_week:
            by_week[monday_of(one.day)].append(one)
    returned = dict.fromkeys(by_week, 0)
    for day, amount in back:
        if amount.currency == currency and monday_of(day) in returned:
            returned[monday_of(day)] += amount.minor
    arrivals = {week.monday: week for week in kept}
    return tuple(
        _week(monday, rows, Money(returned[monday], currency), arrivals.get(monday)) for monday, rows in by_week.items()
    )


def _week(monday: date, rows: Sequence[Sold], back: Money, kept: KeptWeek | None) -> Week:
    def net(made: bool) -> Money:
        return Money(sum(row.net.minor for row in rows if row.made is made), back.currency)

    return Week(
        monday=monday,
        orders=len({row.order for row in rows}),
        pieces=sum(row.quantity for row in rows),
        made=net(True),
        stock=net(False),
        back=back,
        arrived=kept.arrived if kept else 0,
        kept=kept.kept if kept else 0,
    )


def best(sold: Iterable[Sold], currency: str, most: int = 8) -> tuple[Best, ...]:
    """By what was paid for it, the most first."""
    pieces: dict[str, int] = {}
    nets: dict[str, int] = {}
    titles: dict[str, str] = {}
    for one in sold:
        if one.net.currency == currency:
            pieces[one.sku] = pieces.get(one.sku, 0) + one.quantity
            nets[one.sku] = nets.get(one.sku, 0) + one.net.minor
            titles[one.sku] = one.title
    ranked = sorted(nets, key=lambda sku: (-nets[sku], sku))[:most]
    return tuple(Best(sku, titles[sku], pieces[sku], Money(nets[sku], currency)) for sku in ranked)


@dataclass(frozen=True)
class Bar:
    """A week's revenue from the ground up: what was made to order, and on it what came from the shelf."""

    x: float
    width: float
    made_y: float
    made_height: float
    stock_y: float
    stock_height: float
    week: Week


def bars(found: Sequence[Week]) -> tuple[Bar, ...]:
    """All from nought and on one scale, so that nothing looks larger than it was."""
    most = max((week.net.minor for week in found), default=0) or 1
    step, room, ground = WIDTH / max(len(found), 1), HEIGHT - TOP - BOTTOM, HEIGHT - BOTTOM
    drawn = []
    for at, week in enumerate(found):
        made, stock = (room * amount.minor / most for amount in (week.made, week.stock))
        x, width = round(step * (at + 0.18), 1), round(step * 0.64, 1)
        made_y, stock_y = round(ground - made, 1), round(ground - made - stock, 1)
        drawn.append(Bar(x, width, made_y, round(made, 1), stock_y, round(stock, 1), week))
    return tuple(drawn)


def paid_for(nets: Mapping[str, Money], refs: Iterable[str], currency: str) -> Money | None:
    """What was paid for these lines; None as soon as one of them has no price in the shop's currency."""
    amounts = [nets.get(ref) for ref in refs]
    known = [one for one in amounts if one is not None and one.currency == currency]
    if not known or len(known) < len(amounts):
        return None
    return Money(sum(one.minor for one in known), currency)
