"""What the worker does for promises: repair the plan, look for a better one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foundation.data.outbox import Message
from fulfilment.api import keeping
from storefront.mount.current import ShopState


def repair_plan(shop: ShopState, message: Message) -> None:
    """Right-shift what was displaced. Payload: repair."""
    ref = str(message.payload["repair"])
    shop.write(lambda work: keeping.repair(work, ref))


def improve_plan(shop: ShopState, message: Message) -> None:
    """Let the solver look for a better plan, then tell whose day moves. Payload: repair."""
    keeping.improve_plan(shop.runner, str(message.payload["repair"]))


def watch_floor(shop: ShopState) -> int:
    """Every few minutes: what takes longer than planned, and what was not begun. Returns how many steps that were."""
    return shop.write(keeping.watch)


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {
    keeping.REPAIR_MESSAGE: repair_plan,
    keeping.IMPROVE_MESSAGE: improve_plan,
}
