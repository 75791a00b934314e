"""A line of the log says what happened and to which order, and nobody's name, address or key to a page."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront.running.logs import JsonLines, hide, set_up


def line(record: logging.LogRecord) -> dict[str, object]:
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def test_an_error_keeps_its_trace_and_loses_what_belongs_to_somebody() -> None:
    try:
        raise ValueError(
            "(sqlite3.IntegrityError) UNIQUE constraint failed\n[SQL: INSERT INTO shop_contact (email) VALUES (?)]\n"
            "[parameters: ('Anna Berg', 'anna@berg.example', '+49 461 5550100')]\n(Background on this error)"
        )
    except ValueError:
        record = logging.LogRecord(
            "storefront", logging.ERROR, "x.py", 1, "mail to anna@berg.example", (), sys.exc_info()
        )
    found = line(record)
    assert found["error"] == "ValueError"
    assert "test_logs.py" in str(found["trace"])
    assert "INSERT INTO shop_contact" in str(found["trace"])
    for theirs in ("anna@", "Anna Berg", "5550100"):
        assert theirs not in json.dumps(found), theirs


@pytest.mark.parametrize("theirs", ["a.b+c@shop.example", "/o/WyJvcmRlciIsMV0.aXyz.Abcdefgh123", "+45 33 12 34 56 78"])
def test_what_belongs_to_somebody_is_hidden(theirs: str) -> None:
    assert theirs not in hide(f"it was {theirs} who asked")


def test_a_request_is_one_line_with_its_endpoint_and_without_its_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="storefront.requests"):
        answer = client.get("/o/some-secret-token-of-somebody", headers={"X-Request-Id": "proxy-12345678"})
    assert answer.headers["X-Request-Id"] == "proxy-12345678"
    (record,) = [record for record in caplog.records if record.name == "storefront.requests"]
    found = line(record)
    assert found["endpoint"] == "shop.orders.page" or str(found["endpoint"]).startswith("shop.orders")
    assert found["status"] == 404
    assert "some-secret" not in json.dumps(found)


def test_an_id_that_is_none_is_replaced(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "<script>"})
    assert answer.headers["X-Request-Id"].isalnum()


def test_a_format_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="SHOP_LOG_FORMAT"):
        set_up("xml")


def test_an_app_without_a_limiter_is_told_so_once(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="storefront.running.notice"):
        client.get("/healthz")
        assert caplog.records == [], "the standalone shop has one"
        app.extensions["shop"].places.clear()
        app.view_functions["shop.orders.send_link"] = lambda: ""
        client.get("/healthz")
        client.get("/healthz")
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "This app has no Flask-Limiter (or got it after the shop)"
    ]
