"""How many SQL statements a page takes, once it has been seen: counted at the driver's door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.pages import visits
from bench.pages.client import Answer, Visitor, Visits
from storefront.standalone.app import create_app


def statements(address: str, folder: Path) -> Iterator[tuple[str, int]]:
    """(page or step, statements) of a shop that keeps no answer for any second."""
    app = create_app({"INSTANCE": folder / "shop", "SHOP_DATABASE_URI": address, "SHOP_FRESH_SECONDS": 0})
    seen: list[str] = []
    with app.app_context():
        engine = app.extensions["shop"].db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    pages = (
        ("listing", visits.listing, 3),
        ("detail", visits.detail, 3),
        ("search of one word", visits.searching, 60),
        ("add to cart, page and button", visits.adding, 2),
        ("guest checkout, all steps", visits.checkout, 2),
    )
    for name, script, units in pages:
        yield name, _counted(app.test_client(use_cookies=False), script, units, seen)
    engine.dispose()


def _counted(client: FlaskClient, script: Visits, units: int, seen: list[str]) -> int:
    """The statements of the last of `units` units of work."""
    visitor = Visitor(80)
    visit = script(visitor, 1)
    wanted = next(visit)
    while units:
        if wanted is None:
            units -= 1
            count = len(seen)
            seen.clear()
            wanted = next(visit)
        else:
            wanted = visit.send(_asked(client, visitor, wanted))
    return count


def _asked(client: FlaskClient, visitor: Visitor, sent: bytes) -> Answer:
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = [tuple(line.split(": ", 1)) for line in lines]
    answer = client.open(path, method=method, headers=headers, data=body, base_url="http://127.0.0.1")
    wire = b"\r\n".join([b"", *(f"{name}: {value}".encode() for name, value in answer.headers)])
    visitor.heard(wire)
    return Answer(answer.status_code, wire, answer.data)
