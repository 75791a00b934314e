"""Buying needs no JavaScript: every step is a form that a browser sends by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import TABLE, add_good, check_out, choose, open_order, pay, press, way


def test_a_mixed_cart_is_bought_without_javascript(
    window: Callable[..., Page], keep: Callable[[Page, str], None]
) -> None:
    page = window(java_script_enabled=False)
    add_good(page, "hardwax-oil", "OIL-HW-10")
    _configure(page)
    _choose_each_when_ready(page)
    check_out(page, floor="2")
    pay(page)
    keep(page, "without-javascript-placed")
    number = open_order(page)
    assert number.isdigit()
    expect(way(page, TABLE)).to_contain_text("Ordered")
    expect(way(page, "Hardwax oil, 1 l")).to_contain_text("Ordered")


def _configure(page: Page) -> None:
    """The same form as a plain GET: *Update* shows the new drawing, price and day."""
    page.goto("/p/solid-wood-table/configure")
    before = page.locator("[data-total]").inner_text()
    page.get_by_role("spinbutton", name="Length").fill("210")
    page.get_by_role("spinbutton", name="Width").fill("90")
    choose(page, "species", "walnut")
    press(page.locator("button[data-nojs]"))
    expect(page.locator("[data-total]")).to_have_text("€2,517")
    assert before != "€2,517"
    expect(page.get_by_role("radio", name="Walnut")).to_be_checked()
    press(page.get_by_role("button", name="Review and add"))
    sheet = page.get_by_role("region", name=TABLE)
    for words in ("210 cm", "90 cm", "Walnut"):
        expect(sheet).to_contain_text(words)
    press(page.get_by_role("button", name="Add to cart"))


def _choose_each_when_ready(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your cart")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^All together")).check()
    form = page.locator("form[action$='/cart/plan']")
    press(form.get_by_role("button", name="Update"))
    expect(page.get_by_role("radio", name=re.compile("^All together"))).to_be_checked()
    page.get_by_role("radio", name=re.compile("^Each when ready")).check()
    press(form.get_by_role("button", name="Update"))
    expect(page.get_by_role("radio", name=re.compile("^Each when ready"))).to_be_checked()
