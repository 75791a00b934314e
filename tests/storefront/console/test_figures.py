"""Weeks as figures: what counts, what does not, and what nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api.promise import Week as KeptWeek
from storefront.console.figures import domain, queries
from storefront.console.figures.domain import Sold
from storefront.orders.models import OrderLine
from tests.storefront.console.desk import Desk

TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def sold(order: str, days_ago: int, minor: int, *, made: bool = False, sku: str = "OIL") -> Sold:
    return Sold(order, TODAY - timedelta(days=days_ago), sku, sku.title(), made, 1, eur(minor))


def test_a_week_begins_on_monday_and_counts_an_order_once() -> None:
    rows = [sold("a", 0, 100), sold("a", 0, 900, made=True), sold("b", 2, 200), sold("c", 3, 400), sold("d", 400, 1)]
    found = domain.weeks(rows, [(TODAY, eur(50))], [KeptWeek(MONDAY, 4, 3, 1)], TODAY, "EUR")
    assert [week.monday for week in found] == domain.mondays(TODAY)
    this, last = found[-1], found[-2]
    assert (this.monday, this.orders, this.net, this.made, this.stock) == (MONDAY, 2, eur(1200), eur(900), eur(300))
    assert (this.mean, this.back, this.kept_percent) == (eur(600), eur(50), 75)
    assert (last.orders, last.net, last.kept_percent) == (1, eur(400), None)
    assert found[0].mean is None


@given(st.lists(st.tuples(st.integers(0, 83 - 2), st.integers(0, 10**7), st.booleans()), max_size=20))
def test_the_weeks_add_up_to_what_was_sold_and_no_bar_leaves_the_picture(rows: list[tuple[int, int, bool]]) -> None:
    lines = [sold(str(n), days, minor, made=made) for n, (days, minor, made) in enumerate(rows)]
    inside = [one for one in lines if one.day >= domain.mondays(TODAY)[0]]
    found = domain.weeks(lines, [], [], TODAY, "EUR")
    assert sum(week.net.minor for week in found) == sum(one.net.minor for one in inside)
    for bar in domain.bars(found):
        assert bar.stock_y >= domain.TOP - 0.2
        assert abs(bar.made_height + bar.stock_height + bar.stock_y - (domain.HEIGHT - domain.BOTTOM)) < 0.3


def test_another_currency_is_no_euro_and_an_unknown_price_makes_no_margin() -> None:
    foreign = Sold("x", TODAY, "OIL", "Oil", False, 1, Money(500, "USD"))
    assert domain.weeks([foreign], [], [], TODAY, "EUR")[-1].orders == 0
    assert domain.best([foreign], "EUR") == ()
    assert domain.paid_for({"a": eur(100)}, ["a", "b"], "EUR") is None
    assert domain.paid_for({"a": eur(100), "b": eur(50)}, ["a", "b"], "EUR") == eur(150)
    assert domain.paid_for({}, [], "EUR") is None


def test_the_figures_are_of_what_was_bought_without_tax_and_of_nobody_elses(desk: Desk) -> None:
    assert "Nothing was sold" in desk.open("/console/figures").text
    desk.counter.bought()
    shop = desk.counter.shop
    read = lambda scope: shop.read(  # noqa: E731
        lambda work: queries.figures(work, scope, shop.settings.zone, "EUR")
    )
    this = read(EVERY_SELLER).weeks[-1]
    assert (this.orders, this.pieces) == (1, 2)
    prices = select(func.sum(OrderLine.amount_minor - OrderLine.tax_minor))
    assert this.net == eur(shop.read(lambda work: int(work.session.scalar(prices) or 0)))
    assert read(EVERY_SELLER).margin is None, "nothing is finished"
    assert read(SellerScope(frozenset({"lumen"}))).weeks[-1].orders == 0
    page = desk.open("/console/figures").text
    assert "Sold by week" in page
    assert "1 of" not in page
