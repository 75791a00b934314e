"""The pages as a browser without JavaScript gets them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from flask.testing import FlaskClient

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from storefront.catalogue import service
from storefront.catalogue.domain.inputs import ProductIn, VariantIn
from storefront.catalogue.views import HELP, LEGAL
from storefront.mount.current import ShopState
from tests.servers.kept import wrote
from tests.storefront.catalogue.shelves import SELLER, furnish

PAGES = [
    "/", "/c/all", "/c/care", "/search", "/search?q=oyl", "/search?q=zzzzzz", "/p/hardwax-oil", "/p/table",
    "/makers/kast-oak", *(f"/help/{topic}" for topic in HELP), *(f"/legal/{topic}" for topic in LEGAL),
]  # fmt: skip


def body(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_every_page_is_whole_and_keeps_the_content_policy(client: FlaskClient, shop: ShopState) -> None:
    wrote(shop.runner, furnish)
    for address in PAGES:
        page = body(client, address)
        assert page.count("<h1") == 1, address
        assert " style=" not in page, address
        assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", page), address
        assert not re.search(r"\son[a-z]+=\"", page), address


def test_an_empty_shop_says_so(client: FlaskClient) -> None:
    assert "The shelves are still empty." in body(client, "/")
    assert "empty just now" in body(client, "/c/all")


NOWHERE = ["/p/nothing", "/c/nothing", "/makers/nobody", "/help/me", "/legal/x"]


def test_what_is_not_there_is_a_designed_404(client: FlaskClient) -> None:
    for address in NOWHERE:
        answer = client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 404, address
        assert "<h1" in answer.get_data(as_text=True)


def test_a_stocked_product_tells_price_stock_and_day_and_can_be_bought(client: FlaskClient, shop: ShopState) -> None:
    wrote(shop.runner, furnish)
    page = body(client, "/p/hardwax-oil")
    for words in ("€24.90", "3 here.", "With you by Thursday 26 November", 'name="sku" value="OIL-05"',
                  'name="quantity"', 'name="csrf_token"'):  # fmt: skip
        assert words in page
    coming = body(client, "/p/hardwax-oil?sku=OIL-10")
    assert "€34.90" in coming
    assert "Gone for now" in coming
    assert 'value="OIL-10"' in coming
    gone = body(client, "/p/hardwax-oil?sku=OIL-25")
    assert "Not to be had just now" in gone
    assert 'name="sku"' not in gone


def test_a_configured_product_leads_to_its_configurator(client: FlaskClient, shop: ShopState) -> None:
    wrote(shop.runner, furnish)
    page = body(client, "/p/table")
    assert "€1,290" in page
    assert "Friday 18 December" in page
    assert "/p/table/configure" in page
    assert "cannot be returned" in page


def test_machines_read_the_offer(client: FlaskClient, shop: ShopState) -> None:
    wrote(shop.runner, furnish)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body(client, "/p/hardwax-oil"), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "Product"
    assert data["offers"][0]["price"] == "24.90"
    assert data["offers"][0]["availability"] == "https://schema.org/InStock"


def test_html_in_a_name_is_only_text(client: FlaskClient, shop: ShopState) -> None:
    def hostile(work: Work) -> None:
        furnish(work)
        name = "</script><script>alert(1)</script>"
        product = ProductIn("chair", {"en": name}, SELLER, status="published", category="care", maker="kast-oak")
        service.put_product(work, EVERY_SELLER, replace(product, seo_title={"en": name}))
        service.put_variant(work, EVERY_SELLER, VariantIn("chair", "CHAIR", (("<b>", "<i>"),)))

    shop.write(hostile)
    for address in ("/p/chair", "/c/care", "/search?q=alert", "/makers/kast-oak", "/"):
        assert "<script>alert" not in body(client, address)


def test_filters_live_in_the_address(client: FlaskClient, shop: ShopState) -> None:
    wrote(shop.runner, furnish)
    page = body(client, "/c/all?stock=made&sort=cheap")
    assert "Oak table" in page
    assert "Hardwax oil" not in page
    assert 'aria-current="true"' in page
    assert "Nothing here is all of that." in body(client, "/c/all?stock=made&price=0-25")
