"""Whether a message really comes from the card company, and when. Plain: bytes, headers and an instant in.

The library's own `construct_event` accepts times from the future and trips over bytes that are no text
(`stripe` 16.1); so the signature is checked here on the bytes, and nothing is decoded before it fits.
Scheme: https://docs.stripe.com/webhooks#verify-manually
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.plain.errors import Forbidden, Invalid

TOLERANCE_S = 300  # how old a message may be
DRIFT_S = 30  # how far the other clock may run ahead
_NOT_SIGNED = "This message is not signed. Send the Stripe-Signature header that belongs to it."


@dataclass(frozen=True)
class Delivery:
    """A message that may be stored: unique on (account, event_id)."""

    event_id: str
    account: str
    kind: str


def verify_stripe(
    header: str | None, raw: bytes, secret: str, now: datetime, *, livemode: bool, account: str
) -> Delivery:
    """Raises `Forbidden` for a signature, time, mode or account that does not fit, `Invalid` for a signed message that
    is no event."""
    stamp, macs = _read_header(header or "")
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    if not any([hmac.compare_digest(expected, mac) for mac in macs]):  # noqa: C419 - compare all, tell nothing by time
        raise Forbidden("The signature of this message does not fit.")
    age = int(now.timestamp()) - stamp
    if age > TOLERANCE_S:
        raise Forbidden("This message is too old. Send it again, freshly signed.")
    if age < -DRIFT_S:
        raise Forbidden("This message comes from the future. Set the clock right.")
    event = _read_event(raw)
    if bool(event.get("livemode")) != livemode:
        raise Forbidden("This message is about the other kind of money, test or live. Use that kind's key and secret.")
    return Delivery(str(event["id"]), str(event.get("account") or account), str(event["type"]))


def _read_header(value: str) -> tuple[int, list[str]]:
    parts = [part.strip().split("=", 1) for part in value.split(",") if "=" in part][:16]
    stamps = [v for k, v in parts if k == "t" and re.fullmatch(r"[0-9]{1,12}", v)]
    macs = [v for k, v in parts if k == "v1" and re.fullmatch(r"[0-9a-f]{64}", v)]
    if len(stamps) != 1 or not macs:
        raise Forbidden(_NOT_SIGNED)
    return int(stamps[0]), macs


def _read_event(raw: bytes) -> dict[str, Any]:
    try:
        event = json.loads(raw)
    except ValueError:  # of bytes that are no UTF-8 as well as of text that is no JSON
        raise Invalid("This message cannot be read: it is not JSON in UTF-8.") from None
    if not isinstance(event, dict) or event.get("object") != "event":
        raise Invalid("This message is no event.")
    id_, kind, data = event.get("id"), event.get("type"), event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not (isinstance(id_, str) and 0 < len(id_) <= 160 and isinstance(kind, str) and isinstance(about, dict)):
        raise Invalid("This event lacks its id, its type or the object that it is about.")
    if not isinstance(about.get("id"), str) and not isinstance(about.get("object"), str):
        raise Invalid("This event is about an object without an id.")
    return event
