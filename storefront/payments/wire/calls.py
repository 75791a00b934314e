"""One frozen request out, one outcome back. The only module that knows which method of the library does what.

A decline and a refusal are answers. A time-out, a 5xx, a 409 or a 429 are not: the outcome is then `Unknown`, and the
same bytes go out again under the same key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import stripe
from stripe.params import (
    PaymentIntentCancelParams,
    PaymentIntentCreateParams,
    RefundCreateParams,
)
from stripe.params.checkout import SessionCreateParams, SessionExpireParams

from storefront.payments.wire.walker import mistakes

# The version that stripe 16.1.0 is generated from: its TypedDicts are what the walker checks requests against.
API_VERSION = "2026-10-28.endive"
Body = dict[str, Any]
SHAPES: Mapping[str, Any] = {
    "session_create": SessionCreateParams,
    "session_expire": SessionExpireParams,
    "intent_create": PaymentIntentCreateParams,
    "intent_cancel": PaymentIntentCancelParams,
    "refund_create": RefundCreateParams,
}
_SESSION_WITH = ["payment_intent.payment_method"]
_INTENT_WITH = ["payment_method"]


@dataclass(frozen=True)
class FrozenCall:
    """A planned request as it was written down; `params` is JSON text and never recomputed."""

    operation: str
    target: str | None
    params: str
    api_version: str
    idempotency_key: str


@dataclass(frozen=True)
class Succeeded:
    body: Body


@dataclass(frozen=True)
class Declined:
    """The bank said no. `body` is the PaymentIntent that stayed behind, where there is one."""

    code: str
    body: Body | None


@dataclass(frozen=True)
class Rejected:
    """The card company refused the request itself: nothing happened, and the same request never will."""

    code: str
    message: str


@dataclass(frozen=True)
class Unknown:
    """It may have happened or not."""

    message: str


Outcome = Succeeded | Declined | Rejected | Unknown


def freeze(operation: str, params: Mapping[str, Any]) -> str:
    """The request as text, checked against the library's own types. Raises `TypeError` naming each mistake."""
    found = mistakes(dict(params), SHAPES[operation], operation)
    if found:
        raise TypeError("; ".join(found))
    return json.dumps(params, sort_keys=True, separators=(",", ":"))


def _calls(client: stripe.StripeClient, call: FrozenCall) -> Callable[[Any, Any], Any]:
    v1, target = client.v1, call.target or ""
    table: Mapping[str, Callable[[Any, Any], Any]] = {
        "session_create": v1.checkout.sessions.create,
        "session_expire": lambda params, options: v1.checkout.sessions.expire(target, params, options),
        "intent_create": v1.payment_intents.create,
        "intent_cancel": lambda params, options: v1.payment_intents.cancel(target, params, options),
        "refund_create": v1.refunds.create,
    }
    return table[call.operation]


def perform(client: stripe.StripeClient, call: FrozenCall) -> Outcome:
    """Send `call` once (the library repeats it twice on a broken line, same key) and say what came of it."""
    options = {"idempotency_key": call.idempotency_key, "stripe_version": call.api_version}
    try:
        return Succeeded(_calls(client, call)(json.loads(call.params), options).to_dict())
    except stripe.CardError as error:
        body = error.json_body if isinstance(error.json_body, dict) else {}
        details = body.get("error") or {}
        return Declined(details.get("decline_code") or error.code or "declined", details.get("payment_intent"))
    except stripe.InvalidRequestError as error:
        return Rejected(error.code or "invalid_request", str(error.user_message))
    except stripe.StripeError as error:
        # Broken lines, 5xx, 409 and 429; a wrong key of ours (401, 403) too: it is mended and sent again. An
        # IdempotencyError means that something exists under our key, so it is looked up rather than called a failure.
        return Unknown(f"{type(error).__name__}: {error.user_message}")


def fetch(client: stripe.StripeClient, kind: str, id_: str) -> Body | None:
    """The object as it is now, or None when the card company has none of this id. Raises `stripe.StripeError`."""
    v1 = client.v1
    retrieve: Mapping[str, Callable[[], Any]] = {
        "session": lambda: v1.checkout.sessions.retrieve(id_, {"expand": _SESSION_WITH}),
        "intent": lambda: v1.payment_intents.retrieve(id_, {"expand": _INTENT_WITH}),
        "refund": lambda: v1.refunds.retrieve(id_),
        "dispute": lambda: v1.disputes.retrieve(id_),
    }
    try:
        found: Body = retrieve[kind]().to_dict()
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            return None
        raise
    return found


def find_by_op(client: stripe.StripeClient, operation: str, op: str, since: int, intent_id: str | None) -> Body | None:
    """A key aged out: list what was made since, find ours by `metadata.op`. Raises `stripe.StripeError`."""
    v1 = client.v1
    window: Any = {"created": {"gte": since}, "limit": 100}
    of_intent: Any = {**window, "payment_intent": intent_id or ""}
    lists: Mapping[str, Callable[[], Any]] = {
        "session_create": lambda: v1.checkout.sessions.list(window),
        "intent_create": lambda: v1.payment_intents.list(window),
        "refund_create": lambda: v1.refunds.list(of_intent),
    }
    if operation not in lists:
        return None
    for item in lists[operation]().auto_paging_iter():
        body: Body = item.to_dict()
        if (body.get("metadata") or {}).get("op") == op:
            return body
    return None


def events_since(client: stripe.StripeClient, since: int) -> Iterator[Body]:
    """Every event from `since` (epoch seconds) on, newest first. Raises `stripe.StripeError`."""
    for item in client.v1.events.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter():
        yield item.to_dict()
