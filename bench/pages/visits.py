"""What visitors do, of the shop and of the bare app: one unit of work after the other, for ever."""

from __future__ import annotations

import re

from bench.buying import HOME
from bench.pages.client import Answer, Visit, Visitor
from bench.pages.goods import LOOKS, PRODUCTS, THINGS, sku_of, slug_of
from storefront.catalogue.domain.shelf import PER_PAGE

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(rb'name="seen" value="([0-9a-f]+)"')
PAGES = -(-PRODUCTS // PER_PAGE)  # every page and every product is seen: nothing gains by being asked for often
STRIDE = 7  # visitors go round in different places


def _ok(answer: Answer | None, status: int = 200) -> Answer:
    if answer is None or answer.status != status:
        raise RuntimeError(f"{status} was wanted: {answer and (answer.status, answer.head, answer.body[:600])}")
    return answer


def _own(path: str) -> str:
    """An address of our own without its host."""
    return "/" + path.split("/", 3)[3] if "://" in path else path


def _fills_a_cart(visitor: Visitor, number: int) -> Visit:
    page = _ok((yield visitor.get(f"/p/{slug_of(number)}")))
    token = TOKEN.search(page.body)
    own = {"csrf_token": token[1].decode()} if token else {}
    _ok((yield visitor.post("/cart/add", sku=sku_of(number), quantity="1", **own)), 303)


def listing(visitor: Visitor, number: int) -> Visit:
    """Page after page of everything, by somebody with something in the cart: a page made for this visitor."""
    yield from _fills_a_cart(visitor, number)
    yield None
    page = number * STRIDE
    while True:
        page += 1
        _ok((yield visitor.get(f"/c/all?page={page % PAGES + 1}")))
        yield None


def listing_alike(visitor: Visitor, number: int) -> Visit:
    """The same by somebody who brings nothing."""
    page = number * STRIDE
    while True:
        page += 1
        _ok((yield visitor.get(f"/c/all?page={page % PAGES + 1}")))
        yield None


def first_listing(visitor: Visitor, _number: int) -> Visit:
    """One page that everybody looks at."""
    while True:
        _ok((yield visitor.get("/c/all")))
        yield None


def detail(visitor: Visitor, number: int) -> Visit:
    """Product after product, with something in the cart."""
    yield from _fills_a_cart(visitor, number)
    yield None
    at = number * STRIDE * 11
    while True:
        at += 1
        _ok((yield visitor.get(f"/p/{slug_of(at % PRODUCTS)}")))
        yield None


def first_detail(visitor: Visitor, _number: int) -> Visit:
    """One product that everybody looks at, who come without anything."""
    while True:
        _ok((yield visitor.get(f"/p/{slug_of(0)}")))
        yield None


def searching(visitor: Visitor, number: int) -> Visit:
    """One word, one after the other, of those that a hundred products have."""
    words = [word.lower() for word in (*LOOKS, *THINGS)]
    at = number
    while True:
        at += 1
        _ok((yield visitor.get(f"/search?q={words[at % len(words)]}")))
        yield None


def adding(visitor: Visitor, number: int) -> Visit:
    """A new visitor opens a product's page and puts it into a new cart."""
    at = number * STRIDE
    while True:
        at += 1
        visitor.cookies.clear()
        yield from _fills_a_cart(visitor, at % PRODUCTS)
        yield None


def checkout(visitor: Visitor, number: int) -> Visit:
    """A guest from an empty browser to an order that is paid: cart, contact, delivery, review, card, thanks."""
    at = number * STRIDE
    while True:
        at += 1
        visitor.cookies.clear()
        yield from _fills_a_cart(visitor, at % PRODUCTS)
        page = _ok((yield visitor.get("/checkout/contact")))
        token = page.found(TOKEN)
        who = {"email": "load@example.com", "name": "Load Runner", "phone": "+49 461 555010"}
        _ok((yield visitor.post("/checkout/contact", csrf_token=token, **who)), 303)
        _ok((yield visitor.post("/checkout/delivery", csrf_token=token, **HOME)), 303)
        seen = _ok((yield visitor.get("/checkout/review"))).found(_SEEN)
        paying = _ok((yield visitor.post("/checkout/review", csrf_token=token, seen=seen)), 303).location
        done = _ok((yield visitor.post(_own(paying), csrf_token=token, card="approve")), 303).location
        _ok((yield visitor.get(_own(done))))
        yield None


def bare_kept(visitor: Visitor, _number: int) -> Visit:
    while True:
        _ok((yield visitor.get("/kept")))
        yield None


def bare_detail(visitor: Visitor, number: int) -> Visit:
    at = number * STRIDE * 11
    while True:
        at += 1
        _ok((yield visitor.get(f"/p/{slug_of(at % PRODUCTS)}")))
        yield None


def bare_order(visitor: Visitor, number: int) -> Visit:
    at = number * STRIDE
    while True:
        at += 1
        order = {"sku": sku_of(at % PRODUCTS), "quantity": "1", "email": "load@example.com"}
        _ok((yield visitor.post("/order", **order)), 303)
        yield None
