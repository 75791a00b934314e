"""Designs over HTTP: kept, shared, reopened under another model, laid side by side."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from foundation.data.work import Work
from storefront.catalogue.models import Product, Variant
from storefront.configurator import service
from storefront.designs.domain import new_code
from storefront.mount.current import ShopState
from tests.servers.kept import wrote

MODEL = Path(__file__).resolve().parents[3] / "storefront" / "demo" / "models" / "kast-oak-table.yaml"
PICKS = "species.walnut~base.trestle~length.2400"


@pytest.fixture(autouse=True)
def selling(shop: ShopState) -> None:
    """A shop with one table."""

    def put(work: Work) -> None:
        now = work.now()
        work.session.add(
            Product(
                id="product-1", slug="table", seller_ref="kast-oak", kind="configured", status="published",
                name={"en": "Solid-wood table"}, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(Variant(id="variant-1", product_id="product-1", sku="KAST-TABLE"))
        service.publish(work, MODEL.read_text(), "product-1")

    wrote(shop.runner, put)


def republish(shop: ShopState, old: str, new: str) -> None:
    text = MODEL.read_text()
    assert old in text
    changed = text.replace(old, new)
    yaml.safe_load(changed)
    shop.write(lambda work: service.publish(work, changed, "product-1"))


def keep(client: FlaskClient, d: str, name: str = "") -> str:
    """Keep it by the plain form and return the code."""
    page = client.get("/p/table/configure/keep", query_string={"d": d})
    fields = dict(re.findall(r'type="hidden" name="(csrf_token|d)" value="([^"]*)"', page.text))
    answer = client.post("/p/table/configure/keep", data={**fields, "name": name})
    assert answer.status_code == 303, answer.text
    found = re.search(r"/d/(\w+)\?kept=1", answer.location)
    assert found
    return found.group(1)


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_kept_design_opens_for_whoever_has_its_link(client: FlaskClient) -> None:
    code = keep(client, PICKS, "For the kitchen")
    client.delete_cookie("shop_designs")
    said = words(client, f"/d/{code}")
    for part in ("For the kitchen", "Walnut", "Trestle", "240 cm", "€3,009", "Put it with my designs"):
        assert part in said
    assert "instead of" not in said
    assert words(client, f"/d/{code.upper()}") == said


def test_nobody_finds_a_design_by_another_code(client: FlaskClient) -> None:
    keep(client, PICKS)
    assert client.get(f"/d/{new_code()}").status_code == 404
    assert client.get("/d/short").status_code == 404
    assert client.get("/d/" + "x" * 500).status_code == 404


def test_the_same_design_kept_twice_keeps_its_link(client: FlaskClient) -> None:
    assert keep(client, PICKS, "One") == keep(client, PICKS, "One")
    assert keep(client, PICKS, "One") != keep(client, PICKS, "Two")


def test_what_cannot_be_made_is_not_kept_but_explained(client: FlaskClient) -> None:
    page = client.get("/p/table/configure/keep", query_string={"d": PICKS})
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
    assert token
    data = {"csrf_token": token.group(1), "d": "base.taper4~length.2700"}
    answer = client.post("/p/table/configure/keep", data=data)
    assert answer.status_code == 422
    assert "Over 260 cm" in unescape(answer.text)
    told = client.post("/p/table/configure/keep", data=data, headers={"Accept": "application/json"})
    assert told.status_code == 422
    assert "Over 260 cm" in told.get_json()["title"]


def test_the_script_gets_the_link(client: FlaskClient) -> None:
    page = client.get("/p/table/configure/keep", query_string={"d": PICKS})
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
    assert token
    data = {"csrf_token": token.group(1), "d": PICKS, "name": "x" * 300}
    told = client.post("/p/table/configure/keep", data=data, headers={"Accept": "application/json"}).get_json()
    assert told["url"].endswith(f"/d/{told['code']}")
    assert client.get(f"/d/{told['code']}").status_code == 200


def test_a_design_reopens_at_todays_price_and_says_what_changed(client: FlaskClient, shop: ShopState) -> None:
    code = keep(client, "species.walnut~length.2400")
    republish(shop, "walnut: 98000", "walnut: 108000")
    said = words(client, f"/d/{code}")
    assert "Since this was saved" in said
    assert re.search(r"Price: €[\d,]+ instead of €2,899", said)


def test_an_option_that_went_is_named_and_the_rest_stands(client: FlaskClient, shop: ShopState) -> None:
    code = keep(client, PICKS)
    republish(shop, "trestle", "sawhorse")
    said = words(client, f"/d/{code}")
    assert "Base: Four tapered legs instead of Trestle." in said
    assert "Walnut" in said


def test_a_new_default_does_not_change_what_was_shared(client: FlaskClient, shop: ShopState) -> None:
    code = keep(client, PICKS)
    republish(shop, "default: chamfer", "default: rounded")
    said = words(client, f"/d/{code}")
    assert "Chamfered" in said
    assert "instead of" not in said


def test_my_designs_are_listed_removed_and_put_back(client: FlaskClient) -> None:
    assert "Nothing saved yet." in words(client, "/designs")
    first, second = keep(client, PICKS, "First"), keep(client, "species.ash", "Second")
    said = words(client, "/designs")
    assert said.index("Second") < said.index("First")
    token = re.search(r'name="csrf_token" value="([^"]*)"', client.get("/designs").text)
    assert token
    client.post(f"/designs/{first}/forget", data={"csrf_token": token.group(1)})
    assert "First" not in words(client, "/designs")
    client.post(f"/d/{first}/remember", data={"csrf_token": token.group(1)})
    assert "First" in words(client, "/designs")
    assert client.get(f"/d/{second}").status_code == 200


def test_a_forged_list_is_no_list(client: FlaskClient) -> None:
    client.set_cookie("shop_designs", '["' + new_code() + '"].forged')
    assert "Nothing saved yet." in words(client, "/designs")


def test_two_are_compared_with_price_and_day_of_each(client: FlaskClient) -> None:
    code = keep(client, PICKS, "Long")
    said = words(client, f"/p/table/compare?a=species.ash&b={code}")
    for part in ("They differ in 3 things", "€3,009", "€1,482", "Long", "Ash", "Walnut (different)"):
        assert part.replace(" (different)", "") in said
    assert "the second costs €1,527 more" in said


def test_the_form_of_the_configurator_leads_to_a_comparison_with_the_newest_kept_one(client: FlaskClient) -> None:
    keep(client, PICKS, "Long")
    said = words(client, "/p/table/compare?d=&species=ash&length=200&width=95&height=74")
    assert "Long" in said
    assert "Ash" in said
    assert "They are the same" in words(client, "/p/table/compare?a=standard&b=standard")


def test_what_is_no_design_is_not_compared(client: FlaskClient) -> None:
    assert client.get(f"/p/table/compare?a={new_code()}").status_code == 404
    assert client.get("/p/chair/compare").status_code == 404
    assert client.get("/p/table/compare?a=species.gold~length.x").status_code == 200


@pytest.mark.parametrize(
    ("kind", "mimetype", "begins"), [("svg", "image/svg+xml", b"<"), ("pdf", "application/pdf", b"%PDF")]
)
def test_the_drawing_with_its_measures_can_be_taken_along(
    client: FlaskClient, kind: str, mimetype: str, begins: bytes
) -> None:
    answer = client.get(f"/p/table/configure/drawing.{kind}", query_string={"d": PICKS})
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    assert answer.data.startswith(begins)
    assert re.fullmatch(rf'attachment; filename="table-[0-9a-f]{{8}}\.{kind}"', answer.headers["Content-Disposition"])


def test_what_cannot_be_made_has_no_drawing(client: FlaskClient) -> None:
    assert client.get("/p/table/configure/drawing.svg?d=base.taper4~length.2700").status_code == 422
    assert client.get("/p/table/configure/drawing.exe").status_code == 404


def test_one_visitor_keeps_ten_designs_a_minute(client: FlaskClient) -> None:
    for _ in range(10):
        keep(client, PICKS)
    page = client.get("/p/table/configure/keep", query_string={"d": PICKS})
    fields = dict(re.findall(r'type="hidden" name="(csrf_token|d)" value="([^"]*)"', page.text))
    assert client.post("/p/table/configure/keep", data=fields).status_code == 429
