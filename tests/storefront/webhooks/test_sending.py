"""From a purchase to a signed call on somebody's machine; what happens when nobody takes it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask

from foundation.plain.clock import FixedClock
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import EVERY_SELLER, SellerScope
from storefront.accounts.service import put_seller
from storefront.notifications import jobs as mail_jobs
from storefront.running.draining import drain
from storefront.webhooks import service
from storefront.webhooks.sending import OUTBOX
from storefront.webhooks.telling import begin_here, tell
from storefront.webhooks.transport import post
from tests.fulfilment.house import SELLER
from tests.storefront.console.house import form_of, sign_in
from tests.storefront.counter import Counter, counter_of

MINE = SellerScope(frozenset({SELLER}))


@dataclass
class Receiver:
    """Somebody's program on this machine."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.got.append(({**headers, "path": self.path}, body))
            self.send_response(found.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(b"" if found.status == 204 else b"no\0 thanks")

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    found = counter_of(app, clock)
    found.furnish()
    found.shop.write(lambda work: put_seller(work, SELLER, "Kast & Oak"))
    found.shop.write(lambda work: put_seller(work, "lumen", "Lumen"))
    return found


def listening(counter: Counter, url: str, *, seller: str = SELLER, kinds: tuple[str, ...] = ()) -> str:
    """A new endpoint; its secret."""
    scope = EVERY_SELLER if seller == "*" else SellerScope(frozenset({seller}))
    add = partial(service.add_endpoint, seller=seller, url=url, kinds=kinds, mail_to="owner@kast.example")
    return counter.shop.write(lambda work: add(work, scope, counter.shop.settings))


def work(counter: Counter) -> None:
    """Tell, then do what is due."""
    tell(counter.shop)
    table = {name: partial(fn, counter.shop) for name, fn in {**OUTBOX, **mail_jobs.OUTBOX}.items()}
    while drain(counter.shop.runner, table):
        pass


def only(counter: Counter, scope: SellerScope = MINE) -> tuple[service.EndpointRow, list[service.DeliveryRow]]:
    (row,) = counter.shop.read(lambda w: service.endpoints(w, scope))
    return row, list(counter.shop.read(lambda w: service.endpoint(w, scope, row.ref))[1])


def test_a_purchase_is_told_once_signed_and_without_anybodys_name(counter: Counter, receiver: Receiver) -> None:
    secret = listening(counter, receiver.url)
    listening(counter, receiver.url + "/lumen", seller="lumen")
    order_ref = counter.bought()
    work(counter)
    work(counter)

    told = [json.loads(body) for _, body in receiver.got]
    assert {"order.placed", "order.accepted"} <= {one["type"] for one in told}
    assert {one["data"]["order_ref"] for one in told} == {order_ref}
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(told)
    assert not re.search(rb"Anna|anna@|M\\u00f8llevej|Aarhus", b"".join(body for _, body in receiver.got))
    for headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert {headers["path"] for headers, _ in receiver.got} == {"/hook"}
    _, log = only(counter)
    assert {(one.state, one.status, one.attempts) for one in log} == {("delivered", 204, 1)}


def test_what_is_not_taken_comes_again_later_and_then_the_endpoint_pauses_with_a_mail(
    counter: Counter, receiver: Receiver, app: Flask
) -> None:
    receiver.status = 500
    listening(counter, receiver.url, kinds=("placed",))
    counter.bought(tables=0)
    work(counter)
    _, (row,) = only(counter)
    assert (row.state, row.status, row.attempts, row.said) == ("failing", 500, 1, "no· thanks")
    counter.later(seconds=6)
    work(counter)
    assert len(receiver.got) == 2
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert len(ids) == 1

    counter.later(days=6)
    work(counter)
    endpoint, _ = only(counter)
    assert endpoint.state == "paused"
    mails = [path.read_text() for path in _mails(counter)]
    assert any("Subject: A webhook is paused" in mail and "owner@kast.example" in mail for mail in mails)

    receiver.status = 200
    counter.shop.write(lambda w: service.shift(w, MINE, endpoint.ref, "active", actor="p"))
    _, (row,) = only(counter)
    counter.shop.write(lambda w: service.replay(w, MINE, endpoint.ref, row.ref))
    work(counter)
    assert only(counter)[1][0].state == "delivered"
    assert {headers["webhook-id"] for headers, _ in receiver.got} == ids


def _mails(counter: Counter) -> Any:
    from pathlib import Path

    return sorted(Path(counter.app.config["SHOP_MAIL_FOLDER"]).glob("*.eml"))


def test_what_happens_while_an_endpoint_is_paused_is_logged_to_be_replayed(
    counter: Counter, receiver: Receiver
) -> None:
    listening(counter, receiver.url, kinds=("placed",))
    (row,) = counter.shop.read(lambda w: service.endpoints(w, MINE))
    counter.shop.write(lambda w: service.shift(w, MINE, row.ref, "paused", actor="p"))
    counter.bought(tables=0)
    work(counter)
    assert receiver.got == []
    _, (missed,) = only(counter)
    assert (missed.state, missed.replayable) == ("failed", True)
    with pytest.raises(Conflict, match="paused"):
        counter.shop.write(lambda w: service.replay(w, MINE, row.ref, missed.ref))


def test_what_happened_before_anybody_listened_is_not_told(counter: Counter, receiver: Receiver) -> None:
    counter.bought(tables=0)
    listening(counter, receiver.url)
    work(counter)
    assert receiver.got == []
    counter.shop.write(begin_here)


def test_a_redirect_is_not_followed_and_a_private_address_not_called(receiver: Receiver) -> None:
    receiver.status = 302
    assert post(receiver.url, b"{}", {}, production=False, private=False).status == 302
    refused = post(
        "https://erp.example.com/x", b"{}", {}, production=True, private=False, look_up=lambda *_: ["10.0.0.7"]
    )
    assert refused.status is None
    assert "private" in refused.said
    rebound = post(
        receiver.url, b"{}", {}, production=False, private=False, look_up=lambda *_: ["127.0.0.1", "192.168.0.1"]
    )
    assert rebound.status is None
    assert len(receiver.got) == 1


def test_an_endpoint_is_refused_with_a_sentence_and_nobody_touches_anothers(counter: Counter) -> None:
    for url in ("http://erp.example.com/", "https://10.0.0.7/", "https://[fc00::7]/"):
        with pytest.raises(Invalid):
            listening(counter, url)
    listening(counter, "https://erp.example.com/hooks")
    (row,) = counter.shop.read(lambda w: service.endpoints(w, MINE))
    lumen = SellerScope(frozenset({"lumen"}))
    with pytest.raises(NotFound):
        counter.shop.write(lambda w: service.shift(w, lumen, row.ref, "removed", actor="p"))
    assert counter.shop.read(lambda w: service.endpoints(w, lumen)) == ()
    counter.shop.settings = replace(counter.shop.settings, webhooks_to_private=True)
    listening(counter, "https://10.0.0.7/")


def test_the_console_shows_key_and_secret_once_and_sends_a_test(counter: Counter, receiver: Receiver) -> None:
    sign_in(counter.shop, seller=SELLER)
    page = "/console/settings/api"
    form = form_of(counter.client.get(page), page)
    made = counter.client.post(
        page, data={**form, "name": "ERP", "seller": SELLER, "scopes": ["orders:read", "stock:read"]}
    )
    secret = re.search(r"data-secret>(jk_[^<]+)<", made.text)
    assert secret is not None
    assert secret[1] not in counter.client.get(page).text
    assert counter.client.get("/api/v1/seller/orders", headers={"Authorization": f"Bearer {secret[1]}"}).json == {
        "items": [],
        "next": None,
    }
    hooks = "/console/settings/webhooks"
    form = form_of(counter.client.get(hooks), hooks)
    added = counter.client.post(hooks, data={**form, "url": receiver.url, "seller": SELLER})
    assert "data-secret>whsec_" in added.text
    row, _ = only(counter)
    path = f"{hooks}/{row.ref}/ping"
    sent = counter.client.post(path, data=form_of(counter.client.get(f"{hooks}/{row.ref}"), path))
    assert sent.status_code == 303
    work(counter)
    assert json.loads(receiver.got[0][1])["type"] == "ping"
    assert "Delivered" in counter.client.get(f"{hooks}/{row.ref}").text
