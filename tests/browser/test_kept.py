"""A machine goes down on the board, and the customer's open page says the new day, why, and what may be chosen."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import TABLE, open_accepted, ordered, press, sign_in
from tests.servers.shop import ServedShop

Open = Callable[..., Page]
Keep = Callable[[Page, str], None]
MACHINE = "lane-KO-PRESS"
SEARCH_MS = 40_000  # the solver takes its ten seconds, and a busy machine its own


def test_a_machine_down_on_the_board_moves_the_customers_day_with_a_reason_and_a_choice(
    window: Open, keep: Keep, served: ServedShop
) -> None:
    customer, seller = window(), window()
    number = open_accepted(customer, ordered(served.url, species="walnut", floor="2"))
    live = customer.locator("#live")
    expect(live.get_by_role("heading", name=TABLE)).to_be_visible()
    expect(live).to_contain_text("Cancel this line", timeout=SEARCH_MS)  # the workshop has it
    sign_in(seller)
    seller.goto("/console/production")
    machine = seller.locator(f"#{MACHINE}")
    machine.get_by_text("Machine down").click()
    keep(seller, "kept-0-board")
    press(machine.get_by_role("button", name="Two weeks"))
    expect(machine).to_contain_text("Down until")
    try:
        moved = live.locator("[data-moved]")
        expect(moved).to_be_visible(timeout=SEARCH_MS)
        expect(moved).to_contain_text(re.compile("Now by .+ instead of"))
        expect(moved).to_contain_text("is out of order until")
        keep(customer, "kept-1-moved")
        seller.goto("/console/promises-at-risk")
        expect(seller.locator("#moved")).to_contain_text(number)
        keep(seller, "kept-2-risks")
        press(moved.get_by_role("link", name="Change or cancel free"))
        for choice in ("Keep the new day", "See what can still be changed", "Cancel it"):
            expect(customer.get_by_text(choice, exact=True)).to_be_visible()
        keep(customer, "kept-3-choice")
        press(customer.get_by_role("button", name="Keep the new day"))
        expect(customer.locator("[data-moved]")).to_contain_text("You agreed to the new day")
    finally:
        seller.goto("/console/production")
        press(machine.get_by_role("button", name="It is back"))
    expect(machine).to_contain_text("Machine down")
