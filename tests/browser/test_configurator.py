"""The configurator as shoppers use it: by hand, by keyboard, on a phone, without a network, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.acts import choose, press
from tests.browser.test_accessible import DESK, PHONE, Look

Open = Callable[..., Page]
Keep = Callable[[Page, str], None]
TABLE = "/p/solid-wood-table/configure"
SCREENS = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desktop", "phone"])
_UNTOLD = """() => {
  const seen = (part) => (part && !part.closest("[hidden]") && part.getClientRects().length ? part.textContent : "");
  const parts = "[data-diff], [data-when], [data-fix-diff], [data-fix-when]";
  const said = (row) => [...row.querySelectorAll(parts)].map(seen).join(" ");
  const told = (words) => /same price|[+−]€[\\d,.]+/.test(words) && /same day|\\d+ days? (later|sooner)/.test(words);
  return [...document.querySelectorAll("[data-group] [data-row]")]
    .filter((row) => !row.querySelector("input").checked && !told(said(row)))
    .map((row) => row.textContent.replace(/\\s+/g, " "));
}"""


def ready(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("form[data-ready=engine]")
    return page


def row(page: Page, group: str, option: str) -> Locator:
    return page.locator(f"[data-group={group}] [data-row='{option}']")


def settled(page: Page) -> None:
    """The server has told the day."""
    page.wait_for_selector("form[data-config]:not([data-asking])")


def say(page: Page) -> Locator:
    return page.locator("[data-say]")


@SCREENS
def test_a_blocked_option_is_explained_repaired_by_one_tap_and_undone(
    window: Open, keep: Keep, viewport: dict[str, int]
) -> None:
    page = ready(window(viewport=viewport), f"{TABLE}?d=species.walnut")
    soap = row(page, "finish", "soap")
    expect(soap).to_contain_text("Soap finish is for light woods only.")
    soap.scroll_into_view_if_needed()
    soap.get_by_role("button", name=re.compile("^Change wood to (Oak|Ash), choose this")).click()
    expect(soap.get_by_role("radio")).to_be_checked()
    expect(soap.get_by_role("radio")).to_be_focused()
    toast = page.locator("[data-toasts]")
    expect(toast).to_contain_text("Wood changed to")
    keep(page, f"configurator-repaired-{viewport['width']}")
    toast.get_by_role("button", name="Undo").click()
    expect(row(page, "species", "walnut").get_by_role("radio")).to_be_checked()
    expect(soap.get_by_role("radio")).not_to_be_checked()
    expect(soap.get_by_role("radio")).to_be_focused()
    expect(page.locator("[data-redo]")).to_have_attribute("aria-disabled", "false")


@SCREENS
def test_every_option_shows_its_own_price_and_day_without_hover(window: Open, viewport: dict[str, int]) -> None:
    page = window(viewport=viewport)
    for slug in ("solid-wood-table", "made-to-measure-blind", "steel-bicycle"):
        ready(page, f"/p/{slug}/configure")
        assert page.evaluate(_UNTOLD) == []
        page.locator("[data-group]").nth(2).locator(".row:not(.row--blocked) label").last.click()
        settled(page)
        assert page.evaluate(_UNTOLD) == []


def test_the_keyboard_alone_reads_repairs_and_takes_back(window: Open) -> None:
    page = ready(window(viewport=DESK), f"{TABLE}?d=species.walnut")
    page.locator("#f-finish-oil").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    soap = page.locator("#f-finish-soap")
    expect(soap).to_be_focused()  # a blocked one is reached, not chosen
    expect(soap).not_to_be_checked()
    expect(page.locator("#f-finish-lacquer_matt")).to_be_checked()
    expect(soap).to_have_accessible_description(re.compile("light woods only.*Change wood"))
    page.keyboard.press("Enter")
    expect(soap).to_be_checked()
    expect(soap).to_be_focused()
    expect(say(page)).to_have_text(
        re.compile(r"^Wood changed to \w+; Finish changed to Soap\. €[\d,]+\. With you by .*")
    )
    page.keyboard.press("Control+z")
    expect(page.locator("#f-species-walnut")).to_be_checked()
    page.keyboard.press("Control+Shift+z")
    expect(soap).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.locator("[data-group=finish] :focus")).to_have_count(0)


def test_what_follows_is_said_and_can_be_taken_back(window: Open) -> None:
    page = ready(window(viewport=DESK), "/p/steel-bicycle/configure")
    choose(page, "tyre", "47")
    expect(row(page, "wheel", "w650b").get_by_role("radio")).to_be_checked()
    expect(page.locator("[data-toasts]")).to_contain_text("Wheels follows: now 650B.")
    expect(say(page)).to_contain_text("Tyres: 47 mm. Wheels follows: now 650B.")
    page.locator("[data-toasts]").get_by_role("button", name="Undo").click()
    expect(row(page, "wheel", "w700").get_by_role("radio")).to_be_checked()
    expect(row(page, "tyre", "40").get_by_role("radio")).to_be_checked()


def test_validity_and_price_need_no_request(window: Open) -> None:
    page = ready(window(viewport=DESK), TABLE)
    page.route("**/configure/state", lambda route: None)  # the answer never comes
    page.evaluate("window.same = true")
    choose(page, "species", "walnut")
    expect(page.locator("[data-total]")).to_have_text("€2,527")
    expect(row(page, "finish", "soap")).to_contain_text("light woods only")
    row(page, "finish", "soap").get_by_role("button").click()
    expect(page.locator("[data-total]")).to_have_text(re.compile("^€1,"))
    choose(page, "base", "taper4")  # what is chosen already: from now on it stays
    length = page.locator("[data-number=length]")
    expect(length).to_contain_text("With your other choices: 120 to 260 cm.")
    length.get_by_role("spinbutton").fill("270")
    page.keyboard.press("Enter")
    expect(length).to_contain_text("Over 260 cm, choose a trestle or steel base.")
    length.get_by_role("button", name=re.compile("^Change base to .*, keep 270 cm")).click()
    expect(row(page, "base", "taper4").get_by_role("radio")).not_to_be_checked()
    assert page.evaluate("window.same")


def test_a_day_that_comes_late_is_said_when_it_is_there(window: Open) -> None:
    page, held = ready(window(viewport=DESK), TABLE), list[Route]()
    page.route("**/configure/state", lambda route: held.append(route))
    choose(page, "species", "walnut")
    expect(say(page)).to_contain_text("€2,527.")
    expect(say(page)).not_to_contain_text("With you by")
    held[0].continue_()
    expect(say(page)).to_contain_text("With you by")


def test_what_a_slow_server_repaired_is_said_though_the_engine_came_meanwhile(window: Open) -> None:
    page, held = window(viewport=DESK), list[Route]()
    model = re.compile(r"/engine\.js")
    page.route(model, lambda route: held.append(route))
    with page.expect_request(model):
        page.goto(f"{TABLE}?d=species.walnut")
    page.route("**/configure/state", lambda route: held.append(route))
    with page.expect_request("**/configure/state"):
        row(page, "finish", "soap").get_by_role("button").click()
    held[0].continue_()
    page.wait_for_selector("form[data-ready=engine]")
    held[1].continue_()
    expect(row(page, "finish", "soap").get_by_role("radio")).to_be_checked()
    expect(page.locator("[data-toasts]")).to_contain_text("Wood changed to")


def test_a_design_is_saved_shared_and_compared(window: Open, keep: Keep) -> None:
    page = ready(window(viewport=DESK), f"{TABLE}?d=species.walnut~length.2400")
    page.get_by_role("button", name="Save and share").click()
    box = page.get_by_role("dialog", name="Save and share")
    box.get_by_label("Name").fill("For the kitchen")
    box.get_by_role("button", name="Save").click()
    expect(box.get_by_label("Your link")).to_have_value(re.compile("/d/[0-9a-z]{10}$"))
    link = box.get_by_label("Your link").input_value()
    other = window(viewport=PHONE)
    other.goto(link)
    expect(other.get_by_role("heading", name="For the kitchen")).to_be_visible()
    expect(other.locator("main")).to_contain_text("Walnut")
    box.get_by_role("button", name="Close").click()
    choose(page, "species", "ash")
    press(page.get_by_role("button", name="Compare"))
    expect(page.get_by_role("columnheader", name="For the kitchen")).to_be_visible()
    expect(page.locator("tr.differs")).to_have_count(2)
    keep(page, "configurator-compared")


def test_the_pages_of_designs_have_nothing_serious(window: Open) -> None:
    look = Look(window(viewport=PHONE, reduced_motion="reduce"))
    page = look.page
    look.at("bicycle", "/p/steel-bicycle/configure?d=bar.drop~tyre.47")
    look.at("save", f"{TABLE}/keep?d=species.walnut")
    page.get_by_label("Name").fill("One")
    press(page.get_by_role("button", name="Save"))
    look.at("design")
    look.at("list", "/designs")
    look.at("compare", "/p/solid-wood-table/compare?a=species.walnut~length.2400")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    look.at("compare, wide", "/p/solid-wood-table/compare?a=species.walnut~length.2400")
    look.at("blind", "/p/made-to-measure-blind/configure?d=control.spring~width.2000")
    assert not look.wrong, "\n".join(look.wrong)


def test_repair_undo_and_saving_work_without_javascript(window: Open) -> None:
    page = window(java_script_enabled=False)
    page.goto(f"{TABLE}?d=species.walnut")
    press(row(page, "finish", "soap").get_by_role("button"))
    expect(page.locator("#f-finish-soap")).to_be_checked()
    expect(page.locator(".toast")).to_contain_text("Wood changed to")
    press(page.locator(".toast").get_by_role("link", name="Undo"))
    expect(page.locator("#f-species-walnut")).to_be_checked()
    choose(page, "base", "trestle")
    press(page.get_by_role("button", name="Save and share"))
    press(page.get_by_role("button", name="Save"))
    expect(page.locator("main")).to_contain_text("Trestle")
    expect(page.locator("main")).to_contain_text("Walnut")
