"""How many statements each page takes in the furnished demo shop: pages are found by following links in one process.

`python -m tests.house.statements FOLDER` prints the table anew, with two to spare on each line for what only the clock
brings (a hold that ends, a day that begins); FOLDER is a copy of a furnished instance.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from storefront.standalone.app import create_app
from tests.audit.inventory import ALSO, GIVEN, pages
from tests.audit.visiting import STAFF

PATHS = ("shop.console_orders.desk", "shop.orders.page")  # what leads on depends on the order: several are looked at
MOST_DESKS = 24
TABLE = Path(__file__).with_name("statements.txt")
_HREF = re.compile(r'href="([^"#]+)')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def allowed() -> dict[str, int]:
    """Endpoint → most statements, from the table."""
    lines = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {endpoint: int(most) for endpoint, most in lines}


def taken(instance: Path, most: Mapping[str, int]) -> dict[str, int]:
    """Endpoint → statements of its answer; where the first one takes more than `most`, of the second, for by then
    whatever a process keeps is kept."""
    app = create_app({"INSTANCE": instance, "SHOP_DEMO": True})
    staff, nobody = app.test_client(), app.test_client()
    found: dict[str, int] = {}
    with _counted(app) as said:
        _sign_in(staff)
        for client in (staff, nobody):
            _walk(app, client, found, said, most)
    return found


def _walk(app: Flask, client: FlaskClient, found: dict[str, int], said: list[str], most: Mapping[str, int]) -> None:
    """By links from the pages that have an address outright: the first address of each page that answers."""
    adapter, there = app.url_map.bind("localhost"), pages(app)
    queue = deque(address for _, address in [*GIVEN.values(), *ALSO.values()])
    seen, desks = set(queue), 0
    while queue:
        path = queue.popleft()
        endpoint = _endpoint(adapter, path)
        desks += endpoint in PATHS
        if endpoint not in there or (endpoint in found and not (endpoint in PATHS and desks < MOST_DESKS)):
            continue
        said.clear()
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        if _number(said) > most.get(endpoint, 0):
            said.clear()
            client.get(path)
        found[endpoint] = max(_number(said), found.get(endpoint, 0))
        fresh = [link for link in _links(path, answer.text) if link not in seen]
        seen.update(fresh)
        queue.extend(dict.fromkeys(fresh))


def _number(said: list[str]) -> int:
    return sum(not one.startswith(_NOT_COUNTED) for one in said)


def _links(path: str, page: str) -> Iterator[str]:
    for href in _HREF.findall(page):
        parts = urlsplit(urljoin("http://localhost" + path, unescape(href)))
        if parts.hostname in ("localhost", "127.0.0.1"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _endpoint(adapter: MapAdapter, path: str) -> str:
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def _sign_in(client: FlaskClient) -> None:
    token = _TOKEN.search(client.get("/login").text)
    assert token is not None
    client.post("/login", data={"csrf_token": token[1], "email": STAFF[0], "password": STAFF[1]})


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = app.extensions["shop"].db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


if __name__ == "__main__":
    for name, count in sorted(taken(Path(sys.argv[1]), {}).items()):
        print(name, count + 2)
