"""What the demo shop lacks for some of its pages to be there: done by the shop's own forms, as people would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench.buying import HOME
from tests.audit.inventory import Place, Who
from tests.audit.visiting import CUSTOMER, STAFF, Visitor, mailed
from tests.journey.window import Unexpected

IDA = {"email": "ida@lindqvist.example", "name": "Ida", "phone": "+49 461 555 0199"}
TABLE = "/p/solid-wood-table/configure?length=210&width=90&species=ash&finish=oil"
WORDS = "deep-oak-and-brass-lamp-72"
_KEY = re.compile(r"(?:[A-Z2-7]{4} ){5,}[A-Z2-7]{2,4}")


class People:
    """Who looks at the pages, each with cookies of their own."""

    def __init__(self, url: str, mail: Path) -> None:
        self.mail = mail
        self.staff, self.customer, self.halfway, self.nobody = (Visitor(url) for _ in range(4))
        self.staff.sign_in(*STAFF)
        self.customer.sign_in(*CUSTOMER)

    @property
    def cookies(self) -> dict[Who, dict[str, str]]:
        return {
            "nobody": {},
            "buyer": self.nobody.cookies,
            "customer": self.customer.cookies,
            "halfway": self.halfway.cookies,
            "staff": self.staff.cookies,
        }


def furnish(people: People) -> Iterator[Place]:
    """The pages that are there because of it."""
    for step in (_ways, _letters, _account, _second_step, _console, _models, _products, _faults):
        yield from step(people)


def _ways(people: People) -> Iterator[Place]:
    """A tin and a table are bought; the table is changed, the tin withdrawn from; then a cart is filled again."""
    buyer = people.nobody
    till = _to_the_till(buyer)
    buyer.send(buyer.form("/pay/"), card="approve")
    yield Place("shop.checkout.done", buyer.path, "buyer")
    order = urlsplit(buyer.link("/o/")).path
    yield from _afterwards(buyer, order)
    till = _to_the_till(buyer)
    yield Place("shop.payments.pay", till, "buyer")
    yield Place("shop.payments.line_broke", f"{till}/lost", "buyer")
    yield Place("shop.cart.page", "/cart", "buyer")
    for step in ("contact", "delivery", "review"):
        yield Place(f"shop.checkout.{step}", f"/checkout/{step}", "buyer")


def _afterwards(buyer: Visitor, order: str) -> Iterator[Place]:
    """The order's own pages, once it is handed over to the workshop."""
    _until(lambda: "/change" in buyer.open(order).words or bool(buyer.links("/change")))
    yield Place("shop.orders.page", order, "buyer")
    yield Place("shop.arranging.page", f"{order}/delivery", "buyer")
    buyer.open(f"{order}/change")
    change = buyer.path
    yield Place("shop.changes.page", change, "buyer")
    buyer.open(f"{change}?{_chosen(buyer, change)}")
    buyer.send(buyer.form("/hold"))
    yield Place("shop.changes.review", buyer.path, "buyer")
    buyer.open(f"{order}/withdraw")
    form = buyer.form("/withdraw")
    line = re.findall(r'type="checkbox" name="line" value="([^"]+)"', buyer.html)[-1]
    yield Place("shop.withdrawal.choose", buyer.path, "buyer")
    buyer.send(form, line=line)
    yield Place("shop.withdrawal.confirm", buyer.path, "buyer", buyer.html)
    buyer.send(buyer.form("/withdraw"))
    yield Place("shop.withdrawal.done", buyer.path, "buyer")


def _chosen(buyer: Visitor, change: str) -> str:
    """What the form of the change sends, with another finish."""
    values = buyer.form(change).values | {"finish": "hardwax"}
    return "&".join(f"{name}={value}" for name, value in values.items())


def _to_the_till(buyer: Visitor) -> str:
    buyer.fills("/p/hardwax-oil?sku=OIL-HW-05", "/cart/add")
    buyer.open(TABLE)
    form = buyer.form("/p/solid-wood-table/configure")
    buyer.send(form, press="Review and add")
    buyer.send(buyer.form("/configure/add"), press="Add to cart")
    buyer.fills("/checkout/contact", "/checkout/contact", **IDA)
    _patiently(lambda: buyer.send(buyer.form("/checkout/delivery"), **HOME))
    _patiently(lambda: buyer.send(buyer.form("/checkout/review")))
    return buyer.path


def _patiently(press: Callable[[], object]) -> None:
    """Again, where the page says that the workshop is planning just now."""
    for _ in range(9):
        try:
            press()
        except Unexpected as busy:
            if " answered 503" not in str(busy):
                raise
            time.sleep(1)
        else:
            return
    press()


def _letters(people: People) -> Iterator[Place]:
    """Pages that only a mail leads to."""
    new = Visitor(people.nobody.home)
    yield Place("security.verify", _registered(new, people.mail)[1], "nobody")
    new.fills("/reset", "/reset", email=CUSTOMER[0])
    yield Place("security.renew", mailed(people.mail, CUSTOMER[0], "/reset/"), "nobody")
    staff = people.staff
    staff.fills("/console/people", "/people", email="olaf@hall-three.example")
    yield Place("shop.joining.page", urlsplit(staff.link("/join/")).path, "customer")
    yield Place("shop.console_people.invited", staff.path, "staff", staff.html)


