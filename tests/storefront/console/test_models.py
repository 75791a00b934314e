"""The seller's editor over HTTP: each section saved, refused beside its field, undone, never overwritten in silence."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import Engine
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from foundation.data.work import Work
from storefront.catalogue.models import Product, Variant
from storefront.configurator import service
from storefront.configurator.document import load_document
from storefront.mount.current import Person
from tests.servers.kept import wrote
from tests.storefront.configurator.conftest import MODELS
from tests.storefront.configurator.hostile import HOSTILE
from tests.storefront.console.editor import DRAFT, MODEL, Editor, fields
from tests.storefront.console.house import sign_in, sign_out

FILE = (MODELS / "kast-oak-table.yaml").read_text().replace("seller: hall-three", "seller: kast-oak")


def put(work: Work) -> None:
    work.session.add(
        Product(
            id="product-1", slug="table", seller_ref="kast-oak", kind="configured", status="published",
            name={"en": "Solid-wood table"}, drawing={}, created_at=work.now(), updated_at=work.now(),
        )
    )  # fmt: skip
    work.session.flush()
    work.session.add(Variant(id="variant-1", product_id="product-1", sku="KAST-TABLE"))
    service.publish(work, FILE, "product-1")


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """One database is enough for forms; the draft's verbs are tried on both, beside the configurator's."""
    return sqlite_engine


@pytest.fixture
def editor(app: Flask) -> Editor:
    shop = app.extensions["shop"]
    wrote(shop.runner, put)
    sign_in(shop, seller="kast-oak")
    editor = Editor(app, shop, app.test_client())
    editor.start()
    return editor


def test_a_draft_is_started_from_what_is_sold_and_shown_on_every_tab(editor: Editor) -> None:
    assert "Solid-wood table" in editor.open("/console/models").text
    for tab in ("choices", "rules", "price", "materials", "operations", "details"):
        page = editor.open(f"{DRAFT}/{tab}")
        assert page.status_code == 200
        assert "€1,653" in page.text, "the preview stands beside it"
    assert editor.document == load_document(FILE)
    assert editor.open(f"{DRAFT}/secrets").status_code == 404


def test_every_form_sent_as_it_stands_changes_nothing(editor: Editor) -> None:
    before = editor.document
    paths = ["details/all", "packed/all", "drawing/all", "unusual/low", "texts/engraving_text", "numbers/length"]
    paths += [f"groups/{group['id']}" for group in before["groups"]]
    paths += [f"rules/{rule['id']}" for rule in before["rules"]] + ["rules/R4?mode=formula"]
    paths += [f"price/{part['id']}" for part in before["price"]["parts"]]
    paths += [f"materials/{place}" for place in range(len(before["materials"]))]
    paths += [f"operations/{step['number']}" for step in before["operations"]]
    for path in paths:
        answer = editor.save(path)
        assert answer.status_code == 303, (path, answer.text[:2000])
    assert editor.document == before


def test_an_option_is_added_with_its_figures(editor: Editor) -> None:
    form = editor.form("groups/species")
    form["o-3-label"], form["f-wood_cost-3"], form["f-m2_price-3"] = "Birch & <b>bark</b>", "150 000", "39000"
    answer = editor.send("groups/species", form, action="save")
    assert answer.status_code == 422, "the density is still empty"
    assert "density: a whole number, please." in answer.text
    assert 'value="Birch &amp; &lt;b&gt;bark&lt;/b&gt;"' in answer.text
    assert editor.send("groups/species", form, action="save", **{"f-density-3": "650"}).status_code == 303
    assert editor.document["tables"]["wood_cost"]["birch_b_bark_b"] == "150000"
    page = editor.open(f"{DRAFT}/choices").text
    assert "Birch &amp; &lt;b&gt;" in page
    assert "<b>bark" not in page


def test_an_option_that_rules_speak_of_cannot_go(editor: Editor) -> None:
    answer = editor.save("groups/edge", **{"o-3-gone": "1"})
    assert answer.status_code == 422
    assert "Rule R3, rule R4 and rule R8 speak of it." in answer.text
    assert editor.save("groups/top", **{"o-2-gone": "1"}).status_code == 303
    assert "t40" not in editor.document["tables"]["thick"]


def test_options_change_their_order_and_the_first_one(editor: Editor) -> None:
    assert editor.save("groups/species", **{"o-2-place": "0", "default": "2"}).status_code == 303
    group = editor.document["groups"][0]
    assert [option["id"] for option in group["options"]] == ["walnut", "oak", "ash"]
    assert group["default"] == "walnut"


def test_a_new_group_needs_an_option_and_gets_its_ids_from_labels(editor: Editor) -> None:
    assert "needs at least one option" in editor.save("groups/new", label="Feet", help="What it stands on.").text
    answer = editor.save("groups/new", label="Feet", help="What.", **{"o-0-label": "Felt", "default": "0"})
    assert answer.status_code == 303
    assert answer.location.split("?")[0].endswith("/groups/feet")
    assert editor.document["groups"][-1]["options"] == [{"id": "felt", "label": "Felt"}]
    assert editor.save("groups/feet", **{"new-table": "feet_price"}).status_code == 303
    assert editor.document["tables"]["feet_price"] == {"felt": "0"}
    assert "no name that this model has" in editor.save("groups/feet", **{"new-table": "thick"}).text


def test_an_if_then_rule_is_written_as_a_sentence(editor: Editor) -> None:
    form = editor.form("rules/new?mode=sentence")
    more = editor.send("rules/new", form, action="more-w", **{"w-0-field": "base"})
    assert more.status_code == 200, "another row, nothing saved"
    form = fields(more.text, f"{DRAFT}/rules/new")
    assert form["w-n"] == "2"
    form.setlist("w-0-opt", ["steelU", "steelX"])
    form.setlist("w-1-field", ["length"])
    empty = editor.send("rules/new", form, action="save", **{"t-0-field": "edge"})
    assert empty.status_code == 422
    for sentence in ("Why, in your own words is still empty.", "Tick at least one option.", "Write a whole number"):
        assert sentence in empty.text
    form.setlist("w-1-word", ["at_least"])
    form.setlist("w-1-value", ["2 900"])
    saved = editor.send(
        "rules/new", form, action="save", reason="Too heavy.", **{"t-0-opt": ["live"], "then": "excludes"}
    )
    assert saved.status_code == 303, saved.text
    rule = editor.rule("R10")
    assert rule["when"] == "base in ('steelU', 'steelX') and length >= 2900"
    assert rule["excludes"] == "edge == 'live'"
    listed = editor.open(f"{DRAFT}/rules").text
    assert "If Base is Steel U-frames or Steel X-frame and Length is at least 2900 mm" in listed


def test_a_rule_that_is_no_sentence_is_edited_as_a_formula(editor: Editor) -> None:
    form = editor.form("rules/new?mode=formula")
    answer = editor.send("rules/new", form, action="save", when="length * 2 > width", reason="So.", requires="")
    assert "Fill in one of the two" in answer.text
    assert editor.send("rules/new", form, requires="height > 0").status_code == 303
    page = editor.open(f"{DRAFT}/rules/R10").text
    assert 'name="when"' in page
    assert 'name="w-n"' not in page


def test_a_grid_is_ticked_pasted_and_saved(editor: Editor) -> None:
    first = editor.form("rules/new?mode=matrix")
    shown = editor.send("rules/new", first, action="grid", groups=["species", "finish"])
    form = fields(shown.text, f"{DRAFT}/rules/new")
    assert len(form.getlist("c")) == 12
    nothing = editor.send("rules/new", form, action="save", reason="No.")
    assert "Everything goes with everything here" in nothing.text
    paste = "\tOil\tHardwax oil\tMatt lacquer\tSoap\nOak\tx\tx\tx\tx\nAsh\tx\tx\tperhaps\tx\nWalnut\tx\tx\tx\t\n"
    pasted = editor.send("rules/new", form, action="paste", pasted=paste)
    assert "Line 3, column 4: “perhaps” is neither yes" in pasted.text
    assert "11" in pasted.text
    kept = fields(pasted.text, f"{DRAFT}/rules/new")
    assert len(kept.getlist("c")) == 11
    assert editor.send("rules/new", kept, action="save", reason="Soap is for light woods.").status_code == 303
    assert editor.rule("R10")["forbid"] == [["walnut", "soap"]]
    again = editor.form("rules/R10")
    again.setlist("c", [cell for cell in again.getlist("c") if cell != "0.0"])
    assert editor.send("rules/R10", again, action="save").status_code == 303
    assert editor.rule("R10")["forbid"] == [["oak", "oil"], ["walnut", "soap"]]


def test_a_grid_keeps_the_order_of_its_groups(editor: Editor) -> None:
    before = editor.rule("R5")
    assert editor.save("rules/R5").status_code == 303
    assert editor.rule("R5")["groups"] == before["groups"]
    page = editor.open(f"{DRAFT}/rules").text
    assert "Leaves × Base" in page


def test_a_grid_of_a_hundred_million_cells_is_refused_in_a_sentence(editor: Editor) -> None:
    for name in ("alpha", "beta", "gamma"):
        options = {f"o-{n}-label": f"{name} {n}" for n in range(60)}
        answer = editor.save("groups/new", label=name, help="x", rows="60", default="0", **options)
        assert answer.status_code == 303, answer.text
    first = editor.form("rules/new?mode=matrix")
    shown = editor.send("rules/new", first, action="grid", groups=["alpha", "beta", "gamma"])
    assert shown.status_code in (200, 422)
    assert "216,000 combinations" in shown.text


WRONG = (
    ("numbers/length", "step", "0", "whole number from 1"),
    ("numbers/length", "min", "wide", "“wide” is no whole number"),
    ("numbers/length", "default", "2005", "one of the steps"),
    ("price/top", "amount", "m2_price[wood]", "wood is not an option group"),
    ("price/top", "amount", "lenght * 2", "There is nothing called lenght"),
    ("price/top", "amount", "length // (length - 2000)", "divide by zero"),
    ("price/top", "amount", "", "Amount is still empty"),
    ("materials/0", "item", "WOOD-{pine}", "{pine} is not an input"),
    ("materials/0", "operation", "11", "no operation 11"),
    ("operations/20", "after", "90", "wait for each other in a circle"),
    ("operations/50", "number", "30", "two steps with the same number"),
    ("rules/R2", "must", "length <= 2600 or", "cannot be read"),
    ("rules/R2", "reason", "", "Why, in your own words is still empty"),
    ("rules/R2", "since", "soon", "Write a day like"),
    ("rules/R2", "only_if", "base == 'pine'", "base has no option 'pine'"),
    ("details/all", "time_zone", "Mars/Base", "is no time zone"),
    ("details/all", "deposit_percent", "140", "from 0 to 100"),
    ("packed/all", "weight", "0", "must be at least 1"),
    ("drawing/all", "d-0-value", "nothing_here", "there is no group called nothing_here"),
)


def test_a_wrong_field_is_told_beside_it_and_nothing_is_saved(editor: Editor) -> None:
    before = editor.document
    for path, field, value, sentence in WRONG:
        answer = editor.save(path, **{field: value})
        assert answer.status_code == 422, (path, field)
        assert sentence.lower() in html.unescape(answer.text).lower(), (path, field)
        assert str(escape(value)) in answer.text, "what was typed is kept"
    assert editor.document == before


def test_hostile_formulas_are_refused_in_every_formula_field(editor: Editor) -> None:
    before = editor.document
    places = {"price/top": "amount", "materials/0": "quantity", "operations/20": "run", "rules/R2": "must"}
    forms = {path: editor.form(path) for path in places}
    for source in list(HOSTILE)[::9]:
        for path, field in places.items():
            form = forms[path].copy()
            form.setlist(field, [source])
            answer = editor.client.post(f"{DRAFT}/{path}/check", data=form)
            assert answer.status_code == 200
            assert answer.get_json()["wrong"], source
    assert editor.document == before


def test_the_preview_follows_what_is_typed_without_saving_it(editor: Editor) -> None:
    form = editor.form("price/making")
    form.setlist("amount", ["49000"])
    answer = editor.client.post(f"{DRAFT}/price/making/check", data=form).get_json()
    assert "€1,753" in answer["preview"]
    assert answer["wrong"] == {}
    form.setlist("p-species", ["walnut"])
    form.setlist("p-finish", ["soap"])
    told = editor.client.post(f"{DRAFT}/price/making/check", data=form).get_json()
    assert "Soap finish is for light woods only." in told["preview"]
    assert "WOOD-walnut-t32" in told["preview"]
    assert "€1,653" in editor.open(f"{DRAFT}/price").text


def test_two_editors_never_overwrite_one_another_in_silence(editor: Editor) -> None:
    mine, theirs = editor.form("rules/R1"), editor.form("rules/R3")
    assert editor.send("rules/R3", theirs, action="save", reason="Theirs.").status_code == 303
    answer = editor.send("rules/R1", mine, action="save", reason="Mine.")
    assert answer.status_code == 409
    assert "Somebody changed this draft meanwhile" in answer.text
    assert "Changed the rule R3" in answer.text
    assert "Mine." in answer.text
    assert editor.rule("R1")["reason"] != "Mine."
    again = fields(answer.text, f"{DRAFT}/rules/R1")
    assert editor.client.post(f"{DRAFT}/rules/R1", data=again).status_code == 303
    assert (editor.rule("R1")["reason"], editor.rule("R3")["reason"]) == ("Mine.", "Theirs.")


def test_materials_follow_a_step_that_gets_another_number(editor: Editor) -> None:
    assert editor.save("operations/20", number="25").status_code == 303
    document = editor.document
    assert {m["operation"] for m in document["materials"]} == {"10", "25", "60", "70", "90"}
    assert editor.save("operations/90", after="25, 80").status_code == 303
    assert editor.save("operations/25", number="20").status_code == 303
    assert editor.document["operations"][-1]["after"] == ["20", "80"]


def test_each_step_can_be_undone_until_there_is_none(editor: Editor) -> None:
    before = editor.document
    assert editor.save("rules/R1", reason="One.").status_code == 303
    page = editor.open(f"{DRAFT}/rules?saved=1").text
    assert "Saved: Changed the rule R1." in page
    form = fields(page, f"{DRAFT}/undo")
    assert editor.client.post(f"{DRAFT}/undo", data=form).status_code == 303
    assert editor.document == before
    assert editor.client.post(f"{DRAFT}/undo", data=form).status_code == 409


def test_entries_are_moved_and_removed_unless_something_speaks_of_them(editor: Editor) -> None:
    hidden = {"csrf_token": editor.form("rules/R1")["csrf_token"]}

    def press(path: str, verb: str) -> TestResponse:
        seen = editor.form("details/all")["seen"]
        return editor.client.post(f"{DRAFT}/{path}/{verb}", data={**hidden, "seen": seen})

    assert press("rules/R3", "up").status_code == 303
    assert [rule["id"] for rule in editor.document["rules"]][:3] == ["R1", "R3", "R2"]
    assert press("rules/R3", "remove").status_code == 303
    refused = press("numbers/width", "remove")
    assert refused.status_code == 422
    assert "has to stay for now" in refused.text
    assert "R9" in refused.text
    assert press("rules/R99", "remove").status_code == 404
    last = press("operations/10", "remove")
    assert last.status_code == 422, "a material is used there"
    assert "no operation 10" in last.text


def test_a_draft_can_be_thrown_away_but_only_the_one_that_was_seen(editor: Editor) -> None:
    form = fields(editor.open(MODEL).text, f"{MODEL}/discard")
    assert editor.save("rules/R1", reason="Newer.").status_code == 303
    assert editor.client.post(f"{MODEL}/discard", data=form).status_code == 409
    form = fields(editor.open(MODEL).text, f"{MODEL}/discard")
    assert editor.client.post(f"{MODEL}/discard", data=form).status_code == 303
    left = editor.open(f"{DRAFT}/choices")
    assert left.status_code == 303, "back to the product"
    assert "There is no draft just now" in editor.open(left.location).text
    assert editor.client.post(f"{DRAFT}/rules/R1", data=form).status_code == 409


def send_file(editor: Editor, data: bytes) -> TestResponse:
    form = {"csrf_token": fields(editor.open(MODEL).text, f"{MODEL}/import")["csrf_token"]}
    boundary, body = encode_multipart({**form, "file": FileStorage(io.BytesIO(data), "model.yaml")})
    kind = f"multipart/form-data; boundary={boundary}"
    return editor.client.post(f"{MODEL}/import", data=body, content_type=kind)


def test_a_model_goes_out_as_a_file_and_comes_in_again(editor: Editor) -> None:
    out = editor.open(f"{MODEL}/export.yaml?state=draft")
    assert out.mimetype == "application/yaml"
    assert load_document(out.text) == editor.document
    changed = out.text.replace("Live edge is available in oak and walnut.", "Not in ash.")
    assert send_file(editor, changed.encode()).status_code == 303
    assert editor.rule("R3")["reason"] == "Not in ash."
    as_json = json.dumps(load_document(FILE), indent=1).encode()
    assert send_file(editor, as_json).status_code == 303
    assert editor.rule("R3")["reason"] == "Live edge is available in oak and walnut."
    assert "Europe/Copenhagen" in editor.open(f"{MODEL}/export.yaml").text


BROKEN: tuple[tuple[Callable[[str], str], int, str], ...] = (
    (lambda t: t.replace("step: 10\n", "step: ten\n", 1), 422, "numbers[0].step"),
    (lambda t: t.replace("  - id: R3", "  - id: [R3"), 422, "Line "),
    (lambda t: t.replace("sku: KAST-TABLE", "sku: LUMEN-BLIND"), 422, "This is a model of LUMEN-BLIND"),
    (lambda t: t.replace("seller: kast-oak", "seller: lumen"), 422, "whose product this is"),
    (lambda t: "a: &a [x, x]\nb: [*a, *a]\n", 422, "by an alias"),
    (lambda t: "[" * 5000, 422, "nested too deeply"),
    (lambda t: t + "#" * 300_000, 413, "262,144 characters"),
    (lambda t: t + "#" * 1_200_000, 413, "262,144 characters"),
    (lambda t: "  \n", 422, "This file is empty"),
    (lambda t: "!!python/object/apply:os.system ['true']", 422, "should be one mapping"),
)


def test_a_file_that_cannot_be_is_refused_whole(editor: Editor) -> None:
    before = editor.document
    for change, status, sentence in BROKEN:
        answer = send_file(editor, change(FILE).encode())
        assert answer.status_code == status, sentence
        assert sentence in html.unescape(answer.text)
    assert editor.document == before


def test_a_rule_whose_name_fits_into_no_address_is_edited_all_the_same(editor: Editor) -> None:
    odd = FILE.replace("id: R2", "id: legs/length & more").replace("id: R3", "id: new")
    assert send_file(editor, odd.encode()).status_code == 303
    listed = editor.open(f"{DRAFT}/rules").text
    assert "legs/length &amp; more" in listed
    assert f"{DRAFT}/rules/1" in listed
    assert f"{DRAFT}/rules/2" in listed
    assert editor.save("rules/1", reason="Odd, but mended.").status_code == 303
    assert editor.rule("legs/length & more")["reason"] == "Odd, but mended."


def test_another_sellers_model_does_not_exist(editor: Editor) -> None:
    form = editor.form("rules/R1")
    before = editor.document
    sign_in(editor.shop, seller="lumen", person=Person("p2", "l@example.com", "Lis"))
    assert "KAST-TABLE" not in editor.open("/console/models").text
    for path in (MODEL, f"{DRAFT}/rules", f"{DRAFT}/rules/R1", f"{MODEL}/export.yaml", f"{MODEL}/versions/1"):
        assert editor.open(path).status_code == 404
    assert editor.client.post(f"{DRAFT}/rules/R1", data=form).status_code == 404
    assert editor.client.post(f"{DRAFT}/rules/R1/check", data=form).status_code == 404
    assert editor.client.post(f"{MODEL}/discard", data=form).status_code == 404
    sign_out(editor.shop)
    assert editor.open(MODEL).status_code in (302, 403)
    assert before == editor.document
