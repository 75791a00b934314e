"""What a verified message of the card company leads to: we fetch the object it is about and apply that.

The message itself decides nothing, so old, doubled and shuffled ones do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from sqlalchemy import or_, select

from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from storefront.mount.current import ShopState
from storefront.payments.gateway.client import client_of
from storefront.payments.gateway.flow import TRY_AGAIN, settle
from storefront.payments.models import Payment
from storefront.payments.reading import read_dispute, read_refund
from storefront.payments.service.back import apply_dispute, apply_refund
from storefront.payments.wire.calls import fetch


def process_event(shop: ShopState, event: Mapping[str, Any]) -> tuple[str, str]:
    """Act on one event; returns (inbox state, outcome in words). An event that is not ours is kept as `unknown`.

    Raises `Unavailable` while the card company does not answer: the outbox comes again."""
    kind, body = str(event["type"]), event["data"]["object"]
    if kind.startswith(("checkout.session.", "payment_intent.")):
        return _about_payment(shop, body)
    if kind.startswith(("refund.", "charge.refund.")):
        return _about_return(shop, "refund", body["id"])
    if kind.startswith("charge.dispute."):
        return _about_return(shop, "dispute", body["id"])
    return "unknown", f"{kind} is none of ours"


def _about_payment(shop: ShopState, body: Mapping[str, Any]) -> tuple[str, str]:
    found = shop.read(lambda work: _payment_of(work, body))
    if found is None:
        return "unknown", "no such payment here"
    payment_ref, channel = found
    fits = body["object"] == ("checkout.session" if channel == "session" else "payment_intent")
    return "processed", settle(shop, payment_ref, named=body["id"] if fits else None)


def _payment_of(work: Work, body: Mapping[str, Any]) -> tuple[str, str] | None:
    metadata = body.get("metadata") or {}
    row = work.session.execute(
        select(Payment.ref, Payment.channel)
        .where(
            or_(
                Payment.session_id == body["id"],
                Payment.intent_id == body["id"],
                Payment.ref == str(metadata.get("payment", "")),
            )
        )
        .limit(1)
    ).first()
    return (row[0], row[1]) if row is not None else None


def _about_return(shop: ShopState, kind: str, id_: str) -> tuple[str, str]:
    try:
        body = fetch(client_of(shop), kind, id_)
    except stripe.StripeError as error:
        raise Unavailable(TRY_AGAIN) from error
    if body is None:
        return "unknown", f"no such {kind} at the card company"
    if kind == "refund":
        refund = read_refund(body)
        state = shop.write(lambda work: apply_refund(work, refund))
    else:
        dispute = read_dispute(body)
        state = shop.write(lambda work: apply_dispute(work, dispute))
    return ("processed", state) if state is not None else ("unknown", f"a {kind} of no payment here")
