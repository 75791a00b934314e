"""Money going back: refunds that never exceed the charge, and disputes."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation.data.work import Work
from storefront.payments.sandbox import shapes
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.refusals import invalid, missing
from storefront.payments.sandbox.store import Body, change, epoch, get, new_object_id, put, tell

SLOW_S = 6  # a bank debit's refund is on its way for a while


def create_refund(work: Work, params: Body) -> Body:
    """POST /v1/refunds"""
    intent = get(work, "intent", str(params.get("payment_intent", "")))
    if intent is None:
        raise missing("payment_intent", str(params.get("payment_intent", "")))
    charge = get(work, "charge", str(intent.body["latest_charge"]))
    if charge is None or intent.body["status"] != "succeeded":
        raise invalid("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    if charge.body["disputed"]:
        raise invalid("This charge is in dispute and cannot be refunded.", code="charge_disputed")
    left = charge.body["amount"] - charge.body["amount_refunded"]
    amount = params.get("amount", left)
    if left == 0:
        raise invalid("The charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid("Refund amount is greater than the unrefunded amount on the charge.", param="amount")
    refunded = charge.body["amount_refunded"] + amount
    change(charge, amount_refunded=refunded, refunded=refunded == charge.body["amount"])
    refund = put(work, "refund", shapes.refund(new_object_id("refund"), epoch(work), charge.body, params, amount))
    if charge.hidden.get("slow"):
        work.enqueue("sandbox_later", {"do": "finish_refund", "id": refund.id}, key=refund.id, due=_later(work, SLOW_S))
        tell(work, "refund.created", refund.body)
        return dict(refund.body)
    return finish_refund(work, refund)


def _later(work: Work, seconds: int) -> datetime:
    return work.now() + timedelta(seconds=seconds)


def finish_refund(work: Work, refund: SandboxObject) -> Body:
    body = change(refund, status="succeeded")
    tell(work, "refund.updated", body)
    return body


def open_dispute(work: Work, charge_id: str) -> Body | None:
    """The cardholder's bank takes the money back for now; once a charge."""
    charge = get(work, "charge", charge_id)
    if charge is None or charge.body["disputed"]:
        return None
    change(charge, disputed=True)
    dispute = put(work, "dispute", shapes.dispute(new_object_id("dispute"), epoch(work), charge.body))
    tell(work, "charge.dispute.created", dispute.body)
    return dict(dispute.body)


def close_dispute(work: Work, id_: str, verdict: str) -> Body:
    """The bank has decided: `won` (the shop keeps the money) or `lost`."""
    dispute = get(work, "dispute", id_)
    if dispute is None:
        raise missing("dispute", id_)
    charge = get(work, "charge", dispute.body["charge"])
    if charge is not None and verdict == "won":
        change(charge, disputed=False)
    body = change(dispute, status=verdict)
    tell(work, "charge.dispute.closed", body)
    return body
