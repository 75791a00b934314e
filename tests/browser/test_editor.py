"""A seller who writes no code: an option, a cell of a grid and a rule with its reason, tried, checked, published."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.acts import PATIENCE_MS, press, sign_in
from tests.browser.test_accessible import DESK, PHONE, Look

Open = Callable[..., Page]
BLIND = "/console/models/LUMEN-BLIND"
WHY = "Olive cloth is too heavy for a spring."


def test_a_seller_adds_an_option_a_cell_and_a_rule_and_the_shop_shows_them(
    window: Open, keep: Callable[[Page, str], None]
) -> None:
    page = window(reduced_motion="reduce")
    sign_in(page)
    _start_draft(page)
    _add_olive(page)
    _clear_a_cell(page)
    _write_a_rule(page)
    keep(page, "editor-rule")
    _publish(page)
    keep(page, "editor-published")
    shopper = window(reduced_motion="reduce")
    shopper.goto("/p/made-to-measure-blind/configure?control=spring")
    expect(shopper.get_by_text("Olive", exact=True).first).to_be_visible()
    expect(shopper.get_by_text(WHY).first).to_be_visible()


def test_an_answer_that_comes_late_never_takes_back_what_was_chosen_meanwhile(window: Open) -> None:
    page = _drafting(window)
    page.goto(f"{BLIND}/draft/rules?d=control.spring")
    press(page.get_by_role("link", name=re.compile("^If … then …")))
    held: list[Route] = []
    holding = [True]
    page.route(re.compile("/draft/rules/[^/?]*$"), lambda route: held.append(route) if holding else route.continue_())
    first, then = page.get_by_role("group", name="If", exact=True), page.get_by_role("group", name="then", exact=True)
    with page.expect_request(re.compile("/draft/rules/[^/?]*$")) as asked:
        first.get_by_label("About").select_option(label="Fabric")
    form = page.locator("form[data-part]")
    assert asked.value.url.endswith(str(form.get_attribute("action"))), "it asks where the form itself would be sent"
    then.get_by_label("About").select_option(label="Colour")
    page.get_by_label("Why, in your own words").fill(WHY)
    page.evaluate("() => fetch('/')")  # by its answer, whatever was asked before it has been seen
    holding.clear()
    while held:  # whatever was asked by now is answered, the last question first
        with page.expect_response(held[-1].request.url):
            held.pop().continue_()
    expect(first.get_by_label("Linen")).to_be_visible(timeout=PATIENCE_MS)
    expect(then.get_by_label("Navy")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("Why, in your own words")).to_have_value(WHY)


def test_the_editors_pages_have_nothing_serious(window: Open) -> None:
    look = Look(window(viewport=DESK, reduced_motion="reduce"))
    page = look.page
    sign_in(page)
    _start_draft(page)
    pages = {
        "models": "/console/models", "model": BLIND, "choices": f"{BLIND}/draft/choices",
        "rules": f"{BLIND}/draft/rules", "group": f"{BLIND}/draft/groups/fabric",
        "sentence": f"{BLIND}/draft/rules/B4", "grid": f"{BLIND}/draft/rules/B1",
        "material": f"{BLIND}/draft/materials/0", "publish": f"{BLIND}/publish?checks=1",
    }  # fmt: skip
    for name, address in pages.items():
        look.at(name, address)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    for name in ("group", "grid"):
        look.at(f"{name} on a phone", pages[name])
    assert not look.wrong, "\n".join(look.wrong)


def test_a_formula_is_told_its_fault_and_offered_names_while_it_is_written(window: Open) -> None:
    page = _drafting(window)
    page.goto(f"{BLIND}/draft/price/making")
    total = str(page.locator("[data-total]").text_content())
    amount = page.get_by_label("Amount")
    amount.fill("4500 + widht")
    expect(page.get_by_text("There is nothing called widht")).to_be_visible()
    amount.fill("4500 + ")
    amount.press_sequentially("wid")
    offer = page.locator(".offers button", has_text=re.compile("^width$"))
    offer.click()
    expect(amount).to_have_value("4500 + width")
    expect(page.locator("[data-total]")).not_to_have_text(total)
    expect(page.get_by_text("There is nothing called")).to_have_count(0)
    page.goto(f"{BLIND}/draft/price")
    expect(page.locator("[data-total]")).to_have_text(total)  # nothing was saved


def _drafting(window: Open) -> Page:
    page = window(reduced_motion="reduce")
    page.on("dialog", lambda asked: asked.accept())  # “what you typed is not saved yet”
    sign_in(page)
    _start_draft(page)
    return page


def _start_draft(page: Page) -> None:
    page.goto(BLIND)
    press(page.get_by_role("button", name="Start a draft").or_(page.get_by_role("link", name="Edit the draft")).first)
    expect(page.get_by_role("heading", name="Options")).to_be_visible()


def _add_olive(page: Page) -> None:
    press(page.get_by_role("link", name="Colour", exact=True))
    page.get_by_label("Label of new option").fill("Olive")
    page.get_by_label("Picture of new option").select_option(label="Sage")
    press(page.get_by_role("button", name="Save to the draft"))
    expect(page.get_by_text("Saved: Changed the option group Colour.")).to_be_visible()


def _clear_a_cell(page: Page) -> None:
    press(page.get_by_role("link", name="Rules", exact=True))
    press(page.get_by_role("link", name="B9", exact=True))
    cell = page.get_by_role("checkbox", name="Linen, Olive")
    expect(cell).to_be_checked()
    cell.uncheck(force=True)
    press(page.get_by_role("button", name="Save to the draft"))
    expect(page.get_by_text("Saved: Changed the rule B9.")).to_be_visible()


def _write_a_rule(page: Page) -> None:
    page.goto(f"{BLIND}/draft/rules?d=control.spring~colour.olive")
    expect(page.get_by_text("This piece can be bought.")).to_be_visible()
    press(page.get_by_role("link", name=re.compile("^If … then …")))
    first, then = page.get_by_role("group", name="If", exact=True), page.get_by_role("group", name="then", exact=True)
    first.get_by_label("About").select_option(label="Control")
    first.get_by_label("Spring").check(force=True)
    then.get_by_label("About").select_option(label="Colour")
    then.get_by_label("Olive").check(force=True)
    then.get_by_label("it cannot be that").check(force=True)
    page.get_by_label("Why, in your own words").fill(WHY)
    expect(page.locator("#preview").get_by_text(WHY).first).to_be_visible()
    press(page.get_by_role("button", name="Save to the draft"))
    expect(page.get_by_text(re.compile("^Saved: Added the rule R1"))).to_be_visible()


def _publish(page: Page) -> None:
    press(page.get_by_role("link", name="Check and publish"))
    expect(page.get_by_text("pieces can be bought")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("pieces are new")).to_be_visible()
    press(page.get_by_role("button", name=re.compile("^Publish version")))
    expect(page.get_by_text("It is in the shop.")).to_be_visible(timeout=PATIENCE_MS)
