"""The sandbox under the real `StripeClient`: an HTTP client of the library's own kind that never leaves the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe
from sqlalchemy import select

from foundation.data.runner import forbid_network_in_transaction
from foundation.data.work import Work
from storefront.mount.config import Settings
from storefront.mount.current import ShopState
from storefront.payments.sandbox.api import Call, Reply, answer
from storefront.payments.sandbox.forms import decode
from storefront.payments.sandbox.models import SandboxFault

_LOST = "The connection to the sandbox broke."


def base_url(settings: Settings) -> str:
    """Where the shop answers from outside, with the host's prefix, without a slash at the end."""
    return settings.public_url.rstrip("/") + settings.url_prefix.rstrip("/")


class SandboxTransport(stripe.HTTPClient):
    """Answers requests from the shop's database; each answer is one transaction of the sandbox's own."""

    name = "sandbox"

    def __init__(self, shop: ShopState) -> None:
        if shop.settings.production or "_live_" in shop.settings.stripe_secret_key:
            raise RuntimeError("The sandbox takes no real money: it does not run in production or with a live key.")
        super().__init__()
        self._shop = shop

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        forbid_network_in_transaction()
        parts = urlsplit(url)
        operation = f"{method} {parts.path}"
        due = self._shop.glance(lambda work: _next_fault(work, operation) is not None)
        fault = self._shop.write(lambda work: _take_fault(work, operation)) if due else None
        if fault == "request_lost":
            raise _lost()
        if fault == "server_error":
            return _as_http(Reply(500, {"error": {"type": "api_error", "message": "Something broke over here."}}))
        call = Call(
            method=method,
            path=parts.path,
            params=decode(post_data or "" if method == "post" else parts.query),
            key=(headers or {}).get("Idempotency-Key"),
            pay_base=base_url(self._shop.settings),
        )
        reply = self._shop.write(lambda work: answer(work, call))
        if fault == "reply_lost":
            raise _lost()
        return _as_http(reply)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0  # there is no line to be kind to

    def close(self) -> None:
        """Nothing is held open."""


def _lost() -> Exception:
    error: Exception = stripe.APIConnectionError(_LOST, should_retry=True)  # type: ignore[no-untyped-call]
    return error


def _as_http(reply: Reply) -> tuple[str, int, Mapping[str, str]]:
    return json.dumps(reply.body), reply.status, {"Content-Type": "application/json"}


def ask_for_mishap(work: Work, operation: str, kind: str, times: int = 1) -> None:
    """The next `times` requests to `operation` (as `post /v1/refunds`) meet a mishap: request_lost (nothing happens),
    reply_lost (it happens, nobody hears) or server_error."""
    work.session.add(SandboxFault(id=work.new_id(), operation=operation, kind=kind, remaining=times))
    work.session.flush()


def _next_fault(work: Work, operation: str) -> SandboxFault | None:
    return work.session.scalar(
        select(SandboxFault)
        .where(SandboxFault.operation == operation, SandboxFault.remaining > 0)
        .order_by(SandboxFault.id)
        .limit(1)
    )


def _take_fault(work: Work, operation: str) -> str | None:
    fault = _next_fault(work, operation)
    if fault is None:
        return None
    fault.remaining -= 1
    return fault.kind
