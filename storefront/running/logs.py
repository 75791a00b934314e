"""Logs as JSON lines, with the request's id and the order's reference and without anybody's data.

The standard library's logging and nothing else. The standalone shop and its workers put `JsonLines` on the root logger
where `SHOP_LOG_FORMAT` is `json`; a host that wants it does the same, and nobody does it for a host.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

FORMATS = ("text", "json")
log = logging.getLogger("storefront.requests")

_request_id: ContextVar[str] = ContextVar("shop_request_id", default="")
_order: ContextVar[str] = ContextVar("shop_order", default="")
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_BEGAN = "shop.log_began"

# What may stand in an exception's words and belongs to somebody: an e-mail address, the values of a statement, the
# signed part of an order's link.
_HIDDEN = (
    (re.compile(r"\[parameters: .*?\](?=\n|$|\()", re.DOTALL), "[parameters hidden]"),
    (re.compile(r"[^\s@<>\"'()]+@[^\s@<>\"'(),]+"), "<e-mail>"),
    (re.compile(r"/(o|d|orders|invitation|reset)/[A-Za-z0-9._~-]{16,}"), r"/\1/<token>"),
    (re.compile(r"\+?\d[\d ()/-]{8,}\d"), "<number>"),
)


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, message, request, order, and what was given as `extra={"shop": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": hide(record.getMessage()),
        }
        if _request_id.get():
            line["request"] = _request_id.get()
        if _order.get():
            line["order"] = _order.get()
        line.update(getattr(record, "shop", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = hide("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(line, ensure_ascii=False, default=str)


def hide(text: str) -> str:
    """The text without what belongs to somebody."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


def set_up(format_: str) -> None:
    """For an app that is ours alone; `text` leaves all as it is. Raises `ValueError` for a format that we have not."""
    if format_ not in FORMATS:
        raise ValueError(f"SHOP_LOG_FORMAT is one of {', '.join(FORMATS)}, not {format_!r}.")
    if format_ == "json":
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def of_order(ref: str) -> None:
    """From here on the lines of this request, or of this message, are about this order."""
    _order.set(ref)


def of_message(id_: str, order_ref: str) -> None:
    """The lines of a worker from here on are about this message, and about this order if it names one."""
    _request_id.set(id_)
    _order.set(order_ref)


def before_request() -> None:
    """An id that a proxy gave is kept, so that its log and ours can be laid side by side."""
    given = request.headers.get("X-Request-Id", "")
    _request_id.set(given if _GOOD_ID.fullmatch(given) else secrets.token_hex(8))
    _order.set("")
    request.environ[_BEGAN] = time.perf_counter()


def after_request(response: Response) -> Response:
    """One line a request: the endpoint and not the address, which may hold a token."""
    response.headers["X-Request-Id"] = _request_id.get()
    took = time.perf_counter() - request.environ.get(_BEGAN, time.perf_counter())
    about = {"endpoint": request.endpoint, "method": request.method, "status": response.status_code}
    log.info("request", extra={"shop": {**about, "ms": round(took * 1000, 1)}})
    return response


def teardown_request(_error: BaseException | None) -> None:
    """A thread that a host uses for other requests remembers nothing of this one."""
    _request_id.set("")
    _order.set("")
