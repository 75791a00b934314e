"""axe-core on the main pages: nothing serious, light and dark, desktop and phone; and nothing wider than a phone."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import (
    TABLE,
    Buyer,
    add_good,
    add_table,
    check_out,
    give_address,
    give_contact,
    open_order,
    pay,
    press,
    sign_in,
    way,
)

Open = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOP_PAGES = (
    ("home", "/"),
    ("category", "/c/tables"),
    ("search", "/search?q=oil"),
    ("nothing found", "/search?q=zzzz"),
    ("stocked product", "/p/hardwax-oil"),
    ("configured product", "/p/solid-wood-table"),
    ("maker", "/makers/kast-oak"),
    ("help", "/help/delivery"),
    ("samples", "/samples"),
    ("find", "/orders/find"),
    ("404", "/nothing-here"),
    ("sign in", "/login"),
    ("register", "/register"),
    ("reset", "/reset"),
    ("configurator", "/p/solid-wood-table/configure"),
    ("empty cart", "/cart"),
    ("blocked options", "/p/solid-wood-table/configure?length=270&base=taper4"),
)
CONSOLE_PAGES: tuple[str, ...] = (
    "orders",
    "production",
    "production/orders",
    "floor",
    "picks",
    "ship",
    "shipments",
    "stock",
    "materials",
)
CONSOLE_PAGES += ("production?by=order", "production/plan", "production/load", "production/times")
CONSOLE_PAGES += ("production/quality", "floor/who", "floor/scan")
CONSOLE_PAGES += ("purchases", "purchases/new", "products", "import", "system")
CONSOLE_PAGES += ("products/new", "prices?percent=4&ending=90", "categories", "setup", "messages", "customers")
CONSOLE_PAGES += ("settings/shop", "settings/brand", "settings/mails", "settings/mails/placed", "settings/pages/terms")
CONSOLE_PAGES += ("people", "people/sellers", "people/sellers/hall-three", "audit")
CONSOLE_PAGES += ("settings/tax", "settings/carriers", "settings/payments")
# What the colours decide; everything else is the same by day and by night.
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_RUN = """async (options) => (await axe.run(document, { resultTypes: ["violations"], ...options })).violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`)"""


def _axe() -> str:
    """The script that the package carries; the package itself is for other drivers."""
    spec = importlib.util.find_spec("axe_core_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Look:
    """Looks a window over, page by page, and remembers what is wrong."""

    page: Page
    script: str = field(default_factory=_axe)
    wrong: list[str] = field(default_factory=list)

    def at(self, name: str, address: str = "") -> None:
        """The page that is open, or the one at `address`."""
        if address:
            self.page.goto(address)
        self.page.evaluate(self.script)
        self.page.evaluate(_BARE)
        self._run(name, "light", {})
        self._run(name, "dark", COLOURS)
        self.page.emulate_media(color_scheme="light")
        self._width(name)

    def _run(self, name: str, scheme: str, options: dict[str, object]) -> None:
        self.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        self.wrong += [f"{name}, {scheme}: {said}" for said in self.page.evaluate(_RUN, options)]

    def _width(self, name: str) -> None:
        wide = int(self.page.evaluate("document.documentElement.scrollWidth"))
        if wide > int(self.page.evaluate("innerWidth")):
            self.wrong.append(f"{name}: {wide} px wide, {self.page.evaluate(_WIDEST)}")


# A drawing is one picture with a name; axe would ask each of its thousand strokes for its colour.
_BARE = """() => document.querySelectorAll("svg[role=img] > :not(title, desc)").forEach((part) => part.remove())"""
_WIDEST = """() => [...document.body.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className.baseVal ?? one.className}`).join(" ")"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desktop", "phone"])
def test_the_shoppers_pages_have_nothing_serious(window: Open, viewport: dict[str, int]) -> None:
    look = Look(window(viewport=viewport, reduced_motion="reduce"))
    for name, address in SHOP_PAGES:
        look.at(name, address)
    _buy(look)
    _account(look)
    assert not look.wrong, "\n".join(look.wrong)


def _buy(look: Look) -> None:
    page = look.page
    page.goto("/p/solid-wood-table/configure?length=210&width=90&species=walnut")
    press(page.get_by_role("button", name="Review and add"))
    look.at("what we will make")
    add_good(page, "hardwax-oil", "OIL-HW-05")
    add_table(page, "oak")
    look.at("cart")
    look.at("contact", "/checkout/contact")
    give_contact(page, Buyer())
    look.at("delivery")
    give_address(page, Buyer(), floor="1")
    look.at("review")
    press(page.get_by_role("button", name=re.compile("^Order and pay")))
    look.at("pay")
    pay(page)
    expect(page.get_by_role("heading", name="Your order is placed")).to_be_visible()
    look.at("done")
    open_order(page)
    expect(way(page, TABLE)).to_be_visible()
    look.at("order page")
    here = page.url
    for part in ("withdraw", "delivery", "message", "notifications"):
        look.at(part, f"{here}/{part}")
    page.goto(here)
    look.at("cancel", str(page.get_by_role("link", name="Cancel this line").first.get_attribute("href")))


def _account(look: Look) -> None:
    """What the demo's customer finds."""
    page = look.page
    page.goto("/login")
    page.get_by_label("E-mail").fill("ruth.keller@neckarpost.example")
    page.get_by_label("Password").fill("hall-three-demo")
    press(page.get_by_role("button", name="Sign in"))
    look.at("account")
    for part in ("designs", "addresses", "addresses/new", "settings", "data", "second-factor"):
        look.at(part, f"/account/{part}")


def test_the_sellers_pages_have_nothing_serious(window: Open) -> None:
    number = _an_order(window())
    look = Look(window(viewport=DESK, reduced_motion="reduce"))
    page = look.page
    sign_in(page)
    for noun in CONSOLE_PAGES:
        look.at(noun, f"/console/{noun}")
    look.at("today", "/console/")
    look.at("order", f"/console/orders/{number}")
    look.at("pack", f"/console/picks/order/{number}")
    look.at("stock of one", _first(page, "/console/stock", "/console/stock/"))
    look.at("product", _first(page, "/console/products", "/console/products/"))
    _at_the_bench(look, number)
    # The bench and the shelf are walked with a small screen in the hand.
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    look.at("board", "/console/production")
    look.at("what if", "/console/what-if?sku=KAST-TABLE&quantity=4&turn=free&ask=1")
    look.at("workshop", "/console/workshop")
    look.at("person", _first(page, "/console/workshop", "/console/workshop/people/"))
    _at_the_bench(look, number)
    assert not look.wrong, "\n".join(look.wrong)


def _at_the_bench(look: Look, number: str) -> None:
    page = look.page
    look.at("pick", _first(page, "/console/picks", "/console/picks/"))
    page.goto("/console/production/orders")
    press(page.get_by_role("link", name=number, exact=True))
    look.at("traveller")
    addresses = [str(one.get_attribute("href")) for one in page.locator("table a[href*='/floor/op/']").all()]
    look.at("operation", addresses[0])
    look.at("work list", str(page.locator(".benchhead > a").get_attribute("href")))
    look.at("inspection", addresses[-2] + "/inspect")


def _an_order(page: Page) -> str:
    add_good(page, "hardwax-oil", "OIL-HW-05")
    add_table(page, "ash")
    check_out(page, floor="0")
    pay(page)
    number = open_order(page)
    expect(page.get_by_text("Still changeable until")).to_be_visible(timeout=15_000)
    return number


def _first(page: Page, address: str, part: str) -> str:
    page.goto(address)
    return str(page.locator(f"main a[href*='{part}']").first.get_attribute("href"))
