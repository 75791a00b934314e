"""Counts over HTTP: a blind sheet, two counters, what differs, posting it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.stock import item
from storefront.mount.current import ShopState
from tests.storefront.console.house import Tablet, form_of, sign_in, sold

COUNTS = "/console/counts"


@pytest.fixture
def tablet(client: FlaskClient, shop: ShopState) -> Tablet:
    sign_in(shop)
    return Tablet(client)


def begun(tablet: Tablet) -> str:
    """A sheet of the hall; its address."""
    page = tablet.open(COUNTS)
    answer = tablet.client.post(COUNTS, data=form_of(page, COUNTS) | {"location": "HALL"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def lines(page: str) -> dict[str, str]:
    """Line by the number of its item."""
    rows = re.findall(r'id="c-(\d+)".*?class="small muted">([\w-]+)', page, re.S)
    return {sku: line for line, sku in rows}


def test_a_count_from_the_blind_sheet_to_the_movement(tablet: Tablet, shop: ShopState) -> None:
    sold(shop, oak=3_000_000)
    at = begun(tablet)
    sheet = tablet.open(at)
    assert "3 m³" not in sheet.text, "the sheet is blind"
    oak = lines(sheet.text)["OAK"]
    for counted, words in (("", "Type a number"), ("-1", "not negative"), ("many", "Type a number")):
        wrong = tablet.send(sheet, f"{at}/enter", line=oak, version="0", counted=counted)
        assert wrong.status_code == 422
        assert words in wrong.text
    assert tablet.send(sheet, f"{at}/enter", line=oak, version="0", counted="2.9").status_code == 303
    second = tablet.send(sheet, f"{at}/enter", line=oak, version="0", counted="2.8")
    assert second.status_code == 409
    assert "counted 2.9 m³ here a moment ago, and you 2.8 m³" in second.text
    review = tablet.open(f"{at}?show=review").text
    assert "−0.1 m³" in review
    assert "3 m³" in review
    refused = tablet.send(sheet, f"{at}/post", reason="")
    assert refused.status_code == 422
    assert tablet.send(sheet, f"{at}/post", reason="offcuts").status_code == 303
    assert "Posted" in tablet.open(at).text
    newest = shop.read(lambda work: item(work, EVERY_SELLER, "OAK")).movements[0]
    assert (newest.quantity, newest.reference) == (-100_000, "Count 23.11.2026: offcuts")
    late = tablet.send(sheet, f"{at}/enter", line=oak, version="1", counted="1")
    assert late.status_code == 409
    assert "This count is over" in late.text


def test_one_sheet_a_place_and_it_may_be_dropped(tablet: Tablet, shop: ShopState) -> None:
    sold(shop)
    at = begun(tablet)
    page = tablet.open(COUNTS)
    again = tablet.send(page, COUNTS, location="HALL", client_id="another")
    assert again.status_code == 409
    assert "HALL is being counted already" in again.text
    assert tablet.send(page, COUNTS, location="NOWHERE", client_id="n").status_code == 404
    assert tablet.send(tablet.open(at), f"{at}/enter", line="99999", version="0", counted="1").status_code == 404
    assert tablet.send(page, f"{at}/drop").status_code == 303
    assert "Dropped" in tablet.open(COUNTS).text
