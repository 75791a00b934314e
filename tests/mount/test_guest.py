"""A good guest: what the host did before, it does after, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from foundation.plain.clock import FixedClock
from storefront.catalogue.models import Product
from storefront.mount import ext
from storefront.mount.current import ShopState
from storefront.mount.ext import Shop
from storefront.orders.tokens import order_url
from tests.mount.hosts import Note, host_app
from tests.storefront.counter import stock_up

MakeHost = Callable[..., tuple[Flask, ShopState | None]]


def answer(app: Flask, method: str, path: str, **given: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    got = app.test_client().open(path, method=method, **given)
    return got.status_code, sorted(got.headers.items()), got.data


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("GET", "/hello", {}),
        ("GET", "/hello", {"headers": {"Accept-Encoding": "gzip", "Accept-Language": "de"}}),
        ("GET", "/nothing-here", {}),
        ("GET", "/nothing-here", {"headers": {"Accept": "application/json"}}),
        ("POST", "/form", {"data": {"word": "oil"}}),
        ("POST", "/form", {"json": {}}),
        ("POST", "/hello", {}),
        ("GET", "/broken", {}),
        ("OPTIONS", "/form", {}),
        ("GET", "/static/none.css", {}),
    ],
)
def test_the_host_answers_the_same_with_and_without_the_shop(
    make_host: MakeHost, method: str, path: str, given: dict[str, Any]
) -> None:
    alone, _ = make_host(None)
    both, _ = make_host()
    assert answer(both, method, path, **given) == answer(alone, method, path, **given)


def test_the_host_keeps_its_locale_context_and_own_money_filter(make_host: MakeHost) -> None:
    app, _ = make_host()
    said = app.test_client().get("/hello").get_data(as_text=True)
    assert said == "The host The host: 1234 gold ANNA False False Trueda"  # `_` is the host's own Babel


def test_the_shop_puts_nothing_on_the_whole_app(make_host: MakeHost) -> None:
    alone, _ = make_host(None)
    both, _ = make_host()
    for hooks in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs", "error_handler_spec"):
        assert len(getattr(both, hooks).get(None, ())) == len(getattr(alone, hooks).get(None, ())), hooks
    assert len(both.template_context_processors[None]) == len(alone.template_context_processors[None])
    assert len(both.teardown_appcontext_funcs) == len(alone.teardown_appcontext_funcs)
    assert both.jinja_env.globals.keys() == alone.jinja_env.globals.keys()
    assert set(both.extensions) - set(alone.extensions) == {"shop"}


def test_pages_links_and_assets_live_under_the_prefix(make_host: MakeHost) -> None:
    app, shop = make_host()
    assert shop is not None
    with app.app_context():
        shop.write(lambda work: stock_up(work, oil=5))
    client = app.test_client()
    for path in ("/shop/", "/shop/p/hardwax-oil", "/shop/cart", "/shop/orders/find"):
        page = client.get(path)
        assert page.status_code == 200, path
        links = re.findall(r'(?:href|src|action|data-[a-z-]+)="(/[^"]*)"', page.get_data(as_text=True))
        assert links, path
        assert [link for link in links if not link.startswith("/shop/")] == []
        assert "€24.90" in page.get_data(as_text=True) or path != "/shop/p/hardwax-oil"
    style = re.search(r'href="(/shop/static/[^"]+\.css[^"]*)"', client.get("/shop/").get_data(as_text=True))
    assert style is not None
    asset = client.get(style[1])
    asset.close()
    assert asset.status_code == 200
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/p/hardwax-oil").data == b"<h1>The host knows no such page</h1>"


def test_goods_go_into_the_cart_under_the_prefix(make_host: MakeHost) -> None:
    app, shop = make_host()
    assert shop is not None
    with app.app_context():
        shop.write(lambda work: stock_up(work, oil=5))
    client = app.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/shop/orders/find").get_data(as_text=True))
    assert found is not None
    added = client.post("/shop/cart/add", data={"sku": "OIL", "quantity": "2", "csrf_token": found[1]})
    assert (added.status_code, added.location) == (303, "/shop/cart")
    assert "Hardwax oil" in client.get("/shop/cart").get_data(as_text=True)


def test_the_link_to_an_order_carries_the_prefix_once(make_host: MakeHost) -> None:
    app, shop = make_host()
    assert shop is not None
    link = order_url(shop, "order-1")
    assert link.startswith(f"{shop.settings.public_url}/shop/o/")
    with app.test_request_context():
        token = link.rpartition("/")[2]
        assert url_for("shop.orders.page", token=token) == link.removeprefix(shop.settings.public_url)
    assert "There is no order behind this link" in app.test_client().get(f"/shop/o/{token}").get_data(as_text=True)


def test_errors_below_the_prefix_are_the_shops(make_host: MakeHost) -> None:
    app, _ = make_host()
    lost = app.test_client().get("/shop/p/nothing")
    assert lost.status_code == 404
    assert "We do not sell that any more" in lost.get_data(as_text=True)
    assert "Content-Security-Policy" in lost.headers


def test_two_shops_in_one_process_share_nothing(make_host: MakeHost) -> None:
    (one, first), (two, second) = make_host(), make_host("/laden")
    assert first is not None
    assert second is not None
    with one.app_context():
        first.write(lambda work: stock_up(work, oil=5))
    assert one.test_client().get("/shop/p/hardwax-oil").status_code == 200
    assert two.test_client().get("/laden/p/hardwax-oil").status_code == 404
    assert first.settings.url_prefix == "/shop"
    assert second.settings.url_prefix == "/laden"
    assert first.places is not second.places
    with two.app_context():
        assert second.read(lambda work: work.session.scalars(sa.select(Product)).all()) == []


def test_a_second_mount_is_refused(make_host: MakeHost) -> None:
    app, _ = make_host()
    with pytest.raises(RuntimeError, match="has a shop already"):
        Shop(app)


def test_an_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    app = host_app(sa.create_engine(f"sqlite:///{tmp_path / 'host.sqlite'}"), SHOP_COLOUR="red")
    with pytest.raises(ValueError, match="SHOP_COLOUR"):
        Shop(app)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_hidden_package_is_named(
    make_host: MakeHost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: FixedClock
) -> None:
    app, _ = make_host(None)
    theirs = tmp_path / "carriers.py"
    theirs.write_text("")
    spec = ext.importlib.util.spec_from_file_location("carriers", theirs)
    real = ext.importlib.util.find_spec
    monkeypatch.setattr(ext.importlib.util, "find_spec", lambda name: spec if name == "carriers" else real(name))
    with pytest.raises(RuntimeError, match=r"“carriers” is hidden by .*carriers\.py"):
        Shop(app, clock=clock)


def test_rows_of_host_and_shop_roll_back_together(make_host: MakeHost) -> None:
    app, shop = make_host()
    assert shop is not None
    with app.app_context():
        session = shop.db.session
        session.add(Note(text="ours together"))
        shop.write(lambda work: stock_up(work, oil=5))
        assert session.scalar(sa.select(sa.func.count()).select_from(Product)) == 3
        session.rollback()
        assert session.scalar(sa.select(sa.func.count()).select_from(Product)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Note)) == 0


def test_a_failed_verb_leaves_the_hosts_own_rows_alone(make_host: MakeHost) -> None:
    app, shop = make_host()
    assert shop is not None
    with app.app_context():
        shop.db.session.add(Note(text="stays"))

        def fail(work: Any) -> None:
            stock_up(work, oil=5)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            shop.write(fail)
        shop.db.session.commit()
        assert shop.db.session.scalars(sa.select(Note.text)).all() == ["stays"]
        assert shop.db.session.scalars(sa.select(Product.id)).all() == []
