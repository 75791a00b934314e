"""What the worker does for changes: each message is one step over the line between money and fulfilment, idempotent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from foundation.data.outbox import Message
from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Gone
from fulfilment.api import changes
from fulfilment.api.orders import place_hold
from storefront.changes.repricing import give_back, reprice
from storefront.changes.service import price_row
from storefront.mount.current import ShopState
from storefront.payments.queries import in_dispute

LOST = "{sentence} What you paid for the change is on its way back."


def apply_paid(shop: ShopState, message: Message) -> None:
    """A change that was paid for. Payload: change. Too late after all (begun, let go, another day): all of it goes
    back, and the customer reads why."""
    ref = message.payload["change"]
    try:
        shop.write(lambda work: changes.apply_change(work, ref, actor="payments"))
    except (Conflict, Gone) as refused:
        sentence = LOST.format(sentence=refused.sentence)
        shop.write(lambda work: _lost(work, ref, sentence))


def _lost(work: Work, ref: str, sentence: str) -> None:
    work.enqueue("close_change", {"change": ref}, key=ref)
    if changes.change(work, ref).state in ("reserved", "awaiting_payment"):
        changes.refuse_change(work, ref, sentence, actor="worker")


def reprice_change(shop: ShopState, message: Message) -> None:
    """The order's sums follow a change that was carried out. Payload: change."""
    shop.write(lambda work: reprice(work, message.payload["change"]))


def close_change(shop: ShopState, message: Message) -> None:
    """What was asked for a change that came to nothing is no longer due; what was paid goes back. Payload: change.
    While a bank has the money nothing can go back: it is asked again a day later."""
    ref = message.payload["change"]

    def back(work: Work) -> None:
        if in_dispute(work, price_row(work, ref).order_ref):
            day = work.now().date().isoformat()
            work.enqueue("close_change", {"change": ref}, key=f"{ref}:{day}", due=work.now() + timedelta(days=1))
            return
        give_back(work, ref)

    shop.write(back)


def hold_for_balance(shop: ShopState, message: Message) -> None:
    """The piece owes again, so it does not leave. Payload: order_ref, line_ref."""
    order_ref, line_ref = message.payload["order_ref"], message.payload["line_ref"]
    shop.write(lambda work: place_hold(work, order_ref, [line_ref], "balance_due", "dispatch", ""))


def expire_changes(shop: ShopState) -> int:
    """Changes whose time is over: what they held is free, their operations may begin."""
    try:
        return shop.write(changes.expire_changes)
    except DomainError:  # somebody settled one of them at the same moment; the next round sees it
        return 0


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {
    "apply_change": apply_paid,
    "reprice": reprice_change,
    "close_change": close_change,
    "hold_for_balance": hold_for_balance,
}
