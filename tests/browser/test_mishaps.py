"""What goes wrong in a shop, as the people see it: in words, with a way out, and nothing half done."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import (
    PATIENCE_MS,
    TABLE,
    Buyer,
    add_good,
    check_out,
    give_address,
    give_contact,
    open_accepted,
    open_order,
    ordered,
    pay,
    press,
    sign_in,
    way,
)
from tests.servers.shop import ServedShop

Open = Callable[..., Page]
Keep = Callable[[Page, str], None]
LAST = ("brass-bell", "BELL-BRASS")


def test_of_two_shoppers_after_the_last_piece_one_gets_it_and_one_a_sentence(window: Open, keep: Keep) -> None:
    seller, quick, slow = window(), window(), window()
    sign_in(seller)
    _leave_one(seller, LAST[1])
    for shopper in (quick, slow):
        add_good(shopper, *LAST)
        shopper.goto("/checkout/contact")
        give_contact(shopper, Buyer())
    give_address(quick, Buyer())
    expect(quick.get_by_role("heading", name="Is everything right?")).to_be_visible()
    give_address(slow, Buyer())
    alert = slow.locator("main .notice--bad")
    expect(alert).to_contain_text("Nothing was charged")
    expect(alert).to_contain_text(re.compile("Someone bought the last .* a moment ago"))
    expect(slow.get_by_label("Street and number")).to_have_value(Buyer().line1)
    keep(slow, "mishap-last-piece")
    press(quick.get_by_role("button", name=re.compile("^Order and pay")))
    pay(quick)
    open_order(quick)


def _leave_one(seller: Page, sku: str) -> None:
    """Count the shelf so that exactly one is free to sell."""
    seller.goto(f"/console/stock/{sku}")
    cells = seller.get_by_role("group", name="Levels").get_by_role("row").nth(1).get_by_role("cell")
    held = sum(int(re.sub(r"\D", "", cells.nth(n).inner_text()) or 0) for n in (3, 4))
    count = seller.locator("#adjust")
    count.get_by_label(re.compile("^On the shelf")).fill(str(held + 1))
    count.get_by_label("Why").fill("Counted for the last one")
    press(count.get_by_role("button", name="Set"))
    expect(cells.last).to_contain_text(re.compile(r"^1\b"))


def test_a_declined_card_loses_nothing_and_another_card_pays_the_same_order(window: Open, keep: Keep) -> None:
    page = window()
    add_good(page, "table-soap", "SOAP-FLAKES")
    check_out(page)
    address = page.url
    pay(page, "declined")
    assert page.url == address
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Not paid")
    expect(alert).to_contain_text("Nothing was charged")
    keep(page, "mishap-declined")
    pay(page, "approve")
    open_order(page)
    expect(way(page, "Table soap")).to_contain_text("Ordered")


def test_a_line_is_cancelled_while_it_is_free_and_the_refund_is_shown(
    window: Open, keep: Keep, served: ServedShop
) -> None:
    page = window()
    open_accepted(page, ordered(served.url, species="oak", floor="1", oil=True))
    line = page.locator("article", has=way(page, TABLE))
    press(line.get_by_role("link", name="Cancel this line"))
    expect(page.get_by_role("heading", name=f"Cancel {TABLE}?")).to_be_visible()
    back = page.locator("main .lead").inner_text()
    refund = re.search(r"€[\d,.]+\d", back)
    assert refund is not None, back
    press(page.get_by_role("button", name="Cancel this line"))
    expect(page.locator("main")).to_contain_text(f"{refund[0]} goes back to your card", timeout=PATIENCE_MS)
    expect(way(page, TABLE).locator(".tl__item--bad")).to_contain_text("Cancelled")
    expect(way(page, "Hardwax oil, 0.5 l")).not_to_contain_text("Cancelled")
    keep(page, "mishap-cancelled")


def test_a_blocked_option_says_why_and_one_click_repairs_it_and_one_takes_it_back(window: Open, keep: Keep) -> None:
    page = window()
    page.goto("/p/solid-wood-table/configure?length=210&width=90&species=walnut")
    soap = page.locator("[data-group=finish] [data-row=soap]")
    expect(soap).to_contain_text("Soap finish is for light woods only.")
    page.locator("label[for=f-finish-soap]").click(force=True)  # a person may press what is marked as blocked
    expect(soap.get_by_role("radio")).not_to_be_checked()
    page.evaluate("window.same = true")
    soap.get_by_role("button").click()
    expect(soap.get_by_role("radio")).to_be_checked()
    toast = page.locator("[data-toasts]")
    expect(toast).to_contain_text("changed to")
    expect(page.locator("[data-group=species] input[value=walnut]")).not_to_be_checked()
    keep(page, "mishap-repaired")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-group=species] input[value=walnut]")).to_be_checked()
    expect(soap.get_by_role("radio")).not_to_be_checked()
    expect(page.locator("[data-total]")).to_have_text("€2,517")
    assert page.evaluate("window.same")


def test_someone_elses_order_link_is_a_page_that_says_so(window: Open, keep: Keep) -> None:
    page = window()
    answer = page.goto("/o/WyJmb3JnZWQiLDFd.aaaa.bbbb")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Nothing stands here")).to_be_visible()
    expect(page.locator("main")).to_contain_text("There is no order behind this link")
    expect(page.get_by_role("link", name="Hall Three").first).to_be_visible()
    keep(page, "mishap-forged-link")


def test_a_finished_operation_taken_back_on_the_board_is_taken_back_for_the_customer(
    window: Open, keep: Keep, served: ServedShop
) -> None:
    customer, workshop = window(), window()
    number = open_accepted(customer, ordered(served.url, floor="1"))
    customer.evaluate("window.same = true")
    sign_in(workshop)
    first = way(customer, TABLE).locator("> li").nth(1)
    _free_the_place(workshop, number)
    _on_board(workshop, number, "Start")
    expect(first).to_have_class(re.compile("tl__item--now"))
    _on_board(workshop, number, "Finish")
    expect(first).to_have_class(re.compile("tl__item--(wait|done)"))
    _on_board(workshop, number, "Undo")
    expect(first).to_have_class(re.compile("tl__item--now"))
    assert customer.evaluate("window.same")
    keep(customer, "mishap-undone")


def _on_board(page: Page, number: str, verb: str) -> None:
    """Press the button of our order's first card that has one, as the board stands."""
    page.goto("/console/production")
    card = page.locator("article.job").filter(has_text=re.compile(rf"Order {number}\b"))
    press(card.get_by_role("button", name=verb, exact=True).first)


def _free_the_place(page: Page, number: str) -> None:
    """If another order's piece is on the machine of our first operation, finish it there."""
    page.goto("/console/production")
    ours = page.locator("article.job").filter(has_text=re.compile(rf"Order {number}\b"))
    lane = page.locator(".lane", has=ours).first
    while not ours.get_by_role("button", name="Start", exact=True).count():
        press(lane.get_by_role("button", name="Finish", exact=True).first)
        page.goto("/console/production")
