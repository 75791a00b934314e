"""The main job in three windows: one mixed order from the shelf and the bench to two doorsteps.

The customer's window stays open all the while. Each step of the staff must stand on it within a second after their own
page has answered, without a reload; a screenshot of each is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import requests
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import TABLE, Buyer, choose, give_address, give_contact, open_order, pay, press, sign_in, way
from tests.browser.watching import WORKER_MS, Watch, count, state, words
from tests.servers.shop import ServedShop

OIL = "Hardwax oil, 1 l"
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Page]
Keep = Callable[[Page, str], None]


def test_one_mixed_order_goes_from_the_catalogue_to_two_doorsteps(
    window: Open, keep: Keep, served: ServedShop, record_property: Callable[[str, object], None]
) -> None:
    shopper, warehouse, workshop = window(), window(), window()
    find_the_oil(shopper)
    configure_the_table(shopper, keep)
    number = buy_both(shopper, keep)
    watch = Watch(shopper, keep)
    watch.begin()
    watch.sees_in_time("accepted", words(shopper.locator("#live"), "Still changeable until", WORKER_MS))
    sign_in(warehouse)
    sign_in(workshop)
    Warehouse(warehouse, watch, served, number).sends_the_oil()
    Workshop(workshop, watch, number).makes_the_table()
    Warehouse(warehouse, watch, served, number).sends_the_table()
    on_a_phone(window, shopper.url, keep)
    tell(watch, record_property)


def tell(watch: Watch, record_property: Callable[[str, object], None]) -> None:
    step, slowest = max(watch.latencies, key=lambda seen: seen[1])
    record_property("latencies_ms", {name: round(ms) for name, ms in watch.latencies})
    print(f"\n{len(watch.latencies)} steps seen live; the slowest was “{step}” with {slowest:.0f} ms.")


def find_the_oil(page: Page) -> None:
    page.goto("/")
    search = page.get_by_role("searchbox", name="Search the shop")
    search.fill("hardwx oil")
    search.press("Enter")
    press(page.get_by_role("link", name="Hardwax oil", exact=True))
    press(page.get_by_role("link", name="1 l", exact=True))
    expect(page.get_by_text("€24.90").first).to_be_visible()
    press(page.get_by_role("button", name="Add to cart"))
    expect(page.get_by_role("heading", name="Your cart")).to_be_visible()


def configure_the_table(page: Page, keep: Keep) -> None:
    """Drawing, price and day follow each choice; the page itself stays."""
    page.goto("/p/solid-wood-table")
    press(page.get_by_role("link", name="Configure"))
    page.evaluate("window.same = true")
    for change in (_type("Length", "210"), _type("Width", "90"), lambda where: choose(where, "species", "walnut")):
        drawing, price = page.locator("[data-art]").inner_html(), page.locator("[data-total]").inner_text()
        change(page)
        expect(page.locator("[data-total]")).not_to_have_text(price)
        page.wait_for_function("was => document.querySelector('[data-art]').innerHTML !== was", arg=drawing)
        expect(page.locator("[data-date]")).to_contain_text("With you by")
    expect(page.locator("[data-total]")).to_have_text("€2,517")
    assert page.evaluate("window.same"), "The page was loaded anew."
    keep(page, "main-job-00-configured")
    press(page.get_by_role("button", name="Review and add"))
    expect(page.get_by_role("heading", name="What we will make")).to_be_visible()
    press(page.get_by_role("button", name="Add to cart"))


def _type(label: str, value: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("spinbutton", name=label).fill(value)


def buy_both(page: Page, keep: Keep) -> str:
    page.get_by_role("radio", name=re.compile("^Each when ready")).check()
    for words_ in (OIL, TABLE, "Pay when it is ready"):
        expect(page.locator("main")).to_contain_text(words_)
    keep(page, "main-job-00-cart")
    press(page.get_by_role("link", name="Check out"))
    give_contact(page, Buyer())
    give_address(page, Buyer(), floor="2")
    expect(page.get_by_role("heading", name="Is everything right?")).to_be_visible()
    keep(page, "main-job-00-review")
    press(page.get_by_role("button", name=re.compile("^Order and pay")))
    expect(page.get_by_text("€1,125.60").first).to_be_visible()
    pay(page)
    keep(page, "main-job-00-placed")
    return open_order(page)


def on_a_phone(window: Open, url: str, keep: Keep) -> None:
    """The same link on another device tells the same, from its beginning."""
    page = window(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(url)
    expect(page.get_by_role("heading", name="Delivered")).to_be_visible()
    expect(page.get_by_text("Everything has arrived")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    keep(page, "main-job-99-phone")


class Warehouse:
    """Picks, packs, books labels, hands over; and the carriers' drivers, who scan."""

    def __init__(self, page: Page, watch: Watch, served: ServedShop, number: str) -> None:
        self.page, self.watch, self.simulator, self.number = page, watch, served.simulator, number

    def sends_the_oil(self) -> None:
        page, oil = self.page, way(self.watch.page, OIL)
        page.goto("/console/picks")
        press(page.get_by_role("link", name=self.number, exact=True).first)
        page.get_by_label("Scan").fill("OIL-HW-10")
        picked = page.get_by_role("button", name="Picked")
        self.watch.sees_at_once("picked", state(_point(oil, "Picked"), "done"), picked)
        if not page.get_by_role("button", name="Close parcels").count():
            page.goto(f"/console/picks/order/{self.number}")
        close = page.get_by_role("button", name="Close parcels")
        self.watch.sees_at_once("packed", state(_point(oil, "Packed"), "done"), close)
        self.books("ups")
        self.watch.sees_at_once("oil-handed-over", words(oil, "Left the house"), self.hand_over())
        self.scans("oil", oil, "ups", r"1Z[0-9A-Z]{16}")

    def sends_the_table(self) -> None:
        table = way(self.watch.page, TABLE)
        self.books("van")
        self.watch.sees_at_once("table-handed-over", words(table, "Left the house"), self.hand_over())
        self.scans("table", table, "van", r"VAN[0-9A-Z-]{6,}")

    def books(self, carrier: str) -> None:
        """A label for our parcel alone, as soon as nothing blocks it any more."""
        row = self._row(self.page.locator("input[name=row]"))
        ticked = self.page.locator("input[name=row]:checked")
        while ticked.count():
            ticked.first.uncheck()
        row.locator("input[name=row]").check()
        row.get_by_role("combobox").select_option(carrier)
        press(self.page.get_by_role("button", name="Book labels"))

    def hand_over(self) -> Locator:
        row = self._row(self.page.get_by_role("button", name="Hand over"))
        return row.get_by_role("button", name="Hand over")

    def _row(self, offered: Locator) -> Locator:
        """Our order's row on *To ship* that offers what is wanted; the worker may need a moment before."""
        self.page.goto("/console/ship")
        for _ in range(120):
            row = self.page.locator(".shiprow", has=self.page.get_by_role("link", name=self.number, exact=True))
            row = row.filter(has=offered)
            if row.count():
                return row.first
            self.page.wait_for_timeout(250)
            self.page.reload()
        raise AssertionError(f"Not offered for order {self.number}: {self.page.locator('main').inner_text()}")

    def scans(self, what: str, line: Locator, carrier: str, pattern: str) -> None:
        """The carrier scans our parcel until it is at the door; each scan is one more point of the parcel's branch."""
        found = re.search(pattern, line.inner_text())
        assert found is not None, line.inner_text()
        points = line.locator(".tl__branch li")
        for turn in range(1, 9):
            before = points.count()
            answered = self._advance(carrier, found[0])
            self.watch.sees(f"{what}-scan-{turn}", count(points, before + 1), answered)
            if _point(line, "Delivered").count():
                break
        self.watch.sees_in_time(f"{what}-delivered", state(_point(line, "Delivered"), "done"))

    def _advance(self, carrier: str, number: str) -> float:
        answer = requests.post(f"{self.simulator}/_sim/{carrier}/{number}/advance", timeout=20)
        assert answer.status_code == 200, answer.text
        return float(self.page.evaluate("Date.now()"))


