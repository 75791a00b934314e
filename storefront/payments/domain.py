"""Decisions about money on plain values: what is asked of the card company, what may go back, what a state means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from foundation.plain.errors import Conflict, Invalid
from foundation.plain.money import Money, total

Kind = Literal["full", "deposit", "balance", "adjustment"]
Trigger = Literal["checkout", "quality_passed"]
PaymentStatus = Literal["none", "authorised", "partially_paid", "paid", "partially_refunded", "refunded", "disputed"]

# A hosted page lives from 30 minutes to 24 hours, counted when the request arrives
# (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at); one minute of reserve.
SHORTEST_PAGE, LONGEST_PAGE = timedelta(minutes=31), timedelta(hours=23, minutes=50)
# Idempotency keys may be pruned after 24 hours (https://docs.stripe.com/api/idempotent_requests).
SAME_KEY_FOR = timedelta(hours=23)
# A capture that reaches us this long after the page's end finds its reservation still there.
LATE_AFTER = timedelta(minutes=2)
MINIMUM_MINOR = 50  # the smallest charge in EUR, USD and CHF: https://docs.stripe.com/currencies#minimum-and-maximum

_BANK_SAYS: dict[str, str] = {
    "insufficient_funds": "There is not enough money on this card.",
    "expired_card": "This card has expired.",
    "incorrect_cvc": "The security code does not fit this card.",
    "authentication_required": "Your bank wants to ask you itself before it pays.",
    "processing_error": "The bank could not be reached just now.",
}


@dataclass(frozen=True)
class ObligationIn:
    """`amount` includes `tax`. `trigger` says when it is due; `label` is what the payment page calls it."""

    kind: Kind
    line_refs: tuple[str, ...]
    amount: Money
    tax: Money
    trigger: Trigger = "checkout"
    label: str = ""


@dataclass(frozen=True)
class PaymentIn:
    """What checkout hands over. `expires_at`: when the payment page closes; the reservation must outlive it by two
    minutes. `email_ref` is the ref of a Contact, never an address."""

    order_ref: str
    order_number: str
    email_ref: str
    currency: str
    obligations: tuple[ObligationIn, ...]
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Purse:
    """One payment seen as a place money can go back from."""

    payment_ref: str
    available: Money
    covers_line: bool
    balance: bool


def check_payment(wanted: PaymentIn) -> None:
    """Raise `Invalid` unless there is something to pay now, all in one currency, nothing below what a card can take."""
    due_now = [o.amount for o in wanted.obligations if o.trigger == "checkout"]
    for obligation in wanted.obligations:
        if obligation.amount.minor <= 0 or not 0 <= obligation.tax.minor < obligation.amount.minor:
            raise Invalid("Every part of a payment is more than zero and more than its tax.")
        if {obligation.amount.currency, obligation.tax.currency} != {wanted.currency}:
            raise Invalid(f"This order is paid in {wanted.currency}; every part of it must be too.")
    if total(due_now, wanted.currency).minor < MINIMUM_MINOR:
        raise Invalid("Cards take amounts from 0.50. Add something small, or ask us for an invoice.")


def page_end(now: datetime, wanted: datetime) -> datetime:
    """When the hosted page closes: as wanted, within what the card company allows."""
    return min(max(wanted, now + SHORTEST_PAGE), now + LONGEST_PAGE)


def session_params(
    *,
    op: str,
    payment_ref: str,
    order_ref: str,
    order_number: str,
    parts: Sequence[tuple[str, Money]],
    save_card: bool,
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
) -> dict[str, Any]:
    """The Checkout Session to create; `parts` are (label, amount). The amounts are final: no price localisation."""
    metadata = {"op": op, "payment": payment_ref, "order": order_ref}
    intent: dict[str, Any] = {"description": f"Order {order_number}", "metadata": metadata}
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": amount.currency.lower(),
                    "unit_amount": amount.minor,
                    "product_data": {"name": label},
                },
            }
            for label, amount in parts
        ],
        "client_reference_id": order_ref,
        "metadata": metadata,
        "payment_intent_data": intent,
        "adaptive_pricing": {"enabled": False},
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
    }
    if save_card:
        intent["setup_future_usage"] = "off_session"
        params["customer_creation"] = "always"
    return params


def balance_params(
    *, op: str, payment_ref: str, order_ref: str, order_number: str, amount: Money, customer: str, method: str
) -> dict[str, Any]:
    """The off-session charge of a saved card (https://docs.stripe.com/payments/save-during-payment)."""
    return {
        "amount": amount.minor,
        "currency": amount.currency.lower(),
        "customer": customer,
        "payment_method": method,
        "off_session": True,
        "confirm": True,
        "description": f"Order {order_number}: the rest",
        "metadata": {"op": op, "payment": payment_ref, "order": order_ref},
    }


def refund_params(*, op: str, refund_ref: str, order_ref: str, intent_id: str, amount: Money) -> dict[str, Any]:
    return {
        "payment_intent": intent_id,
        "amount": amount.minor,
        "reason": "requested_by_customer",
        "metadata": {"op": op, "refund": refund_ref, "order": order_ref},
    }


def part_label(kind: str, label: str, order_number: str) -> str:
    """What the payment page calls one obligation."""
    words = {"full": "Goods and delivery", "deposit": "Deposit", "balance": "The rest", "adjustment": "Change"}
    return label or f"{words[kind]}, order {order_number}"


def split_refund(wanted: Money, purses: Sequence[Purse]) -> list[tuple[str, Money]]:
    """From which payments `wanted` goes back, as (payment_ref, amount): those of the line first, its balance before
    its deposit. Raises `Invalid` for nothing, `Conflict` when more is asked than was paid and not yet sent back."""
    if wanted.minor <= 0:
        raise Invalid("A refund is more than zero.")
    left, parts = wanted, []
    for purse in sorted(purses, key=lambda p: (not p.covers_line, not p.balance, p.payment_ref)):
        part = Money(min(left.minor, purse.available.minor), wanted.currency)
        if part.minor > 0:
            parts.append((purse.payment_ref, part))
            left -= part
    if left.minor > 0:
        raise Conflict("That is more than is left of this order's payments. Look at its money, then choose less.")
    return parts


@dataclass(frozen=True)
class Settled:
    """What is still owed of a price, or what goes back; never both."""

    balance: Money
    refund: Money


def settled(paid: Money, price: Money) -> Settled:
    """What `paid` leaves of `price`: paid and balance less refund are the price, to the cent."""
    rest, nothing = price - paid, Money.zero(price.currency)
    return Settled(rest, nothing) if rest.minor >= 0 else Settled(nothing, -rest)


def available(captured: Money, promised_back: Money, disputed: Money) -> Money:
    """What may still go back: captured less every refund that has not failed, less what a bank holds in dispute."""
    rest = captured - promised_back - disputed
    return rest if rest.minor > 0 else Money.zero(captured.currency)


def status_of(*, captured: Money, refunded: Money, due: Money, authorised: Money, in_dispute: bool) -> PaymentStatus:
    """The payment axis of an order, from its ledger and what is still due."""
    if in_dispute:
        return "disputed"
    if captured.minor <= 0:
        return "authorised" if authorised.minor > 0 else "none"
    if refunded.minor >= captured.minor:
        return "refunded"
    if refunded.minor > 0:
        return "partially_refunded"
    return "partially_paid" if due.minor > 0 else "paid"


def decline_sentence(code: str | None, ending: str) -> str:
    """What a customer reads when the bank says no; never why the bank suspects them (a lost or stolen card)."""
    reason = _BANK_SAYS.get(code or "", "Your bank said no.")
    return f"{reason} Nothing was charged. {ending}"


def resendable(first_sent_at: datetime | None, now: datetime) -> bool:
    """Whether the same key with the same bytes may still be sent."""
    return first_sent_at is None or now - first_sent_at < SAME_KEY_FOR


def is_late(state: str, closed: Sequence[str], expires_at: datetime | None, now: datetime) -> bool:
    """Whether this capture came after the payment was given up, or after its reservation may have ended."""
    return state in closed or (expires_at is not None and now > expires_at + LATE_AFTER)


def card_label(method: Mapping[str, Any] | None) -> str | None:
    """`Visa ending 4242`, or the method's type in words when it is no card."""
    if not method:
        return None
    card = method.get("card")
    if card:
        return f"{str(card.get('brand', 'card')).replace('_', ' ').title()} ending {card.get('last4', '····')}"
    return str(method.get("type", "")).replace("_", " ").capitalize() or None
