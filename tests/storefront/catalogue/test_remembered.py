"""What was read of the catalogue serves until something of it is another, and not a question longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from markupsafe import Markup

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import stock
from storefront.catalogue import service
from storefront.catalogue.domain.inputs import VariantIn
from storefront.catalogue.models import Availability, Category, Image, Maker, Product, Variant
from storefront.catalogue.remembered import MOST, PLACE, Remembered
from storefront.mount.current import ShopState
from storefront.mount.drawn import Drawn
from storefront.pricing.domain import PriceIn
from storefront.pricing.models import PriceEntry
from storefront.pricing.service import put_price
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import BOOK, furnish, put_stocked


@pytest.fixture
def get(app: Flask, shop: ShopState, client: FlaskClient) -> Callable[[str], str]:
    """Asks for pages of a shop that keeps nothing for any second: `SHOP_FRESH_SECONDS=0`."""
    wrote(shop.runner, furnish)

    def page(path: str) -> str:
        for name in ("shop_chrome", "csrf_token", "csrf_valid"):
            g.pop(name, None)  # the test's one app context outlives its requests
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return page


@pytest.fixture
def asked(shop: ShopState) -> Iterator[list[str]]:
    """The statements since the list was cleared."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    sa.event.listen(shop.db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(shop.db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/", "/c/wood", "/makers/kast-oak", "/search?q=oil", "/p/table"])
def test_a_page_that_was_seen_before_asks_once_whether_it_still_holds(
    get: Callable[[str], str], asked: list[str], path: str
) -> None:
    first = get(path)
    asked.clear()
    assert get(path) == first
    assert len([one for one in asked if "shop_setting" not in one]) == 1
    assert "shop_table_version" in asked[0]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (sa.update(Product).where(Product.slug == "table").values(name={"en": "Ash desk"}), "/c/wood"),
        (sa.update(Maker).values(name="Kast and Oak"), "/makers/kast-oak"),
        (sa.update(Category).where(Category.slug == "wood").values(name={"en": "Timber"}), "/"),
        (sa.update(Availability).where(Availability.sku == "TABLE").values(earliest=None), "/p/table"),
        (sa.update(PriceEntry).where(PriceEntry.sku == "TABLE").values(amount_minor=99_900), "/p/table"),
        (sa.update(Variant).where(Variant.sku == "OIL-05").values(weight_g=777), "/p/hardwax-oil"),
        (sa.delete(PriceEntry).where(PriceEntry.sku == "TABLE"), "/search?q=oak"),
    ],
    ids=["product", "maker", "category", "availability", "price", "variant", "no price"],
)
def test_whoever_writes_whatever_way_the_next_page_shows_it(
    get: Callable[[str], str], shop: ShopState, change: sa.Executable, path: str
) -> None:
    before = get(path)
    shop.write(lambda work: work.session.execute(change))
    assert get(path) != before


def test_a_picture_that_has_arrived_is_shown(get: Callable[[str], str], shop: ShopState) -> None:
    def arrive(work: Work) -> None:
        product = work.session.scalars(sa.select(Product.id).where(Product.slug == "table")).one()
        work.session.add(Image(id="picture-1", product_id=product, blob_key="pictures/picture-1.jpg"))

    assert "/pictures/" not in get("/p/table")
    shop.write(arrive)
    assert "/pictures/picture-1" in get("/p/table")


def test_a_price_begins_and_ends_by_the_clock(get: Callable[[str], str], shop: ShopState, clock: FixedClock) -> None:
    begins, ends = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    sale = PriceIn(BOOK, "TABLE", Money(99_900, "EUR"), valid_from=begins, valid_to=ends)
    shop.write(lambda work: put_price(work, EVERY_SELLER, sale))
    assert "€999" not in get("/c/wood")
    clock.advance(timedelta(hours=1))
    assert "€999" in get("/c/wood")
    clock.advance(timedelta(hours=1))
    assert "€999" not in get("/c/wood")


