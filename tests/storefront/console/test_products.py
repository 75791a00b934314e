"""Writing products, publishing them and importing them, over HTTP."""

from __future__ import annotations

import html
import io
import re
import struct
import zlib
from datetime import timedelta

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import setup, stock
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


def fields(page: str) -> dict[str, str]:
    """What stands in the product form, as a browser without JavaScript would send it."""
    body = re.search(r'<form method="post" id="product".*?</form>', page, re.S)
    assert body is not None
    found = {n: html.unescape(v) for n, v in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', body[0])}
    texts = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', body[0], re.S)
    picks = re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', body[0], re.S)
    chosen = {n: (re.findall(r'value="([^"]*)" selected', options) or [""])[0] for n, options in picks}
    return found | {n: html.unescape(v) for n, v in texts} | chosen


def save(desk: Desk, path: str = OIL, do: str = "save", **typed: object) -> TestResponse:
    """Type into the form and press a button of it."""
    form = {**fields(desk.open(path).text), **{name.replace("__", "-"): value for name, value in typed.items()}}
    return desk.counter.client.post(f"{path}/draft", data={**form, "do": do})


def publish(desk: Desk, path: str = OIL) -> TestResponse:
    assert desk.open(f"{path}/publish").status_code == 200
    seen = fields(desk.open(path).text)
    return desk.counter.client.post(f"{path}/publish", data={name: seen[name] for name in ("csrf_token", "rev")})


def a_png(width: int = 3) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(2))
    header = struct.pack(">IIBBBBB", width, 2, 8, 2, 0, 0, 0)
    place = chunk(b"tEXt", b"Location\0Aarhus")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + place
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def upload(desk: Desk, *files: bytes, path: str = OIL) -> TestResponse:
    form: dict[str, object] = {**fields(desk.open(path).text), "do": "upload"}
    form["picture"] = [FileStorage(io.BytesIO(data), f"p{n}.png") for n, data in enumerate(files)]
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.counter.client.post(f"{path}/draft", data=body, content_type=kind)


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


def test_what_is_typed_is_a_draft_until_it_is_published(desk: Desk) -> None:
    words = "<p>Two coats.</p><script>alert(1)</script>"
    assert save(desk, name="Hard oil", description=words, price__0="26,50").status_code == 303
    assert "Hard oil" not in desk.open("/p/hardwax-oil").text
    review = desk.open(f"{OIL}/publish").text
    for word in ("Hardwax oil", "Hard oil", "24.90", "26,50", "Two coats."):
        assert word in review, word
    assert publish(desk).status_code == 303
    page = desk.open("/p/hardwax-oil").text
    assert "Hard oil" in page
    assert "<script>alert" not in page
    price = desk.counter.shop.read(lambda work: price_of(work, "OIL", "EUR"))
    assert price is not None
    assert price.amount.minor == 2650
    assert fields(desk.open(OIL).text)["rev"] == "0", "a published draft is no draft any more"


def test_saving_what_stands_in_the_shop_makes_no_draft(desk: Desk) -> None:
    assert save(desk).status_code == 303
    assert "Nothing would change." in desk.open(f"{OIL}/publish").text


def test_wrong_input_is_kept_and_told_and_never_published(desk: Desk) -> None:
    for field, value, sentence in (
        ("name", "", "Give the product a name"),
        ("name", "x" * 300, "255"),
        ("slug", "Über uns", "small letters"),
        ("price__0", "cheap", "Type a price"),
        ("price__0", "-1", "price"),
        ("price__0", "1e400", "price"),
        ("weight__0", "heavy", "number of kg"),
    ):
        assert save(desk, **{"description": "<p>New</p>", field: value}).status_code == 303, (field, value)
        page = desk.open(OIL).text
        assert sentence in page, field
        assert "&lt;p&gt;New&lt;/p&gt;" in page
        assert publish(desk).status_code == 422, field
        assert "New" not in desk.open("/p/hardwax-oil").text
        desk.post(f"{OIL}/discard")


