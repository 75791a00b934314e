"""Orders at every stage, made the way shoppers and sellers make them: through the shop's own verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import yaml

from fulfilment.api.orders import FulfilmentOrderView
from storefront.demo import record
from storefront.demo.buying import buy
from storefront.demo.changing import think_again
from storefront.demo.data import HERE
from storefront.demo.diary import Diary
from storefront.demo.making import SETTLED, make, parts, pick, send, stage_of
from storefront.mount import wiring
from storefront.mount.current import ShopState
from storefront.orders import service as orders
from storefront.payments.gateway import uses_sandbox

Row = dict[str, Any]
SLICES = 24


def wishes() -> list[Row]:
    """`orders.yaml`, each order with its buyer."""
    data = yaml.safe_load((HERE / "orders.yaml").read_text(encoding="utf-8"))
    return [wish | {"buyer": data["people"][wish["who"]]} for wish in data["orders"]]


def on_the_first_day(shop: ShopState) -> ShopState:
    """`shop` on the morning before the oldest order: what was there before anybody bought is written then."""
    return Diary(shop, _first_day(wishes())).shop


def _first_day(told: list[Row]) -> int:
    return max(int(wish["ago"]) for wish in told) + 1


def order_steps() -> list[Callable[[ShopState], object]]:
    """The weeks before today in slices, then the days on the cards anew. One diary for all of them."""
    diaries: list[Diary] = []
    return [
        partial(_open, diaries),
        *(partial(_live, diaries, number / SLICES) for number in range(1, SLICES + 1)),
        lambda shop: shop.write(record.as_it_stands),
        think_again,
        wiring.refresh_cards,
    ]


def _open(diaries: list[Diary], shop: ShopState) -> None:
    if not uses_sandbox(shop.settings):
        return  # a shop with a real card company gets no invented payments
    told = wishes()
    diary = Diary(shop, _first_day(told))
    diaries.append(diary)
    for wish in told:
        diary.tell(order(diary, wish), reaches_its_stage=True)


def _live(diaries: list[Diary], share: float, _shop: ShopState) -> None:
    for diary in diaries:
        diary.live_until(share)


def order(diary: Diary, wish: Row) -> Iterator[datetime]:
    """One order from the cart on. Its parts go their own ways and meet again where they travel together."""
    yield diary.at(wish["ago"], wish["hour"]) if wish["ago"] else diary.present - timedelta(minutes=wish["minutes"])
    ref = buy(diary.shop, wish)
    if wish.get("card", "approve") != "approve" and "later" not in wish.get("card", "later"):
        return
    yield diary.now + timedelta(minutes=1)
    found = parts(diary, ref)
    if "cancel" in wish:
        yield diary.now + timedelta(hours=wish["cancel"])
        for line_ref in {line.line_ref for one in found for line in one.lines}:
            diary.shop.write(partial(orders.cancel_line, order_ref=ref, line_ref=line_ref, actor="customer"))
        return
    for one in found:
        diary.tell(_part(diary, wish, ref, one), reaches_its_stage="free" not in wish)


def _part(diary: Diary, wish: Row, order_ref: str, here: FulfilmentOrderView) -> Iterator[datetime]:
    for made in here.production:
        yield from make(diary, made, wish)
    if not here.production:
        yield from pick(diary, here.ref, wish)
    stage = stage_of(wish, here)
    if stage is None or wish.get("plan") == "together":  # what travels together is still at the bench
        return
    yield diary.next_at(diary.now + (SETTLED if here.production else timedelta(0)), "14:00")
    yield from send(diary, here, stage)
