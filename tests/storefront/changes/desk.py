"""The words of the tests of changes: a table is ordered, changed, paid and made."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.changes import changes_of_order
from fulfilment.api.orders import accept_order
from fulfilment.api.production import finish_operation, inspect, production_orders, start_operation
from fulfilment.api.setup import ItemIn, put_item
from fulfilment.api.stock import receive
from storefront.changes import jobs
from storefront.changes.models import ChangePrice
from storefront.configurator.domain import Choices, default_choices
from storefront.configurator.queries import published_model
from storefront.configurator.service import commit, publish
from storefront.orders.models import Order, OrderLine
from storefront.orders.tokens import make_token
from storefront.payments.models import Obligation
from storefront.payments.queries import OrderMoney, money_of
from tests.fulfilment.house import SELLER
from tests.fulfilment.orders.factory import a_table, an_order, table_spec, tap_id
from tests.servers.kept import wrote
from tests.storefront.counter import Counter, counter_of

MODEL: dict[str, Any] = {
    "format": "joinery/model@1", "sku": "TABLE", "seller": SELLER, "currency": "EUR", "name": "Solid-wood table",
    "deposit_percent": 40, "time_zone": "Europe/Copenhagen",
    "drawing": {"kind": "table", "params": {"species": {"option": "species"}, "finish": {"option": "finish"}}},
    "numbers": [
        {"id": "length", "label": "Length", "help": "Up to 3 m.", "unit": "mm", "shown": "cm", "scale": 10,
         "min": 1200, "max": 3000, "step": 100, "default": 2000},
    ],
    "groups": [
        {"id": "species", "label": "Wood", "help": "Full boards.", "default": "oak",
         "options": [{"id": "oak", "label": "Oak"}, {"id": "walnut", "label": "Walnut"}]},
        {"id": "finish", "label": "Finish", "help": "Safe for food.", "default": "oil",
         "options": [{"id": "oil", "label": "Oil"}, {"id": "soap", "label": "Soap"},
                     {"id": "lacquer", "label": "Lacquer"}]},
    ],
    "rules": [{"id": "R1", "kind": "limit", "must": "finish != 'soap'", "only_if": "species == 'walnut'",
               "reason": "Soap is for light woods only."}],
    "tables": {"wood": {"oak": 0, "walnut": 60000}, "coat": {"oil": 0, "soap": -10000, "lacquer": 25000},
               "boards": {"oak": 1000, "walnut": 1100}, "minutes": {"oil": 20, "soap": 15, "lacquer": 45}},
    "price": {"parts": [
        {"id": "top", "label": "Table", "amount": "mul_div(60000, length, 1000)"},
        {"id": "wood", "label": "Wood", "amount": "wood[species]"},
        {"id": "coat", "label": "Finish", "amount": "coat[finish]"},
    ]},
    "materials": [
        {"item": "OAK", "label": "Boards", "quantity": "mul_div(boards[species], length, 1000)", "unit": "cm3",
         "operation": 10, "cost": "1"},
        {"item": "FINISH-{finish}", "label": "Finish", "quantity": 200, "unit": "ml", "operation": 30, "cost": "1"},
    ],
    "operations": [
        {"number": 10, "name": "Cut legs", "work_centre": "SAW", "setup": 10, "run": "mul_div(20, length, 1000)",
         "stage": "In the workshop", "uses": ["species"]},
        {"number": 20, "name": "Glue-up", "work_centre": "PRESS", "run": 30, "wait": 720, "stage": "In the workshop",
         "uses": ["species", "length"]},
        {"number": 30, "name": "First coat", "work_centre": "BENCH", "run": "minutes[finish]", "stage": "Finishing",
         "uses": ["finish"]},
        {"number": 40, "name": "Check", "work_centre": "BENCH", "run": 5, "stage": "Quality check", "inspection": True},
        {"number": 50, "name": "Pack", "work_centre": "BENCH", "run": 10, "stage": "Packed", "packing": True},
    ],
    "packed": {"length": "length + 100", "width": 1000, "height": 200, "weight": "30000 + length * 10",
               "two_person": "True"},
}  # fmt: skip
WINDOW = timedelta(seconds=0)


@dataclass
class Desk:
    """One customer, one table."""

    counter: Counter

    def furnish(self, *, busy: bool = True) -> None:
        """The workshop with the table's model; `busy`: other people's work before ours, so that ours is far off."""
        self.counter.furnish()
        wrote(self.counter.shop.runner, _finishes)
        wrote(self.counter.shop.runner, lambda work: publish(work, MODEL) and None)
        if busy:
            ahead = a_table("line-before", 30, spec=table_spec())
            # No order of ours: the storefront's handlers must not hear of it.
            quiet = Runner(lambda: self.counter.shop.db.session(), self.counter.clock)  # type: ignore[arg-type, return-value]
            wrote(quiet, lambda work: accept_order(work, an_order(ahead, ref="order-0")) and None)
            self.counter.later(minutes=1)

    def buy(self, *, quantity: int = 1, **options: str) -> str:
        """A paid, accepted order of one table; its reference."""
        step = ("buy", quantity, *sorted(options.items()))
        return self.counter.once(step, lambda: self._buy(quantity, options))

    def _buy(self, quantity: int, options: dict[str, str]) -> str:
        shop = self.counter.shop

        def put(work: Work) -> str:
            base = default_choices(published_model(work, "TABLE"))
            choices = Choices({**base.options, **options}, base.numbers, base.texts)
            return commit(work, shop.signer("configuration"), "TABLE", choices).signed

        signed = shop.write(put)
        self.counter.post("/cart/add", sku="TABLE", quantity=quantity, snapshot=signed)
        return self.counter.bought(oil=0, tables=0)

    @property
    def ref(self) -> str:
        return self.counter.order().order_ref

    @property
    def line(self) -> str:
        return self.counter.line_of("TABLE")

    def at(self, tail: str = "") -> str:
        return f"/o/{make_token(self.counter.shop, self.ref)}{tail}"

    def look(self, **fields: str) -> TestResponse:
        return self.counter.client.get(self.at(f"/change/{self.line}"), query_string=fields)

    def wish(self, numbers: dict[str, int] | None = None, **options: str) -> str:
        """Choices as the page sends them: what was sold, with something else in it."""
        sold = self.sold()
        return json.dumps(
            {"options": {**sold["options"], **options}, "numbers": {**sold["numbers"], **(numbers or {})}, "texts": {}}
        )

    def sold(self) -> dict[str, Any]:
        from storefront.configurator.queries import load_snapshot

        ref = self.row().snapshot_ref
        return self.counter.shop.read(lambda work: load_snapshot(work, str(ref)).choices.to_dict())

    def hold(self, numbers: dict[str, int] | None = None, **options: str) -> TestResponse:
        return self.counter.post(self.at(f"/change/{self.line}/hold"), choices=self.wish(numbers, **options))

    def ask(self, numbers: dict[str, int] | None = None, **options: str) -> TestResponse:
        return self.counter.post(self.at(f"/change/{self.line}/ask"), choices=self.wish(numbers, **options))

    def held(self, numbers: dict[str, int] | None = None, **options: str) -> str:
        """Hold a change; the path of its review page."""
        answer = self.hold(numbers, **options)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    def yes(self, review: str, seen: str = "") -> TestResponse:
        return self.counter.post(review, seen=seen or self.seen(review))

    def seen(self, review: str) -> str:
        found = re.search(r'name="seen" value="([0-9a-f]{64})"', self.counter.get(review))
        assert found is not None, "nothing to say yes to"
        return found[1]

    def change(self, numbers: dict[str, int] | None = None, **options: str) -> None:
        """A change from beginning to end, nothing to pay at once."""
        answer = self.yes(self.held(numbers, **options))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.counter.work()

    def expire(self) -> int:
        return jobs.expire_changes(self.counter.shop)

    def states(self) -> list[str]:
        """The order's changes, newest first."""
        return [one.state for one in self.counter.shop.read(lambda work: changes_of_order(work, self.ref))]

    def price(self) -> ChangePrice:
        newest = select(ChangePrice).order_by(ChangePrice.ref.desc()).limit(1)
        return self._plain(lambda work: work.session.scalars(newest).one())

    def row(self) -> OrderLine:
        return self._plain(lambda work: work.session.get_one(OrderLine, self.line))

    def order(self) -> Order:
        return self.counter.order()

    def money(self) -> OrderMoney:
        found = self.counter.shop.read(lambda work: money_of(work, self.ref))
        assert found is not None
        return found

    def owed(self) -> list[tuple[str, int, str]]:
        """The order's obligations: kind, amount, state."""
        rows = select(Obligation).where(Obligation.order_ref == self.ref).order_by(Obligation.position)
        return self.counter.shop.read(
            lambda work: [(o.kind, o.amount_minor, o.state) for o in work.session.scalars(rows)]
        )

    def conserved(self) -> None:
        """Paid, less what went back, and what is due are the price; the lines and the delivery are the total."""
        order, money, row = self.order(), self.money(), self.row()
        assert money.paid.minor - money.refunded.minor + money.due.minor == order.total_minor
        assert row.amount_minor + order.delivery_minor == order.total_minor
        assert row.deposit_minor + row.balance_minor == row.amount_minor
        assert row.deposit_tax_minor + row.balance_tax_minor == row.tax_minor

    def do(self, *names: str) -> None:
        """Start and finish operations of our table, and let what rests rest."""
        for name in names:
            self.start(name)
            ref = self.operation(name)
            self.counter.shop.write(
                lambda w, r=ref: finish_operation(
                    w, EVERY_SELLER, r, client_id=tap_id(), person="anna", undo_window=WINDOW
                )
            )

    def start(self, name: str) -> None:
        ref = self.operation(name)
        self.counter.shop.write(
            lambda w: start_operation(w, EVERY_SELLER, ref, client_id=tap_id(), person="anna", undo_window=WINDOW)
        )

    def passes(self) -> None:
        ref = self.operation("Check")
        self.counter.shop.write(
            lambda w: inspect(
                w, EVERY_SELLER, ref, "pass", "", client_id=tap_id(), person="ben", undo_window=WINDOW, pieces=None
            )
        )

    def operation(self, name: str) -> str:
        found = self.counter.shop.read(lambda w: production_orders(w, EVERY_SELLER))
        (mine,) = [one for one in found if one.line_ref == self.line]
        return next(op.ref for op in mine.operations if op.name == name)

    def _plain(self, fn: Any) -> Any:
        def detached(work: Work) -> Any:
            row = fn(work)
            work.session.expunge(row)
            return row

        return self.counter.shop.read(detached)


def _finishes(work: Work) -> None:
    for finish in ("oil", "soap", "lacquer"):
        sku = f"FINISH-{finish}"
        put_item(work, EVERY_SELLER, ItemIn(sku, f"{finish} finish", SELLER, unit="ml", kind="material"))
        receive(work, EVERY_SELLER, sku, "HALL", 100_000, reference="opening")


def desk_of(app: Flask, clock: FixedClock) -> Desk:
    return Desk(counter_of(app, clock))
