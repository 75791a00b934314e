"""Finding a sample of every page: what was furnished, and links followed from there and from the start pages."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from storefront.mount.errors import SENTENCES
from tests.audit.furnishing import People, furnish
from tests.audit.inventory import ALSO, ERRORS, FOUND, GIVEN, MADE, PROGRAMS, STRANGE, Place, Who, pages
from tests.audit.visiting import Visitor

EACH = 2  # a list may lead to something that is nearly empty: a second sample is looked through for links, too
MORE = {"shop.console_orders.desk": 40, "shop.orders.page": 40}  # only some orders have a day that moved
_HREF = re.compile(r'href="([^"#]+)')


def places(app: Flask, people: People) -> list[Place]:
    """Every page once, and some in another state. Raises `RuntimeError` with the endpoints that nothing leads to."""
    there = pages(app)
    given = [Place(name, address, who) for name, (who, address) in {**GIVEN, **STRANGE}.items() if name in there]
    made = list(furnish(people))
    walked = _walked(app, people, [*made, *given])
    missing = (FOUND | MADE) & set(there) - set(walked) - {place.name for place in made}
    if missing:
        raise RuntimeError(
            f"No link leads to {', '.join(sorted(missing))}: see to it in tests/audit/furnishing.py or inventory.py."
        )
    seen = {place.name for place in [*given, *made]}
    found = [Place(name, walked[name], _who(walked[name])) for name in sorted((FOUND | MADE) & set(walked) - seen)]
    also = [Place(name, address, who) for name, (who, address) in ALSO.items()]
    return [*given, *made, *found, *also, *_errors(app)]


def _errors(app: Flask) -> Iterator[Place]:
    """The pages of a refusal, from their templates."""
    for status in ERRORS:
        with app.test_request_context(f"/error/{status}"):
            app.preprocess_request()
            sentence = SENTENCES.get(status, SENTENCES[400])
            page = render_template(f"shop/errors/{status}.html", sentence=sentence, status=status)
        yield Place(f"{status}", f"/error/{status}", "nobody", page)


def _who(address: str) -> Who:
    if address.startswith("/account"):
        return "customer"
    if address.startswith(("/console", "/login")):
        return "staff"
    return "buyer" if address.startswith(("/cart", "/checkout", "/pay", "/o/", "/designs")) else "nobody"


def _walked(app: Flask, people: People, start: Sequence[Place]) -> dict[str, str]:
    """Endpoint → the first address of it that a link leads to and that answers."""
    map_, there = app.url_map.bind("127.0.0.1"), pages(app)
    eyes: dict[Who, Visitor] = {"buyer": people.nobody, "customer": people.customer, "nobody": people.nobody}
    found: dict[str, str] = {}
    looked: dict[str, int] = {}
    queue = deque(place.address for place in start if place.who != "halfway" and not place.html)
    seen = set(queue)
    while queue:
        path = queue.popleft()
        endpoint = _endpoint(map_, path)
        if endpoint not in there or looked.get(endpoint, 0) >= MORE.get(endpoint, EACH):
            continue
        answer = eyes.get(_who(path), people.staff).get(path)
        if answer.status_code != 200 or urlsplit(answer.url).path != path.partition("?")[0]:
            continue
        looked[endpoint] = looked.get(endpoint, 0) + 1
        found.setdefault(endpoint, path)
        fresh = [link for link in _links(people.staff.home, path, answer.text) if link not in seen]
        seen.update(fresh)
        queue.extend(dict.fromkeys(fresh))
    return found


def _endpoint(map_: object, path: str) -> str:
    try:
        endpoint, _ = map_.match(path.partition("?")[0], method="GET")  # type: ignore[attr-defined]
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def _links(url: str, path: str, page: str) -> Iterator[str]:
    for href in _HREF.findall(page):
        parts = urlsplit(urljoin(url + path, html.unescape(href)))
        if parts.netloc == urlsplit(url).netloc and not parts.path.startswith(("/static/", f"/{PROGRAMS}")):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
