"""The pay page over HTTP, and the sandbox's webhooks over a real socket."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import make_server

from foundation.data.inbox import InboxMessage
from foundation.data.outbox import Message
from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.errors import Unavailable
from foundation.plain.money import Money
from storefront.hooks.service import OUTBOX as HOOKS
from storefront.mount.current import ShopState
from storefront.payments import queries, service
from storefront.payments.domain import ObligationIn, PaymentIn
from storefront.payments.gateway import settle, start
from storefront.payments.handlers import OUTBOX
from storefront.payments.models import Payment
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.webhooks import sandbox_webhook
from storefront.running.draining import drain


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@pytest.fixture
def shop(app: Flask, clock: FixedClock) -> ShopState:
    """The shop with nobody listening to money: there is no order behind the payment of these tests."""
    state: ShopState = app.extensions["shop"]
    state.runner = Runner(lambda: state.db.session(), clock)
    return state


@pytest.fixture
def payment(shop: ShopState, clock: FixedClock) -> str:
    """A payment of €773.10 with a balance to follow."""
    parts = (
        ObligationIn("full", ("oil",), eur(11390), eur(0)),
        ObligationIn("deposit", ("table",), eur(65920), eur(0)),
        ObligationIn("balance", ("table",), eur(98880), eur(0), "quality_passed"),
    )
    end = clock.now() + timedelta(minutes=35)
    wanted = PaymentIn("o1", "1042", "c1", "EUR", parts, "http://localhost/", "http://localhost/cart", end)
    return shop.write(lambda work: service.open_payment(work, wanted))


@pytest.fixture
def page(shop: ShopState, payment: str) -> str:
    """The path of its pay page."""
    return start(shop, payment).removeprefix(shop.settings.public_url)


def press(client: FlaskClient, page: str, **fields: str) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token is not None
    return client.post(page, data={"csrf_token": token[1], **fields})


def test_the_page_shows_what_is_paid_now_and_that_it_is_a_test(client: FlaskClient, page: str) -> None:
    text = client.get(page).text
    for words in ("€773.10", "€659.20", "€113.90", "Order 1042", "Test, no money moves"):
        assert words in text
    assert client.get(page).headers["Cache-Control"] == "no-store"


def test_a_card_that_pays_leads_back_to_the_shop(client: FlaskClient, page: str, shop: ShopState, payment: str) -> None:
    answer = press(client, page, card="approve")
    assert (answer.status_code, answer.location) == (303, "http://localhost/")
    assert settle(shop, payment) == "captured"
    assert "This is paid" in client.get(page).text


def test_a_declined_card_is_told_beside_the_cards(client: FlaskClient, page: str) -> None:
    assert press(client, page, card="no_money").status_code == 303
    assert "not enough money on this card. Nothing was charged" in client.get(page).text


def test_the_bank_asks_on_a_page_of_its_own(client: FlaskClient, page: str, shop: ShopState, payment: str) -> None:
    press(client, page, card="authenticate")
    assert "Is this you?" in client.get(page).text
    press(client, page, bank="yes")
    assert settle(shop, payment) == "captured"


def test_a_broken_line_is_said_plainly(client: FlaskClient, page: str) -> None:
    answer = press(client, page, card="reply_lost")
    assert "asks by itself within five minutes" in client.get(answer.location).text


def test_a_page_past_its_time_says_so(client: FlaskClient, page: str, clock: FixedClock) -> None:
    clock.advance(timedelta(minutes=40))
    assert "Nothing was charged" in client.get(page).text


def test_an_unknown_card_a_missing_token_and_an_unknown_page_are_refused(client: FlaskClient, page: str) -> None:
    assert press(client, page, card="<b>gold</b>").status_code == 422
    assert client.post(page, data={"card": "approve"}).status_code == 403
    assert client.get("/pay/cs_test_nothing").status_code == 404


def test_with_a_key_there_is_no_page_of_ours(client: FlaskClient, shop: ShopState, page: str) -> None:
    shop.settings = replace(shop.settings, stripe_secret_key="sk_test_1", stripe_webhook_secret="whsec_1")
    assert client.get(page).status_code == 404


@pytest.fixture
def served(app: Flask, shop: ShopState) -> Iterator[str]:
    """The shop on a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # so that closing waits for the last answer, and its database connection is back
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    shop.settings = replace(shop.settings, public_url=f"http://127.0.0.1:{server.server_port}")
    yield shop.settings.public_url
    server.shutdown()
    thread.join()
    server.server_close()


def test_webhooks_come_over_real_http_and_through_the_real_endpoint(
    served: str, client: FlaskClient, shop: ShopState, payment: str
) -> None:
    page = start(shop, payment).removeprefix(served)
    press(client, page, card="approve", doubled="1")

    while drain(shop.runner, {name: lambda m, fn=fn: fn(shop, m) for name, fn in _jobs().items()}):
        pass

    money = shop.read(lambda work: queries.money_of(work, "o1"))
    assert money is not None
    assert money.paid == eur(77310)
    sources = shop.read(lambda work: list(work.session.scalars(select(InboxMessage.headers))))
    assert len(sources) == 2
    assert all("stripe-signature" in headers for headers in sources)


def _jobs() -> dict[str, Any]:
    return {**OUTBOX, **HOOKS}


def test_a_webhook_nobody_takes_is_sent_again(shop: ShopState, client: FlaskClient, page: str) -> None:
    shop.settings = replace(shop.settings, public_url="http://127.0.0.1:9")
    press(client, page, card="approve")
    query = select(SandboxObject.id).where(SandboxObject.kind == "event").limit(1)
    event = shop.read(lambda work: work.session.scalar(query))
    with pytest.raises(Unavailable, match="sent again"):
        sandbox_webhook(shop, Message("m", "sandbox_webhook", "k", {"event": event}, 1))
    assert shop.read(lambda work: work.session.scalar(select(Payment.state))) == "pending"
