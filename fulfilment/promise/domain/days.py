"""From ready to the door: cut-off, road, buffer, business day; and the two plans of a mixed cart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fulfilment.api.workspec import DeliveryClass
from fulfilment.promise.domain import wording
from fulfilment.promise.domain.calibration import MEDIAN, root_of, with_buffer
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.plans import LinePlan
from fulfilment.promise.domain.wanted import Basis, Delivery, Destination, LineQuote, Plan, PlanKind, Quote
from fulfilment.stock.wording import add_working_days

QUOTE_LASTS = timedelta(minutes=15)
_NORMAL = {800: 0.51, 900: 0.78, 950: 1.0, 990: 1.41}  # quantiles of the normal distribution over that of 95 %
_A_DAY = 24 * 60
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Prior:
    """`promised` (of 95 %) and `median` times the root of the plan's length in days: errors of a chain add up like a
    random walk. Labelled *estimate*, until the shop's own record calibrates them."""

    promised: float
    median: float

    def day(self, earliest: date, length: int, level: int, closed: frozenset[date]) -> date:
        """The promised day of a plan of `length` days; for another share than 95 % as if errors were normal."""
        days = math.ceil(self.promised * _NORMAL.get(level, 1.0) * math.sqrt(length))
        return add_working_days(earliest + timedelta(days=days), 0, closed)


PRIOR_MADE = Prior(promised=0.75, median=0.25)
PRIOR_STOCK = Prior(promised=0.5, median=0.0)


@dataclass(frozen=True)
class Days:
    """`leaves` is the dispatch day, `earliest` the door without buffer, `slack` what the plan has left of a day before
    the cut-off, in minutes. `calibration` is the version of the record behind the buffer, 0 for the prior."""

    leaves: date
    earliest: date
    median: date
    promised: date
    basis: Basis = "estimate"
    slack: int = 0
    calibration: int = 0


@dataclass(frozen=True)
class Kind:
    """What errors are to be expected of: made or from the shelf, which product, under which load."""

    made: bool
    sku: str = ""
    load: float = 0.0


def days_for(
    house: House, ready_at: datetime, seller_ref: str, method: DeliveryClass, to: Destination, kind: Kind
) -> Days | None:
    """The days of something ready at `ready_at`; None where the shop does not deliver."""
    road = house.transit_days(method, to.country, to.postcode)
    if road is None:
        return None
    place = house.place(seller_ref, "workshop" if kind.made else "warehouse")
    zone, cutoff, today = house.hours(place)
    local = ready_at.astimezone(zone)
    day = local.date() if local.time() <= cutoff else local.date() + _ONE_DAY
    slack = (60 * (cutoff.hour - local.hour) + cutoff.minute - local.minute) % _A_DAY
    known, closed = house.calibration(kind.made, kind.sku), house.closed(to.country)
    leaves = add_working_days(day, 0, house.closed(place.country))
    earliest = _door(leaves, road, closed)
    if known is None:
        return _estimated(house, leaves, earliest, today, closed, kind, slack)
    root, soonest = root_of(today, earliest), _door(today, road, closed)
    promised, median = (
        max(with_buffer(earliest, known.buffer(root, kind.load, level), slack / _A_DAY, closed), soonest)
        for level in (house.level, MEDIAN)
    )
    return Days(leaves, earliest, min(median, promised), promised, "calibrated", slack, known.version)


def _door(leaves: date, road: int, closed: frozenset[date]) -> date:
    return add_working_days(add_working_days(leaves, 0), road, closed)


def _estimated(
    house: House, leaves: date, earliest: date, today: date, closed: frozenset[date], kind: Kind, slack: int
) -> Days:
    prior = PRIOR_MADE if kind.made else PRIOR_STOCK
    length = max((earliest - today).days, 0)
    median = add_working_days(earliest + timedelta(days=round(prior.median * math.sqrt(length))), 0, closed)
    promised = prior.day(earliest, length, house.level, closed)
    return Days(leaves, earliest, min(median, promised), promised, slack=slack)


def chosen_plan(
    house: House, plans: Sequence[LinePlan], to: Destination, kind: PlanKind
) -> tuple[tuple[LineQuote, ...], Plan]:
    """Lines, each with its own day, and the one plan that was chosen: for an order that is not shown both."""
    days, lines = _lines(house, plans, to)
    return lines, _each(plans, lines, days) if kind == "each" else _together(house, plans, days, to)


def quote_of(house: House, plans: Sequence[LinePlan], to: Destination) -> Quote:
    """Both plans over planned lines. Nothing here is chosen for the shopper."""
    days, lines = _lines(house, plans, to)
    each = _each(plans, lines, days)
    return Quote(
        lines=with_days(lines, each),
        each=each,
        together=_together(house, plans, days, to),
        at=house.now,
        expires=house.now + QUOTE_LASTS,
        plan_version=sum(centre.plan_version for centre in house.centres.values()),
    )


