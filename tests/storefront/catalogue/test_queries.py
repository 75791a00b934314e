"""Read models: what they say, and that their statements do not grow with the shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.money import Money
from storefront.catalogue.domain.shelf import Choice
from storefront.catalogue.queries import category_page, home_page, maker_page, navigation, product_page, search_page
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import HOME, furnish, put_stocked

PAGES: dict[str, tuple[int, Callable[[Work], object]]] = {
    "home": (8, lambda work: home_page(work, "EUR")),
    "category": (5, lambda work: category_page(work, "wood", Choice(), "EUR")),
    "everything": (5, lambda work: category_page(work, "all", Choice(), "EUR")),
    "maker": (4, lambda work: maker_page(work, "kast-oak", "EUR")),
    "search": (7, lambda work: search_page(work, "oil", Choice(), "EUR")),
    "misspelt search": (8, lambda work: search_page(work, "oyl", Choice(), "EUR")),
}


def statements(engine: Engine, run: Runner, page: Callable[[Work], object]) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        run.read(page)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_page_takes_a_fixed_number_of_statements(engine: Engine, run: Runner) -> None:
    wrote(run, furnish)
    small = {name: statements(engine, run, page) for name, (_, page) in PAGES.items()}

    def more(work: Work) -> None:
        for n in range(12):
            put_stocked(work, f"oil-{n}", f"Oil number {n}", (f"O-{n}-A", f"O-{n}-B"))

    run.write(more)
    for name, (most, page) in PAGES.items():
        assert small[name] == statements(engine, run, page) <= most, name


def test_the_product_page_takes_as_many_for_many_variants_as_for_one(engine: Engine, run: Runner) -> None:
    wrote(run, furnish)
    run.write(lambda work: put_stocked(work, "soap", "Soap", ("SOAP",)))
    oil, soap = (
        partial(product_page, slug=slug, sku=None, currency="EUR", destination=HOME) for slug in ("hardwax-oil", "soap")
    )
    for page in (oil, soap):
        run.read(page)  # what a process asks once and remembers
    assert statements(engine, run, oil) == statements(engine, run, soap)
    assert statements(engine, run, lambda work: product_page(work, "table", None, "EUR", HOME)) <= 9


def test_a_card_says_what_it_costs_and_when_it_comes(run: Runner) -> None:
    wrote(run, furnish)
    page = run.read(lambda work: category_page(work, "wood", Choice(), "EUR"))
    table, oil = page.cards
    assert (table.slug, table.band, table.earliest) == ("table", "made", date(2026, 12, 18))
    assert (oil.slug, oil.band, oil.low, oil.varies) == ("hardwax-oil", "low", Money(2490, "EUR"), True)
    assert oil.earliest == date(2026, 11, 26)
    assert [child.slug for child in page.children] == ["care"]


def test_a_shelf_holds_what_stands_on_the_shelves_within(run: Runner) -> None:
    wrote(run, furnish)
    care = run.read(lambda work: category_page(work, "care", Choice(), "EUR"))
    assert [card.slug for card in care.cards] == ["hardwax-oil"]
    assert [step.slug for step in care.trail] == ["wood", "care"]
    assert [top.slug for top in run.read(navigation)] == ["wood"]
    made = run.read(lambda work: category_page(work, "all", Choice(stock=frozenset({"made"})), "EUR"))
    assert [card.slug for card in made.cards] == ["table"]


def test_the_first_variant_that_is_here_is_in_view(run: Runner) -> None:
    wrote(run, furnish)
    page = run.read(lambda work: product_page(work, "hardwax-oil", None, "EUR", HOME))
    assert page.chosen is not None
    assert (page.chosen.sku, page.stock and page.stock.saleable) == ("OIL-05", 3)
    other = run.read(lambda work: product_page(work, "hardwax-oil", "OIL-10", "EUR", HOME))
    assert other.stock
    assert (other.stock.saleable, other.stock.incoming, other.stock.incoming_on) == (0, 12, date(2026, 12, 4))
    assert run.read(lambda work: product_page(work, "hardwax-oil", "<x>", "EUR", HOME)).chosen == page.chosen


def test_what_has_no_price_in_a_currency_is_shown_without_one(run: Runner) -> None:
    wrote(run, furnish)
    page = run.read(lambda work: category_page(work, "all", Choice(), "USD"))
    assert {card.low for card in page.cards} == {None}


def test_unknown_shelves_and_makers_are_not_found(run: Runner) -> None:
    wrote(run, furnish)
    for page in (
        lambda work: category_page(work, "nothing", Choice(), "EUR"),
        lambda work: maker_page(work, "nobody", "EUR"),
        lambda work: product_page(work, "nothing", None, "EUR", HOME),
    ):
        with pytest.raises(NotFound):
            run.read(page)
