"""Reading and writing the sandbox's objects, and telling the shop about them as a card company does: by webhook."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from storefront.payments.sandbox import shapes
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.wire.calls import API_VERSION

Body = dict[str, Any]
PREFIXES = {
    "session": "cs_test_",
    "intent": "pi_",
    "method": "pm_",
    "customer": "cus_",
    "charge": "ch_",
    "refund": "re_",
    "dispute": "dp_",
    "event": "evt_",
}


def new_object_id(kind: str) -> str:
    return PREFIXES[kind] + secrets.token_hex(12)


def epoch(work: Work) -> int:
    return int(work.now().timestamp())


def put(work: Work, kind: str, body: Body, hidden: Mapping[str, Any] | None = None) -> SandboxObject:
    row = SandboxObject(
        id=body["id"], born=work.new_id(), kind=kind, created=body["created"], body=body, hidden=dict(hidden or {})
    )
    work.session.add(row)  # written with all else that the transaction makes: whoever asks for it makes it so
    return row


def get(work: Work, kind: str, id_: str) -> SandboxObject | None:
    """The object, locked: the sandbox keeps two clicks apart as the real one does."""
    return work.session.scalar(
        select(SandboxObject)
        .where(SandboxObject.id == id_, SandboxObject.kind == kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def change(row: SandboxObject, **values: Any) -> Body:
    """New values in the body (a new dict: JSON columns do not notice a change inside)."""
    row.body = {**row.body, **values}
    return row.body


def tell(work: Work, kind: str, body: Mapping[str, Any], *, copies: int = 1, after_s: int = 0) -> str:
    """Write an event and leave its webhook for the worker, `copies` times; 0 copies is a webhook that got lost."""
    event = shapes.event(new_object_id("event"), epoch(work), kind, body, API_VERSION)
    put(work, "event", event)
    due = work.now() + timedelta(seconds=after_s)
    with work.session.no_autoflush:
        for copy in range(copies):
            work.enqueue("sandbox_webhook", {"event": event["id"]}, key=f"{event['id']}:{copy}", due=due)
    return str(event["id"])