def test_stock_that_goes_is_gone_on_the_very_next_page(get: Callable[[str], str], shop: ShopState) -> None:
    assert "3 here" in get("/p/hardwax-oil?sku=OIL-05")
    shop.write(lambda work: stock.adjust(work, EVERY_SELLER, "OIL-05", "hall", 1, reason="count"))
    assert "The last one here" in get("/p/hardwax-oil?sku=OIL-05")


def test_a_change_that_was_rolled_back_is_never_shown(get: Callable[[str], str], shop: ShopState) -> None:
    before = get("/c/wood")

    def half(work: Work) -> None:
        put_stocked(work, "soap", "Soap", ("SOAP",))
        work.session.flush()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        shop.write(half)
    assert get("/c/wood") == before
    shop.write(lambda work: put_stocked(work, "soap", "Soap", ("SOAP",)))
    assert "Soap" in get("/c/wood")


def test_pages_of_one_shelf_share_what_stands_on_it(get: Callable[[str], str], asked: list[str]) -> None:
    get("/c/wood")
    asked.clear()
    get("/c/wood?sort=dear")
    assert not [one for one in asked if "shop_price_entry" in one], "the shelf was read for the page before"


def test_a_forms_token_is_the_visitors_own_in_what_is_drawn_once(
    get: Callable[[str], str], app: Flask, shop: ShopState
) -> None:
    def token(page: str) -> str:
        return page.partition('name="csrf_token" value="')[2].partition('"')[0]

    mine = get("/p/hardwax-oil?sku=OIL-05")
    for name in ("shop_chrome", "csrf_token", "csrf_valid"):
        g.pop(name, None)
    theirs = app.test_client().get("/p/hardwax-oil?sku=OIL-05").get_data(as_text=True)
    assert token(mine)
    assert token(theirs)
    assert token(mine) != token(theirs)


def test_another_variant_is_another_page(get: Callable[[str], str], shop: ShopState) -> None:
    shop.write(lambda work: service.put_variant(work, EVERY_SELLER, VariantIn("table", "TABLE", weight_g=40_000)))
    assert get("/p/hardwax-oil?sku=OIL-05") != get("/p/hardwax-oil?sku=OIL-10")


def test_a_shop_of_many_products_keeps_the_page_of_each(shop: ShopState, client: FlaskClient, asked: list[str]) -> None:
    """More than there is room for of odd addresses: who makes those up drives out no product."""
    shop.write(furnish)

    def page(path: str) -> None:
        for name in ("shop_chrome", "csrf_token", "csrf_valid"):
            g.pop(name, None)
        assert client.get(path).status_code == 200

    page("/p/hardwax-oil?sku=OIL-05")
    remembered: Remembered = shop.places[PLACE]
    stamp = shop.glance(remembered.stamp)
    for number in range(MOST + 1):
        remembered.answer(stamp, ("category", "wood", number), lambda: None)
    asked.clear()
    page("/p/hardwax-oil?sku=OIL-05")
    assert not [one for one in asked if "shop_product" in one]


def test_what_was_drawn_is_forgotten_when_there_is_too_much_of_it_the_longest_unused_first() -> None:
    drawn, owners = Drawn(most=30), [object() for _ in range(3)]
    for owner in owners[:2]:
        drawn.keep(id(owner), owner, None, Markup("x" * 12))
    assert drawn.find(id(owners[0]), owners[0], None)
    drawn.keep(id(owners[2]), owners[2], None, Markup("x" * 12))
    assert drawn.find(id(owners[0]), owners[0], None)
    assert drawn.find(id(owners[1]), owners[1], None) is None
    assert drawn.find(id(owners[2]), owners[2], "other settings") is None


def test_the_cart_link_counts_at_the_very_next_page(shop: ShopState, client: FlaskClient) -> None:
    shop.write(furnish)
    for pieces in (1, 2):
        client.post("/cart/add", data={"sku": "OIL-05", "quantity": "1"}, headers={"Sec-Fetch-Site": "same-origin"})
        g.pop("shop_chrome", None)
        page = client.get("/p/hardwax-oil?sku=OIL-05").get_data(as_text=True)
        assert f'<span class="cartlink__count">{pieces}<' in page
