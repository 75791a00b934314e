"""The write-ahead book of what is asked of the card company."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ScalarSelect, or_, select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.payments.domain import resendable
from storefront.payments.models import GatewayRequest, Payment
from storefront.payments.states import REQUEST, REQUEST_UNSURE
from storefront.payments.wire.calls import API_VERSION, FrozenCall, freeze

ACTOR = "payments"
STALE_AFTER = timedelta(minutes=2)


def locked_payment(work: Work, payment_ref: str) -> Payment:
    """The payment, locked until commit: every change of money starts here. Raises `NotFound`."""
    payment = work.session.scalar(
        select(Payment).where(Payment.ref == payment_ref).with_for_update().execution_options(populate_existing=True)
    )
    if payment is None:
        raise NotFound("There is no such payment.")
    return payment


def plan(
    work: Work,
    operation: str,
    payment_ref: str,
    params: Mapping[str, Any],
    *,
    op: str,
    target: str | None = None,
    refund_ref: str | None = None,
) -> str:
    """Write down a request before it is sent; `op` is its ref, its key and the `metadata.op` that finds it again."""
    work.session.add(
        GatewayRequest(
            ref=op,
            operation=operation,
            payment_ref=payment_ref,
            refund_ref=refund_ref,
            target=target,
            params=freeze(operation, params),
            api_version=API_VERSION,
            idempotency_key=f"joinery:{op}",
            state=REQUEST.initial,
            attempts=0,
            created_at=work.now(),
        )
    )
    work.session.flush()
    return op


def mark_sent(work: Work, request_ref: str) -> FrozenCall | None:
    """Say that the request leaves now; None when it was answered, or is too old for its key and must be looked up."""
    request = locked_request(work, request_ref)
    if REQUEST.final(request.state) or not resendable(request.first_sent_at, work.now()):
        return None
    if request.state != "sent":
        move(work, request, REQUEST, "sent", subject=request.ref, actor=ACTOR)
    request.attempts += 1
    request.first_sent_at = request.first_sent_at or work.now()
    request.last_sent_at = work.now()
    return FrozenCall(request.operation, request.target, request.params, request.api_version, request.idempotency_key)


def locked_request(work: Work, request_ref: str) -> GatewayRequest:
    request = work.session.scalar(
        select(GatewayRequest)
        .where(GatewayRequest.ref == request_ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound("There is no such request to the card company.")
    return request


def locked_both(work: Work, request_ref: str) -> tuple[Payment, GatewayRequest]:
    """A request and the payment that it is about, the payment locked first, always: two workers never deadlock.

    PostgreSQL locks the rows of a result in the order in which their tables are named.
    """
    found = work.session.execute(
        select(Payment, GatewayRequest)
        .join_from(Payment, GatewayRequest, GatewayRequest.payment_ref == Payment.ref)
        .where(GatewayRequest.ref == request_ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such request to the card company.")
    payment, request = found
    return payment, request


def answer(
    work: Work, request: GatewayRequest, state: str, *, external_id: str | None = None, code: str = "", text: str = ""
) -> None:
    """Record what came back. A request that has its answer keeps it: a late duplicate changes nothing."""
    if REQUEST.final(request.state) or request.state == state:
        return
    move(work, request, REQUEST, state, subject=request.ref, actor=ACTOR, reason=code or text[:200])
    request.external_id = external_id or request.external_id
    request.error_code, request.error_text = code or None, text or None


def adopt(work: Work, op: str | None, external_id: str) -> None:
    """An object that carries our `metadata.op` proves that the request behind it went through, reply or no reply."""
    request = work.session.scalar(select(GatewayRequest).where(GatewayRequest.ref == (op or "")).with_for_update())
    if request is not None and request.state in REQUEST_UNSURE:
        answer(work, request, "succeeded", external_id=external_id)


def latest(work: Work, payment_ref: str, operation: str) -> GatewayRequest | None:
    return work.session.scalar(
        select(GatewayRequest)
        .where(GatewayRequest.payment_ref == payment_ref, GatewayRequest.operation == operation)
        .order_by(GatewayRequest.created_at.desc(), GatewayRequest.ref.desc())
        .limit(1)
    )


def latest_of(payment_ref: Any, operation: Any) -> ScalarSelect[str]:
    """The ref of the same, within a statement about payments."""
    return (
        select(GatewayRequest.ref)
        .where(GatewayRequest.payment_ref == payment_ref, GatewayRequest.operation == operation)
        .order_by(GatewayRequest.created_at.desc(), GatewayRequest.ref.desc())
        .limit(1)
        .scalar_subquery()
    )


def unsure_of(work: Work, payment_ref: str, *, but: str) -> bool:
    """Whether another request about this payment has no answer yet: nothing is built on such a one."""
    return bool(
        work.session.scalar(
            select(GatewayRequest.ref)
            .where(GatewayRequest.payment_ref == payment_ref, GatewayRequest.ref != but)
            .where(GatewayRequest.state.in_(REQUEST_UNSURE))
            .limit(1)
        )
    )


def stale(work: Work, limit: int = 100) -> list[tuple[str, bool]]:
    """Requests without an answer for two minutes, as (ref, may be sent again with its key)."""
    rows = work.session.scalars(
        select(GatewayRequest)
        .where(GatewayRequest.state.in_(REQUEST_UNSURE))
        .where(or_(GatewayRequest.last_sent_at.is_(None), GatewayRequest.last_sent_at < work.now() - STALE_AFTER))
        .order_by(GatewayRequest.last_sent_at)
        .limit(limit)
    ).all()
    return [(row.ref, resendable(row.first_sent_at, work.now())) for row in rows]
