"""The worker's half: one attempt, what it said, and what follows: done, again later, or the endpoint pauses."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet
from flask import current_app

from foundation.data.audit import move
from foundation.data.outbox import Message
from foundation.data.work import Work
from storefront.mount.config import Settings
from storefront.mount.current import ShopState
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of
from storefront.webhooks.domain import body_of, gives_up, headers_of, pause_after, took_it
from storefront.webhooks.models import WebhookDelivery, WebhookEndpoint
from storefront.webhooks.states import DELIVERY, ENDPOINT
from storefront.webhooks.telling import SEND
from storefront.webhooks.transport import Reply, post

MAIL = "webhook_paused"


@dataclass(frozen=True)
class _Parcel:
    url: str
    secret: str
    payload: dict[str, Any]


def seal(settings: Settings, secret: str) -> str:
    """A signing secret as it is stored: whoever reads the database alone signs nothing."""
    return _sealer(settings).encrypt(secret.encode()).decode()


def _sealer(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(settings.secret.encode(), b"shop.webhook", sha256).digest()))


def send_webhook(shop: ShopState, message: Message) -> None:
    """One attempt. Payload: delivery, attempt. Done before, or an endpoint that was paused meanwhile: nothing."""
    ref, attempt = message.payload["delivery"], message.payload["attempt"]
    parcel = shop.read(lambda work: _parcel(work, shop.settings, ref, attempt))
    if parcel is None:
        return
    body = body_of(parcel.payload)
    headers = headers_of(parcel.secret, ref, int(shop.clock.now().timestamp()), body)
    settings = shop.settings
    reply = post(parcel.url, body, headers, production=settings.production, private=settings.webhooks_to_private)
    shop.write(lambda work: record(work, ref, attempt, reply))


def _parcel(work: Work, settings: Settings, ref: str, attempt: int) -> _Parcel | None:
    row = work.session.get(WebhookDelivery, ref)
    if row is None or row.attempts >= attempt or row.state not in ("waiting", "failing"):
        return None
    endpoint = work.session.get_one(WebhookEndpoint, row.endpoint_ref)
    if endpoint.state != "active":
        return None
    return _Parcel(endpoint.url, _sealer(settings).decrypt(endpoint.secret.encode()).decode(), dict(row.payload))


def record(work: Work, ref: str, attempt: int, reply: Reply) -> None:
    """Write down what an attempt brought; twice is once."""
    row = work.session.get(WebhookDelivery, ref, with_for_update=True)
    if row is None or row.attempts >= attempt:
        return
    endpoint = work.session.get_one(WebhookEndpoint, row.endpoint_ref, with_for_update=True)
    now = work.now()
    row.attempts, row.status, row.took_ms, row.said, row.last_at = (
        attempt, reply.status, reply.took_ms, reply.said, now,
    )  # fmt: skip
    if took_it(reply.status):
        row.state, endpoint.failing_since = "delivered", None
        return
    pause = pause_after(attempt)
    state = "failed" if pause is None else "failing"
    if row.state != state:
        DELIVERY.check(row.state, state, ref)
    row.state = state
    if pause is not None:
        work.enqueue(SEND, {"delivery": ref, "attempt": attempt + 1}, key=f"{ref}:{attempt + 1}", due=now + pause)
    _judge(work, endpoint, reply.status, now)


def _judge(work: Work, endpoint: WebhookEndpoint, status: int | None, now: datetime) -> None:
    """After days without a taken delivery the endpoint pauses, and its owner reads why."""
    endpoint.failing_since = endpoint.failing_since or now
    if endpoint.state != "active" or not gives_up(endpoint.failing_since, now, status):
        return
    since = endpoint.failing_since.isoformat()
    move(work, endpoint, ENDPOINT, "paused", subject=endpoint.ref, actor="worker", reason=f"failing since {since}")
    if endpoint.mail_to:
        work.enqueue(MAIL, {"endpoint": endpoint.ref, "since": since}, key=f"{endpoint.ref}:{since}")


def send_paused_mail(shop: ShopState, message: Message) -> None:
    """Tell the owner that nothing is sent any more. Payload: endpoint, since."""
    told = shop.read(lambda work: _owner(work, message.payload["endpoint"]))
    if told is None:
        return
    to, url = told
    page = shop.settings.outside + "/console/settings/webhooks"
    words = {
        "shop": shop.settings,
        "url": url,
        "page": page,
        "since": datetime.fromisoformat(message.payload["since"]),
        "_": lambda text, **values: text % values if values else text,
    }
    mail = compose(
        sender=shop.settings.mail_from,
        to=to,
        subject="A webhook is paused: it took nothing for days",
        text=current_app.jinja_env.get_template("shop/webhooks/paused.txt").render(words),
        html=current_app.jinja_env.get_template("shop/webhooks/paused.html").render(words),
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    post_of(shop.settings).send(mail, message.key)


def _owner(work: Work, ref: str) -> tuple[str, str] | None:
    row = work.session.get(WebhookEndpoint, ref)
    return (row.mail_to, row.url) if row is not None and row.mail_to else None


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {SEND: send_webhook, MAIL: send_paused_mail}
