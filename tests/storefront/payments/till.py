"""A till: the shop's payments on a real database, with the real `StripeClient` over the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from foundation.data.outbox import OutboxMessage
from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from storefront.hooks.service import OUTBOX as HOOKS
from storefront.hooks.service import receive_stripe
from storefront.mount.config import Settings
from storefront.mount.current import ShopState
from storefront.payments import events, handlers, queries, service
from storefront.payments.domain import ObligationIn, PaymentIn
from storefront.payments.gateway import start
from storefront.payments.models import GatewayRequest, LedgerEntry
from storefront.payments.sandbox import paying
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.transport import ask_for_mishap
from storefront.payments.sandbox.webhooks import signed
from storefront.running.draining import drain

EVENTS = [
    events.PaymentCaptured,
    events.PaymentFailed,
    events.PaymentExpired,
    events.BalancePaid,
    events.BalanceFailed,
    events.RefundSucceeded,
    events.DisputeOpened,
    events.DisputeClosed,
    events.MoneyAlert,
]
SETTINGS = Settings(secret="a secret of the tests", public_url="http://shop.test", demo=True)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@dataclass
class Till:
    """The verbs of a test, in the words of its story."""

    shop: ShopState
    clock: FixedClock
    heard: list[Any] = field(default_factory=list)

    def order(self, *, stock: int = 11390, deposit: int = 65920, balance: int = 98880, ref: str = "o1") -> str:
        """One mixed order: stock and delivery in full, a deposit, and a balance on line `table`."""
        parts = [ObligationIn("full", ("oil",), eur(stock), eur(0), "checkout")]
        if deposit:
            parts.append(ObligationIn("deposit", ("table",), eur(deposit), eur(0), "checkout"))
        if balance:
            parts.append(ObligationIn("balance", ("table",), eur(balance), eur(0), "quality_passed"))
        wanted = PaymentIn(
            ref, "1042", "contact1", "EUR", tuple(parts), "http://shop.test/done", "http://shop.test/cart",
            self.clock.now() + timedelta(minutes=35),
        )  # fmt: skip
        return self.shop.write(lambda work: service.open_payment(work, wanted))

    def start(self, payment: str) -> str:
        return start(self.shop, payment)

    def pay(self, payment: str, card: str = "approve", *, copies: int = 1) -> paying.Paid:
        """Open the page and choose a card; the webhooks wait in the outbox."""
        session = self.start(payment).rsplit("/", 1)[1]
        return self.shop.write(lambda work: paying.choose_card(work, session, card, copies=copies))

    def paid_order(self, card: str = "approve", **amounts: int) -> str:
        payment = self.order(**amounts)
        self.pay(payment, card)
        self.work()
        return payment

    def deliver(self, event_id: str) -> bool:
        """What the sandbox's webhook handler does over HTTP, without the wire."""
        event = self.shop.read(lambda work: work.session.get_one(SandboxObject, event_id).body)
        body = json.dumps(event)
        return receive_stripe(self.shop, signed(SETTINGS, body, int(self.clock.now().timestamp())), body.encode())

    def work(self, *, webhooks: bool = True, only: str | None = None) -> None:
        """Drain the outbox until nothing is due. Without webhooks: those messages got lost."""
        table: dict[str, Callable[[Any], None]] = {
            name: (lambda message, fn=fn: fn(self.shop, message)) for name, fn in {**handlers.OUTBOX, **HOOKS}.items()
        }
        table["sandbox_webhook"] = lambda message: (self.deliver(message.payload["event"]) if webhooks else None, None)[
            1
        ]
        while drain(self.shop.runner, table):
            pass

    def later(self, **delta: int) -> None:
        self.clock.advance(timedelta(**delta))

    def mishap(self, operation: str, kind: str, times: int = 1) -> None:
        self.shop.write(lambda work: ask_for_mishap(work, operation, kind, times))

    def money(self, order: str = "o1") -> queries.OrderMoney:
        """All of an order's money; each time it is looked at, the one statement for its status must say the same."""
        found = self.shop.read(lambda work: queries.money_of(work, order))
        assert found is not None
        assert self.shop.read(lambda work: queries.payment_state(work, order)) == found.status
        return found

    def objects(self, kind: str) -> list[dict[str, Any]]:
        query = select(SandboxObject.body).where(SandboxObject.kind == kind).order_by(SandboxObject.born)
        return self.shop.read(lambda work: list(work.session.scalars(query)))

    def requests(self, operation: str) -> list[str]:
        query = select(GatewayRequest.state).where(GatewayRequest.operation == operation)
        return self.shop.read(lambda work: sorted(work.session.scalars(query)))

    def ledger(self) -> list[tuple[str, int]]:
        query = select(LedgerEntry.kind, LedgerEntry.amount_minor)
        return self.shop.read(lambda work: sorted((kind, amount) for kind, amount in work.session.execute(query)))

    def waiting(self, name: str) -> int:
        query = select(OutboxMessage.id).where(OutboxMessage.name == name, OutboxMessage.state == "waiting")
        return self.shop.read(lambda work: len(work.session.scalars(query).all()))

    def told(self, kind: type) -> list[Any]:
        return [event for event in self.heard if isinstance(event, kind)]


def open_till(new_run: Callable[..., Runner], clock: FixedClock) -> Till:
    """A shop with payments and nothing else, its events heard."""
    heard: list[Any] = []
    runner = new_run({kind: [lambda _work, event: heard.append(event)] for kind in EVENTS})
    nothing: Any = None
    state = ShopState(
        settings=SETTINGS,
        clock=clock,
        runner=runner,
        blobs=nothing,
        db=nothing,
        outbox={},
        carriers={},
        user_loader=lambda: None,
        places={},
    )
    return Till(state, clock, heard)
