"""Files that are broken, wrong or out to harm: each a clear sentence, nothing half done."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound, TooLarge
from foundation.plain.scope import EVERY_SELLER, SellerScope
from fulfilment.api import stock
from storefront.catalogue.importing import ImportReport, export_rows, import_file
from storefront.catalogue.importing.reading import read_products
from storefront.catalogue.importing.sheet import MOST_BYTES, protect, read_sheet, unprotect
from storefront.catalogue.models import Image, Product, Variant

SELLER = "hall-three"
HEAD = ["Handle", "Title", "Body (HTML)", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU",
        "Variant Inventory Qty", "Variant Price", "Image Src", "Tags"]  # fmt: skip
GOOD = {"Handle": "oil", "Title": "Oil", "Variant SKU": "OIL", "Variant Inventory Qty": "3", "Variant Price": "24.90"}


def sheet(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def bring_in(run: Runner, data: bytes) -> ImportReport:
    return run.write(lambda work: import_file(work, EVERY_SELLER, data, seller_ref=SELLER))


def nothing_is_there(work: Work) -> bool:
    return work.session.scalar(sa.select(sa.func.count()).select_from(Product)) == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"Variant Price": "cheap"}, "“cheap” is no price"),
        ({"Variant Price": "-1"}, "“-1” is no price"),
        ({"Variant Price": "1e5"}, "is no price"),
        ({"Variant Price": "24.905"}, "more decimals"),
        ({"Variant Inventory Qty": "-3"}, "The quantity is -3"),
        ({"Variant Inventory Qty": "many"}, "“many” is no quantity"),
        ({"Variant Price": ""}, "no row with a price"),
        ({"Title": ""}, "needs its title"),
        ({"Title": "T" * 300}, "300 letters"),
        ({"Handle": " "}, "no handle"),
        ({"Image Src": "javascript:alert(1)"}, "https://"),
        ({"Vendor": "V" * 300}, "vendor is longer"),
        ({"Variant SKU": "OIL"}, "stands on line 2 already"),
    ],
)
def test_a_bad_row_is_named(row: dict[str, str], sentence: str) -> None:
    data = sheet(GOOD, {**GOOD, "Handle": "wax", "Title": "Wax", "Variant SKU": "WAX", **row})
    refused = read_products(read_sheet(data), "EUR").refused
    assert [(fate.line, sentence in fate.reason) for fate in refused] == [(3, True)]


def test_with_one_bad_row_nothing_is_written(run: Runner) -> None:
    bad = {**GOOD, "Handle": "wax", "Title": "Wax", "Variant SKU": "WAX", "Variant Price": "cheap"}
    report = bring_in(run, sheet(GOOD, bad))
    assert not report.applied
    assert [row.fate for row in report.rows] == ["created", "refused"]
    assert run.read(nothing_is_there)


def test_a_row_of_the_wrong_width_is_named(run: Runner) -> None:
    report = bring_in(run, sheet(GOOD) + b"wax,Wax,,,,,WAX,1,9,,,too,many\n")
    assert report.refused[0].line == 3
    assert "13 cells" in report.refused[0].reason
    assert run.read(nothing_is_there)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (sheet(GOOD, {**GOOD, "Title": "Öl"}).decode().encode("latin-1"), "Line 3 is not UTF-8 (byte 0xD6"),
        (sheet(GOOD).decode().encode("utf-16"), "UTF-16"),
        (sheet(GOOD).replace(b"Oil", b"O\0l"), "Line 2 holds a NUL"),
        (b"a,b\n1,2\n", "column Handle is missing"),
        (b"", "column Handle is missing"),
        (b"Handle,Title,Title,Variant Price\n", "Title stands in the first line twice"),
        (sheet(GOOD) + b'wax,"Wax,,,,,WAX,1,9,,', "cannot be read as CSV"),
        (sheet(GOOD) + b"wax," + b"W" * 200_000 + b",,,,,WAX,1,9,,\n", "cannot be read as CSV"),
    ],
)
def test_an_unreadable_file_is_refused_whole(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheet(data)
    assert sentence in refused.value.sentence


def test_an_oversize_file_is_refused_unread() -> None:
    with pytest.raises(TooLarge, match="15 MB"):
        read_sheet(b"x" * (MOST_BYTES + 1))


def test_a_byte_order_mark_and_old_line_ends_are_fine(run: Runner) -> None:
    assert bring_in(run, b"\xef\xbb\xbf" + sheet(GOOD).replace(b"\n", b"\r\n")).applied


def test_html_is_text_in_names_and_cleaned_in_descriptions(run: Runner) -> None:
    row = {**GOOD, "Title": "<script>alert(1)</script>", "Vendor": "<b>V</b>",
           "Body (HTML)": "<p onclick=x>Good <script>alert(1)</script><a href='javascript:x'>oil</a></p>"}  # fmt: skip
    data = sheet(row)
    bring_in(run, data)

    def look(work: Work) -> None:
        product = work.session.scalars(sa.select(Product)).one()
        assert product.name == {"en": "<script>alert(1)</script>"}
        assert "script" not in product.description["en"]
        assert "onclick" not in product.description["en"]
        assert "javascript" not in product.description["en"]

    run.read(look)
    assert set(bring_in(run, data).fates) == {"unchanged"}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM", "'=x", "''@x", "\t=1"])
def test_a_formula_leaves_as_text_and_comes_back_as_it_was(text: str) -> None:
    assert protect(text) == "'" + text
    assert unprotect(protect(text)) == text


@pytest.mark.parametrize("text", ["-5", "+3.2", "plain", "it's", "", "'quoted'"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert protect(text) == unprotect(text) == text


def test_formula_cells_survive_import_and_export(run: Runner) -> None:
    bring_in(run, sheet({**GOOD, "Title": "=1+1", "Tags": "@home, +plus"}))
    out = run.read(lambda work: "".join(export_rows(work, EVERY_SELLER)))
    assert "'=1+1" in out
    assert set(bring_in(run, out.encode()).fates) == {"unchanged"}


def test_a_change_in_the_file_is_an_update_of_that_row_alone(run: Runner) -> None:
    wax = {**GOOD, "Handle": "wax", "Title": "Wax", "Variant SKU": "WAX"}
    bring_in(run, sheet(GOOD, wax))
    report = bring_in(run, sheet(GOOD, {**wax, "Variant Price": "30", "Variant Inventory Qty": "7"}))
    assert [row.fate for row in report.rows] == ["unchanged", "updated"]
    assert run.read(lambda work: stock.availability(work, ["WAX"])["WAX"].saleable) == 7


def test_another_sellers_products_cannot_be_imported_over(run: Runner) -> None:
    bring_in(run, sheet(GOOD))
    report = run.write(lambda work: import_file(work, EVERY_SELLER, sheet(GOOD), seller_ref="lumen"))
    assert not report.applied
    assert "cannot be imported over" in report.refused[0].reason
    other = sheet({**GOOD, "Handle": "soap", "Title": "Soap"})
    assert "belongs to the product “oil”" in bring_in(run, other).refused[0].reason
    with pytest.raises(NotFound):
        run.write(lambda work: import_file(work, SellerScope(frozenset({"lumen"})), other, seller_ref=SELLER))


def test_a_variant_keeps_its_sku(run: Runner) -> None:
    bring_in(run, sheet(GOOD))
    report = bring_in(run, sheet({**GOOD, "Variant SKU": "OIL-2"}))
    assert "sold as SKU OIL already" in report.refused[0].reason


def test_handles_that_would_share_an_address_are_refused(run: Runner) -> None:
    report = bring_in(run, sheet(GOOD, {**GOOD, "Handle": "OIL", "Variant SKU": "B"}))
    assert "address would be the same" in report.refused[0].reason


def test_a_failing_count_rolls_the_whole_import_back(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Conflict("Two of these are promised already.")

    monkeypatch.setattr(stock, "adjust", refuse)
    with pytest.raises(Conflict, match=r"Line 2: Two of these .* Nothing was imported\."):
        bring_in(run, sheet(GOOD))
    assert run.read(nothing_is_there)


def test_pictures_are_told_apart_by_their_address(run: Runner) -> None:
    picture = "https://pictures.example/a.jpg"
    data = sheet(
        {**GOOD, "Image Src": picture},
        {"Handle": "oil", "Image Src": picture},
        {"Handle": "oil", "Image Src": "https://pictures.example/b.jpg"},
        {**GOOD, "Handle": "wax", "Title": "Wax", "Variant SKU": "WAX", "Image Src": picture},
    )
    report = bring_in(run, data)
    assert report.last_line == "2 products, 2 variants, 2 images"
    assert run.read(lambda work: len(work.session.scalars(sa.select(Image)).all())) == 3
    assert set(bring_in(run, data).fates) == {"unchanged"}


def test_several_options_make_several_variants(run: Runner) -> None:
    rows = [
        {**GOOD, "Variant SKU": "", "Option1 Name": "Size", "Option1 Value": "Small"},
        {"Handle": "oil", "Option1 Value": "Large", "Variant Price": "40"},
    ]
    bring_in(run, sheet(*rows))
    skus = run.read(lambda work: work.session.scalars(sa.select(Variant.sku).order_by(Variant.position)).all())
    assert skus == ["OIL-SMALL", "OIL-LARGE"]
    twice = [*rows, {"Handle": "oil", "Option1 Value": "Large", "Variant Price": "41", "Variant SKU": "X"}]
    assert "These options stand on line 3" in bring_in(run, sheet(*twice)).refused[0].reason