class Workshop:
    """Starts and finishes the table's operations, inspects it, crates it."""

    def __init__(self, page: Page, watch: Watch, number: str) -> None:
        self.page, self.watch, self.number = page, watch, number
        self.table = way(watch.page, TABLE)

    def makes_the_table(self) -> None:
        page = self.page
        page.goto("/console/production/orders")
        press(page.get_by_role("link", name=self.number, exact=True))
        sheet = page.get_by_role("row").filter(has=page.locator("a[href*='/console/floor/op/']"))
        links = sheet.locator("a[href*='/console/floor/op/']")
        addresses = [str(link.get_attribute("href")) for link in links.all()]
        for step, address in enumerate(addresses[:-2], start=1):
            self.operates(step, address)
        self.inspects(addresses[-2])
        self.operates(len(addresses), addresses[-1])
        self.wait(1)
        self.watch.sees_in_time("balance-paid", words(self.table, "Balance paid", WORKER_MS))

    def operates(self, step: int, address: str) -> None:
        """The first on the board, the others at the bench."""
        point, start = self.table.locator("> li").nth(step), self.page.get_by_role("button", name="Start", exact=True)
        self.until_offered(address, start)
        self.watch.sees_at_once(f"operation-{step}-started", state(point, "now"), start)
        self.page.goto(address)
        finish = self.page.get_by_role("button", name="Finish", exact=True)
        self.watch.sees_at_once(f"operation-{step}-finished", state(point, "done|wait"), finish)

    def inspects(self, address: str) -> None:
        inspect = self.page.get_by_role("link", name="Inspect", exact=True)
        self.until_offered(address, inspect)
        press(inspect)
        choose(self.page, "verdict", "pass")
        written = self.page.get_by_role("button", name="Write it down")
        self.watch.sees_at_once("passed", words(self.table, "Looked over from all sides: passed."), written)

    def until_offered(self, address: str, wanted: Locator) -> None:
        """Glue and oil get their nights, and a machine is cleared, by the demo's own clock."""
        for _ in range(12):
            self.page.goto(address)
            if wanted.count():
                return
            if not self.clears_the_place():
                self.wait(12)
        raise AssertionError(f"{address}: {self.page.locator('main').inner_text()}")

    def clears_the_place(self) -> bool:
        """Finish what another order has on the machine, if that is why ours cannot start."""
        page = self.page
        if "busy" not in page.locator("main").inner_text():
            return False
        press(page.locator(".benchhead > a"))
        press(page.get_by_role("button", name="Finish", exact=True).first)
        return True

    def wait(self, hours: int) -> None:
        """Move the demo's clock on, by its buttons on top of every page of the console."""
        press(self.page.get_by_role("button", name=f"+{hours} h", exact=True))


def _point(line: Locator, title: str) -> Locator:
    return line.locator("> li", has=line.page.locator(".tl__title").get_by_text(title, exact=True)).first
