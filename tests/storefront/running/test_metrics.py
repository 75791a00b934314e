"""What a monitor is told, and who may ask."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from foundation.data.outbox import OutboxMessage
from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState


def read(client: FlaskClient, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_the_outbox_and_what_is_given_up_are_told(
    client: FlaskClient, shop: ShopState, clock: FixedClock
) -> None:
    shop.write(lambda work: [work.enqueue("job", {}, key=key) for key in "ab"])
    shop.write(lambda work: setattr(work.session.query(OutboxMessage).filter_by(key="b").one(), "state", "dead"))
    clock.advance(timedelta(seconds=90))
    asked = "shop_requests_total[('endpoint', 'shop.health.healthz'), ('method', 'GET'), ('status', '503')]"
    before = read(client).get(asked, 0.0)
    client.get("/healthz")
    found = read(client)
    assert found[asked] == before + 1
    assert found["shop_request_seconds_count[('endpoint', 'shop.health.healthz')]"] >= 1
    assert found["shop_outbox_messages[('state', 'waiting')]"] == 1
    assert found["shop_outbox_messages[('state', 'dead')]"] == 1
    assert found["shop_outbox_oldest_due_seconds[]"] == 90
    assert found["shop_streams_open[]"] >= 0
    assert "shop_quote_seconds_count[]" in found


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"])
def test_what_came_through_a_proxy_needs_the_token(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_a_stranger_is_told_nothing_and_a_token_opens(client: FlaskClient, shop: ShopState) -> None:
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_base=far).status_code == 404
    shop.settings = dataclasses.replace(shop.settings, metrics_token="letmein")
    assert client.get("/metrics").status_code == 404, "with a token set an address alone opens nothing"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    opened = client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer letmein"})
    assert opened.status_code == 200
