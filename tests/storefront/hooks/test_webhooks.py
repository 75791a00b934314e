"""Webhooks: believed only when signed, stored once, answered at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.data.inbox import InboxMessage
from foundation.data.outbox import OutboxMessage
from storefront.hooks.views import LARGEST
from storefront.mount.current import ShopState
from storefront.payments.sandbox.webhooks import signed

EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "livemode": False,
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
}


def send(client: FlaskClient, shop: ShopState, body: str | bytes, *, at: int = 0, **headers: str) -> Any:
    text = body if isinstance(body, str) else "{}"
    stamp = int(shop.clock.now().timestamp()) + at
    given = {**signed(shop.settings, text, stamp), **headers}
    return client.post("/hooks/stripe", data=body, headers=given)


def stored(shop: ShopState) -> int:
    return shop.read(lambda work: work.session.scalar(select(func.count()).select_from(InboxMessage)) or 0)


def test_a_signed_message_is_stored_and_left_for_the_worker(client: FlaskClient, shop: ShopState) -> None:
    answer = send(client, shop, json.dumps(EVENT))
    assert answer.status_code == 200
    assert stored(shop) == 1
    waiting = select(OutboxMessage.name)
    assert shop.read(lambda work: list(work.session.scalars(waiting))) == ["process_inbox"]


def test_a_replayed_message_is_taken_and_changes_nothing(client: FlaskClient, shop: ShopState) -> None:
    for expected in ("new", "again", "again"):
        answer = send(client, shop, json.dumps(EVENT))
        assert (answer.status_code, answer.json) == (200, {"received": expected})
    assert stored(shop) == 1


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "nonsense", "t=x,v1=" + "0" * 64, "t=1,v1=" + "0" * 64])
def test_a_forged_message_is_refused(client: FlaskClient, shop: ShopState, header: str) -> None:
    answer = send(client, shop, json.dumps(EVENT), **{"Stripe-Signature": header})
    assert answer.status_code == 403
    assert stored(shop) == 0


def test_a_message_changed_on_the_way_is_refused(client: FlaskClient, shop: ShopState) -> None:
    headers = signed(shop.settings, json.dumps(EVENT), int(shop.clock.now().timestamp()))
    changed = json.dumps({**EVENT, "id": "evt_2"})
    assert client.post("/hooks/stripe", data=changed, headers=headers).status_code == 403
    assert stored(shop) == 0


@pytest.mark.parametrize(("at", "status"), [(-301, 403), (-299, 200), (29, 200), (31, 403), (3600, 403)])
def test_only_a_fresh_message_counts_neither_old_nor_from_the_future(
    client: FlaskClient, shop: ShopState, at: int, status: int
) -> None:
    assert send(client, shop, json.dumps(EVENT), at=at).status_code == status


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"\x80" * 100])
def test_bytes_that_are_no_text_are_refused_and_break_nothing(
    client: FlaskClient, shop: ShopState, body: bytes
) -> None:
    assert send(client, shop, body).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        '"text"',
        json.dumps({**EVENT, "object": "v2.core.event"}),
        json.dumps({**EVENT, "id": 5}),
        json.dumps({**EVENT, "id": "e" * 200}),
        json.dumps({**EVENT, "data": None}),
        json.dumps({**EVENT, "data": {"object": {}}}),
    ],
)
def test_a_signed_message_that_is_no_event_is_refused_in_words(client: FlaskClient, shop: ShopState, body: str) -> None:
    answer = send(client, shop, body)
    assert answer.status_code == 422
    assert stored(shop) == 0


def test_a_message_about_live_money_is_refused_by_a_test_shop(client: FlaskClient, shop: ShopState) -> None:
    assert send(client, shop, json.dumps({**EVENT, "livemode": True})).status_code == 403


def test_a_message_beyond_any_size_is_refused_unread(client: FlaskClient, shop: ShopState) -> None:
    assert send(client, shop, "x" * (LARGEST + 1)).status_code == 413
    assert stored(shop) == 0


def test_an_unknown_carrier_has_no_endpoint(client: FlaskClient) -> None:
    assert client.post("/hooks/carriers/pigeon", data=b"{}").status_code == 404
    assert client.get("/hooks/stripe").status_code == 405
