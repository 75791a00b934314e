"""Open orders in a running shop: accepted beside it, from the models it sells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import scoped_session, sessionmaker

from foundation.data.runner import Runner
from foundation.data.sqlite import tune_sqlite
from foundation.data.work import Work
from foundation.plain.clock import SystemClock
from foundation.plain.errors import Invalid
from fulfilment.api.orders import AcceptLine, AcceptOrder, accept_order
from fulfilment.api.promise import Destination
from storefront.configurator.domain.choices import Choices, default_choices
from storefront.configurator.domain.explosion import explode
from storefront.configurator.domain.model import Model
from storefront.configurator.queries import published_model
from storefront.mount.current import ShopState
from storefront.standalone.app import create_app

PRODUCTS = {"solid-wood-table": "KAST-TABLE"}
HOME = Destination("DE", "24937")


class Shop:
    """The shop at `instance` as a second process sees it."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self._app = create_app({"INSTANCE": instance})
        with self._app.app_context():
            self.state: ShopState = self._app.extensions["shop"]
            self.models = {sku: self.state.read(partial(published_model, sku=sku)) for sku in PRODUCTS.values()}

    def fill(self, orders: int) -> None:
        """`orders` orders of one piece each, of every model in turn."""
        random, models = Random(3), list(self.models.values())
        engine = sa.create_engine(f"sqlite:///{self._instance / 'shop.sqlite'}")
        tune_sqlite(engine)
        sessions = scoped_session(sessionmaker(engine))
        run = Runner(sessions, SystemClock())  # no storefront behind it: nobody has paid for these
        for number in range(orders):
            run.write(partial(_accept, model=models[number % len(models)], random=random, number=number))
        sessions.remove()
        engine.dispose()


def _accept(work: Work, model: Model, random: Random, number: int) -> None:
    choices = some_choices(model, random)
    try:
        spec = explode(model, choices)
    except Invalid:  # this wood has no board for that length: the seller's own piece then
        spec = explode(model, default_choices(model))
    line = AcceptLine(
        f"bench-{number}", spec.sku, spec.sku, 1, "make_to_order", spec.seller_ref, spec.packed.delivery_class, spec
    )
    accept_order(work, AcceptOrder(f"bench-{number}", f"B-{number}", f"bench-{number}", "each", HOME, (line,)))


def some_choices(model: Model, random: Random) -> Choices:
    """The seller's defaults with one group changed: what a shopper's tap sends."""
    choices = default_choices(model)
    group = random.choice(model.groups)
    return choices.option(group.id, random.choice(group.options).id)


def sessions(model: Model, random: Random, taps: int = 8) -> Iterator[Choices]:
    """What shoppers send who begin at the seller's defaults and tap so often each: mostly an option, now and then a
    size. Few of them look at a piece that somebody has looked at before."""
    while True:
        choices = default_choices(model)
        yield choices
        for _ in range(taps):
            if model.numbers and random.random() < 0.25:
                number = random.choice(model.numbers)
                choices = choices.number(number.id, random.randrange(number.low, number.high + 1, number.step))
            else:
                group = random.choice(model.groups)
                choices = choices.option(group.id, random.choice(group.options).id)
            yield choices
