"""The counter of the buying path with somebody of the house signed in, and a carrier that books in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from foundation.data.outbox import Message, OutboxMessage
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import shipping
from tests.fulfilment.shipping.fakes import HERE, THERE, FakeCarrier
from tests.storefront.console.house import form_of, sign_in
from tests.storefront.counter import Counter


@dataclass
class Desk:
    """A seller at the console of a shop that sells."""

    counter: Counter
    carrier: FakeCarrier

    def open(self, path: str) -> TestResponse:
        return self.counter.client.get(path)

    def post(self, path: str, **form: object) -> TestResponse:
        return self.counter.post(path, **form)

    def press(self, page: str, action: str, **typed: object) -> TestResponse:
        """Send the form of `page` that goes to `action`, with what is typed into it."""
        return self.counter.client.post(action, data={**form_of(self.open(page), action), **typed})

    def number(self) -> str:
        return str(self.counter.order().number)

    def walk(self) -> str:
        """The address of the newest pick list."""
        return re.findall(r'href="(/console/picks/[0-9a-z]{26})"', self.open("/console/picks").text)[-1]

    def task(self) -> str:
        return re.findall(r'action="(/console/picks/[^"]+)"', self.open(self.walk()).text)[0]

    def picked(self) -> str:
        """Pick the first list whole; the address of its packing bench."""
        return self.counter.once("picked", self._pick)

    def _pick(self) -> str:
        answer = self.press(self.walk(), self.task(), quantity=1)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def packed(self) -> str:
        """Pick and pack; the fulfilment order's ref."""
        return self.counter.once("packed", self._pack)

    def _pack(self) -> str:
        bench = self.picked()
        box = {"rows": 1, "length-1": "20", "width-1": "12,5", "height-1": "10", "weight-1": "0.8"}
        answer = self.counter.post(bench, client_id="box", **box)
        assert answer.status_code == 303, answer.text
        return bench.rsplit("/", 1)[1]

    def book(self) -> None:
        """Do what the worker would: book every label that was asked for."""
        for message in self.messages("book_label"):
            carrier: Any = self.carrier
            shop = self.counter.shop
            shipping.book_label(shop.runner, carrier, message.payload["shipment"], HERE, THERE, shop.blobs)

    def messages(self, name: str) -> list[Message]:
        rows = self.counter.shop.read(
            lambda work: [
                Message(row.id, row.name, row.key, dict(row.payload), 1)
                for row in work.session.scalars(select(OutboxMessage).where(OutboxMessage.name == name))
            ]
        )
        return list(rows)

    def shipments(self) -> list[shipping.ShipmentView]:
        return self.counter.shop.read(lambda work: shipping.shipments(work, EVERY_SELLER))


def desk_of(counter: Counter, *, seller: str = "kast-oak") -> Desk:
    carrier = FakeCarrier()
    counter.shop.carriers = {"fake": carrier}
    sign_in(counter.shop, seller=seller)
    return Desk(counter, carrier)