def _registered(new: Visitor, mail: Path) -> tuple[str, str]:
    """The address of somebody who has asked for an account, and the link that they were mailed."""
    email = f"nils.{time.time_ns()}@lindqvist.example"
    new.fills("/register", "/register", name="Nils", email=email)
    return email, mailed(mail, email, "/verify/")


def _account(people: People) -> Iterator[Place]:
    me = people.customer
    buyer = people.nobody
    kept = buyer.fills(TABLE.replace("?", "/keep?"), "/keep", name="For the kitchen")
    yield Place("shop.designs.design", kept, "nobody")
    yield Place("shop.designs.mine", "/designs", "buyer")
    moving = "ruth@lindqvist.example"
    me.fills("/account/settings", "/e-mail", email=moving, **{"old-email": CUSTOMER[1]})
    yield Place("security.new_email", mailed(people.mail, moving, "/verify/e-mail/"), "customer")


def _second_step(people: People) -> Iterator[Place]:
    """Somebody with a second factor who has given the password and not the code yet."""
    me = Visitor(people.nobody.home)
    email, verify = _registered(me, people.mail)
    me.open(verify)
    me.send(me.form("/verify/"), password=WORDS)
    me.open("/account/settings")
    me.follow("/second-factor") if me.links("/second-factor") else me.open("/account/second-factor")
    me.send(me.form("/second-factor"), code=_code(_key(me.html)))
    yield Place("security.codes", me.path, "nobody", me.html)
    half = people.halfway
    half.sign_in(email, WORDS)
    yield Place("security.code", half.path, "halfway")


def _key(page: str) -> str:
    found = _KEY.search(page)
    if found is None:
        raise RuntimeError("The page of the second factor spells no key.")
    return found[0].replace(" ", "")


def _code(key: str) -> str:
    """RFC 6238, six digits in steps of thirty seconds."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(key + "=" * (-len(key) % 8)), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _console(people: People) -> Iterator[Place]:
    staff = people.staff
    staff.fills("/console/counts", "/counts")
    yield Place("shop.console_counts.sheet", staff.path, "staff")
    staff.fills("/console/settings/webhooks", "/webhooks", url="https://erp.example.com/hooks")
    staff.open("/console/settings/webhooks")
    yield Place("shop.console_webhooks.endpoint", staff.link("/settings/webhooks/"), "staff")
    words = staff.fills("/console/settings/pages/care", "/pages/care", press="preview")
    yield Place("shop.console_settings.page_preview", words, "staff")
    yield Place("shop.console_import.done", "/console/import/done?rows=12&new=3&changed=2", "staff")


def _models(people: People) -> Iterator[Place]:
    staff, here = people.staff, "/console/models/KAST-TABLE"
    staff.open(here)
    if not staff.links("/draft/"):
        staff.send(staff.form("/draft"))
    parts = {"section": "draft/choices", "publish_page": "publish", "breaking": "draft/break"}
    for name, address in {**parts, "entry": "draft/groups/base"}.items():
        yield Place(f"shop.console_models.{name}", f"{here}/{address}", "staff")
    for section in ("rules", "price", "materials", "operations", "details"):
        yield Place(f"shop.console_models.section {section}", f"{here}/draft/{section}", "staff")
    for entry in ("groups/species", "numbers/length", "texts/engraving_text", "rules/new", "operations/new"):
        yield Place(f"shop.console_models.entry {entry}", f"{here}/draft/{entry}", "staff")


def _products(people: People) -> Iterator[Place]:
    """Published twice, so that there is a version to go back to; then a draft that is not published."""
    staff, here = people.staff, "/console/products/hardwax-oil"
    for words in ("<p>Goes into the wood.</p>", "<p>Goes into the wood and stays.</p>"):
        staff.fills(here, "/draft", press="publish", description=words)
        staff.send(staff.form("/publish"))
    staff.open(here)
    yield Place("shop.console_products.earlier", staff.link("/versions/"), "staff")
    staff.fills(here, "/draft", press="publish", description="<p>Two thin coats are enough.</p>")
    yield Place("shop.console_products.review", staff.path, "staff")
    yield Place("shop.console_products.preview", f"{here}/preview", "staff")


def _faults(people: People) -> Iterator[Place]:
    """Forms that come back."""
    buyer = people.nobody
    buyer.fills("/checkout/contact", "/contact", expect=422, email="nobody", name="")
    yield Place("contact with errors", "/checkout/contact", "buyer", buyer.html)
    buyer.fills("/checkout/contact", "/contact", **IDA)
    buyer.fills("/checkout/delivery", "/delivery", expect=422, postcode="", city="")
    yield Place("delivery with errors", "/checkout/delivery", "buyer", buyer.html)
    buyer.fills("/checkout/delivery", "/delivery", **HOME)
    people.staff.fills("/console/products/new", "/new", expect=422, name="")
    yield Place("new product with errors", people.staff.path, "staff", people.staff.html)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError("The worker has not handed the order over within 40 s.")
        time.sleep(0.5)
