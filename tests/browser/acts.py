"""What people do in the windows: the ways through the shop and the console that several tests take."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

from tests.journey.window import Window

STAFF = ("mette@hall-three.example", "hall-three-demo")
TABLE = "Solid-wood table"
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Buyer:
    """Who buys, and where it goes."""

    email: str = "ida@lindqvist.example"
    name: str = "Ida Lindqvist"
    phone: str = "+49 461 555 0199"
    line1: str = "Strandweg 12"
    postcode: str = "24944"
    city: str = "Flensburg"


def add_good(page: Page, slug: str, sku: str, quantity: int = 1) -> None:
    """Put a stocked good into the cart from its own page."""
    page.goto(f"/p/{slug}?sku={sku}")
    form = page.locator("form[action$='/cart/add']")
    form.get_by_role("spinbutton", name="How many").fill(str(quantity))
    press(form.get_by_role("button", name="Add to cart"))


def choose(page: Page, group: str, option: str) -> None:
    """Click an option's row: its label covers all of it."""
    page.locator(f"label[for=f-{group}-{option}]").click()


def add_table(page: Page, species: str = "walnut") -> None:
    """Put a table 210 × 90 cm into the cart: the plain form's address says the choices as well."""
    page.goto(f"/p/solid-wood-table/configure?length=210&width=90&species={species}")
    press(page.get_by_role("button", name="Review and add"))
    expect(page.get_by_role("heading", name="What we will make")).to_be_visible()
    press(page.get_by_role("button", name="Add to cart"))


def give_contact(page: Page, buyer: Buyer) -> None:
    page.get_by_label("E-mail").fill(buyer.email)
    page.get_by_label("Name", exact=True).fill(buyer.name)
    page.get_by_label(re.compile("^Phone")).fill(buyer.phone)
    press(page.get_by_role("button", name="Go on to delivery"))


def give_address(page: Page, buyer: Buyer, *, floor: str = "") -> None:
    """`floor` where two people carry something up."""
    page.get_by_label("Street and number").fill(buyer.line1)
    page.get_by_label("Postcode").fill(buyer.postcode)
    page.get_by_label("Town").fill(buyer.city)
    page.get_by_label("Country").select_option("DE")
    if floor:
        page.get_by_label(re.compile("^Floor")).fill(floor)
        page.get_by_label("Lift").select_option("none")
    press(page.get_by_role("button", name="Go on to review"))


def check_out(page: Page, buyer: Buyer | None = None, *, floor: str = "") -> None:
    """From the cart to the pay page."""
    buyer = buyer or Buyer()
    page.goto("/checkout/contact")
    give_contact(page, buyer)
    give_address(page, buyer, floor=floor)
    expect(page.get_by_role("heading", name="Is everything right?")).to_be_visible()
    press(page.get_by_role("button", name=re.compile("^Order and pay")))


def pay(page: Page, card: str = "approve") -> None:
    """Choose a card of the sandbox, by its code."""
    row = page.locator(f"label[for=f-card-{card}]")
    fold = page.locator("details.fold", has=row)
    if fold.count() and not fold.evaluate("fold => fold.open"):
        fold.locator("summary").click()
    row.click()
    press(page.get_by_role("button", name=re.compile("^Pay €")))


def open_order(page: Page) -> str:
    """From *Your order is placed* to the order's page, by its link. Returns the order's number."""
    expect(page.get_by_role("heading", name="Your order is placed")).to_be_visible(timeout=PATIENCE_MS)
    press(page.get_by_role("link", name="See your order"))
    return _number(page)


def _number(page: Page) -> str:
    heading = page.get_by_role("heading", level=1, name=re.compile(r"Order \d+"))
    return (heading.text_content() or "").removeprefix("Order").strip()


def ordered(shop: str, *, species: str = "ash", floor: str = "0", oil: bool = False) -> str:
    """Where the page of a paid order is: a table, and `oil` with it, bought by somebody without a screen. For tests of
    what comes after; the way to it is walked in test_main_job, test_accessible and test_without_javascript."""
    shopper, buyer = Window(shop), Buyer()
    if oil:
        shopper.open("/p/hardwax-oil?sku=OIL-HW-05")
        shopper.send(shopper.form("/cart/add"), sku="OIL-HW-05", quantity="1")
    shopper.open("/p/solid-wood-table/configure")
    shopper.send(shopper.form("/configure"), press="Review", length="210", width="90", species=species)
    shopper.send(shopper.form("/configure/add"))
    shopper.open("/checkout/contact")
    shopper.send(shopper.form("/checkout/contact"), email=buyer.email, name=buyer.name, phone=buyer.phone)
    where = {"line1": buyer.line1, "postcode": buyer.postcode, "city": buyer.city, "country": "DE"}
    shopper.send(shopper.form("/checkout/delivery"), **where, floor=floor, lift="none")
    shopper.send(shopper.form("/checkout/review"))
    shopper.send(shopper.form("/pay/"), card="approve").must_say("Your order is placed")
    return shopper.link("/o/")


def open_accepted(page: Page, address: str) -> str:
    """The page of an order that was placed a moment ago, once the workshop has it. Returns the order's number."""
    page.goto(address)
    expect(page.get_by_text("Still changeable until")).to_be_visible(timeout=PATIENCE_MS)
    return _number(page)


_signed_in: dict[str, Any] = {}


def sign_in(page: Page) -> None:
    """The demo's own person signs in at the door of the console; whoever comes later has the same cookie in the pocket,
    and opens a page of the console next."""
    if _signed_in:
        page.context.add_cookies(_signed_in["cookies"])
        return
    page.goto("/console/")
    page.get_by_label("E-mail").fill(STAFF[0])
    page.get_by_label("Password").fill(STAFF[1])
    press(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    _signed_in["cookies"] = page.context.cookies()


def press(button: Locator) -> float:
    """Click what sends a form or a tap, or follows a link. Returns when the answer came, in ms since 1970, by the
    browser's own clock; the page that follows is loaded by then."""
    with pressing(button) as answered:
        pass
    return answered


@contextlib.contextmanager
def pressing(button: Locator) -> Iterator[float]:
    """`press` for who wants to look elsewhere as soon as the answer is there: the page that follows is loaded when the
    block ends. The page itself is waited for, because an answer (and the first one may only say where to go) comes
    while the old page still stands."""
    page = button.page
    loaded: list[Page] = []

    def note(arrived: Page) -> None:
        loaded.append(arrived)

    page.on("domcontentloaded", note)
    try:
        with page.expect_event("response", lambda answer: _answers(answer.request)) as answered:
            button.click()
        request = answered.value.request
        timing = request.timing
        yield float(timing["startTime"]) + max(float(timing["responseStart"]), 0.0)
        if request.is_navigation_request() and not loaded:
            page.wait_for_event("domcontentloaded")
    finally:
        page.remove_listener("domcontentloaded", note)


def _answers(request: Request) -> bool:
    """A page, or the sentence that a tap of the floor gets beside its page."""
    return request.is_navigation_request() or "x-tap" in request.headers


def way(page: Page, title: str) -> Locator:
    """The timeline of one line on the customer's page."""
    return page.get_by_role("list", name=title, exact=True)
