"""A change order as a customer makes it: before the freeze it is two clicks, after it the page says since when."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import PATIENCE_MS, TABLE, choose, open_accepted, ordered, press, sign_in, way
from tests.servers.shop import ServedShop

Open = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_a_change_before_the_freeze_is_done_and_after_it_says_why_not(
    window: Open, keep: Keep, served: ServedShop
) -> None:
    customer, workshop = window(), window()
    number = open_accepted(customer, ordered(served.url, floor="1"))
    home = customer.url
    _before(customer, keep)
    customer.goto(home)
    expect(way(customer, TABLE)).to_be_visible()
    expect(customer.locator("main")).to_contain_text("€1,528", timeout=PATIENCE_MS)

    sign_in(workshop)
    _start_first(workshop, number)
    customer.goto(home)
    press(customer.get_by_role("link", name="Change it"))
    wood = customer.locator("[data-group=species]")
    expect(wood).to_contain_text(re.compile("“Select and joint lamellas, glue up” is running since"))
    expect(wood.get_by_role("radio", name="Oak")).to_be_disabled()
    expect(customer.locator("[data-group=finish]").get_by_role("radio", name="Soap")).to_be_enabled()
    choose(customer, "finish", "soap")
    expect(customer.locator("[data-difference]")).to_have_text("−€45")
    expect(customer.locator(".buybar")).to_contain_text("A fee of €25 is in it.")
    keep(customer, "change-after-the-freeze")


def _before(page: Page, keep: Keep) -> None:
    """The finish becomes hardwax: price and day are shown with the choice, the yes is a page of its own."""
    press(page.get_by_role("link", name="Change it"))
    expect(page.locator(".buybar")).to_contain_text("This is what you ordered.")
    page.evaluate("window.same = true")
    choose(page, "finish", "hardwax")
    expect(page.locator("[data-difference]")).to_have_text("+€50")
    assert page.evaluate("window.same")
    keep(page, "change-chosen")
    press(page.get_by_role("button", name="Look at this change"))
    expect(page.get_by_role("row", name=re.compile("Finish Oil Hardwax oil"))).to_be_visible()
    keep(page, "change-review")
    press(page.get_by_role("button", name="Change it"))
    expect(page.locator("main")).to_contain_text(re.compile("Changed today .*: Finish"), timeout=PATIENCE_MS)


def _start_first(page: Page, number: str) -> None:
    """Start our order's first operation on the board, freeing its machine first if another piece is on it."""
    page.goto("/console/production")
    ours = page.locator("article.job").filter(has_text=re.compile(rf"Order {number}\b"))
    lane = page.locator(".lane", has=ours).first
    while not ours.get_by_role("button", name="Start", exact=True).count():
        press(lane.get_by_role("button", name="Finish", exact=True).first)
        page.goto("/console/production")
    press(ours.get_by_role("button", name="Start", exact=True).first)