def test_two_people_who_edit_at_once_are_told(desk: Desk) -> None:
    mine = {**fields(desk.open(OIL).text), "name": "Mine"}
    assert save(desk, name="Theirs").status_code == 303
    answer = desk.counter.client.post(f"{OIL}/draft", data=mine)
    assert answer.status_code == 409
    assert "Somebody else has saved" in answer.text
    assert "Mine" in answer.text, "what was typed is not lost"
    seen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', desk.open(f"{OIL}/publish").text))
    assert save(desk, name="Later").status_code == 303
    assert desk.counter.client.post(f"{OIL}/publish", data=seen).status_code == 409, "published is what was looked at"


def test_a_draft_saves_itself_and_says_what_is_wrong(desk: Desk) -> None:
    form = {**fields(desk.open(OIL).text), "name": ""}
    told = desk.counter.client.post(f"{OIL}/draft", data=form, headers={"Accept": "application/json"}).get_json()
    assert told["rev"] == 1
    again = {**form, "rev": "1"}
    told = desk.counter.client.post(f"{OIL}/draft", data=again, headers={"Accept": "application/json"}).get_json()
    assert told["rev"] == 1, "what says the same is no other revision"
    assert told["wrong"] == {"name": "Give the product a name."}


def test_an_earlier_version_comes_back_whole(desk: Desk) -> None:
    save(desk, name="Hard oil", price__0="30.00")
    publish(desk)
    save(desk, name="Harder oil")
    publish(desk)
    save(desk, name="Not yet")
    for number, name, minor in ((1, "Hard oil", 3000), (0, "Hardwax oil", 2490)):
        back = f"{OIL}/versions/{number}"
        assert name in desk.open(back).text
        assert desk.post(back).status_code == 303
        assert f"<h1>{name}</h1>" in desk.open("/p/hardwax-oil").text
        price = desk.counter.shop.read(lambda work: price_of(work, "OIL", "EUR"))
        assert price is not None
        assert price.amount.minor == minor
    assert "Not yet" in desk.open(OIL).text, "the draft stays"
    assert desk.open(f"{OIL}/versions/99").status_code == 404


def test_a_variant_comes_and_goes_with_a_publication(desk: Desk) -> None:
    save(desk, do="add-variant", option__0="Size", value__0__0="0.5 l")
    save(
        desk, sku__1="OIL-L", value__1__0="1 l", price__1="39", length__1="12,5", weight__1="0.9", delivery__1="parcel"
    )
    assert publish(desk).status_code == 303
    assert "OIL-L" in desk.open("/p/hardwax-oil?sku=OIL-L").text
    item = desk.counter.shop.read(lambda work: setup.items_of(work, EVERY_SELLER, ["OIL-L", "OIL"]))
    assert (item["OIL-L"].length_mm, item["OIL-L"].weight_g) == (125, 900)
    assert on_shelf(desk, "OIL") == 5, "the shelf is left alone"
    save(desk, do="variant-drop-1")
    publish(desk)
    assert "OIL-L" not in desk.open("/p/hardwax-oil").text
    assert desk.post("/cart/add", sku="OIL-L", quantity=1).status_code == 404


def test_pictures_are_kept_without_what_the_camera_noted_and_shown_once_published(desk: Desk) -> None:
    assert upload(desk, a_png(), a_png(4)).status_code == 303
    page = desk.open(OIL).text
    first, second = re.findall(rf'src="({OIL}/picture/[0-9a-z]+)" alt="" loading', page)
    kept = desk.open(first)
    assert kept.mimetype == "image/png"
    assert b"Aarhus" not in kept.data
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    public = first.replace(f"{OIL}/picture", "/pictures")
    assert desk.open(public).status_code == 404
    save(desk, do=f"picture-up-{second.rsplit('/', 1)[1]}", **{f"alt-{second.rsplit('/', 1)[1]}": "A tin"})
    publish(desk)
    shown = desk.open("/p/hardwax-oil").text
    assert shown.index(second.rsplit("/", 1)[1]) < shown.index(public.rsplit("/", 1)[1])
    assert 'alt="A tin"' in shown
    assert desk.open(public).data == kept.data
    save(desk, do=f"picture-drop-{first.rsplit('/', 1)[1]}")
    publish(desk)
    assert public not in desk.open("/p/hardwax-oil").text


