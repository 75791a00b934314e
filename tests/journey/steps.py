"""The steps of the main job, as three people take them: a shopper, the warehouse, the workshop."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import requests

from tests.journey.window import Row, Unexpected, Window

STAFF = {"email": "mette@hall-three.example", "password": "hall-three-demo"}
PATIENCE_S = 15
DAY_H = 24


class Journey:
    """One mixed order: a litre of oil by UPS, a walnut table 210 × 90 by the own van."""

    def __init__(self, base: str) -> None:
        self.shopper, self.staff, self.customer = Window(base), Window(base), Window(base)
        self.base, self.number, self.carriers = base, "", ""
        self.order_url = ""

    def steps(self) -> list[Callable[[], object]]:
        return [
            self.healthy, self.find_the_oil, self.configure_the_table, self.look_at_the_cart, self.tell_who_and_where,
            self.pay, self.open_the_order, self.sign_in, self.pick_and_pack, self.ship_the_oil, self.scan_the_oil,
            self.make_the_table, self.pass_inspection, self.crate_the_table, self.wait_for_the_balance,
            self.send_the_van, self.scan_the_table, self.all_is_delivered,
        ]  # fmt: skip

    def healthy(self) -> None:
        """The shop can take an order."""
        answer = requests.get(f"{self.base}/healthz", timeout=10)
        if answer.status_code != 200:
            raise Unexpected(f"/healthz answered {answer.status_code}: {answer.text[:300]}")

    def find_the_oil(self) -> None:
        """A shopper searches for oil and puts a litre into the cart."""
        window = self.shopper.open("/search?q=hardwx+oil").must_say("Hardwax oil")
        window.follow("/p/hardwax-oil").must_say("€14.90")
        window.follow("OIL-HW-10").must_say("€24.90")
        window.send(window.form("/cart/add"), sku="OIL-HW-10").must_say("Hardwax oil, 1 l", "€24.90")

    def configure_the_table(self) -> None:
        """The same shopper configures a walnut table, 210 × 90 cm, and sees what will be made."""
        window = self.shopper.open("/p/solid-wood-table/configure")
        window.send(window.form("/configure"), press="Review", length="210", width="90", species="walnut")
        window.must_say("What we will make", "210 cm", "90 cm", "Walnut", "€2,517", "With you by")
        window.send(window.form("/configure/add"))

    def look_at_the_cart(self) -> None:
        """One cart holds both, each with its day; each shall come when it is ready."""
        window = self.shopper.open("/cart").must_say("Hardwax oil, 1 l", "Solid-wood table", "Pay when it is ready")
        window.send(window.form("/cart/plan"), plan="each", country="DE").must_say("Each when ready", "All together")

    def tell_who_and_where(self) -> None:
        """Checkout as a guest; the date is held."""
        window = self.shopper.follow("/checkout/contact")
        who = {"email": "ida@lindqvist.example", "name": "Ida Lindqvist", "phone": "+49 461 555 0199"}
        window.send(window.form("/checkout/contact"), **who)
        where = {"line1": "Strandweg 12", "postcode": "24944", "city": "Flensburg", "country": "DE"}
        window.send(window.form("/checkout/delivery"), **where, floor="2", lift="none")
        window.must_say("Is everything right?", "Order and pay")

    def pay(self) -> None:
        """Pay the oil, the delivery and the table's deposit at once."""
        window = self.shopper
        window.send(window.form("/checkout/review")).must_say("€1,125.60")
        window.send(window.form("/pay/"), card="approve").must_say("Your order is placed")
        self.order_url = window.link("/o/")

    def open_the_order(self) -> None:
        """The customer's page opens by its link, without an account."""
        self.customer.open(self.order_url).must_say("Hardwax oil", "Solid-wood table", "With you by")
        self.number = _found(r"Order (\d+)", self.customer)
        self.until("Still changeable until")

    def sign_in(self) -> None:
        """A seller signs in; the oil is on a pick list, the table in the production queue."""
        window = self.staff.open("/console/").send(self.staff.form("/login"), **STAFF)
        window.open("/console/system")
        self.carriers = window.link("simulator").rstrip("/")
        window.open("/console/picks").must_say(self.number)
        window.open("/console/production/orders").must_say(self.number, "Solid-wood table")

    def pick_and_pack(self) -> None:
        """The warehouse picks and packs the oil."""
        window = self.staff.open("/console/picks")
        window.open(window.link_said(self.number, "/console/picks/"))
        window.send(window.form("/console/picks/"), scanned="OIL-HW-10")
        self.until("picked")
        window.open(f"/console/picks/order/{self.number}")
        window.send(window.form("/console/pack/"))
        self.until("packed")

    def ship_the_oil(self) -> None:
        """A UPS label is booked and the parcel handed over."""
        self._label("ups")
        self._hand_over()
        self.until("on its way")

    def scan_the_oil(self) -> None:
        """UPS scans the parcel until it is at the door."""
        self._drive("ups", 4)
        self.until("delivered")

    def make_the_table(self) -> None:
        """The workshop starts and finishes every operation; glue and oil get their nights."""
        window = self.staff.open("/console/production/orders")
        window.open(window.link_said(self.number, "/production/orders/"))
        operations = window.links("/console/floor/op/", distinct=True)
        self.traveller, self.operations = window.url, operations
        for address in operations[:-2]:
            self._do(address)

    def _do(self, address: str) -> None:
        """Start and finish one operation, waiting (by the demo's clock) for what it waits for."""
        window = self.staff
        for _ in range(12):
            window.open(address)
            if window.forms("/start"):
                break
            if not self._clear_the_place():
                self._sleep(12)
                window.open(address)
        window.send(window.form("/start"), press="Start")
        window.open(address)
        window.send(window.form("/finish"), press="Finish")

    def _clear_the_place(self) -> bool:
        """Finish what another order has on the machine, if that is why ours cannot start."""
        window = self.staff
        back, centre = window.url, window.link("/console/floor/")
        if "busy" not in window.words:
            return False
        window.open(centre)
        for form in window.forms("/finish"):
            window.send(form, press="Finish")
            break
        window.open(back)
        return True

    def pass_inspection(self) -> None:
        """Quality control passes the table."""
        window = self.staff
        for _ in range(12):
            window.open(self.operations[-2])
            if any("inspect" in href for href, _ in window.all_links):
                break
            self._sleep(12)
        window.follow("/inspect")
        window.send(window.form("inspect"), verdict="pass")
        self.until("passed")

    def crate_the_table(self) -> None:
        """The table is crated."""
        self._do(self.operations[-1])

    def wait_for_the_balance(self) -> None:
        """After the time for undo the balance is taken."""
        self._sleep(1)
        self.until("balance paid")

    def send_the_van(self) -> None:
        """The own van gets its delivery note and leaves."""
        self._label("van")
        self._hand_over()

    def scan_the_table(self) -> None:
        """The driver's messages arrive, signed."""
        self._drive("van", 3)

    def all_is_delivered(self) -> None:
        """The customer's page says that everything is there, and nothing was lost on the way."""
        self.until("everything has arrived")
        self.staff.open(f"/console/orders/{self.number}").must_say("Delivered", "Paid")
        deadline = time.monotonic() + PATIENCE_S
        while "Nothing waits" not in self.staff.open("/console/system").words and time.monotonic() < deadline:
            time.sleep(0.1)  # the last mail is on its way
        self.staff.must_say("Nothing waits")

    def until(self, *words: str) -> None:
        """The customer's page says each of `words` within some seconds."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            said = self.customer.open(self.order_url).words.casefold()
            if all(word.casefold() in said for word in words):
                return
            if time.monotonic() > deadline:
                raise Unexpected(f"The customer's page never said {words}: {said[:900]}")
            time.sleep(0.1)

    def _sleep(self, hours: int) -> None:
        window = self.staff
        window.send(window.form("/console/clock"), hours=str(hours))

    def _label(self, carrier: str) -> None:
        """Book the label of our parcel alone, as soon as nothing blocks it any more."""
        row = self._patiently("/console/ship", lambda row: bool(row.control("row")))
        ours = row.control("row")
        form = self.staff.form("/console/ship/labels")
        self.staff.send(form, row=ours, **{f"carrier-{ours}": carrier})

    def _hand_over(self) -> None:
        row = self._patiently("/console/ship", lambda row: any("hand-over" in form.action for form in row.forms))
        self.staff.send(next(form for form in row.forms if "hand-over" in form.action))

    def _patiently(self, address: str, ready: Callable[[Row], bool]) -> Row:
        """Our order's entry at `address`, as soon as it is `ready`."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            for row in self.staff.open(address).rows(self.number):
                if ready(row):
                    return row
            if time.monotonic() > deadline:
                raise Unexpected(f"{address} never offered it: {self.staff.words[:900]}")
            time.sleep(0.1)

    def _drive(self, carrier: str, steps: int) -> None:
        """Let the carriers' simulator scan our newest parcel `steps` times."""
        window = self.staff.open("/console/shipments")
        number = _found(rf"\b((?:1Z|VAN)[0-9A-Z-]{{6,}})\s+{self.number}\b", window)
        for _ in range(steps):
            answer = requests.post(f"{self.carriers}/_sim/{carrier}/{number}/advance", timeout=20)
            if answer.status_code != 200:
                raise Unexpected(f"The simulator answered {answer.status_code}: {answer.text[:300]}")


def _found(pattern: str, window: Window) -> str:
    match = re.search(pattern, window.words)
    if match is None:
        raise Unexpected(f"{window.url} has nothing like {pattern}: {window.words[:600]}")
    return match.group(1)
