"""A seller's verbs on endpoints: add one, pause, go on, remove, try, send again; and what their pages read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from foundation.data.audit import move
from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid, NotFound
from foundation.plain.scope import SellerScope
from foundation.plain.states import State
from storefront.accounts.models import Seller
from storefront.accounts.service import OPERATOR
from storefront.mount.config import Settings
from storefront.webhooks.domain import is_loopback, may_call, new_secret, read_url
from storefront.webhooks.events import EVENTS, PING
from storefront.webhooks.models import WebhookDelivery, WebhookEndpoint
from storefront.webhooks.sending import seal
from storefront.webhooks.states import DELIVERY, ENDPOINT
from storefront.webhooks.telling import SEND, begin_here, deliver

MOST = 20
LOG = 100


@dataclass(frozen=True)
class EndpointRow:
    """One endpoint in the list. `kinds` empty: all of them."""

    ref: str
    url: str
    seller: str
    kinds: tuple[str, ...]
    state: str
    shown: State
    mail_to: str
    created_at: datetime
    failing_since: datetime | None


@dataclass(frozen=True)
class DeliveryRow:
    """One line of the log."""

    ref: str
    kind: str
    order: str
    state: str
    shown: State
    attempts: int
    status: int | None
    took_ms: int | None
    said: str
    created_at: datetime
    last_at: datetime | None

    @property
    def replayable(self) -> bool:
        return self.state in ("delivered", "failed", "failing")


def add_endpoint(
    work: Work, scope: SellerScope, settings: Settings, *, seller: str, url: str, kinds: Collection[str], mail_to: str
) -> str:
    """A new endpoint; returns its signing secret, which is shown this once. Raises `Invalid` beside the field.

    A literal address inside a house is refused here already; a name is looked up at every delivery, because what it
    stands for may change."""
    target = read_url(url.strip(), production=settings.production)
    if _is_number(target.host):
        loopback = not settings.production and is_loopback(target.host)
        may_call([target.host], private=settings.webhooks_to_private, loopback=loopback)
    if set(kinds) - set(EVENTS):
        raise Invalid("Choose events from the list.", field="kinds")
    operator = seller == OPERATOR and scope.sellers is None
    if not operator and (not scope.covers(seller) or work.session.get(Seller, seller) is None):
        raise Invalid("Choose a seller from the list.", field="seller")
    live = work.session.scalar(select(func.count()).where(WebhookEndpoint.state != "removed")) or 0
    if live >= MOST:
        raise Invalid(f"That are {MOST} endpoints already. Remove one that nobody needs.")
    if not live:
        begin_here(work)
    secret = new_secret()
    work.session.add(
        WebhookEndpoint(
            ref=work.new_id(),
            seller_ref=seller,
            url=url.strip(),
            kinds=sorted(kinds),
            secret=seal(settings, secret),
            state=ENDPOINT.initial,
            mail_to=mail_to.strip()[:254],
            created_at=work.now(),
        )
    )
    work.session.flush()
    return secret


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def shift(work: Work, scope: SellerScope, ref: str, state: str, *, actor: str) -> None:
    """Pause, go on, remove. Raises `NotFound` outside `scope`, `IllegalTransition`."""
    row = endpoint_row(work, scope, ref)
    move(work, row, ENDPOINT, state, subject=ref, actor=actor)
    row.failing_since = None
    work.session.flush()


def endpoint_row(work: Work, scope: SellerScope, ref: str) -> WebhookEndpoint:
    """The row for this package's own verbs. Raises `NotFound`, for another seller's and a removed one too."""
    row = work.session.get(WebhookEndpoint, ref)
    if row is None or row.state == "removed" or not scope.covers(row.seller_ref):
        raise NotFound("There is no such webhook.")
    return row


def ping(work: Work, scope: SellerScope, ref: str) -> str:
    """Leave a test message for the endpoint. Raises `Conflict` while it is paused."""
    row = endpoint_row(work, scope, ref)
    if row.state != "active":
        raise Conflict("This webhook is paused. Let it go on, then try it.")
    payload: dict[str, object] = {"type": PING, "timestamp": work.now().isoformat(), "data": {"endpoint": row.ref}}
    return deliver(work, row, f"ping-{work.new_id()}", PING, payload)


def replay(work: Work, scope: SellerScope, ref: str, delivery: str) -> None:
    """Send it again, under the same id: whoever has it already knows. Raises `Conflict` while the endpoint is paused or
    the delivery is on its way."""
    endpoint = endpoint_row(work, scope, ref)
    row = work.session.get(WebhookDelivery, delivery, with_for_update=True)
    if row is None or row.endpoint_ref != ref:
        raise NotFound("There is no such delivery.")
    if endpoint.state != "active":
        raise Conflict("This webhook is paused. Let it go on, then send again.")
    if row.state == "waiting":
        raise Conflict("It is on its way already.")
    work.cancel(SEND, f"{delivery}:{row.attempts + 1}")
    row.state = "waiting"
    attempt = row.attempts + 1
    work.enqueue(SEND, {"delivery": delivery, "attempt": attempt}, key=f"{delivery}:{attempt}")


def endpoints(work: Work, scope: SellerScope) -> tuple[EndpointRow, ...]:
    """Those in view, the oldest first. One statement."""
    rows = work.session.scalars(
        select(WebhookEndpoint).where(WebhookEndpoint.state != "removed").order_by(WebhookEndpoint.ref)
    )
    return tuple(_endpoint(row) for row in rows if scope.covers(row.seller_ref))


def endpoint(work: Work, scope: SellerScope, ref: str) -> tuple[EndpointRow, Sequence[DeliveryRow]]:
    """One endpoint and its newest deliveries. Two statements."""
    row = endpoint_row(work, scope, ref)
    log = work.session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_ref == ref)
        .order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.ref.desc())
        .limit(LOG)
    )
    return _endpoint(row), [_delivery(one) for one in log]


def _endpoint(row: WebhookEndpoint) -> EndpointRow:
    return EndpointRow(
        row.ref,
        row.url,
        row.seller_ref,
        tuple(row.kinds),
        row.state,
        ENDPOINT.states[row.state],
        row.mail_to,
        row.created_at,
        row.failing_since,
    )


def _delivery(row: WebhookDelivery) -> DeliveryRow:
    return DeliveryRow(
        row.ref,
        row.kind,
        str(row.payload.get("data", {}).get("order", "")),
        row.state,
        DELIVERY.states[row.state],
        row.attempts,
        row.status,
        row.took_ms,
        row.said,
        row.created_at,
        row.last_at,
    )
