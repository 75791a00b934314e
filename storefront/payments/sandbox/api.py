"""The sandbox's API: one request in, one reply out, inside one transaction; idempotent by key as the real one is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from foundation.data.sql import insert_into
from foundation.data.work import Work
from storefront.payments.sandbox.charging import cancel_intent, create_intent
from storefront.payments.sandbox.forms import typed
from storefront.payments.sandbox.models import SandboxObject, SandboxReply
from storefront.payments.sandbox.refusals import ApiError, invalid, missing
from storefront.payments.sandbox.returns import create_refund
from storefront.payments.sandbox.sessions import create_session, expire_session, session_now
from storefront.payments.sandbox.store import PREFIXES, Body, get
from storefront.payments.wire.calls import SHAPES
from storefront.payments.wire.walker import mistakes

RESOURCES = {
    "checkout/sessions": "session",
    "payment_intents": "intent",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
}
_PATH = re.compile(r"^/v1/(checkout/sessions|[a-z_]+)(?:/([A-Za-z0-9_]+))?(?:/([a-z]+))?$")
_KIND_OF_PREFIX = {prefix: kind for kind, prefix in PREFIXES.items()}


@dataclass(frozen=True)
class Call:
    """A request as it came; `params` are texts, nested."""

    method: str
    path: str
    params: Body
    key: str | None
    pay_base: str


@dataclass(frozen=True)
class Reply:
    status: int
    body: Body


def answer(work: Work, call: Call) -> Reply:
    """The reply to `call`. Under a key seen before: the same reply, or an error if the request is another one."""
    if call.method != "post" or call.key is None:
        return _plainly(work, call)
    fingerprint = hashlib.sha256(json.dumps([call.path, call.params], sort_keys=True).encode()).hexdigest()
    first = work.session.scalar(
        insert_into(work.session, SandboxReply)
        .values(key=call.key, fingerprint=fingerprint, status=0, body="")
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(SandboxReply)
    )
    if first is None:
        same = select(SandboxReply).where(SandboxReply.key == call.key).with_for_update()
        return _again(work.session.scalars(same).one(), fingerprint)
    kept = first  # it is ours until we commit: nobody else has seen it
    reply = _plainly(work, call)
    if reply.status in (400, 404):
        work.session.delete(kept)  # a request that failed validation is not remembered, so it may be mended
    else:
        kept.status, kept.body = reply.status, json.dumps(reply.body)
    work.session.flush()
    return reply


def _again(kept: SandboxReply, fingerprint: str) -> Reply:
    if kept.fingerprint != fingerprint:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        return Reply(400, {"error": {"type": "idempotency_error", "message": message}})
    return Reply(kept.status, json.loads(kept.body))


def _plainly(work: Work, call: Call) -> Reply:
    found = _PATH.match(call.path)
    resource, id_, verb = found.groups() if found else ("", None, None)
    kind = RESOURCES.get(resource)
    try:
        if kind is None:
            raise missing("path", call.path)
        if call.method == "get":
            return Reply(200, _listed(work, kind, call) if id_ is None else _one(work, kind, id_, call.params))
        return Reply(200, _post(work, kind, id_, verb, call))
    except ApiError as error:
        return Reply(error.status, {"error": error.error})


def _post(work: Work, kind: str, id_: str | None, verb: str | None, call: Call) -> Body:
    operation = f"{kind}_{verb or 'create'}"
    if operation not in SHAPES or (id_ is None) != (verb is None):
        raise missing("path", call.path)
    params = typed(call.params, SHAPES[operation])
    found = mistakes(params, SHAPES[operation])
    if found:
        raise invalid(f"Received unknown or invalid parameters: {'; '.join(found)}", code="parameter_unknown")
    on_one: dict[str, Callable[[Work, str, Body], Body]] = {
        "session_expire": expire_session,
        "intent_cancel": cancel_intent,
    }
    if id_ is not None:
        return on_one[operation](work, id_, params)
    if operation == "session_create":
        return create_session(work, params, call.pay_base)
    return create_intent(work, params) if operation == "intent_create" else create_refund(work, params)


def _one(work: Work, kind: str, id_: str, params: Body) -> Body:
    row = session_now(work, id_) if kind == "session" else get(work, kind, id_)
    if row is None:
        raise missing(kind, id_)
    body = dict(row.body)
    for path in params.get("expand", []):
        _expand(work, body, path.split("."))
    return body


def _expand(work: Work, body: Body, path: list[str]) -> None:
    """Put the object itself where its id stands, along a dotted path."""
    name, *rest = path
    value = body.get(name)
    if isinstance(value, str):
        kind = _KIND_OF_PREFIX.get(value.split("_")[0] + "_")
        row = get(work, kind, value) if kind else None
        value = body[name] = dict(row.body) if row else value
    if rest and isinstance(value, dict):
        _expand(work, value, rest)


def _listed(work: Work, kind: str, call: Call) -> Body:
    """Newest first, `created[gte]`, `payment_intent`, `starting_after` and `limit` as in the API."""
    limit = int(call.params.get("limit", 10))
    query = select(SandboxObject).where(SandboxObject.kind == kind).order_by(SandboxObject.born.desc())
    since = call.params.get("created", {}).get("gte")
    if since is not None:
        query = query.where(SandboxObject.created >= int(since))
    after = call.params.get("starting_after")
    if after is not None:
        last = work.session.get(SandboxObject, after)
        query = query.where(SandboxObject.born < (last.born if last else ""))
    rows: list[Any] = [row.body for row in work.session.scalars(query)]
    intent = call.params.get("payment_intent")
    if intent is not None:
        rows = [body for body in rows if body["payment_intent"] == intent]
    return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit, "url": call.path}
