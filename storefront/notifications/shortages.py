"""A mail to the house when material is short: at most one a working day, as long as something has to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from foundation.data.outbox import Message
from foundation.plain.quantity import describe
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import purchasing
from fulfilment.api.purchasing import Shortage
from storefront.mount.current import ShopState
from storefront.notifications.house import send_to_house
from storefront.preferences import force

SOON = timedelta(days=14)


def worth_telling(found: Iterable[Shortage], today: date) -> list[Shortage]:
    """What breaks a promise, and what has to be bought within two weeks and stands on no draft either. The rest is on
    the console's page, and nobody's errand today."""
    return [one for one in found if one.broken or (one.to_buy > one.drafted and one.bites_on <= today + SOON)]


def look_for_shortages(shop: ShopState) -> bool:
    """Leave the mail of this working day, unless it was left already or nothing is short."""
    today = shop.clock.now().astimezone(shop.settings.zone).date()
    if today.weekday() > 4:
        return False

    found = shop.read(lambda work: worth_telling(purchasing.shortages(work, EVERY_SELLER), today))
    if found:
        day = today.isoformat()
        shop.write(lambda work: work.enqueue("tell_shortage", {"day": day}, key=f"shortage:{day}"))
    return bool(found)


def tell_shortage(shop: ShopState, message: Message) -> None:
    """Payload: day. What is short by the time the mail is written; none is sent when all of it came meanwhile."""
    force.refresh(shop)
    day = date.fromisoformat(message.payload["day"])
    found = shop.read(lambda work: worth_telling(purchasing.shortages(work, EVERY_SELLER), day))
    if not found:
        return
    rows = [told(one, shop.filters["day_short"]) for one in found]
    many = "1 material" if len(rows) == 1 else f"{len(rows)} materials"
    url = f"{shop.settings.outside}/console/materials/short"
    send_to_house(shop, message, "shortage", f"Short: {many}", {"rows": rows, "url": url})


def told(one: Shortage, day: Callable[[date], str]) -> Mapping[str, Any]:
    """A shortage as the mail says it."""
    return {
        "sku": one.sku,
        "name": one.name,
        "missing": describe(one.missing, one.unit),
        "to_buy": describe(one.to_buy, one.unit) if one.to_buy else "",
        "day": day(one.bites_on),
        "broken": one.broken,
    }


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"tell_shortage": tell_shortage}
