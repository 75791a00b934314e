"""From a draft into the shop: checks with what is to blame, the difference, the worker's job, what stays up."""

from __future__ import annotations

import html
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing
from storefront.configurator import publication, queries
from storefront.running.draining import drain
from tests.servers.kept import wrote
from tests.storefront.console.editor import DRAFT, MODEL, Editor, fields
from tests.storefront.console.house import sign_in
from tests.storefront.console.test_models import put

PUBLISH = f"{MODEL}/publish"


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def editor(app: Flask) -> Editor:
    shop = app.extensions["shop"]
    wrote(shop.runner, put)
    sign_in(shop, seller="kast-oak")
    editor = Editor(app, shop, app.test_client())
    editor.start()
    return editor


def press(editor: Editor) -> int:
    form = fields(editor.open(PUBLISH).text, PUBLISH)
    return editor.client.post(PUBLISH, data=form).status_code


def work(editor: Editor) -> None:
    table: Any = {name: lambda message, fn=fn: fn(editor.shop, message) for name, fn in publication.OUTBOX.items()}
    while drain(editor.shop.runner, table):
        pass


def sold_rules(editor: Editor) -> list[str]:
    return [rule.id for rule in editor.shop.read(lambda w: queries.published_model(w, "KAST-TABLE")).rules]


def checks(editor: Editor) -> str:
    answer = editor.open(f"{PUBLISH}/checks")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_a_changed_draft_is_checked_compared_and_published_by_the_worker(editor: Editor) -> None:
    assert "The very same pieces can be bought." in checks(editor)
    editor.save("rules/R2", must="length <= 2500")
    said = checks(editor)
    assert "pieces can be bought" in said
    assert "can no longer be bought" in said
    assert "No longer" in said
    page = editor.open(PUBLISH).text
    assert "Changed the rule R2" in page
    assert "checks=1" in page, "the way without JavaScript"
    assert press(editor) == 303
    assert "Waiting for its turn." in editor.open(f"{PUBLISH}/progress").text
    work(editor)
    done = editor.open(f"{PUBLISH}/progress").text
    assert "It is in the shop." in done
    assert editor.open(f"{DRAFT}/choices").status_code == 303, "the draft is the published version now"
    assert "Published" in editor.open(MODEL).text


def test_a_void_model_names_the_rules_to_blame_and_what_is_sold_stays(editor: Editor) -> None:
    before = sold_rules(editor)
    for must in ("length > 2950", "length < 2000"):
        form = editor.form("rules/new?mode=limit")
        assert editor.send("rules/new", form, action="save", must=must, reason="So it is.").status_code == 303
    said = checks(editor)
    assert "Nothing can be bought" in said
    assert f"{DRAFT}/rules/R10" in said
    assert f"{DRAFT}/rules/R11" in said
    form = fields(editor.open(PUBLISH).text, PUBLISH)
    refused = editor.client.post(PUBLISH, data=form)
    assert refused.status_code == 422
    assert "cannot be bought" in html.unescape(refused.text)
    assert sold_rules(editor) == before


def test_a_dead_option_is_a_warning_with_its_rule(editor: Editor) -> None:
    form = editor.form("rules/new?mode=sentence")
    typed = {"w-0-field": "edge", "t-0-field": "species"}
    form = fields(editor.send("rules/new", form, action="more", **typed).text, f"{DRAFT}/rules/new")
    sides = {"w-0-opt": ["live"], "t-0-opt": ["ash"], "then": "requires"}
    assert editor.send("rules/new", form, action="save", reason="Ash only.", **sides).status_code == 303
    said = checks(editor)
    assert "Edge: Live edge can never be bought" in said
    assert f"{DRAFT}/rules/R10" in said
    assert "to look at" in said


def test_a_grid_of_ten_million_sizes_gets_a_clear_answer(editor: Editor) -> None:
    assert editor.save("numbers/length", step="1").status_code == 303
    assert editor.save("numbers/width", max="7000", step="1").status_code == 303
    form = editor.form("rules/new?mode=limit")
    crooked = editor.send(
        "rules/new",
        form,
        action="save",
        must="(length * 7919 + width * 104729) % 1000003 != 12345",
        reason="Superstition.",
    )
    assert crooked.status_code == 303
    said = checks(editor)
    assert "keeps it from the shop" in said
    before = sold_rules(editor)
    assert press(editor) == 303
    work(editor)
    assert "It was refused. The shop sells what it sold before." in editor.open(f"{PUBLISH}/progress").text
    assert sold_rules(editor) == before


def test_a_draft_that_changed_meanwhile_is_not_published(editor: Editor) -> None:
    form = fields(editor.open(PUBLISH).text, PUBLISH)
    editor.save("rules/R1", reason="Newer.")
    answer = editor.client.post(PUBLISH, data=form)
    assert answer.status_code == 409
    assert "Somebody changed this draft meanwhile" in answer.text


def test_new_materials_are_registered_with_the_press(editor: Editor) -> None:
    said = checks(editor)
    assert "New in your store" in said
    assert "is no work centre of yours" in said
    assert f"{DRAFT}/operations/10" in said
    assert press(editor) == 303
    known = {row.sku for row in editor.shop.read(lambda w: purchasing.materials(w, EVERY_SELLER))}
    assert {"WOOD-oak-t32", "CRATE-L"} <= known
    assert "New in your store" not in checks(editor)


def test_walks_through_the_draft_end_in_its_extremes(editor: Editor) -> None:
    page = editor.open(f"{DRAFT}/break?seed=3")
    assert page.status_code == 200
    assert "To the cheapest" in page.text
    assert "€935" in page.text
    assert "€5,784" in page.text
    assert "broken" not in page.text.split('class="walks"')[1]
    assert editor.open(f"{DRAFT}/break?seed=x").status_code == 200


def test_a_product_is_started_from_nothing_and_published(editor: Editor) -> None:
    form = fields(editor.open("/console/models/new").text, "/console/models/new")
    assert "Give the product a name." in editor.client.post("/console/models/new", data=form).text
    form["name"], form["sku"] = "Bench", "oak bench"
    made = editor.client.post("/console/models/new", data=form)
    assert made.status_code == 303
    assert made.location.endswith("/console/models/OAK%20BENCH/draft/choices")
    page = editor.open(made.location)
    assert "Standard" in page.text
    assert "€100" in page.text
    again = editor.client.post("/console/models/new", data=form)
    assert again.status_code in (409, 422)
    address = "/console/models/OAK%20BENCH/publish"
    form = fields(editor.open(address).text, address)
    assert editor.client.post(address, data=form).status_code == 303
    work(editor)
    done = editor.open(f"{address}/progress").text
    assert "It is published." in done
    assert "still out of the shop" in done


def test_older_versions_are_shown_and_become_the_draft(editor: Editor) -> None:
    editor.save("rules/R1", reason="Newer.")
    assert press(editor) == 303
    work(editor)
    old = editor.open(f"{MODEL}/versions/1")
    assert "Tops over 240 cm on four legs" in old.text
    form = fields(old.text, DRAFT)
    assert form["version"] == "1"
    assert editor.client.post(DRAFT, data=form).status_code == 303
    assert editor.rule("R1")["reason"] == "Tops over 240 cm on four legs need 32 mm or 40 mm."
    assert editor.open(f"{MODEL}/versions/99").status_code == 404