def _lines(
    house: House, plans: Sequence[LinePlan], to: Destination
) -> tuple[dict[str, Days | None], tuple[LineQuote, ...]]:
    days = {plan.line_ref: _own_days(house, plan, to) for plan in plans}
    return days, tuple([_line_quote(house, plan, days[plan.line_ref], to) for plan in plans])


def _own_days(house: House, plan: LinePlan, to: Destination) -> Days | None:
    if plan.ready_at is None:
        return None
    return days_for(house, plan.ready_at, plan.seller_ref, plan.method, to, Kind(plan.made, plan.sku, plan.load))


def _line_quote(house: House, plan: LinePlan, days: Days | None, to: Destination) -> LineQuote:
    reasons = plan.reasons
    if days is None and plan.ready_at is not None:
        reasons = (wording.no_delivery(to.country),)
    elif days is not None and not reasons:
        place = house.place(plan.seller_ref, "warehouse")
        today = house.now.astimezone(ZoneInfo(place.tz)).date()
        reasons = (wording.on_shelf(days.leaves, today, _order_by(place.cutoff)),)
    return LineQuote(
        line_ref=plan.line_ref,
        promised=days.promised if days else None,
        median=days.median if days else None,
        earliest=days.earliest if days else None,
        basis=days.basis if days else "estimate",
        reasons=reasons,
        in_stock=plan.in_stock,
        ready_at=plan.ready_at,
        method=plan.method,
        slack=days.slack if days else 0,
        calibration=days.calibration if days else 0,
        level=house.level,
    )


def _order_by(cutoff: str) -> str:
    """The last minute at which an order still leaves today: picking and packing come before the cut-off."""
    hour, minute = (int(part) for part in cutoff.split(":")[:2])
    return f"{max(hour - 2, 0):02d}:{minute:02d}"


def _each(plans: Sequence[LinePlan], lines: Sequence[LineQuote], days: dict[str, Days | None]) -> Plan:
    """Lines that leave on the same day by the same method share a delivery."""
    if len(lines) == 1:
        only = lines[0]
        return Plan("each", (Delivery((only.line_ref,), plans[0].method, only.promised),), only.promised)
    groups: dict[tuple[DeliveryClass, date | str], list[LineQuote]] = defaultdict(list)
    for plan, line in zip(plans, lines, strict=True):
        own = days[plan.line_ref]
        groups[plan.method, own.leaves if own else plan.line_ref].append(line)
    deliveries = tuple(
        Delivery(tuple(line.line_ref for line in group), method, _last([line.promised for line in group]))
        for (method, _), group in groups.items()
    )
    return Plan("each", deliveries, _last([delivery.promised for delivery in deliveries]))


def _together(house: House, plans: Sequence[LinePlan], days: dict[str, Days | None], to: Destination) -> Plan:
    if len(plans) == 1:
        only = plans[0]
        own = days[only.line_ref]
        promised = own.promised if own else None
        alone: DeliveryClass = "two_person" if only.method == "two_person" else "parcel"
        return Plan("together", (Delivery((only.line_ref,), alone, promised),), promised)
    refs = tuple(plan.line_ref for plan in plans)
    method: DeliveryClass = "two_person" if any(plan.method == "two_person" for plan in plans) else "parcel"
    ready = [plan.ready_at for plan in plans if plan.ready_at is not None]
    promised = None
    if plans and len(ready) == len(plans):
        last = max(plans, key=lambda plan: plan.ready_at or house.now)
        kind = Kind(any(plan.made for plan in plans), "", max(plan.load for plan in plans))
        own = days_for(house, max(ready), last.seller_ref, method, to, kind)
        promised = own.promised if own else None
    return Plan("together", (Delivery(refs, method, promised),) if refs else (), promised)


def _last(days: Sequence[date | None]) -> date | None:
    """The last day, or None when one of them is not known (or there are none)."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def with_days(lines: Sequence[LineQuote], plan: Plan) -> tuple[LineQuote, ...]:
    """The lines with the days of their delivery in `plan`; the method too, since together travels as one."""
    by_ref = {ref: delivery for delivery in plan.deliveries for ref in delivery.line_refs}
    return tuple(line if line.promised is None else _in_delivery(line, by_ref[line.line_ref]) for line in lines)


def _in_delivery(line: LineQuote, delivery: Delivery) -> LineQuote:
    if (line.promised, line.method) == (delivery.promised, delivery.method):
        return line
    return replace(line, promised=delivery.promised, method=delivery.method)
