"""What payments tell the rest of the storefront, in the transaction that made it true.

None carries personal data. `storefront/mount/wiring.py` holds the table of handlers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from foundation.plain.money import Money


@dataclass(frozen=True)
class PaymentEvent:
    """About one order, at one instant."""

    order_ref: str
    at: datetime


@dataclass(frozen=True)
class PaymentCaptured(PaymentEvent):
    """The money of a checkout (or of a later adjustment) is here. `kind`: checkout | adjustment.

    `late` means that it came after the payment was given up or its time was over, so the reservation may be gone:
    whoever handles this reserves anew, or calls `service.refund_all` at once.
    """

    payment_ref: str
    amount: Money
    kind: str
    late: bool = False


@dataclass(frozen=True)
class PaymentFailed(PaymentEvent):
    """This payment will not come; `sentence` says what the customer can do. Nothing was charged."""

    payment_ref: str
    sentence: str


@dataclass(frozen=True)
class PaymentExpired(PaymentEvent):
    """The card company has confirmed that this payment can no longer be made: stock may be released now."""

    payment_ref: str


@dataclass(frozen=True)
class BalancePaid(PaymentEvent):
    """The rest for these made lines is paid: they may leave."""

    line_refs: tuple[str, ...]
    amount: Money


@dataclass(frozen=True)
class BalanceFailed(PaymentEvent):
    """The saved card said no to the rest for these lines; the customer gets a link to pay otherwise."""

    line_refs: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class RefundSucceeded(PaymentEvent):
    """Money is on its way back. `line_refs` is empty when the refund is for the order as a whole."""

    line_refs: tuple[str, ...]
    amount: Money


@dataclass(frozen=True)
class DisputeOpened(PaymentEvent):
    """The cardholder's bank took the money back for now: dispatch, start of production and refunds wait."""

    payment_ref: str
    amount: Money


@dataclass(frozen=True)
class DisputeClosed(PaymentEvent):
    """The bank has decided. `won`: the money is ours again."""

    payment_ref: str
    amount: Money
    won: bool


@dataclass(frozen=True)
class MoneyAlert(PaymentEvent):
    """Something about money that a person of the shop should look at; sellers see it, customers do not."""

    sentence: str
