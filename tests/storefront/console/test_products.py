"""Editing products and importing them, over HTTP."""

from __future__ import annotations

import io
import re

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import stock
from storefront.mount.current import Person
from storefront.pricing.queries import price_of
from tests.storefront.console.desk import Desk
from tests.storefront.console.house import form_of, sign_in

OIL = "/console/products/hardwax-oil"
CSV = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Qty,Variant Price,Image Src\n"
    "brush,Brush,<p>Bristle.</p>,Kast,Care,,true,Size,Small,BRUSH-S,80,7,12.50,https://example.com/b.jpg\n"
    "brush,,,,,,,,Large,BRUSH-L,120,3,18.00,\n"
)


def typed(desk: Desk, **fields: object) -> dict[str, object]:
    page = desk.open(OIL)
    hidden = dict(form_of_first(page.text))
    base = {"name": "Hardwax oil", "description": "", "category": "", "price-OIL": "24.90", "count-OIL": "5"}
    return {**base, **hidden, **fields}


def form_of_first(page: str) -> list[tuple[str, str]]:
    body = re.search(r'<form method="post" class="stack.*?</form>', page, re.S)
    assert body is not None
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body[0])


def send(desk: Desk, data: bytes, **fields: object) -> TestResponse:
    """Upload a file. The body is made in memory: the client's own would leave a temporary file open."""
    form = {"csrf_token": desk.counter.token(), "file": FileStorage(io.BytesIO(data), "products.csv"), **fields}
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.counter.client.post("/console/import", data=body, content_type=kind)


def on_shelf(desk: Desk, sku: str) -> int:
    found = desk.counter.shop.read(lambda work: stock.item(work, EVERY_SELLER, sku)).levels
    return sum(level.on_hand for level in found)


def test_products_are_found_by_name_number_and_status(desk: Desk) -> None:
    assert OIL in desk.open("/console/products").text
    assert OIL in desk.open("/console/products?q=hardwax").text
    assert OIL in desk.open("/console/products?q=OIL").text
    assert OIL not in desk.open("/console/products?status=draft").text
    assert "No product fits." in desk.open("/console/products?q=%25").text
    assert desk.open("/console/products?page=x").status_code == 200


def test_name_description_price_and_count_are_saved_together(desk: Desk) -> None:
    words = "<p>Two coats.</p><script>alert(1)</script>"
    form = typed(desk, name="Hard oil", description=words, **{"price-OIL": "26,50", "count-OIL": "4"})
    assert desk.counter.client.post(OIL, data=form).status_code == 303
    page = desk.open(OIL).text
    assert "Hard oil" in page
    assert "<script>alert" not in page
    price = desk.counter.shop.read(lambda work: price_of(work, "OIL", "EUR"))
    assert price is not None
    assert price.amount.minor == 2650
    assert on_shelf(desk, "OIL") == 4
    assert desk.counter.client.post(OIL, data=form).status_code == 303, "sent twice is saved once"


def test_wrong_input_keeps_the_form_and_changes_nothing(desk: Desk) -> None:
    for field, value, sentence in (
        ("name", "", "Give the product a name"),
        ("name", "x" * 300, "255"),
        ("price-OIL", "cheap", "Type a price"),
        ("price-OIL", "-1", "price"),
        ("price-OIL", "1e400", "price"),
        ("count-OIL", "many", "whole number"),
        ("count-OIL", "-3", "whole number"),
    ):
        answer = desk.counter.client.post(OIL, data=typed(desk, **{"description": "<p>New</p>", field: value}))
        assert answer.status_code == 422, (field, value)
        assert sentence in answer.text
        assert "<p>New</p>" not in desk.open(OIL).text


def test_two_people_who_edit_at_once_are_told(desk: Desk) -> None:
    mine, theirs = typed(desk, name="Mine"), typed(desk, name="Theirs", **{"count-OIL": "2"})
    desk.counter.later(seconds=1)
    assert desk.counter.client.post(OIL, data=theirs).status_code == 303
    answer = desk.counter.client.post(OIL, data=mine)
    assert answer.status_code == 409
    assert "Somebody changed this product" in answer.text
    stale = typed(desk, name="Theirs", **{"count-OIL": "9", "was-OIL": "5"})
    assert desk.counter.client.post(OIL, data=stale).status_code == 409
    assert on_shelf(desk, "OIL") == 2


def test_publishing_and_taking_back(desk: Desk) -> None:
    assert desk.open("/p/hardwax-oil").status_code == 200
    assert desk.press(OIL, f"{OIL}/unpublish").status_code == 303
    assert desk.open("/p/hardwax-oil").status_code == 404
    assert desk.press(OIL, f"{OIL}/publish").status_code == 303
    assert desk.open("/p/hardwax-oil").status_code == 200


def test_another_sellers_product_does_not_exist(desk: Desk) -> None:
    form = typed(desk)
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert desk.open(OIL).status_code == 404
    assert desk.counter.client.post(OIL, data=form).status_code == 404
    assert desk.post(f"{OIL}/unpublish").status_code == 404
    assert "OIL" not in desk.open("/console/import/export.csv").text


def test_a_file_is_looked_at_first_and_then_imported_once(desk: Desk) -> None:
    looked = send(desk, CSV.encode())
    assert looked.status_code == 200
    assert "1 products, 2 variants, 1 images" in looked.text
    assert desk.open("/console/products/brush").status_code == 404, "a dry run writes nothing"
    form = form_of(looked, "/console/import/apply")
    for _ in range(2):
        done = desk.counter.client.post("/console/import/apply", data=form)
        assert done.status_code == 303
    assert "Imported" in desk.open(done.location).text
    assert on_shelf(desk, "BRUSH-S") == 7
    exported = desk.open("/console/import/export.csv")
    assert exported.mimetype == "text/csv"
    assert "BRUSH-L" in exported.text


def test_a_broken_row_is_named_and_nothing_is_imported(desk: Desk) -> None:
    answer = send(desk, CSV.replace("18.00", "eighteen").encode())
    assert answer.status_code == 200
    assert "is no price" in answer.text
    assert "Refused" in answer.text
    assert "/console/import/apply" not in answer.text


def test_a_file_in_the_wrong_encoding_is_refused_whole(desk: Desk) -> None:
    answer = send(desk, CSV.replace("Bristle", "Bürste").encode("latin-1"))
    assert answer.status_code == 422
    assert "UTF-8" in answer.text
    assert desk.open("/console/products/brush").status_code == 404


def test_an_oversize_file_is_refused_in_a_sentence(desk: Desk) -> None:
    answer = send(desk, CSV.encode() + b"x" * 5_100_000)
    assert answer.status_code == 413
    assert "5 MB" in answer.text
    huge = send(desk, b"x" * 6_500_000)
    assert huge.status_code == 413


def test_no_file_an_empty_one_and_a_forged_ticket_are_told(desk: Desk) -> None:
    assert desk.post("/console/import").status_code == 422
    assert send(desk, b"  \n").status_code == 422
    assert desk.post("/console/import/apply", ticket="forged").status_code == 422


def test_a_name_with_html_stays_a_name(desk: Desk) -> None:
    desk.counter.client.post(OIL, data=typed(desk, name="<b>Oil</b>"))
    assert "<b>Oil</b>" not in desk.open("/console/products").text