def test_what_is_no_picture_is_refused_beside_the_field(desk: Desk) -> None:
    for data, sentence in ((b"<svg onload=alert(1)>", "can carry a program"), (b"MZ", "cannot read"), (b"", "empty")):
        answer = upload(desk, data)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert upload(desk, *[a_png()] * 7).status_code == 422


def test_a_new_product_is_seen_by_nobody_until_it_is_published(desk: Desk) -> None:
    made = desk.post("/console/products/new", name="Oak stool", price="129")
    assert made.location == "/console/products/oak-stool"
    assert desk.open("/p/oak-stool").status_code == 404
    assert "Oak stool" in desk.open("/console/products/oak-stool/preview").text
    assert publish(desk, made.location).status_code == 303
    assert "129" in desk.open("/p/oak-stool").text
    again = desk.post("/console/products/new", name="Oak stool", price="129")
    assert again.location == "/console/products/oak-stool-2"
    assert desk.post("/console/products/new", name=" ").status_code == 422


def test_the_address_moves_only_to_one_that_is_free(desk: Desk) -> None:
    save(desk, slug="oak-chair")
    assert publish(desk).status_code == 409
    desk.post(f"{OIL}/discard")
    save(desk, slug="hard-oil")
    assert publish(desk).location.startswith("/console/products/hard-oil")
    assert desk.open("/p/hard-oil").status_code == 200


def test_who_comes_by_the_old_address_is_sent_on_until_another_product_has_it(desk: Desk) -> None:
    save(desk, slug="hard-oil")
    publish(desk)
    old = desk.open("/p/hardwax-oil?sku=OIL")
    assert (old.status_code, old.location) == (301, "/p/hard-oil?sku=OIL")
    assert old.headers["Cache-Control"] == "max-age=86400"
    odd = desk.open("/p/hardwax-oil?_external=1&_scheme=ftp&slug=x&sku=A&sku=B")
    assert odd.location == "/p/hard-oil?_external=1&_scheme=ftp&slug=x&sku=A&sku=B"
    desk.counter.clock.advance(timedelta(minutes=1))
    save(desk, "/console/products/hard-oil", slug="hardwax-oil")
    publish(desk, "/console/products/hard-oil")
    assert desk.open("/p/hardwax-oil").status_code == 200, "it is there itself again"
    assert desk.open("/p/hard-oil").location == "/p/hardwax-oil"
    desk.post(f"{OIL}/unpublish")
    assert desk.open("/p/hard-oil").status_code == 404, "nobody is sent to what is not for sale"


def test_taking_out_of_the_shop_and_back(desk: Desk) -> None:
    assert desk.post(f"{OIL}/unpublish").status_code == 303
    assert desk.open("/p/hardwax-oil").status_code == 404
    assert publish(desk).status_code == 303
    assert desk.open("/p/hardwax-oil").status_code == 200


def test_another_sellers_product_does_not_exist(desk: Desk) -> None:
    form = fields(desk.open(OIL).text)
    sign_in(desk.counter.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert desk.open(OIL).status_code == 404
    assert desk.counter.client.post(f"{OIL}/draft", data=form).status_code == 404
    assert desk.open(f"{OIL}/publish").status_code == 404
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
    save(desk, name="<b>Oil</b>")
    assert "<b>Oil</b>" not in desk.open(f"{OIL}/publish").text
    publish(desk)
    assert "<b>Oil</b>" not in desk.open("/console/products").text
