"""Which mail says what: one table of subjects. The letters themselves are templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256


@dataclass(frozen=True)
class Letter:
    """`subject` over the order's number; `sheet` adds *What we will make* of the lines concerned."""

    subject: str
    sheet: bool = False


LETTERS: Mapping[str, Letter] = {
    "placed": Letter("Order {number}: thank you, it is placed", sheet=True),
    "payment_failed": Letter("Order {number}: the payment did not go through"),
    "balance_notice": Letter("Order {number}: it passed inspection, the balance comes next", sheet=True),
    "balance_paid": Letter("Order {number}: the balance is paid"),
    "balance_failed": Letter("Order {number}: your card said no to the balance"),
    "shipped": Letter("Order {number}: on its way"),
    "out_for_delivery": Letter("Order {number}: out for delivery today"),
    "missed": Letter("Order {number}: nobody was there"),
    "delivered": Letter("Order {number}: delivered"),
    "cancelled": Letter("Order {number}: cancelled", sheet=True),
    "refunded": Letter("Order {number}: your money is on its way back"),
    "sold_out": Letter("Order {number}: gone when your payment came, all money goes back"),
    "changed": Letter("Order {number}: changed as you wished", sheet=True),
    "change_granted": Letter("Order {number}: yes, we can still change it"),
    "change_not_made": Letter("Order {number}: it stays as it was"),
    "date_moved": Letter("Order {number}: a new day, and why"),
    "withdrawal_received": Letter("Order {number}: we have your withdrawal"),
    "stage": Letter("Order {number}: one step further"),
    "message": Letter("Order {number}: an answer from us"),
    "fresh_link": Letter("Order {number}: your link"),
}


def compose(*, sender: str, to: str, subject: str, text: str, html: str, key: str, timestamp: float) -> EmailMessage:
    """A mail in two forms. Its Message-ID is made from `key`: sent twice, a mailbox shows it once (RFC 5322, 3.6.4).

    Line breaks cannot get into a header: `EmailMessage` refuses them, and a name never stands in one here.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(timestamp)
    domain = sender.rsplit("@", 1)[-1].rstrip(">") or "localhost"
    message["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message
