"""axe-core on what an order passes on its way: nothing serious, light and dark, nothing wider than a phone.

`make audit` looks at every page that a link leads to, in four forms; here are those that are only there for somebody.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.acts import (
    TABLE,
    Buyer,
    add_good,
    add_table,
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
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
STATES = (
    ("nothing found", "/search?q=zzzz"),
    ("404", "/nothing-here"),
    ("empty cart", "/cart"),
    ("blocked options", "/p/solid-wood-table/configure?length=270&base=taper4"),
)
# What the colours decide; everything else is the same by day and by night.
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_RUN = """async (options) => (await axe.run(document, { resultTypes: ["violations"], preload: false, ...options }))
  .violations
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


def test_what_a_buyer_passes_has_nothing_serious(window: Open) -> None:
    look = Look(window(viewport=PHONE, reduced_motion="reduce"))
    for name, address in STATES:
        look.at(name, address)
    _buy(look)
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


def test_an_order_at_the_bench_has_nothing_serious(window: Open, served: ServedShop) -> None:
    look = Look(window(viewport=PHONE, reduced_motion="reduce"))
    page = look.page
    number = open_accepted(page, ordered(served.url, oil=True))
    sign_in(page)
    look.at("order", f"/console/orders/{number}")
    look.at("pack", f"/console/picks/order/{number}")
    look.at("board", "/console/production")
    look.at("what if", "/console/what-if?sku=KAST-TABLE&quantity=4&turn=free&ask=1")
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


def _first(page: Page, address: str, part: str) -> str:
    page.goto(address)
    return str(page.locator(f"main a[href*='{part}']").first.get_attribute("href"))
