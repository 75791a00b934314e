"""The configurator over HTTP: the plain form, the JSON behind the script, the sheet."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from foundation.data.work import Work
from storefront.catalogue.models import Product
from storefront.catalogue.moved import remember
from storefront.configurator import service
from storefront.mount.current import ShopState

pytestmark = pytest.mark.usefixtures("stocked_shop")
PAGE = "/p/table/configure"


def token(client: FlaskClient) -> str:
    found = re.search(r'data-token="([^"]+)"', client.get(PAGE).text)
    assert found
    return found.group(1)


def post(client: FlaskClient, path: str, body: object) -> tuple[int, dict[str, object]]:
    answer = client.post(path, json=body, headers={"X-CSRF-Token": token(client)})
    found: dict[str, object] = answer.get_json()
    return answer.status_code, found


DEFAULTS = {
    "species": "oak", "top": "t32", "edge": "chamfer", "base": "taper4",
    "finish": "oil", "ext": "none", "engraving": "no",
}  # fmt: skip
SIZE = {"length": 2000, "width": 950, "height": 740}


def test_the_page_shows_every_option_with_its_own_difference_and_the_price(client: FlaskClient) -> None:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    for words in ("€1,653", "+€110", "Four tapered legs", "How to measure", "Pay today", "€661.20"):
        assert words in answer.text
    assert "style=" not in answer.text


def test_who_comes_by_the_old_address_is_sent_on_with_what_was_picked(
    client: FlaskClient, stocked_shop: ShopState
) -> None:
    def move(work: Work) -> None:
        work.session.execute(update(Product).where(Product.slug == "table").values(slug="oak-table"))
        product = work.session.scalars(select(Product.id).where(Product.slug == "oak-table")).one()
        remember(work, product, "table", "oak-table")

    stocked_shop.write(move)
    for page in ("configure", "configure/sheet"):
        old = client.get(f"/p/table/{page}?species=oak")
        assert (old.status_code, old.location) == (301, f"/p/oak-table/{page}?species=oak")
        assert client.get(old.location).status_code == 200


def test_a_plain_form_follows_the_choices_in_centimetres(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}?species=walnut&length=210&width=90&height=74.5&base=trestle")
    assert answer.status_code == 200
    assert 'value="210"' in answer.text
    assert 'value="74.5"' in answer.text
    assert re.search(r'value="walnut" checked', answer.text)


def test_a_blocked_option_is_visible_with_reason_and_repair(client: FlaskClient) -> None:
    html = unescape(client.get(f"{PAGE}?species=walnut").text)
    assert "Soap finish is for light woods only." in html
    assert 'aria-disabled="true"' in html
    repair = re.search(r'name="repair" value="([^"]+)"><span data-fix-label>Change wood to (Oak|Ash)', html)
    assert repair
    answer = client.get(PAGE, query_string={"species": "walnut", "repair": repair.group(1)})
    assert answer.status_code == 303
    after = unescape(client.get(answer.location).text)
    assert f"Wood changed to {repair.group(2)}; Finish changed to Soap." in after
    assert "Undo" in after


BAD_INPUT = [
    ("species=plastic", "there is no “plastic”"),
    ("length=210.3", "in steps of 1 cm"),
    ("length=abc", "give a number in cm"),
    ("d=colour.red", "There is no choice called “colour”"),
    ("d=" + "x" * 9000, "There is no choice called"),
]


def test_bad_input_is_a_clear_sentence_with_status_422(client: FlaskClient) -> None:
    for query, sentence in BAD_INPUT:
        answer = client.get(f"{PAGE}?{query}")
        assert answer.status_code == 422, query
        assert sentence in unescape(answer.text)


def test_too_long_says_so_beside_the_length_and_offers_two_ways_out(client: FlaskClient) -> None:
    html = unescape(client.get(f"{PAGE}?d=base.taper4&length=270").text)
    assert "Over 260 cm, choose a trestle or steel base." in html
    assert "Change base to Trestle, keep 270 cm" in html
    assert "Change length to 260 cm" in html


def test_html_in_an_engraving_is_shown_as_text(client: FlaskClient) -> None:
    answer = client.get(PAGE, query_string={"engraving": "text", "engraving_text": "<script>x</script>"})
    assert "<script>x" not in answer.text
    assert "we cannot engrave" in answer.text


def test_the_sheet_says_every_choice_and_asks_about_the_unusual(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}/sheet?base=trestle&length=300")
    html = unescape(answer.text)
    assert answer.status_code == 200
    for words in ("What we will make", "300 cm seats ten. Right?", "Trestle", "Add to cart", "Pay when it is ready"):
        assert words in html
    sent = re.search(r'name="choices" value="([^"]+)"', answer.text)
    assert sent
    assert json.loads(unescape(sent.group(1)))["numbers"]["length"] == 3000


def test_the_sheet_of_what_cannot_be_made_leads_back_with_the_reason(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}/sheet?engraving=text", follow_redirects=True)
    assert answer.status_code == 422
    assert "write what it should say" in answer.text


def sheet_form(client: FlaskClient, query: str) -> dict[str, str]:
    html = client.get(f"{PAGE}/sheet?{query}").text
    fields = re.findall(r'type="hidden" name="(csrf_token|choices)" value="([^"]+)"', html)
    return {name: unescape(value) for name, value in fields} | {"quantity": "1"}


def test_adding_puts_the_snapshot_into_the_cart(client: FlaskClient) -> None:
    answer = client.post(f"{PAGE}/add", data=sheet_form(client, "base=trestle"))
    assert answer.status_code == 303
    html = client.get(answer.location).text
    assert "Solid-wood table" in html
    assert "€1,763" in html


BAD_QUANTITIES = ["-1", "0", "x", "1000"]


def test_a_bad_quantity_comes_back_to_the_sheet_with_its_sentence(client: FlaskClient) -> None:
    form = sheet_form(client, "")
    for quantity in BAD_QUANTITIES:
        answer = client.post(f"{PAGE}/add", data=form | {"quantity": quantity})
        assert answer.status_code == 422, quantity
        assert "What we will make" in answer.text
        assert 'aria-invalid="true"' in answer.text


UNREADABLE = ["", "[]", "{", "[" * 15_000, '{"options": {"species": 1}}']


def test_unreadable_choices_never_reach_the_cart(client: FlaskClient) -> None:
    form = sheet_form(client, "")
    for choices in UNREADABLE:
        answer = client.post(f"{PAGE}/add", data=form | {"choices": choices})
        assert answer.status_code == 422, choices[:40]
        assert "cannot be read" in answer.text


def test_tampered_choices_lead_back_to_the_configurator(client: FlaskClient) -> None:
    form = sheet_form(client, "")
    form["choices"] = form["choices"].replace('"length": 2000', '"length": 2900')
    answer = client.post(f"{PAGE}/add", data=form, follow_redirects=True)
    assert "Over 260 cm" in unescape(answer.text)


def test_the_script_gets_ready_words_and_a_drawing(client: FlaskClient) -> None:
    body = {"picks": {**DEFAULTS, "base": "trestle"}, "numbers": SIZE, "texts": {}, "changed": "base"}
    status, state = post(client, f"{PAGE}/state", body)
    assert status == 200
    assert str(state["sentence"]).startswith("Base: Trestle. €1,763.")
    assert "<svg" in str(state["svg"])
    assert state["buyable"] is True
    assert "base.trestle" in str(state["d"])


OTHER_SHAPES = [[], "x", {"picks": 5}, {"picks": {"species": 5}}, {"numbers": {"length": "2000"}}]


def test_json_of_another_shape_is_refused(client: FlaskClient) -> None:
    for body in OTHER_SHAPES:
        status, answer = post(client, f"{PAGE}/state", body)
        assert status == 422, body
        assert str(answer["title"]).endswith(".")


def test_tampered_picks_come_back_as_problems(client: FlaskClient) -> None:
    body = {"picks": {**DEFAULTS, "species": "gold"}, "numbers": {**SIZE, "length": 10**15}}
    status, state = post(client, f"{PAGE}/state", body)
    assert status == 200
    assert state["buyable"] is False
    assert state["price"] is None


def test_the_public_artefact_is_immutable_and_keeps_costs_to_itself(
    client: FlaskClient, stocked_shop: ShopState
) -> None:
    found = re.search(r'data-hash="([0-9a-f]{64})"', client.get(PAGE).text)
    assert found
    answer = client.get(f"/configurator/model/{found.group(1)}")
    assert "immutable" in answer.headers["Cache-Control"]
    artefact = answer.get_json()
    assert artefact["hash"] == found.group(1)
    formulas = client.get(f"/configurator/model/{found.group(1)}.js")
    assert formulas.mimetype == "text/javascript"
    assert "immutable" in formulas.headers["Cache-Control"]
    for secret in ("thick", "wood_cost", "frame_cost", "finish_cost", "first_wait", "WOOD-", "KO-"):
        assert secret not in answer.text
        assert secret not in formulas.text
    assert client.get("/configurator/model/" + "0" * 64).status_code == 404
    status, state = post(
        client, "/configurator/state", {"hash": found.group(1), "picks": DEFAULTS, "numbers": SIZE, "texts": {}}
    )
    assert (status, state["buyable"], state["complete"], state["engine"]) == (200, True, True, "diagram")


def test_an_option_is_explained_in_the_sellers_words_with_its_ways_out(client: FlaskClient) -> None:
    held = re.search(r'data-hash="([0-9a-f]{64})"', client.get(PAGE).text)
    assert held
    body = {
        "hash": held.group(1), "picks": {**DEFAULTS, "species": "walnut"}, "numbers": SIZE, "picked": ["species"],
        "group": "finish", "option": "soap",
    }  # fmt: skip
    status, answer = post(client, "/configurator/explain", body)
    assert status == 200
    assert (answer["picks"], answer["rules"]) == (["species"], ["R7"])
    assert answer["message"] == "Soap finish is for light woods only."
    assert [repair["label"] for repair in answer["repairs"]] == ["Change wood to Oak, choose this"]
    status, answer = post(client, "/configurator/explain", {**body, "option": "gold"})
    assert status == 422


def test_what_was_opened_before_a_change_of_the_product_is_told_to_reload(
    client: FlaskClient, stocked_shop: ShopState, table_document: str
) -> None:
    held = re.search(r'data-hash="([0-9a-f]{64})"', client.get(PAGE).text)
    assert held
    old = held.group(1)
    assert client.get(f"/configurator/model/{old}").status_code == 200
    stocked_shop.write(lambda work: service.publish(work, table_document.replace("39000", "49000")))
    body = {"hash": old, "sku": "KAST-TABLE", "picks": DEFAULTS, "numbers": SIZE, "texts": {}}
    for path in ("state", "explain", "commit"):
        status, answer = post(client, f"/configurator/{path}", {**body, "group": "species", "option": "oak"})
        assert status == 409
        assert "Reload the page" in str(answer["title"])
    status, answer = post(client, "/configurator/state", {**body, "hash": "f" * 64})
    assert status == 404


TAMPERED = [
    ({"picked": ["species", "nothing", "__proto__"]}, 200),
    ({"picked": "species"}, 422),
    ({"picked": [1, None]}, 422),
    ({"picked": {"species": True}}, 422),
    ({"picks": {**DEFAULTS, "species": ["oak"]}}, 422),
    ({"numbers": {**SIZE, "length": "2000"}}, 422),
    ({"numbers": {**SIZE, "length": 2000.5}}, 422),
    ({"texts": {"engraving_text": 7}}, 422),
    ({"hash": ["x"]}, 404),
    ({"hash": "x" * 5000}, 404),
]


def test_tampered_picks_get_a_sentence(client: FlaskClient) -> None:
    held = re.search(r'data-hash="([0-9a-f]{64})"', client.get(PAGE).text)
    assert held
    for changes, status in TAMPERED:
        body = {"hash": held.group(1), "picks": DEFAULTS, "numbers": SIZE, "texts": {}, **changes}
        found, answer = post(client, "/configurator/state", body)
        assert found == status, changes
        if status != 200:
            assert str(answer["title"]).endswith(".")


def test_what_is_committed_is_judged_by_the_server_whatever_was_picked(client: FlaskClient) -> None:
    for picks, numbers in (
        ({**DEFAULTS, "species": "gold"}, SIZE),
        ({**DEFAULTS, "species": "walnut", "finish": "soap"}, SIZE),
        (DEFAULTS, {**SIZE, "length": 2105}),
        (DEFAULTS, {**SIZE, "length": 10**15}),
        ({**DEFAULTS, "more": "x"}, SIZE),
        ({}, {}),
    ):
        status, answer = post(
            client, "/configurator/commit", {"sku": "KAST-TABLE", "picks": picks, "numbers": numbers, "picked": []}
        )
        assert status == 422
        assert str(answer["title"]).endswith(".")


def test_commit_answers_with_a_signed_snapshot_that_the_shop_can_open(
    client: FlaskClient, stocked_shop: ShopState
) -> None:
    body = {"sku": "KAST-TABLE", "picks": DEFAULTS, "numbers": SIZE, "texts": {}, "total_minor": 1}
    status, answer = post(client, "/configurator/commit", body)
    assert status == 200
    assert answer["total_minor"] == 165_300
    signed = str(answer["snapshot"])
    signer = stocked_shop.signer("configuration")
    snapshot = stocked_shop.read(lambda work: service.open_signed(work, signer, signed))
    assert snapshot.total.minor == 165_300
    status, refused = post(client, "/configurator/commit", {**body, "numbers": {**SIZE, "length": 2700}})
    assert status == 422
    assert refused["field"] == "length"


def test_a_product_that_is_not_made_is_not_found(client: FlaskClient) -> None:
    assert client.get("/p/nothing/configure").status_code == 404
