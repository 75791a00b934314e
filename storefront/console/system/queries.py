"""Outbox and inbox as an operator reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from foundation.data.inbox import INBOX_STATES, InboxMessage
from foundation.data.outbox import OUTBOX_STATES, OutboxMessage
from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.states import State
from storefront.mount import database
from storefront.running.care import retry

MOST = 50
JOBS: Mapping[str, str] = {
    "accept_order": "Hand an order to workshop and warehouse",
    "cancel_line": "Cancel a line",
    "release_hold": "Let a paid piece leave",
    "follow_dispute": "Hold or release a disputed order",
    "book_label": "Book a label",
    "take_balance": "Take a balance",
    "send_refund": "Send a refund",
    "send_mail": "Send a mail",
    "process_inbox": "Read a webhook",
    "sandbox_webhook": "Deliver a sandbox webhook",
}


@dataclass(frozen=True)
class Waiting:
    """One message of the outbox."""

    id: str
    job: str
    key: str
    state: State
    due: datetime
    attempts: int
    error: str


@dataclass(frozen=True)
class Delivery:
    """One webhook that came in."""

    provider: str
    key: str
    state: State
    outcome: str
    at: datetime


@dataclass(frozen=True)
class System:
    """`counts` by state of the whole outbox; `problems` are the database's, empty when it is well."""

    dead: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    counts: Mapping[str, int]
    inbox: tuple[Delivery, ...]
    problems: tuple[str, ...]


def system(work: Work) -> System:
    """Everything on one page."""
    counts = dict(work.session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)).all())
    return System(
        dead=_messages(work, "dead"),
        waiting=_messages(work, "waiting"),
        counts=counts,
        inbox=_deliveries(work),
        problems=tuple(database.health(work.session.connection())),
    )


def _messages(work: Work, state: str) -> tuple[Waiting, ...]:
    rows = work.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == state)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(MOST)
    )
    return tuple(
        Waiting(
            row.id,
            JOBS.get(row.name, row.name),
            row.key,
            OUTBOX_STATES.states[row.state],
            row.due_at,
            row.attempts,
            row.last_error or "",
        )
        for row in rows
    )


def _deliveries(work: Work) -> tuple[Delivery, ...]:
    rows = work.session.execute(
        select(
            InboxMessage.provider,
            InboxMessage.account,
            InboxMessage.delivery_key,
            InboxMessage.state,
            InboxMessage.outcome,
            InboxMessage.received_at,
        )
        .order_by(InboxMessage.received_at.desc(), InboxMessage.id.desc())
        .limit(MOST)
    )
    return tuple(
        Delivery(row.provider, row.delivery_key, INBOX_STATES.states[row.state], row.outcome or "", row.received_at)
        for row in rows
    )


def try_again(work: Work, id_: str) -> bool:
    """Let a message that was given up wait again; False when it is not given up any more. Raises `NotFound`."""
    if work.session.get(OutboxMessage, id_) is None:
        raise NotFound("There is no such message. It may have been done and tidied away.")
    return retry(work.session, id_, work.now())
