"""The verbs of money. All of them flush and never commit; none of them talks to anybody outside."""

from storefront.payments.domain import ObligationIn, PaymentIn
from storefront.payments.service.adjusting import LinePrice, drop_obligation, has_balance, reprice_line
from storefront.payments.service.balances import cancel_obligations, schedule_balance, unschedule_balance
from storefront.payments.service.opening import PayNow, add_obligation, cancel_unpaid, open_payment, pay_now
from storefront.payments.service.refunds import refund_all, refund_line

__all__ = [
    "LinePrice",
    "ObligationIn",
    "PayNow",
    "PaymentIn",
    "add_obligation",
    "cancel_obligations",
    "cancel_unpaid",
    "drop_obligation",
    "has_balance",
    "open_payment",
    "pay_now",
    "refund_all",
    "refund_line",
    "reprice_line",
    "schedule_balance",
    "unschedule_balance",
]
