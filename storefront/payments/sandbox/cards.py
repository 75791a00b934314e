"""The cards of the sandbox: what each does at the pay page, and what it does later when it is charged again.

Numbers end as Stripe's own test cards do (https://docs.stripe.com/testing), so that nothing has to be learnt twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

At = Literal["approve", "decline", "authenticate", "bank_debit", "bank_debit_fails", "reply_lost", "disputed"]


@dataclass(frozen=True)
class Card:
    """`later` is the answer to an off-session charge: `approve` or a decline code."""

    code: str
    label: str
    help: str
    brand: str
    last4: str
    at: At
    decline: str = ""
    later: str = "approve"
    group: str = "pays"


CARDS: tuple[Card, ...] = (
    Card("approve", "Visa ending 4242", "Pays, and pays the rest later", "visa", "4242", "approve"),
    Card(
        "authenticate", "Visa ending 3155", "Your bank asks you first (3-D Secure)", "visa", "3155", "authenticate"
    ),
    Card("bank_debit", "Bank debit", "On its way now, paid a few seconds later", "sepa", "3000", "bank_debit"),
    Card("declined", "Visa ending 0002", "The bank says no", "visa", "0002", "decline", "generic_decline", group="no"),
    Card(
        "no_money", "Visa ending 9995", "Not enough money on it", "visa", "9995", "decline", "insufficient_funds",
        group="no",
    ),
    Card("expired", "Visa ending 0069", "The card has expired", "visa", "0069", "decline", "expired_card", group="no"),
    Card(
        "wrong_cvc", "Visa ending 0127", "Wrong security code", "visa", "0127", "decline", "incorrect_cvc", group="no"
    ),
    Card("lost", "Visa ending 9987", "Reported lost", "visa", "9987", "decline", "lost_card", group="no"),
    Card(
        "later_declined", "Visa ending 0341", "Pays now, says no to the rest", "visa", "0341", "approve",
        later="insufficient_funds", group="later",
    ),
    Card(
        "later_authenticate", "Visa ending 3184", "Pays now, asks you again for the rest", "visa", "3184", "approve",
        later="authentication_required", group="later",
    ),
    Card(
        "bank_debit_fails", "Bank debit", "On its way now, sent back a few seconds later", "sepa", "3019",
        "bank_debit_fails", group="later",
    ),
    Card(
        "reply_lost", "Visa ending 4242", "Pays, but the line breaks before you are back", "visa", "4242",
        "reply_lost", group="later",
    ),
    Card("disputed", "Visa ending 0259", "Pays, and the bank takes it back", "visa", "0259", "disputed", group="later"),
)  # fmt: skip
BY_CODE = {card.code: card for card in CARDS}
GROUPS = (("pays", "Cards that pay"), ("no", "Cards that say no"), ("later", "Mishaps"))
