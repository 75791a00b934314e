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
from storefront.running import metrics


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
    own = ("shop", shop.settings.name)
    labels = [("endpoint", "shop.health.healthz"), ("method", "GET"), own, ("status", "503")]
    asked = f"shop_requests_total{labels}"
    before = read(client).get(asked, 0.0)
    client.get("/healthz")
    found = read(client)
    assert found[asked] == before + 1
    assert found[f"shop_request_seconds_count{[('endpoint', 'shop.health.healthz'), own]}"] >= 1
    assert found["shop_outbox_messages[('state', 'waiting')]"] == 1
    assert found["shop_outbox_messages[('state', 'dead')]"] == 1
    assert found["shop_outbox_oldest_due_seconds[]"] == 90
    assert found[f"shop_streams_open{[own]}"] >= 0
    assert f"shop_quote_seconds_count{[own]}" in found


def test_a_shop_tells_nothing_of_another_one_in_its_process(client: FlaskClient, shop: ShopState) -> None:
    metrics.REQUESTS.labels("The Other Hall", "shop.health.healthz", "GET", "200").inc()
    metrics.STREAMS.labels("The Other Hall").inc()
    client.get("/healthz")
    told = client.get("/metrics").text
    assert shop.settings.name in told
    assert "The Other Hall" not in told


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
