"""The floor in a real browser: a card moved by hand, key and tap, sent back with a sentence, kept without a net."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import PATIENCE_MS, open_accepted, ordered, press, sign_in
from tests.servers.shop import ServedShop

PHONE = {"width": 390, "height": 844}
OFFLINE = "() => { window.net = window.fetch; window.fetch = () => Promise.reject(new TypeError('no network')); }"
ONLINE = "() => { window.fetch = window.net; window.dispatchEvent(new Event('online')); }"
BUSY = {"title": "Somebody else is at it. Ask them first."}


class Board:
    """One card of the board, wherever it lies."""

    def __init__(self, page: Page, number: str) -> None:
        self.page = page
        page.goto("/console/production?by=order")
        ours = page.locator("[data-row]").filter(has_text=re.compile(rf"^\s*{number} ·"))
        self.ref = str(ours.locator("[data-job]").first.get_attribute("data-job"))
        page.goto("/console/production")
        self._free_the_place()

    def _free_the_place(self) -> None:
        """Finish what others have on the machine, until our card can be taken into the hand."""
        row = self.page.locator("[data-row]").filter(has=self.page.locator(f"[data-job='{self.ref}']"))
        while not self.in_lane("ready").locator("[data-grip]").count():
            press(row.get_by_role("button", name="Finish", exact=True).first)
            self.page.goto("/console/production")

    def in_lane(self, lane: str) -> Locator:
        return self.page.locator(f"[data-to={lane}] [data-job='{self.ref}']")

    @property
    def grip(self) -> Locator:
        return self.page.locator(f"[data-job='{self.ref}'] [data-grip]")

    def drag_to(self, lane: str) -> None:
        row = self.page.locator("[data-row]").filter(has=self.page.locator(f"[data-job='{self.ref}']"))
        expect(row.locator("[aria-busy]")).to_have_count(0, timeout=PATIENCE_MS)
        self._take()
        box, grip = row.locator(f"[data-to={lane}]").bounding_box(), self.grip.bounding_box()
        assert box is not None
        assert grip is not None
        self.page.mouse.move(box["x"] + box["width"] / 2, grip["y"] + 10, steps=6)
        self.page.mouse.up()

    def _take(self) -> None:
        """The board may be brought up to date just as the hand comes: then it reaches once more."""
        for _ in range(5):
            self.grip.hover()
            grip = self.grip.bounding_box()
            assert grip is not None
            self.page.mouse.down()
            self.page.mouse.move(grip["x"] + 40, grip["y"] + 12, steps=3)
            if self.page.locator("html.dragging").count():
                return
            self.page.mouse.up()
        raise AssertionError("The card cannot be taken into the hand.")

    def says(self, sentence: str) -> None:
        expect(self.page.locator("[data-toasts]")).to_contain_text(re.compile(sentence), timeout=PATIENCE_MS)


def test_a_card_is_moved_by_hand_by_key_and_by_tap(
    window: Callable[..., Page], keep: Callable[[Page, str], None], served: ServedShop
) -> None:
    page = window()
    number = open_accepted(page, ordered(served.url))
    sign_in(page)
    board = Board(page, number)
    board.drag_to("running")
    board.says(r"is running\.")
    expect(board.in_lane("running")).to_be_visible()
    page.route("**/move", lambda route: route.fulfill(status=409, json=BUSY))
    board.drag_to("done")
    board.says("Somebody else is at it")
    expect(board.in_lane("running")).to_be_visible()
    page.unroute("**/move")
    board.grip.focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    board.says(r"is paused\.")
    expect(board.in_lane("paused")).to_be_visible()
    expect(board.grip).to_be_focused()
    keep(page, "board-moved")
    phone = window(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone)
    _by_tap(phone, board.ref)


def _by_tap(phone: Page, ref: str) -> None:
    """The grip opens the menu; the bench keeps a tap that finds no network, and sends it once."""
    phone.goto("/console/production")
    card = phone.locator(f"[data-job='{ref}']")
    card.locator("[data-grip]").tap()
    card.get_by_role("button", name="Move to running").tap()
    expect(phone.locator(f"[data-to=running] [data-job='{ref}']")).to_be_visible(timeout=PATIENCE_MS)
    phone.goto(f"/console/floor/op/{ref}")
    assert all(box["height"] >= 56 for box in _boxes(phone))
    phone.evaluate(OFFLINE)
    phone.get_by_role("button", name="Finish").tap()
    expect(phone.get_by_text("1 tap waiting")).to_be_visible()
    phone.evaluate(ONLINE)
    expect(phone.get_by_text("One kept tap was sent.")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_text("1 tap waiting")).to_be_hidden()
    expect(phone.get_by_text(re.compile("^Done")).first).to_be_visible(timeout=PATIENCE_MS)


def _boxes(page: Page) -> list[dict[str, float]]:
    boxes = [one.bounding_box() for one in page.locator("#operation form .button").all()]
    return [dict(box) for box in boxes if box]
