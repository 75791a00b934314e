"""Checkout Sessions: made, looked at, closed."""

from __future__ import annotations

from foundation.data.work import Work
from storefront.payments.sandbox import shapes
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.refusals import invalid, missing
from storefront.payments.sandbox.store import Body, change, epoch, get, new_object_id, put, tell

# https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at
EARLIEST_END, LATEST_END = 30 * 60, 24 * 3600


def create_session(work: Work, params: Body, pay_base: str) -> Body:
    """POST /v1/checkout/sessions; `pay_base` is where the pay pages of this shop live."""
    if params.get("mode") != "payment":
        raise invalid("The sandbox has payment mode only.", param="mode")
    items = params.get("line_items") or []
    if not items:
        raise invalid("You must provide line_items.", param="line_items")
    if "success_url" not in params:
        raise invalid("You must provide success_url.", param="success_url")
    now = epoch(work)
    end = params.get("expires_at", now + LATEST_END)
    if not now + EARLIEST_END <= end <= now + LATEST_END:
        raise invalid("expires_at must be from 30 minutes to 24 hours from now.", param="expires_at")
    lines = [_line(item) for item in items]
    currencies = {line["currency"] for line in lines}
    if len(currencies) != 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    id_ = new_object_id("session")
    total = sum(line["amount"] for line in lines)
    body = shapes.session(id_, now, params, total, currencies.pop(), f"{pay_base}/pay/{id_}")
    put(work, "session", body, {"lines": lines, "intent": params.get("payment_intent_data", {})})
    return body


def _line(item: Body) -> Body:
    price = item.get("price_data")
    if price is None or "unit_amount" not in price or "product_data" not in price:
        raise invalid("The sandbox needs price_data with unit_amount and product_data.", param="line_items")
    if price["unit_amount"] < 0:
        raise invalid("Invalid non-negative integer.", param="line_items")
    amount = price["unit_amount"] * item.get("quantity", 1)
    return {"name": price["product_data"]["name"], "amount": amount, "currency": price["currency"]}


def session_now(work: Work, id_: str) -> SandboxObject:
    """The session, closed first if its time is over. Raises `ApiError` 404."""
    row = get(work, "session", id_)
    if row is None:
        raise missing("checkout.session", id_)
    if row.body["status"] == "open" and epoch(work) >= row.body["expires_at"]:
        close(work, row)
    return row


def close(work: Work, row: SandboxObject) -> Body:
    body = change(row, status="expired", url=None)
    tell(work, "checkout.session.expired", body)
    return body


def expire_session(work: Work, id_: str, _params: Body) -> Body:
    """POST /v1/checkout/sessions/:id/expire"""
    row = session_now(work, id_)
    if row.body["status"] != "open":
        raise invalid(f"Only open sessions can be expired; this one is {row.body['status']}.")
    return close(work, row)
