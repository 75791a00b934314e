"""A counter: the whole shop on a real database, with a tin of oil, a chair and a table, and a till that takes cards.

The words of the buying path's tests. Handlers and messages are the real ones; webhooks come back without the wire.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from foundation.data.outbox import OutboxMessage
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.promise import Destination
from fulfilment.api.setup import TransitIn, put_transit
from storefront.catalogue.models import Product, Variant
from storefront.changes import handlers as changes
from storefront.changes import jobs as change_jobs
from storefront.checkout.models import Checkout
from storefront.configurator.models import ConfigurationSnapshot
from storefront.hooks.service import OUTBOX as HOOKS
from storefront.hooks.service import receive_stripe
from storefront.messages import jobs as message_jobs
from storefront.mount.current import ShopState
from storefront.notifications import handlers as mails
from storefront.notifications import jobs as mail_jobs
from storefront.orders import handlers as orders
from storefront.orders import jobs
from storefront.orders.models import Order, OrderLine
from storefront.payments import handlers as payments
from storefront.payments.sandbox import paying
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.webhooks import signed
from storefront.pricing.domain import PriceBookIn, PriceIn
from storefront.pricing.service import put_price, put_price_book
from storefront.revisions import jobs as revisions
from storefront.running.draining import drain
from storefront.timeline import handlers as timeline
from storefront.timeline.domain import Entry
from storefront.timeline.queries import entries
from tests.fulfilment.house import SELLER, set_up, table
from tests.servers.kept import ears, made, wrote
from tests.storefront.tokens import token_of

T = TypeVar("T")
OWN_LOADER = "Shop.init_app.<locals>.<lambda>"  # of the app: asks who is signed in, which the cookies say
SUMMARY = [["Length", "210 cm"], ["Wood", "Walnut"], ["Edge", "Chamfer"]]
DRAWING = {"kind": "table", "length_mm": 2100, "width_mm": 900, "height_mm": 740, "species": "walnut"}
ANNA = {"email": "anna@example.com", "name": "Anna <Berg>", "phone": "+45 20 30 40 50"}
HOME = {
    "line1": "Møllevej 4", "line2": "", "postcode": "8000", "city": "Aarhus", "country": "DK",
    "phone": "+45 20 30 40 50", "floor": "2", "lift": "none", "notes": "Narrow stairs",
}  # fmt: skip


def merged(*tables: Any) -> dict[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    for table_ in tables:
        for kind, handlers in table_.items():
            found.setdefault(kind, []).extend(handlers)
    return found


EVENTS = merged(timeline.HANDLERS, orders.HANDLERS, mails.HANDLERS, changes.HANDLERS)
OUTBOX = {**payments.OUTBOX, **HOOKS, **jobs.OUTBOX, **mail_jobs.OUTBOX, **change_jobs.OUTBOX, **revisions.OUTBOX}
OUTBOX |= message_jobs.OUTBOX


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@dataclass(frozen=True)
class Leftovers:
    """What a deed leaves behind beside its rows."""

    value: Any
    now: datetime
    cookies: dict[Any, Any]
    files: dict[str, bytes]


@dataclass
class Counter:
    """The verbs of a test, in the words of its story."""

    app: Flask
    shop: ShopState
    client: FlaskClient
    clock: FixedClock

    def furnish(self, *, oil: int = 5) -> None:
        wrote(self.shop.runner, lambda work: stock_up(work, oil=oil), oil)

    def token(self) -> str:
        """A CSRF token, taken from a page of ours as a browser does."""
        return token_of(self.app, self.client)

    def post(self, path: str, client: FlaskClient | None = None, **form: object) -> TestResponse:
        return (client or self.client).post(path, data={"csrf_token": self.token(), **form})

    def get(self, path: str) -> str:
        return self.client.get(path).get_data(as_text=True)

    def add_oil(self, quantity: int = 1) -> TestResponse:
        return self.post("/cart/add", sku="OIL", quantity=quantity)

    def add_table(self, quantity: int = 1) -> TestResponse:
        signed_ref = self.shop.signer("configuration").dumps("snap-1")
        return self.post("/cart/add", sku="TABLE", quantity=quantity, snapshot=signed_ref)

    def lines(self) -> list[str]:
        """The line references on the cart page, in its order."""
        return list(dict.fromkeys(re.findall(r"/cart/lines/([0-9a-z]+)/remove", self.get("/cart"))))

    def to_review(self, **address: str) -> TestResponse:
        assert self.post("/checkout/contact", **ANNA).status_code == 303
        return self.post("/checkout/delivery", **{**HOME, **address})

    def seen(self) -> str:
        found = re.search(r'name="seen" value="([0-9a-f]{64})"', self.get("/checkout/review"))
        assert found is not None, "nothing to say yes to"
        return found[1]

    def yes(self, seen: str | None = None) -> TestResponse:
        return self.post("/checkout/review", seen=seen or self.seen())

    def choose_card(self, answer: TestResponse, card: str = "approve") -> None:
        session = answer.location.rsplit("/", 1)[1]
        self.shop.write(lambda work: paying.choose_card(work, session, card))

    def once(self, step: Hashable, do: Callable[[], T]) -> T:
        """What `do` brings about in this shop and in this browser, and the plain value it returns: done, or copied
        from a shop where the same was done after the same. All that `do` depends on is `step`, the database, the
        browser and the app."""
        surroundings = self._surroundings()
        if surroundings is None:
            return do()

        def build() -> Leftovers:
            found = do()
            return Leftovers(found, self.clock.now(), dict(self.client._cookies or {}), self._files())

        left: Leftovers = made(self.shop.db.engine, (step, surroundings), build, self._take)
        return cast(T, left.value)

    def _surroundings(self) -> Hashable:
        """What a request is answered by, beside the database; None where a test has put in something of its own."""
        listening, loader = ears(self.shop.runner), self.shop.user_loader
        who = getattr(loader, "__qualname__", repr(loader))
        if listening is None or ("<" in who and who != OWN_LOADER):
            return None
        config = repr(sorted((name, repr(value)) for name, value in self.app.config.items()))
        here = str(Path(self.app.instance_path).parent)
        cookies = sorted((str(key), cookie.value) for key, cookie in (self.client._cookies or {}).items())
        return (
            self.clock.now(), who, listening, tuple(sorted(self.shop.outbox)), repr(cookies),
            config.replace(here, ""), repr(self.shop.settings).replace(here, ""),
        )  # fmt: skip

    def _files(self) -> dict[str, bytes]:
        folder = Path(self.app.instance_path)
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def _take(self, left: Leftovers) -> None:
        self.clock.set(left.now)
        if self.client._cookies is not None:
            self.client._cookies.update(left.cookies)
        for name, content in left.files.items():
            path = Path(self.app.instance_path) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def bought(self, *, oil: int = 1, tables: int = 1, card: str = "approve") -> str:
        """A paid order that fulfilment has accepted; returns its reference."""
        return self.once(("bought", oil, tables, card), lambda: self._buy(oil, tables, card))

    def _buy(self, oil: int, tables: int, card: str) -> str:
        if oil:
            self.add_oil(oil)
        if tables:
            self.add_table(tables)
        self.to_review()
        self.choose_card(self.yes(), card)
        self.work()
        return self.order().order_ref

    def work(self) -> None:
        """Drain the outbox until nothing is due."""
        table_: dict[str, Callable[[Any], None]] = {
            name: (lambda message, fn=fn: fn(self.shop, message)) for name, fn in OUTBOX.items()
        }
        table_["sandbox_webhook"] = lambda message: self._deliver(message.payload["event"])
        while drain(self.shop.runner, table_):
            pass

    def _deliver(self, event_id: str) -> None:
        event = self.shop.read(lambda work: work.session.get_one(SandboxObject, event_id).body)
        body = json.dumps(event)
        now = int(self.clock.now().timestamp())
        receive_stripe(self.shop, signed(self.shop.settings, body, now), body.encode())

    def later(self, **delta: int) -> None:
        self.clock.advance(timedelta(**delta))

    def order(self) -> Order:
        return self.shop.read(lambda work: _detached(work, work.session.scalars(_newest()).first()))

    def orders(self) -> list[Order]:
        return self.shop.read(lambda work: [_detached(work, o) for o in work.session.scalars(_newest())])

    def line_of(self, sku: str) -> str:
        query = select(OrderLine.line_ref).where(OrderLine.sku == sku).order_by(OrderLine.line_ref.desc())
        found = self.shop.read(lambda work: work.session.scalars(query).first())
        assert found is not None
        return found

    def told(self, order_ref: str | None = None) -> tuple[Entry, ...]:
        ref = order_ref or self.order().order_ref
        return self.shop.read(lambda work: entries(work, ref))

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.told()]

    def waiting(self, name: str) -> int:
        query = select(OutboxMessage.id).where(OutboxMessage.name == name, OutboxMessage.state == "waiting")
        return self.shop.read(lambda work: len(work.session.scalars(query).all()))

    def checkout_id(self) -> str:
        query = select(Checkout.checkout_id).where(Checkout.is_open)
        return self.shop.read(lambda work: work.session.scalars(query).one())

    def emit(self, event: object) -> None:
        self.shop.write(lambda work: work.emit(event))

    def mails(self) -> list[str]:
        folder = self.app.config["SHOP_MAIL_FOLDER"]
        return sorted(path.name for path in Path(folder).glob("*.eml"))


def _newest() -> Any:
    return select(Order).order_by(Order.created_at.desc(), Order.order_ref.desc())


def _detached(work: Work, row: Any) -> Any:
    assert row is not None, "there is no order"
    work.session.expunge(row)
    return row


def stock_up(work: Work, *, oil: int) -> None:
    """Hall Three with its saw, press and bench; on the shelf oil and a chair; a table whose choices are committed."""
    set_up(work, oil=oil)
    for kind, days in (("parcel", 1), ("two_person", 2)):
        put_transit(work, TransitIn(kind, "DK", "", days))  # type: ignore[arg-type]
        put_transit(work, TransitIn(kind, "DE", "", days + 1))  # type: ignore[arg-type]
    put_price_book(work, EVERY_SELLER, PriceBookIn("standard-eur", "Standard", "EUR", SELLER))
    for sku, name, kind, minor in (
        ("OIL", "Hardwax oil", "stocked", 2490),
        ("CHAIR", "Oak chair", "stocked", 28900),
        ("TABLE", "Solid-wood table", "configured", None),
    ):
        slug = name.lower().replace(" ", "-")
        work.session.add(
            Product(
                id=f"product-{sku}", slug=slug, seller_ref=SELLER, kind=kind, status="published", name={"en": name},
                drawing={"kind": "tin"}, created_at=work.now(), updated_at=work.now(),
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(Variant(id=f"variant-{sku}", product_id=f"product-{sku}", sku=sku, weight_g=600))
        work.session.flush()
        if minor:
            put_price(work, EVERY_SELLER, PriceIn("standard-eur", sku, eur(minor)))
    work.session.add(
        ConfigurationSnapshot(
            id="snap-1", sku="TABLE", seller_ref=SELLER, title={"en": "Solid-wood table"},
            choices={"options": {}, "numbers": {}, "texts": {}}, summary=SUMMARY, drawing=DRAWING, currency="EUR",
            price_lines=[], total_minor=164800, deposit_minor=65920, work_spec=table().to_dict(),
            model_hash="m" * 64, rules_version="1", hash="h" * 64, created_at=work.now(),
        )
    )  # fmt: skip
    work.session.flush()


def counter_of(app: Flask, clock: FixedClock) -> Counter:
    """The app with the real tables of handlers and messages."""
    shop: ShopState = app.extensions["shop"]
    shop.runner = Runner(lambda: shop.db.session(), clock, EVENTS)  # type: ignore[arg-type, return-value]
    shop.outbox = OUTBOX
    return Counter(app, shop, app.test_client(), clock)


DENMARK = Destination("DK", "8000")
