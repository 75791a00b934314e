"""Two customers think again: one changes what is still free, one asks for what is nearly too late."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.clock import FixedClock
from foundation.plain.errors import DomainError
from storefront.changes import service as changes
from storefront.configurator.domain import Choices
from storefront.configurator.queries import load_snapshot
from storefront.demo.past import drain, shop_on
from storefront.mount.current import ShopState
from storefront.orders.models import Order, OrderLine
from storefront.payments.gateway import uses_sandbox

Act = Callable[[ShopState, str, str, Work], None]
TABLE, SECOND_THOUGHT = "KAST-TABLE", {"oil": "hardwax", "hardwax": "oil", "soap": "oil", "lacquer_matt": "oil"}


def think_again(shop: ShopState) -> None:
    """The newest tables first: their finish is free the longest, their length the shortest."""
    if not uses_sandbox(shop.settings):
        return
    now = shop_on(shop, FixedClock(shop.clock.now()))
    refs = now.read(_tables)
    done = _first(now, refs, _changed)
    _first(now, [one for one in refs if one != done], _asked)
    drain(now)


def _tables(work: Work) -> list[tuple[str, str]]:
    rows = (
        select(OrderLine.order_ref, OrderLine.line_ref)
        .join(Order, Order.order_ref == OrderLine.order_ref)
        .where(OrderLine.sku == TABLE, Order.state == "placed")
        .order_by(Order.placed_at.desc())
    )
    return [(order_ref, line_ref) for order_ref, line_ref in work.session.execute(rows)]


def _first(shop: ShopState, refs: list[tuple[str, str]], act: Act) -> tuple[str, str] | None:
    """Whoever may still; which it was."""
    for ref in refs:
        try:
            shop.write(partial(act, shop, *ref))
        except DomainError:
            continue
        return ref
    return None


def _changed(shop: ShopState, order_ref: str, line_ref: str, work: Work) -> None:
    sold = _sold(work, line_ref)
    wish = sold.option("finish", SECOND_THOUGHT[sold.options["finish"]])
    offer = changes.hold(work, shop.settings, order_ref, line_ref, wish)
    changes.confirm(work, offer.ref, order_ref, seen=offer.digest, urls=None)


def _asked(shop: ShopState, order_ref: str, line_ref: str, work: Work) -> None:
    sold = _sold(work, line_ref)
    changes.ask(work, shop.settings, order_ref, line_ref, sold.number("length", sold.numbers["length"] - 100))


def _sold(work: Work, line_ref: str) -> Choices:
    return load_snapshot(work, str(work.session.get_one(OrderLine, line_ref).snapshot_ref)).choices
