"""Finding a sample of every page: a buyer's way to an order, and links followed from the start pages."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import requests
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from bench.buying import HOME
from tests.audit.inventory import ERRORS, FOUND, GIVEN, LINKS, PROGRAMS, Place, Who, pages

STAFF = {"email": "mette@hall-three.example", "password": "hall-three-demo"}
EACH = 2  # a list may lead to something that is nearly empty: a second sample is looked through for links, too
_HREF = re.compile(r'href="([^"#]+)')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


class Visitor:
    """A browser without a window."""

    def __init__(self, url: str) -> None:
        self.url, self.session = url, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=60)

    def post(self, path: str, on: str, **form: str) -> requests.Response:
        token = _found(_TOKEN, self.get(on).text)
        answer = self.session.post(self.url + path, data={"csrf_token": token, **form}, timeout=60)
        answer.raise_for_status()
        return answer

    def sign_in(self) -> None:
        self.post("/login", "/login", **STAFF)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.session.cookies}


def places(app: Flask, url: str, staff: Visitor) -> Iterator[Place]:
    """Every page once. Raises `RuntimeError` with the endpoints that nothing leads to."""
    way = dict(_way(staff))
    walked = _walked(app, url, staff, [*way.values(), *(address for _, address in GIVEN.values())])
    missing = (FOUND & set(pages(app))) - set(walked)
    if missing:
        raise RuntimeError(
            f"No link leads to {', '.join(sorted(missing))}: name an address in tests/audit/inventory.py."
        )
    there = pages(app)
    for name, (who, address) in GIVEN.items():
        if name in there:
            yield Place(name, address, who)
    for name, address in way.items():
        yield Place(name, address, "staff")
    for name in sorted(LINKS & set(there)):
        yield Place(name, walked.get(name) or re.sub(r"<[^>]+>", "no-such-link", there[name]), "staff")
    for name in sorted(FOUND & set(pages(app))):
        yield Place(name, walked[name], _who(walked[name]))
    for name, address in ERRORS.items():
        yield Place(name, address, "nobody")


def _who(address: str) -> Who:
    return "staff" if address.startswith(("/console", "/account", "/login")) else "nobody"


def _way(buyer: Visitor) -> Iterator[tuple[str, str]]:
    """One order is bought; then a cart is filled again, so that the pages before it have something to show."""
    till = _to_the_till(buyer)
    bought = buyer.post(till, till, card="approve")
    yield "shop.checkout.done", urlsplit(bought.url).path
    yield "shop.orders.page", _found(re.compile(r'href="(/o/[A-Za-z0-9_.\-]+)"'), bought.text)
    yield "shop.payments.pay", (till := _to_the_till(buyer))
    yield "shop.payments.line_broke", f"{till}/lost"
    yield "shop.cart.page", "/cart"
    for step in ("contact", "delivery", "review"):
        yield f"shop.checkout.{step}", f"/checkout/{step}"


def _fill(buyer: Visitor) -> None:
    buyer.post("/cart/add", "/orders/find", sku="OIL-HW-05", quantity="1")
    buyer.post("/checkout/contact", "/orders/find", email="ida@lindqvist.example", name="Ida", phone="+49 461 555 0199")
    buyer.post("/checkout/delivery", "/orders/find", **HOME)


def _to_the_till(buyer: Visitor) -> str:
    _fill(buyer)
    seen = _found(_SEEN, buyer.get("/checkout/review").text)
    return urlsplit(buyer.post("/checkout/review", "/orders/find", seen=seen).url).path


def _walked(app: Flask, url: str, staff: Visitor, start: list[str]) -> dict[str, str]:
    """Endpoint → the first address of it that a link leads to and that answers."""
    map_ = app.url_map.bind("127.0.0.1")
    found: dict[str, str] = {}
    looked: dict[str, int] = {}
    queue, seen = deque(start), set(start)
    while queue:
        path = queue.popleft()
        try:
            endpoint, _ = map_.match(path.partition("?")[0], method="GET")
        except (HTTPException, RequestRedirect):
            continue
        if looked.get(endpoint, 0) >= EACH or endpoint not in pages(app):
            continue
        answer = staff.get(path)
        if answer.status_code != 200 or urlsplit(answer.url).path != path.partition("?")[0]:
            continue
        looked[endpoint] = looked.get(endpoint, 0) + 1
        found.setdefault(endpoint, path)
        for link in _links(url, path, answer.text):
            if link not in seen:
                seen.add(link)
                queue.append(link)
    return found


def _links(url: str, path: str, page: str) -> Iterator[str]:
    for href in _HREF.findall(page):
        parts = urlsplit(urljoin(url + path, html.unescape(href)))
        if parts.netloc == urlsplit(url).netloc and not parts.path.startswith(("/static/", f"/{PROGRAMS}")):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError(f"{pattern.pattern} is not on the page: {text[:300]}")
    return found[1]
