"""Transaction 2 of every request: the answer, and what it means, in one commit."""

from __future__ import annotations

from foundation.data.audit import move
from foundation.data.work import Work
from storefront.payments.models import GatewayRequest, Payment, Refund
from storefront.payments.reading import read_intent, read_refund, read_session
from storefront.payments.service import requests
from storefront.payments.service.applying import alert, charge_told, fail, page_told
from storefront.payments.service.back import apply_refund, refund_failed
from storefront.payments.states import REFUND
from storefront.payments.wire.calls import Body, Declined, Outcome, Rejected, Succeeded


def conclude(work: Work, request_ref: str, outcome: Outcome) -> str:
    """Record `outcome` and apply it; returns the request's state. Concluding twice changes nothing."""
    return concluded(work, request_ref, outcome)[1]


def concluded(work: Work, request_ref: str, outcome: Outcome) -> tuple[Payment, str]:
    """The same, for whoever wants to see the payment after it."""
    payment, request = requests.locked_both(work, request_ref)
    match outcome:
        case Succeeded(body):
            made = None if request.operation == "session_expire" else body["id"]
            requests.answer(work, request, "succeeded", external_id=made)
            _apply(work, payment, request, body)
        case Declined(code, body):
            requests.answer(work, request, "declined", code=code)
            _refused(work, payment, request, code, body)
        case Rejected(code, message):
            requests.answer(work, request, "rejected", code=code, text=message)
            _refused(work, payment, request, code, None)
        case _:
            requests.answer(work, request, "unknown", text=outcome.message)
    return payment, request.state


def _apply(work: Work, payment: Payment, request: GatewayRequest, body: Body) -> None:
    if request.operation in ("session_create", "session_expire"):
        page_told(work, payment, read_session(body))
    elif request.operation in ("intent_create", "intent_cancel"):
        charge_told(work, payment, read_intent(body), page_open=False)
    else:
        apply_refund(work, read_refund(body))


def _refused(work: Work, payment: Payment, request: GatewayRequest, code: str, body: Body | None) -> None:
    """A no of the bank (with the intent it left behind), or of the card company: the next try is a new request."""
    if request.operation == "refund_create" and request.refund_ref is not None:
        refund = work.session.get_one(Refund, request.refund_ref)
        if REFUND.allows(refund.state, "failed"):
            move(work, refund, REFUND, "failed", subject=refund.ref, actor=requests.ACTOR, reason=code)
            refund_failed(work, payment, refund, code, was_sent=None)
        return
    if request.operation in ("session_expire", "intent_cancel"):
        return  # the page is no longer open: whoever asked looks at what it became
    if body is not None:
        payment.intent_id = body["id"]
    else:
        alert(work, payment.order_ref, "The card company refused a request of ours. Please look at System.")
    fail(work, payment, code)
