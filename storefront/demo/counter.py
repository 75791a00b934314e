"""What lies on the counter on the first day: the shop's address, two threads with customers, a note, a claim."""

from __future__ import annotations

from sqlalchemy import Select, select

from foundation.data.work import Work
from storefront.claims.service import ClaimIn
from storefront.claims.service import ask as claim
from storefront.messages import service as messages
from storefront.orders.models import Order, OrderLine
from storefront.preferences.service import put_settings

HOUSE = {
    "legal_address": "Hall Three GmbH\nNorderhofenden 3\n24937 Flensburg\nGermany",
    "tax_number": "DE 123 456 789",
}
ASKED = (
    "Our stairs turn twice and are 82 cm wide. Will the top go up in one piece?",
    "Could you leave the parcel with the neighbours on the left? They know.",
)
WRONG = "One edge of the top has a dent as long as a thumb. It was there when we took the blanket off."
ANSWER = "It will: the top is 78 cm wide on its side. Our two have carried longer ones up narrower stairs."


def paper_and_words(work: Work) -> None:
    """Once more changes nothing: the messages have ids of their own."""
    put_settings(work, HOUSE, "Mette")
    orders = list(
        work.session.scalars(
            select(Order.order_ref).where(Order.state == "placed").order_by(Order.created_at.desc()).limit(2)
        )
    )
    for number, (order_ref, words) in enumerate(zip(orders, ASKED, strict=False), start=1):
        messages.ask(work, order_ref, words, f"demomessage{number}")
    if orders:
        messages.reply(work, orders[0], ANSWER, "Mette", "demoanswer1")
        messages.note_order(work, orders[0], "Called: bell does not ring, knock.", "Mette")
    for order_ref, line_ref in work.session.execute(_at_home()).all():
        claim(work, order_ref, ClaimIn("democlaim1", line_ref, 1, "refund", WRONG))


def _at_home() -> Select[str, str]:
    """A made piece of the oldest order that has arrived."""
    found = select(Order.order_ref, OrderLine.line_ref).join(OrderLine, OrderLine.order_ref == Order.order_ref)
    arrived = found.where(Order.fulfilment_status == "delivered", OrderLine.work_spec.is_not(None))
    return arrived.order_by(Order.created_at, OrderLine.position).limit(1)
