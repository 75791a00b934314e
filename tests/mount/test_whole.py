"""A page that was drawn whole is found again for whoever sees the same, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g, template_rendered
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from storefront.mount import whole
from storefront.mount.current import ShopState
from storefront.mount.whole import Whole
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import furnish

PAGES = ("home", "category", "search", "product", "maker")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def visitor(app: Flask, shop: ShopState) -> FlaskClient:
    """Somebody who has been here before, in a shop with something to show."""
    wrote(shop.runner, furnish)
    client = app.test_client()
    look(client, "/orders/find")
    return client


@pytest.fixture
def drawn(app: Flask) -> Iterator[list[str]]:
    """The names of the pages that were drawn since."""
    names: list[str] = []

    def note(_app: Flask, template: Any, **_more: Any) -> None:
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def look(client: FlaskClient, path: str = "/p/hardwax-oil") -> str:
    """What a visitor sees. The test's one app context outlives its requests: what one kept there is taken out."""
    for name in ("shop_chrome", "csrf_token", "csrf_valid"):
        g.pop(name, None)
    return client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_catalogue_can_be_found_again(app: Flask, page: str) -> None:
    told = Whole().reads(app.jinja_env, f"shop/catalogue/{page}.html")
    assert told is not None
    assert {"nav_links", "cart_count", "account_url", "toasts", "footer_note"} <= told


def test_what_was_drawn_is_not_drawn_again(visitor: FlaskClient, drawn: list[str]) -> None:
    assert look(visitor) != ""
    drawn.clear()
    again = look(visitor)
    assert drawn == []
    assert "<h1>Hardwax oil</h1>" in again


def test_each_visitor_has_a_token_and_a_cart_of_their_own(visitor: FlaskClient, app: Flask) -> None:
    other = app.test_client()
    look(other, "/orders/find")
    mine, theirs = (_TOKEN.findall(look(client))[0] for client in (visitor, other))
    assert mine != theirs
    for pieces in (1, 2):
        visitor.post("/cart/add", data={"sku": "OIL-05", "quantity": 1}, headers={"Sec-Fetch-Site": "same-origin"})
        assert f'cartlink__count">{pieces}<' in look(visitor)
    assert "cartlink__count" not in look(other)
    assert "<!--" not in look(visitor)


def test_what_a_host_says_around_it_is_part_of_it(visitor: FlaskClient, app: Flask) -> None:
    said = {"footer_note": "Closed on Monday"}
    app.template_context_processors[None].append(lambda: dict(said))
    assert "Closed on Monday" in look(visitor)
    said["footer_note"] = "Open again"
    assert "Open again" in look(visitor)


def test_a_frame_that_is_the_hosts_own_is_drawn_each_time(visitor: FlaskClient, app: Flask, drawn: list[str]) -> None:
    own = "{% extends 'shop/frame.html' %}{% block notices %}{{ request.headers.get('X-Name', '') }}{% endblock %}"
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    app.jinja_env.loader = ChoiceLoader([DictLoader({"shop/base.html": own}), app.jinja_env.loader])  # type: ignore[list-item]
    for name in ("Anna", "Bo"):
        g.pop("shop_chrome", None)
        shown = visitor.get("/p/hardwax-oil", headers={"X-Name": name}).get_data(as_text=True)
        assert name in shown
    assert drawn == ["shop/catalogue/product.html"] * 2


def test_the_longest_unused_is_forgotten_first() -> None:
    pages = Whole(most=10)
    for name in "ab":
        pages.keep(name, whole.Page(None, (), b"12345"))
    pages.find("a")
    pages.keep("c", whole.Page(None, (), b"123"))
    assert [pages.find(name) for name in "abc"] == [b"12345", None, b"123"]


def test_a_setting_is_another_page(visitor: FlaskClient, shop: ShopState) -> None:
    assert shop.settings.name in look(visitor)
    shop.settings = replace(shop.settings, name="The other hall")
    assert "The other hall" in look(visitor)


def test_a_choice_is_a_page_of_its_own(visitor: FlaskClient) -> None:
    assert 'value="OIL-10"' not in look(visitor)
    assert 'value="OIL-10"' in look(visitor, "/p/hardwax-oil?sku=OIL-10")
